"""The mocked CloudFormation: `AWS::VoiceID::Domain` (facts of AWS's own resource provider).

What it needs of Voice ID is imported when a stack has such a resource: this module is imported with Moto.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from moto.core.common_models import CloudFormationModel

if TYPE_CHECKING:
    from ..service.call import Call

TYPE = "AWS::VoiceID::Domain"
ATTRIBUTE = "DomainId"
PROPERTIES = ("Name", "Description", "ServerSideEncryptionConfiguration", "Tags")


class Domain(CloudFormationModel):
    """A domain in a stack. `Ref` and `DomainId` are its id.

    Args:
        domain_id: the domain's id.
    """

    # By which Moto tells the service.
    # Guarded by tests/voiceid/test_model_data.py::test_a_domain_in_a_stack_is_listed_once.
    __module__ = "mock_voiceid.voiceid.cloudformation"

    def __new__(cls, *_: Any) -> "Domain":
        """Make one that Moto does not list: the domain itself is listed."""
        return object.__new__(cls)

    def __init__(self, domain_id: str) -> None:
        self.domain_id = domain_id

    @property
    def physical_resource_id(self) -> str:
        """What `Ref` gives."""
        return self.domain_id

    @staticmethod
    def cloudformation_name_type() -> str:
        """Return the property that names the resource: none, since names need not be unique."""
        return ""

    @staticmethod
    def cloudformation_type() -> str:
        """Return what templates call it."""
        return TYPE

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Return whether `Fn::GetAtt` knows an attribute."""
        return attr == ATTRIBUTE

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return what `Fn::GetAtt` gives.

        Raises:
            UnformattedGetAttTemplateException: there is no such attribute.
        """
        from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

        if attribute_name != ATTRIBUTE:
            raise UnformattedGetAttTemplateException
        return self.domain_id

    def is_created(self) -> bool:
        """Return whether it is there: at once (D1)."""
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,  # noqa: ARG003 - Moto's signature
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
        **_: Any,
    ) -> "Domain":
        """Create the domain."""
        with _handled(account_id, region_name) as call:
            properties = _properties(cloudformation_json)
            created = _perform(call, "CreateDomain", properties)
        return cls(created["Domain"].domain_id)

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: "Domain",
        new_resource_name: str,  # noqa: ARG003 - Moto's signature
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
    ) -> "Domain":
        """Update the domain, and its tags where they have changed. It stays the same domain."""
        with _handled(account_id, region_name) as call:
            properties = _properties(cloudformation_json)
            domain = call.region.active_domain(original_resource.domain_id)
            tags = {tag["Key"]: tag["Value"] for tag in properties.pop("Tags", [])}
            _perform(call, "UpdateDomain", {"DomainId": domain.domain_id, **properties})
            changed = [
                {"Key": key, "Value": value} for key, value in tags.items() if domain.tags.get(key) != value
            ]
            if changed:
                _perform(call, "TagResource", {"ResourceArn": domain.arn, "Tags": changed})
            removed = [key for key in domain.tags if key not in tags]
            if removed:
                _perform(call, "UntagResource", {"ResourceArn": domain.arn, "TagKeys": removed})
        return cls(domain.domain_id)

    @classmethod
    def delete_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Any],  # noqa: ARG003 - Moto's signature
        account_id: str,
        region_name: str,
    ) -> None:
        """Delete the domain. One that is suspended or not there is gone already."""
        from ..api.exceptions import ConflictException, ResourceNotFoundException

        with _handled(account_id, region_name) as call:
            try:
                _perform(call, "DeleteDomain", {"DomainId": resource_name})
            except (ConflictException, ResourceNotFoundException):
                return


@contextmanager
def _handled(account_id: str, region_name: str) -> "Iterator[Call]":
    """Yield a call to the region, and raise an error of Voice ID as CloudFormation's."""
    from moto.cloudformation.exceptions import ValidationError

    from ..api.exceptions import VoiceIDError
    from ..control.context import current
    from ..service.call import Call
    from .routing import backend_for

    try:
        context = current()
        with context.clock.request() as instant:
            yield Call(backend_for(account_id, region_name).region, context, instant)
    except VoiceIDError as error:
        raise ValidationError(
            message=f'Resource handler returned message: "{error.message}" ({TYPE}: {error.code})'
        ) from None


def _properties(cloudformation_json: dict[str, Any]) -> dict[str, Any]:
    """Return the properties, all checked, so that nothing is done where one of them is wrong."""
    from ..api.exceptions import ValidationException
    from ..api.validation import InvalidInput, read
    from ..service.tags import tagged

    given = cloudformation_json.get("Properties", {})
    if not isinstance(given, dict):
        raise ValidationException("Properties validation failed: it is no object.")
    unknown = sorted(given.keys() - set(PROPERTIES))
    if unknown:
        raise ValidationException(
            f"Encountered unsupported property {', '.join(unknown)}. There is {', '.join(PROPERTIES)}."
        )
    properties: dict[str, Any] = _with_text(given)
    try:
        read("CreateDomain", properties)
    except InvalidInput as error:
        raise ValidationException(error.message) from None
    tagged({}, properties.get("Tags", []))
    return properties


def _with_text(value: Any) -> Any:
    """Return a value with numbers and truth values as text, as CloudFormation gives them to strings."""
    match value:
        case dict():
            return {name: _with_text(member) for name, member in value.items()}
        case list():
            return [_with_text(item) for item in value]
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
    return value


def _perform(call: "Call", operation: str, document: dict[str, Any]) -> dict[str, Any]:
    from ..service.answering import perform

    return perform(call, operation, document)

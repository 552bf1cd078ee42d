"""The mocked Resource Groups Tagging API: domains show there, and can be tagged from there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moto.core.resource_tagging import TaggableResourcesMixin, TaggedResource

    from ..service.domains import Domain
    from ..service.tables import ResourceTable

else:
    try:
        from moto.core.resource_tagging import TaggableResourcesMixin, TaggedResource
    except ModuleNotFoundError:  # pragma: no cover - before Moto 5.2.2, whose tagging API takes in no others
        TaggableResourcesMixin, TaggedResource = object, None

RESOURCE_TYPE = "voiceid:domain"


class TaggableDomains(TaggableResourcesMixin):
    """What that API asks of a backend."""

    SERVICE_NAMESPACE = "voiceid"

    @property
    def domains(self) -> "ResourceTable[Domain]":
        """The backend's domains."""
        raise NotImplementedError  # pragma: no cover - a backend has them

    def iter_tagged_resources(self) -> Iterator[TaggedResource]:
        """Yield the domains that are active, each with its tags."""
        for domain in tuple(self.domains):
            if domain.domain_status == "ACTIVE":
                yield TaggedResource(domain.arn, dict(domain.tags), RESOURCE_TYPE)

    def tag_resource(self, arn: str, tags: dict[str, str]) -> None:
        """Tag a domain.

        Raises:
            NotImplementedError: Voice ID refuses that, which Moto tells as a failure of this resource alone.
        """
        added = [{"Key": key, "Value": value} for key, value in tags.items()]
        self._perform("TagResource", {"ResourceArn": arn, "Tags": added})

    def untag_resource(self, arn: str, tag_keys: list[str]) -> None:
        """Untag a domain.

        Raises:
            NotImplementedError: Voice ID refuses that, which Moto tells as a failure of this resource alone.
        """
        self._perform("UntagResource", {"ResourceArn": arn, "TagKeys": tag_keys})

    def _perform(self, operation: str, document: dict[str, Any]) -> None:
        from ..api.exceptions import VoiceIDError
        from ..control.context import current
        from ..service.answering import perform
        from ..service.call import Call

        backend: Any = self
        context = current()
        try:
            with context.clock.request() as instant:
                perform(Call(backend.region, context, instant), operation, document)
        except VoiceIDError as error:
            # Guarded by tests/voiceid/test_tagging_api.py::test_refusal_is_a_failure_of_the_resource_alone.
            raise NotImplementedError(error.message) from None

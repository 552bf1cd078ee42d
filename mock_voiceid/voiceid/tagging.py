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
    """What that API asks of a backend.

    Attributes:
        domains: the backend's domains.
    """

    SERVICE_NAMESPACE = "voiceid"

    domains: "ResourceTable[Domain]"

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
        from ..service.operations import perform

        backend: Any = self
        try:
            with backend.settings.clock.lock:
                perform(backend, operation, document)
        except VoiceIDError as error:
            # Guarded by tests/voiceid/test_tagging_api.py::test_refusal_is_a_failure_of_the_resource_alone.
            raise NotImplementedError(error.message) from None

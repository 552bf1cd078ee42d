"""Tags of domains (T1, T2)."""

from typing import TYPE_CHECKING, Any

from ..api.exceptions import ResourceNotFoundException, ValidationException
from ..sdk.description import shape

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend
    from .domains import Domain

RESERVED = "aws:"
"""What no key of a user's may begin with, in whatever case."""


def tagged(tags: dict[str, str], added: list[dict[str, str]]) -> dict[str, str]:
    """Return `tags` with others added or overwritten; those that were there keep their places.

    Raises:
        ValidationException: a key stands in `added` twice, begins with `aws:`, or there are too many in all.
    """
    keys = [tag["Key"] for tag in added]
    if len(set(keys)) < len(keys):
        raise ValidationException("A tag key stands in the request more than once; each must be unique.")
    if any(key.lower().startswith(RESERVED) for key in keys):
        raise ValidationException(f"Tag keys that begin with '{RESERVED}' are reserved; use another key.")
    together = {**tags, **{tag["Key"]: tag["Value"] for tag in added}}
    limit = shape("TagList")["max"]
    if len(together) > limit:
        raise ValidationException(f"A resource takes at most {limit} tags; it would have {len(together)}.")
    return together


def tag_resource(
    backend: "VoiceIDBackend", *, resource_arn: str, tags: list[dict[str, str]]
) -> dict[str, Any]:
    """Answer TagResource."""
    domain = backend.active_domain(_domain(backend, resource_arn).domain_id)
    domain.tags = tagged(domain.tags, tags)
    return {}


def untag_resource(backend: "VoiceIDBackend", *, resource_arn: str, tag_keys: list[str]) -> dict[str, Any]:
    """Answer UntagResource: keys that are not there are ignored."""
    domain = backend.active_domain(_domain(backend, resource_arn).domain_id)
    domain.tags = {key: value for key, value in domain.tags.items() if key not in tag_keys}
    return {}


def list_tags_for_resource(backend: "VoiceIDBackend", *, resource_arn: str) -> dict[str, Any]:
    """Answer ListTagsForResource, also for a suspended domain (D6)."""
    tags = _domain(backend, resource_arn).tags
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _domain(backend: "VoiceIDBackend", arn: str) -> "Domain":
    domain = backend.domains.get(arn.rpartition("/")[2])
    if domain is None or domain.arn != arn:
        raise ResourceNotFoundException("DOMAIN", f"There is no domain '{arn}' in {backend.region_name}.")
    return domain

"""The operations on tags (T1, T2)."""

from typing import Any

from ...api.exceptions import ResourceNotFoundException
from ..call import Call
from ..domains import Domain
from ..tags import tagged


def tag_resource(call: Call, *, resource_arn: str, tags: list[dict[str, str]]) -> dict[str, Any]:
    """Answer TagResource."""
    domain = call.region.active_domain(_domain(call, resource_arn).domain_id)
    domain.tags = tagged(domain.tags, tags)
    return {}


def untag_resource(call: Call, *, resource_arn: str, tag_keys: list[str]) -> dict[str, Any]:
    """Answer UntagResource: keys that are not there are ignored."""
    domain = call.region.active_domain(_domain(call, resource_arn).domain_id)
    domain.tags = {key: value for key, value in domain.tags.items() if key not in tag_keys}
    return {}


def list_tags_for_resource(call: Call, *, resource_arn: str) -> dict[str, Any]:
    """Answer ListTagsForResource, also for a suspended domain (D6)."""
    tags = _domain(call, resource_arn).tags
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _domain(call: Call, arn: str) -> Domain:
    domain = call.region.domains.get(arn.rpartition("/")[2])
    if domain is None or domain.arn != arn:
        raise ResourceNotFoundException("DOMAIN", f"There is no domain '{arn}' in {call.region.name}.")
    return domain

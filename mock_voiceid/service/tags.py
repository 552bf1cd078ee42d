"""Tags of domains (T1, T2)."""

from ..api.exceptions import ValidationException
from ..sdk.description import shape

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

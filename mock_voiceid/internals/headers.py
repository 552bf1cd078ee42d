"""Headers of a client's request, read from what botocore keeps them in."""

from collections.abc import Collection
from typing import Any


def headers_of(request: Any, needed: Collection[str]) -> dict[str, str]:
    """Return some headers of a client's request.

    Args:
        request: a request of botocore's, or of the `requests` library.
        needed: the names of the headers, in lower case.

    Returns:
        those of them that the request has, by their names in lower case, as text.
    """
    # A look-up in botocore's own dictionary is six calls; reading what it keeps is one.
    # Guarded by tests/internals/test_headers.py::test_headers_are_found_in_every_kind_of_request.
    kept: dict[Any, Any] | None = getattr(request.headers, "_dict", None)
    if kept is None:
        named = {name.lower(): value for name, value in request.headers.items()}
        return {name: _text(value) for name, value in named.items() if name in needed}
    return {name._lower: _text(value) for name, value in kept.items() if name._lower in needed}


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)

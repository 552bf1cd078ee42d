"""The hosts of Voice ID, their regions, and the headers that it reads."""

import functools
import re
from typing import Protocol

SERVICE = "voiceid"
"""Moto's name of the service, and its signing name."""

URL_PATTERN = (
    r"https?://(?:[^/.]+\.)?voiceid(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:vpce\.)?"
    r"(?:amazonaws\.com|api\.aws)"
)
"""Standard, FIPS, dual-stack and VPC endpoint hosts. Moto maps hosts of other partitions to standard ones."""

TARGET = "x-amz-target"
"""The header with the name of the operation, after the prefix of the service."""

INVOCATION_ID = "amz-sdk-invocation-id"
"""The header that is the same in all attempts of one call of an AWS SDK."""

DEFAULT_REGION = "us-east-1"
"""The region of a request that does not name one."""


class Headers(Protocol):
    """The headers of a request, from any library."""

    def get(self, name: str, default: str, /) -> str:
        """Return the value of a header."""


_URL = re.compile(URL_PATTERN)
_MARK = re.compile(r"\bregion/(?P<region>[a-z]{2}-[a-z]+-\d)\b")
_SCOPE = re.compile(r"Credential=[^/,]*/\d+/(?P<region>[^/,]+)/")


@functools.lru_cache(maxsize=1_000)  # clients use few different URLs
def region_of(url: str) -> str | None:
    """Return the region in the host of a URL, or None if the host is not Voice ID's."""
    match = _URL.match(url)
    return match["region"] if match else None


def region_in(url: str, headers: Headers) -> str:
    """Return the region that a request to any host is for.

    As in Moto, the host names it, or a mark in the user agent (`region/eu-west-2`), or the signature.
    """
    for pattern, text in (
        (_URL, url),
        (_MARK, headers.get("User-Agent", "")),
        (_SCOPE, headers.get("Authorization", "")),
    ):
        if match := pattern.search(text):
            return match["region"]
    return DEFAULT_REGION

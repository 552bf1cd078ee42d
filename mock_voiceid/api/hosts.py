"""The hosts that Voice ID answers at, the region that each names, and the headers that it looks at."""

import functools
import re
from typing import Protocol

SERVICE = "voiceid"
"""What Moto calls the service; it is the signing name too."""

URL_PATTERN = (
    r"https?://(?:[^/.]+\.)?voiceid(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:vpce\.)?"
    r"(?:amazonaws\.com|api\.aws)"
)
"""Standard, FIPS, dual-stack and VPC endpoint hosts. Moto makes those of other partitions standard ones."""

TARGET = "x-amz-target"
"""The header that names the operation, after the service's prefix."""

INVOCATION_ID = "amz-sdk-invocation-id"
"""The header by which AWS's SDKs mark all attempts of one call."""

DEFAULT_REGION = "us-east-1"
"""Where a request goes that does not say where."""


class Headers(Protocol):
    """The headers of a request, of whatever library."""

    def get(self, name: str, default: str, /) -> str:
        """Return the value of a header."""


_URL = re.compile(URL_PATTERN)
_MARK = re.compile(r"\bregion/(?P<region>[a-z]{2}-[a-z]+-\d)\b")
_SCOPE = re.compile(r"Credential=[^/,]*/\d+/(?P<region>[^/,]+)/")


@functools.lru_cache(maxsize=1_000)  # a client sends to few
def region_of(url: str) -> str | None:
    """Return the region in the host of a URL, or None where the host is not Voice ID's."""
    match = _URL.match(url)
    return match["region"] if match else None


def region_in(url: str, headers: Headers) -> str:
    """Return the region that a request to any host goes to.

    As in Moto, it is that of the host, of a mark in the user agent (`region/eu-west-2`), or of the signature.
    """
    for pattern, text in (
        (_URL, url),
        (_MARK, headers.get("User-Agent", "")),
        (_SCOPE, headers.get("Authorization", "")),
    ):
        if match := pattern.search(text):
            return match["region"]
    return DEFAULT_REGION

"""The hosts that Voice ID answers at, and the region that each names."""

import re

SERVICE = "voiceid"
"""What Moto calls the service; it is the signing name too."""

URL_PATTERN = (
    r"https?://(?:[^/.]+\.)?voiceid(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:vpce\.)?"
    r"(?:amazonaws\.com|api\.aws)"
)
"""Standard, FIPS, dual-stack and VPC endpoint hosts. Moto makes those of other partitions standard ones."""

_URL = re.compile(URL_PATTERN)


def region_of(url: str) -> str | None:
    """Return the region in the host of a URL, or None where the host is not Voice ID's."""
    match = _URL.match(url)
    return match["region"] if match else None

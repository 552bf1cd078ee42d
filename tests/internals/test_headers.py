"""Headers of requests, whatever library keeps them."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import HeadersDict
from requests.structures import CaseInsensitiveDict

from mock_voiceid.internals.headers import headers_of

NEEDED = frozenset({"x-amz-target", "x-moto-account-id", "authorization"})


@pytest.mark.parametrize("kind", [HeadersDict, CaseInsensitiveDict, dict])
def test_headers_are_found_in_every_kind_of_request(kind: Callable[[dict[str, Any]], Any]) -> None:
    given = {"X-Amz-Target": b"VoiceID.ListDomains", "X-Moto-Account-Id": "111111111111", "Date": "today"}
    assert headers_of(SimpleNamespace(headers=kind(given)), NEEDED) == {
        "x-amz-target": "VoiceID.ListDomains",
        "x-moto-account-id": "111111111111",
    }

"""CORS: preflight requests of the AWS SDK for JavaScript, and the headers that a script can read."""

import pytest
import requests

from acceptance.clients.scenario import UNKNOWN
from acceptance.clients.serving import ORIGIN, Server

FOREIGN = "https://elsewhere.example"
SENT_BY_THE_SDK = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-type",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-target",
    "x-amz-user-agent",
]
CONTROL = ["content-type"]


def ask(url: str, headers: list[str]) -> requests.Response:
    """Send the preflight request of a POST from another origin."""
    return requests.options(
        url,
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": ",".join(headers),
        },
        timeout=10,
    )


def listed(answer: requests.Response, header: str) -> set[str]:
    return {name.strip().lower() for name in answer.headers.get(header, "").split(",")}


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/", SENT_BY_THE_SDK), ("/mock-voiceid/clock/tick", CONTROL)],
    ids=["API", "control"],
)
def test_preflight_allows_the_headers_of_the_sdk(server: Server, path: str, headers: list[str]) -> None:
    answer = ask(server.url + path, headers)
    assert answer.ok
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "post" in listed(answer, "Access-Control-Allow-Methods")
    # `*` does not cover `authorization`.
    assert set(headers) <= listed(answer, "Access-Control-Allow-Headers")


@pytest.mark.parametrize(
    ("operation", "body", "status"),
    [("ListDomains", {}, 200), ("DescribeDomain", {"DomainId": UNKNOWN}, 400)],
    ids=["success", "refusal"],
)
def test_script_can_read_the_response_and_the_request_id(
    server: Server, operation: str, body: dict[str, str], status: int
) -> None:
    answer = requests.post(
        f"{server.url}/",
        json=body,
        headers={
            "Origin": ORIGIN,
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"VoiceID.{operation}",
        },
        timeout=10,
    )
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "x-amzn-requestid" in listed(answer, "Access-Control-Expose-Headers")
    assert answer.headers["x-amzn-requestid"]


def test_script_can_read_control_responses(server: Server) -> None:
    answer = requests.post(
        f"{server.url}/mock-voiceid/clock/tick", json={"seconds": 0}, headers={"Origin": ORIGIN}, timeout=10
    )
    assert "now" in answer.json()
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize("path", ["/", "/mock-voiceid/clock/tick"])
def test_a_script_from_elsewhere_is_refused(server: Server, path: str) -> None:
    headers = {"Origin": FOREIGN, "X-Amz-Target": "VoiceID.ListDomains"}
    answer = requests.post(server.url + path, json={}, headers=headers, timeout=10)
    assert (answer.status_code, "Access-Control-Allow-Origin" in answer.headers) == (403, False)

"""Who may talk to the server: no foreign host, and pages of other origins only where they may."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from mock_voiceid import mock_voiceid
from mock_voiceid.server.access import Access
from mock_voiceid.server.threaded import ThreadedServer

EVIL = "https://evil.example"
TARGET = {"X-Amz-Target": "VoiceID.ListDomains"}
ALLOWED, EXPOSED = "Access-Control-Allow-Origin", "Access-Control-Expose-Headers"


@pytest.fixture
def url() -> Iterator[str]:
    with mock_voiceid(start="2026-01-05T09:00:00Z"), ThreadedServer() as server:
        yield server.endpoint_url


def serving(**options: Any) -> ThreadedServer:
    return ThreadedServer(**options)


@pytest.mark.parametrize("path", ["/", "/mock-voiceid/clock", "/mock-voiceid/", "/bucket/key"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "a.b.", "[::1"]
)
def test_a_foreign_host_is_refused(url: str, host: str, path: str) -> None:
    response = requests.post(url + path, headers={"Host": host, **TARGET}, data="{}", timeout=10)
    assert response.status_code == 403
    assert response.json()["message"].startswith(f"The Host {host!r} is not a name of this server.")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:5000",
        "bucket.localhost:5000",
        "127.0.0.1:5000",
        "192.168.1.7",
        "[::1]:5000",
        "mock-voiceid:5000",
        "voiceid.eu-west-2.amazonaws.com",
        "bucket.s3.amazonaws.com",
        "voiceid.us-east-1.api.aws",
        "",
    ],
)
def test_names_of_this_machine_and_of_aws_are_accepted(host: str) -> None:
    assert not Access().refuses_host(host)


def test_names_that_were_given_are_accepted() -> None:
    access = Access(frozenset({"http://tests.example:3000"}), frozenset(), "voice.example")
    assert not access.refuses_host("tests.example:5000")
    assert not access.refuses_host("VOICE.example")
    assert access.refuses_host("other.example")


@pytest.mark.parametrize("origin", [EVIL, "null", "http://localhost:1", "http://127.0.0.1:1", "x"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_pages_of_other_origins_may_not_control(url: str, method: str, origin: str) -> None:
    path = "state" if method == "GET" else "clock/tick"
    before = requests.get(f"{url}/mock-voiceid/clock", timeout=10).json()
    response = requests.request(
        method, f"{url}/mock-voiceid/{path}", headers={"Origin": origin}, data='{"hours": 1}', timeout=10
    )
    assert (response.status_code, ALLOWED in response.headers) == (403, False)
    assert response.json()["message"].endswith(f"--allow-origin {origin}")
    assert requests.get(f"{url}/mock-voiceid/clock", timeout=10).json() == before


def test_the_servers_own_page_may_control(url: str) -> None:
    for name in (url, url.replace("127.0.0.1", "localhost")):
        response = requests.post(
            f"{name}/mock-voiceid/clock/tick", json={"seconds": 1}, headers={"Origin": name}, timeout=10
        )
        assert response.status_code == 200


def test_an_allowed_origin_may_control_and_call() -> None:
    with mock_voiceid(), ThreadedServer(allow_origins=[EVIL]) as server:
        for path, headers in (("/mock-voiceid/clock", {}), ("/", TARGET)):
            method = "POST" if headers else "GET"
            response = requests.request(
                method, server.endpoint_url + path, headers={"Origin": EVIL, **headers}, timeout=10
            )
            assert (response.status_code in (200, 400), response.headers[ALLOWED]) == (True, EVIL)
            assert "x-mock-voiceid-time" in response.headers[EXPOSED]


@pytest.mark.parametrize("path", ["/", "/bucket/key"])
@pytest.mark.parametrize("method", ["POST", "OPTIONS", "GET"])
def test_pages_of_other_origins_may_not_call_aws(url: str, method: str, path: str) -> None:
    response = requests.request(method, url + path, headers={"Origin": EVIL, **TARGET}, timeout=10)
    assert (response.status_code, ALLOWED in response.headers) == (403, False)
    assert response.json()["Message"].endswith(f"--cors-origin {EVIL}")


@pytest.mark.parametrize("given", [EVIL, "*"])
def test_cors_origins_may_call_aws_and_not_control(given: str) -> None:
    with mock_voiceid(), ThreadedServer(cors_origins=[given]) as server:
        headers = {"Origin": EVIL, "Access-Control-Request-Headers": "x-amz-target,authorization"}
        for path in ("/", "/bucket/key"):
            response = requests.options(server.endpoint_url + path, headers=headers, timeout=10)
            assert (response.status_code, response.headers[ALLOWED]) == (200, EVIL)
            assert response.headers["Access-Control-Allow-Headers"] == "x-amz-target,authorization"
            assert "POST" in response.headers["Access-Control-Allow-Methods"]
        url = f"{server.endpoint_url}/mock-voiceid/clock"
        assert requests.get(url, headers={"Origin": EVIL}, timeout=10).status_code == 403


def test_motos_answers_are_for_the_same_pages(url: str) -> None:
    for headers, allowed in (({}, None), ({"Origin": "http://localhost:3000"}, "http://localhost:3000")):
        response = requests.get(url, headers=headers, timeout=10)
        assert response.headers.get(ALLOWED) == allowed
        assert "Origin" in response.headers["Vary"]


@pytest.mark.parametrize("name", ["allow_origins", "cors_origins"])
def test_wrong_origins_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be an origin such as .*, got 'http://a/b': "):
        serving(**{name: ["http://a/b"]})
    with pytest.raises(TypeError, match=rf"^{name} must be a list of origins, got 'http://a'"):
        serving(**{name: "http://a"})
    with pytest.raises(ValueError, match=r"^allow_origins must be an origin .*, got '\*'"):
        serving(allow_origins=["*"])


def test_the_page_may_not_be_framed(url: str) -> None:
    response = requests.get(f"{url}/mock-voiceid/", timeout=10)
    assert response.headers["X-Frame-Options"] == "DENY"

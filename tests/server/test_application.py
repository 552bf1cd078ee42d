"""The server's application: whose requests go where, and what becomes of broken ones."""

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from moto.core import enable_iam_authentication
from moto.moto_api import recorder

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.server.threaded import ThreadedServer
from tests.calls import client, create_domain, error_in, post, session

TARGET = {"X-Amz-Target": "VoiceID.ListDomains", "Content-Type": "application/x-amz-json-1.0"}


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    with mock_voiceid(start="2026-01-05T09:00:00Z") as handle:
        yield handle


@pytest.fixture
def url(voice_id: VoiceID) -> Iterator[str]:
    with ThreadedServer(connection_timeout=0.5) as server:
        yield server.endpoint_url


def test_region_is_that_of_the_signature_a_mark_or_the_host(url: str) -> None:
    create_domain(client("eu-west-2"))
    for headers in (
        {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260105/eu-west-2/voiceid/aws4_request, Sig=b"},
        {"User-Agent": "somebody region/eu-west-2"},
        {"Host": "voiceid.eu-west-2.amazonaws.com"},
    ):
        answer = requests.post(url, data="{}", headers={**TARGET, **headers}, timeout=10)
        assert len(answer.json()["DomainSummaries"]) == 1
    assert post({}, url=url).json() == {"DomainSummaries": []}


def test_unknown_region_is_told(url: str) -> None:
    response = post({}, url=url, **{"User-Agent": "region/eu-west-1"})
    assert error_in(response)[:2] == (400, "UnrecognizedRegionException")


def test_account_is_the_one_of_the_header(url: str, voice_id: VoiceID) -> None:
    body = {"Name": "calls", "ServerSideEncryptionConfiguration": {"KmsKeyId": "key"}}
    post(body, "VoiceID.CreateDomain", url=url, **{"x-moto-account-id": "111122223333"})
    assert len(voice_id.backend(account_id="111122223333").domains) == 1
    assert len(voice_id.backend().domains) == 0


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "", "a/b; charset=x"]
)
def test_content_type_does_not_matter(url: str, content_type: str) -> None:
    response = post({"MaxResults": 5}, url=url, **{"Content-Type": content_type})
    assert (response.status_code, response.json()) == (200, {"DomainSummaries": []})


def test_compressed_body_is_read(url: str) -> None:
    headers = {**TARGET, "Content-Encoding": "gzip"}
    response = requests.post(url, data=gzip.compress(b'{"MaxResults": 5}'), headers=headers, timeout=10)
    assert response.json() == {"DomainSummaries": []}


def test_body_compressed_twice_is_decompressed_once(url: str) -> None:
    """Else the second time would evade the limit of what is decompressed."""
    response = post(gzip.compress(gzip.compress(b'{"MaxResults": 5}')), url=url)
    assert error_in(response)[:2] == (400, "SerializationException")


@pytest.mark.parametrize(
    "body", [b"\x00\xff" * 500_000, b"[" * 1_000_000, b'{"a": ' * 200_000], ids=["bytes", "lists", "objects"]
)
def test_a_megabyte_of_garbage_is_refused(url: str, body: bytes) -> None:
    """V7."""
    assert error_in(post(body, url=url))[:2] == (400, "SerializationException")


def test_body_that_never_arrives_whole_is_given_up(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    for path, head in (("/", "X-Amz-Target: VoiceID.ListDomains\r\n"), ("/mock-voiceid/clock/tick", "")):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            start = f"POST {path} HTTP/1.1\r\nHost: a\r\n{head}Content-Length: 100\r\n\r\n{{"
            connection.sendall(start.encode())
            assert connection.makefile("rb").read() == b""


def test_client_that_hangs_up_in_the_middle_harms_nobody(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = b"POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: VoiceID.ListDomains\r\nContent-Length: 9"
        connection.sendall(head + b"\r\n\r\n{")
    assert post({}, url=url).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/no/such/path"])
def test_other_methods_and_paths_are_client_errors(url: str, method: str, path: str) -> None:
    response = requests.request(method, url + path, headers=TARGET, data="{}", timeout=10)
    assert response.status_code in range(200, 500)
    assert "Traceback" not in response.text


def test_everything_else_is_motos(url: str) -> None:
    session().client("sqs", endpoint_url=url).create_queue(QueueName="queue")
    assert session().client("sqs").get_queue_url(QueueName="queue")["QueueUrl"].endswith("/queue")
    assert requests.get(f"{url}/moto-api/data.json", timeout=10).json()["voiceid"]["Domain"] == []


def test_recorder_and_enforcement_take_motos_way(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = tmp_path / "recording"
    monkeypatch.setattr(recorder, "_location", str(recording))
    requests.post(f"{url}/moto-api/recorder/start-recording", timeout=10)
    try:
        client(endpoint_url=url).list_domains()
    finally:
        requests.post(f"{url}/moto-api/recorder/stop-recording", timeout=10)
    recorded = [json.loads(line) for line in recording.read_text().splitlines()]
    assert [one["headers"].get("X-Amz-Target") for one in recorded] == ["VoiceID.ListDomains"]
    with enable_iam_authentication():
        refused = client(endpoint_url=url)
        with pytest.raises(refused.exceptions.AccessDeniedException):
            refused.list_domains()


def test_ordered_fault_reaches_clients_over_http(url: str, voice_id: VoiceID) -> None:
    voice_id.faults.inject("ListDomains", "InternalServerException", message="No.")
    over_http: Any = client(endpoint_url=url)
    with pytest.raises(over_http.exceptions.InternalServerException, match=r"No\.$"):
        over_http.list_domains()

"""The server."""

import http.client
import json
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.results import Section
from mock_voiceid import mock_voiceid
from mock_voiceid.server.threaded import ThreadedServer

CLIENTS, REQUESTS = 8, 10
MANY = 5_000
SIGNED = "AWS4-HMAC-SHA256 Credential=a/20260105/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=b"


@pytest.fixture
def address() -> Iterator[str]:
    with mock_voiceid(), ThreadedServer() as server:
        yield server.endpoint_url.removeprefix("http://")


def ask(address: str, service: str, target: str) -> None:
    headers = {
        "X-Amz-Target": target,
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": SIGNED.format(service),
    }
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request("POST", "/", b"{}", headers)
    answer = connection.getresponse()
    assert answer.status == 200
    json.loads(answer.read())
    connection.close()


def test_eight_clients_at_a_time(address: str, section: Section) -> None:
    def all_ask(service: str, target: str) -> None:
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda _: ask(address, service, target), range(CLIENTS * REQUESTS)))

    section.compare(
        f"{CLIENTS * REQUESTS} requests of {CLIENTS} clients at a time: ListDomains",
        lambda: all_ask("voiceid", "VoiceID.ListDomains"),
        "Moto's KMS ListKeys in the same server",
        lambda: all_ask("kms", "TrentService.ListKeys"),
        rounds=20,
        at_most=1.0,
    )


def test_memory_over_many_requests(address: str, section: Section) -> None:
    for _ in range(500):
        ask(address, "voiceid", "VoiceID.ListDomains")
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(MANY):
            ask(address, "voiceid", "VoiceID.ListDomains")
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    section.add_bytes(f"what {MANY:,} requests leave behind", after - before, under=1e6)

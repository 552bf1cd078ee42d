"""The server: the same state, time and answers over HTTP, and errors that a client can read."""

import datetime as dt
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.server.threaded import ThreadedServer
from tests.calls import client, create_domain, error_in, post
from tests.processes import python

START = dt.datetime(2026, 1, 5, 9, tzinfo=dt.timezone.utc)


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    with mock_voiceid(start=START) as handle:
        yield handle


@pytest.fixture
def url(voice_id: VoiceID) -> Iterator[str]:
    with ThreadedServer() as server:
        yield server.endpoint_url


def test_a_client_reaches_the_state_of_the_mock(url: str) -> None:
    over_http = client(endpoint_url=url)
    domain_id = create_domain(over_http)
    assert client().describe_domain(DomainId=domain_id)["Domain"]["DomainId"] == domain_id
    assert over_http.list_domains()["DomainSummaries"] == client().list_domains()["DomainSummaries"]


def test_a_signed_request_reaches_the_region_of_its_signature(url: str) -> None:
    create_domain(client("eu-west-2", endpoint_url=url))
    assert len(client("eu-west-2").list_domains()["DomainSummaries"]) == 1
    assert client().list_domains()["DomainSummaries"] == []


def test_an_unsigned_client_is_answered(url: str) -> None:
    unsigned = client(endpoint_url=url, config=Config(signature_version=UNSIGNED))
    domain_id = create_domain(unsigned)
    assert client().list_domains()["DomainSummaries"][0]["DomainId"] == domain_id


def test_simulated_time_reaches_the_server(url: str, voice_id: VoiceID) -> None:
    over_http = client(endpoint_url=url)
    voice_id.clock.tick(hours=3)
    domain_id = create_domain(over_http)
    created = over_http.describe_domain(DomainId=domain_id)["Domain"]["CreatedAt"]
    assert created == START + dt.timedelta(hours=3)


def test_errors_are_the_modelled_exceptions(url: str) -> None:
    over_http = client(endpoint_url=url)
    with pytest.raises(over_http.exceptions.ResourceNotFoundException) as error:
        over_http.describe_domain(DomainId="A" * 22)
    assert error.value.response["ResourceType"] == "DOMAIN"


def test_a_region_where_voice_id_never_was_gets_json(url: str) -> None:
    with pytest.raises(ClientError, match="Voice ID is not in eu-west-1") as error:
        client("eu-west-1", endpoint_url=url).list_domains()
    assert error.value.response["Error"]["Code"] == "UnrecognizedRegionException"


@pytest.mark.parametrize("body", ["{bad", "[]", b"\xff\xfe", ""])
def test_a_broken_body_gets_json(url: str, body: bytes | str) -> None:
    assert error_in(post(body, url=url))[:2] == (400, "SerializationException")


def test_an_unknown_operation_gets_json(url: str) -> None:
    refusal = (400, "UnknownOperationException", "Voice ID has no operation 'TellMe'.")
    assert error_in(post({}, "VoiceID.TellMe", url=url)) == refusal


def test_a_bug_inside_is_told_to_the_log_and_not_to_the_client(
    url: str, voice_id: VoiceID, caplog: pytest.LogCaptureFixture
) -> None:
    voice_id.backend().domains = None  # type: ignore[assignment]
    with caplog.at_level(logging.ERROR, "mock_voiceid"):
        response = post({}, url=url)
    message = "Something went wrong inside mock-voiceid; see its log."
    assert error_in(response) == (500, "InternalServerException", message)
    assert "Traceback" not in response.text
    (record,) = [record for record in caplog.records if record.name.startswith("mock_voiceid")]
    assert record.getMessage() == "Voice ID could not answer ListDomains"
    assert record.exc_info is not None
    assert record.exc_info[0] is AttributeError


def test_a_page_on_this_machine_may_call_aws(url: str) -> None:
    asked = {"Origin": "http://localhost:3000", "Access-Control-Request-Headers": "x-amz-target"}
    response = requests.options(url, headers=asked | {"Access-Control-Request-Method": "POST"}, timeout=10)
    assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert response.headers["Access-Control-Allow-Headers"] == "x-amz-target"


def test_clients_at_the_same_time_lose_nothing(url: str, voice_id: VoiceID) -> None:
    over_http = client(endpoint_url=url)
    domain_id = create_domain(over_http)
    names = {f"speaker-{number}" for number in range(40)}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: over_http.opt_out_speaker(DomainId=domain_id, SpeakerId=name), names))
    listed = client().list_speakers(DomainId=domain_id)["SpeakerSummaries"]
    assert {speaker["CustomerSpeakerId"] for speaker in listed} == names


def test_it_listens_at_the_machines_own_address_only(voice_id: VoiceID) -> None:
    with ThreadedServer() as server:
        assert server.endpoint_url.startswith("http://127.0.0.1:")


def test_a_port_in_use_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        ThreadedServer(port=other.getsockname()[1])


def test_a_given_port_is_taken(voice_id: VoiceID) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with ThreadedServer(port=port) as server:
        assert server.endpoint_url == f"http://127.0.0.1:{port}"


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_it_may_listen_at_an_address_of_ipv6(voice_id: VoiceID) -> None:
    try:
        server = ThreadedServer("::1")
    except OSError:
        pytest.skip("needs IPv6")
    with server:
        assert server.endpoint_url.startswith("http://[::1]:")
        assert client(endpoint_url=server.endpoint_url).list_domains()["DomainSummaries"] == []


def test_it_may_be_stopped_before_it_is_started_and_twice() -> None:
    server = ThreadedServer()
    server.stop()
    with ThreadedServer() as another:
        another.stop()


def test_a_stopped_server_leaves_no_thread_and_no_listener() -> None:
    threads = threading.active_count()
    with ThreadedServer() as server:
        url = server.endpoint_url
    assert threading.active_count() == threads
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)


def test_it_is_stopped_when_the_block_fails() -> None:
    threads = threading.active_count()
    with pytest.raises(ZeroDivisionError), ThreadedServer():
        raise ZeroDivisionError
    assert threading.active_count() == threads


def test_without_what_motos_server_needs_it_says_what_to_install() -> None:
    said = python("""
        import sys, warnings
        sys.modules["flask"] = None
        warnings.simplefilter("ignore")
        from mock_voiceid.server.threaded import ThreadedServer
        try:
            ThreadedServer()
        except ModuleNotFoundError as error:
            print(error)
    """)
    assert said == "The server needs flask: pip install 'mock-voiceid[server]'"


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_every_address_of_the_machine_is_shown_as_one_that_works(
    voice_id: VoiceID, host: str, shown: str
) -> None:
    try:
        server = ThreadedServer(host)
    except OSError:
        pytest.skip("needs IPv6")
    with server:
        assert server.endpoint_url.startswith(f"http://{shown}:")
        assert client(endpoint_url=server.endpoint_url).list_domains()["DomainSummaries"] == []

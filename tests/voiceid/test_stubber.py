"""The fast path of an in-process call: what takes it, and what goes to Moto's path."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.core.exceptions import ServiceNotWhitelisted
from moto.core.models import botocore_stubber
from moto.core.request import normalize_request
from moto.moto_api import recorder

from mock_voiceid.internals.mocking import mocked_aws, reset_backends
from tests.calls import DOMAIN, call_path_of, client, create_domain, error_in, post, session
from tests.messages import message_with

LISTING = "VoiceID.ListDomains"


@pytest.fixture
def real_service() -> Callable[[Any], Any]:
    """Have a client reach a service beyond the mock, which always says that it has no domains."""

    def reach(voiceid: Any) -> Any:
        def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
            body: Any = MockRawResponse('{"DomainSummaries": [], "NextToken": "from the real service"}')
            return AWSResponse(request.url, 200, {}, body)  # type: ignore[arg-type]

        # The first answer counts, and Moto's comes before this.
        voiceid.meta.events.register_last("before-send", answer)
        return voiceid

    return reach


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Path]:
    """Have Moto record what comes in."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(recorder, "_location", str(tmp_path / "recording"))
        recorder.start_recording()
        yield tmp_path / "recording"
        recorder.stop_recording()


def test_a_plain_call_takes_the_short_way(mocked: None) -> None:
    assert call_path_of(client().list_domains()) == "fast path"


def test_fixture_mocks_the_path_that_it_names(call_path: str) -> None:
    assert call_path_of(client().list_domains()) == call_path


def test_a_call_happens_once(call_path: str) -> None:
    voiceid = client()
    domain_id = create_domain(voiceid)
    assert [domain["DomainId"] for domain in voiceid.list_domains()["DomainSummaries"]] == [domain_id]


def test_a_client_made_before_the_mock_is_answered() -> None:
    voiceid = client()
    with mock_aws():
        create_domain(voiceid)


def test_a_call_outside_of_a_mock_goes_on_to_the_network(real_service: Callable[[Any], Any]) -> None:
    assert real_service(client()).list_domains()["NextToken"] == "from the real service"


def test_calls_of_other_services_go_to_moto(call_path: str) -> None:
    s3 = session().client("s3")
    s3.create_bucket(Bucket="bucket")
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["bucket"]


def test_a_whitelist_with_voice_id_goes_motos_way() -> None:
    with mocked_aws({"core": {"service_whitelist": ["voiceid"]}}):
        assert call_path_of(client().list_domains()) == "Moto's path"


def test_a_whitelist_without_voice_id_keeps_it_out() -> None:
    with (
        mocked_aws({"core": {"service_whitelist": ["s3"]}}),
        pytest.raises(ServiceNotWhitelisted, match="Service voiceid not whitelisted"),
    ):
        client().list_domains()


def test_passthrough_by_service_lets_voice_id_through(real_service: Callable[[Any], Any]) -> None:
    with mocked_aws({"core": {"passthrough": {"services": ["voiceid"]}}}):
        assert real_service(client()).list_domains()["NextToken"] == "from the real service"


def test_passthrough_by_url_lets_one_region_through(real_service: Callable[[Any], Any]) -> None:
    with mocked_aws({"core": {"passthrough": {"urls": [r"https://voiceid\.us-west-2\..*"]}}}):
        assert real_service(client("us-west-2")).list_domains()["NextToken"] == "from the real service"
        assert "NextToken" not in real_service(client()).list_domains()


def test_passthrough_of_another_service_leaves_voice_id_mocked(real_service: Callable[[Any], Any]) -> None:
    with mocked_aws({"core": {"passthrough": {"services": ["s3"]}}}):
        assert "NextToken" not in real_service(client()).list_domains()


def test_the_recorder_records_a_call(mocked: None, recording: Path) -> None:
    create_domain(client())
    (line,) = recording.read_text().splitlines()
    recorded = json.loads(line)
    assert recorded["url"] == "https://voiceid.us-east-1.amazonaws.com/"
    assert recorded["headers"]["X-Amz-Target"] == "VoiceID.CreateDomain"


def test_a_recorded_call_can_be_replayed(mocked: None, recording: Path) -> None:
    create_domain(client())
    recorder.stop_recording()
    reset_backends()
    recorder.replay_recording()
    assert len(client().list_domains()["DomainSummaries"]) == 1


def test_a_compressed_body_is_read(call_path: str) -> None:
    body = gzip.compress(json.dumps(DOMAIN).encode())
    response = post(body, "VoiceID.CreateDomain", **{"Content-Encoding": "gzip"})
    assert response.status_code == 200
    assert response.json()["Domain"]["Name"] == "contact-center"


@pytest.mark.parametrize("body", [b"\x1f\x8b", b"\x1f\x8bno such file", gzip.compress(b"{}", mtime=0)[:-3]])
def test_a_compressed_body_that_is_broken_is_refused(call_path: str, body: bytes) -> None:
    response = post(body, **{"Content-Encoding": "gzip"})
    assert error_in(response) == (400, "SerializationException", message_with("JSON"))


def test_a_body_that_is_compressed_twice_is_not_json(call_path: str) -> None:
    body = gzip.compress(gzip.compress(json.dumps(DOMAIN).encode()))
    response = post(body, "VoiceID.CreateDomain", **{"Content-Encoding": "gzip"})
    assert error_in(response) == (400, "SerializationException", message_with("JSON"))


@pytest.mark.parametrize("body", [json.dumps(DOMAIN), json.dumps(DOMAIN).encode()])
def test_the_requests_library_is_answered(call_path: str, body: str | bytes) -> None:
    created = post(body, "VoiceID.CreateDomain").json()["Domain"]["DomainId"]
    assert [domain["DomainId"] for domain in post("{}").json()["DomainSummaries"]] == [created]


def test_a_body_that_is_read_from_a_file_is_answered(mocked: None, tmp_path: Path) -> None:
    (tmp_path / "body").write_text(json.dumps(DOMAIN))
    with (tmp_path / "body").open("rb") as body:
        request = requests.Request(
            "POST",
            "https://voiceid.us-east-1.amazonaws.com/",
            data=body,
            headers={"X-Amz-Target": "VoiceID.CreateDomain"},
        )
        with requests.Session() as session:
            assert session.send(request.prepare()).json()["Domain"]["Name"] == "contact-center"


def test_a_request_without_a_body_is_not_json(call_path: str) -> None:
    assert error_in(post(b""))[:2] == (400, "SerializationException")


def test_header_values_that_are_bytes_are_read(mocked: None) -> None:
    # As botocore has them where a caller adds bytes, in a request that does not come from a session.
    headers: Any = {"X-Amz-Target": LISTING.encode(), "x-moto-account-id": b"111111111111"}
    url = "https://voiceid.us-east-1.amazonaws.com/"
    request = AWSPreparedRequest("POST", url, headers, b"{}", stream_output=False)
    answer = botocore_stubber(event_name="before-send", request=request)
    assert answer is not None
    assert answer.status_code == 200


def test_a_request_is_read_in_both_forms_in_which_moto_hands_it_over(mocked: None) -> None:
    headers: Any = {"X-Amz-Target": LISTING, "Content-Type": "application/x-amz-json-1.0"}
    url = "https://voiceid.us-east-1.amazonaws.com/"
    prepared = AWSPreparedRequest("POST", url, headers, b'{"MaxResults": 0}', stream_output=False)
    for request in (prepared, normalize_request(prepared)):
        answer: Any = botocore_stubber.process_request(request)  # type: ignore[arg-type]
        assert answer[0] == 400
        assert b"'maxResults'" in answer[2]


@pytest.mark.parametrize("path", ["elsewhere", "elsewhere/"])
def test_another_path_than_the_root_is_not_voice_ids(call_path: str, path: str) -> None:
    response = post("{}", url=f"https://voiceid.us-east-1.amazonaws.com/{path}")
    assert (response.status_code, response.text) == (404, "Not yet implemented")


def test_a_get_request_names_no_operation(call_path: str) -> None:
    response = requests.get("https://voiceid.us-east-1.amazonaws.com/", timeout=10)
    assert error_in(response)[:2] == (400, "UnknownOperationException")


@pytest.mark.parametrize(
    ("body", "target", "refusal"),
    [
        ("{bad", LISTING, (400, "SerializationException", message_with("JSON"))),
        ("[]", LISTING, (400, "SerializationException", message_with("JSON object"))),
        (b'{"a": "\xff"}', LISTING, (400, "SerializationException", message_with("JSON"))),
        (
            "{}",
            "VoiceID.TellMe",
            (400, "UnknownOperationException", message_with("operation", "'TellMe'")),
        ),
        (
            "{}",
            "Transcribe.ListDomains",
            (400, "UnknownOperationException", message_with("operation", "'Transcribe.ListDomains'")),
        ),
        ("{}", None, (400, "UnknownOperationException", message_with("operation", "''"))),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    call_path: str, body: bytes | str, target: str | None, refusal: tuple[int, str, str]
) -> None:
    assert error_in(post(body, target)) == refusal


def test_both_ways_give_the_same_answer() -> None:
    """V1."""
    answers = []
    for whitelist in (None, ["voiceid"]):
        with mocked_aws({"core": {"service_whitelist": whitelist}}):
            response = post({"DomainId": "A" * 22}, "VoiceID.DescribeDomain")
            answers.append((response.status_code, response.headers["Content-Type"], response.json()))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (400, "application/x-amz-json-1.0")


def test_a_bug_inside_comes_out_of_the_call(call_path: str) -> None:
    from mock_voiceid.voiceid.models import voiceid_backends

    voiceid_backends["123456789012"]["us-east-1"].region.domains = None  # type: ignore[assignment]
    with pytest.raises(TypeError, match="NoneType"):
        create_domain(client())


def test_the_stubber_is_wrapped_once() -> None:
    inner = BotocoreStubber.process_request.__closure__
    assert inner is not None
    closed_over = [cell.cell_contents for cell in inner]
    assert [one.__module__ for one in closed_over if callable(one)] == ["moto.core.botocore_stubber"]

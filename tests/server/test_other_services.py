"""Other services over HTTP: two clocks, long polls, uploads as they are sent, unsigned requests."""

import datetime as dt
import gzip
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.internals.real_time import monotonic, wall_clock
from mock_voiceid.server import bodies, long_polls
from mock_voiceid.server.bodies import TooLarge, decompressed
from mock_voiceid.server.threaded import ThreadedServer
from tests.calls import REGION, client, post, session, start_job

START = "2026-01-05T09:00:00Z"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEMPLATE = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "made"}}}}


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    with mock_voiceid(start=START) as handle:
        yield handle


@pytest.fixture
def url(voice_id: VoiceID) -> Iterator[str]:
    with ThreadedServer() as server:
        yield server.endpoint_url


def service(name: str, url: str, **config: Any) -> Any:
    made: Any = session().client  # not one of the overloads that stubs have for each service
    return made(name, REGION, endpoint_url=url, config=Config(retries={"total_max_attempts": 1}, **config))


# Two clocks


def test_date_is_real_and_simulated_time_has_a_header_of_its_own(url: str) -> None:
    service("s3", url).create_bucket(Bucket="bucket")
    for path in (
        "/",
        "/mock-voiceid/clock",
        "/mock-voiceid/",
        "/bucket",
        "/nobody/knows",
        "/moto-api/data.json",
    ):
        response = requests.get(url + path, timeout=10)
        date = dt.datetime.strptime(response.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")  # noqa: DTZ007
        assert abs(date.replace(tzinfo=dt.timezone.utc).timestamp() - wall_clock()) < 60
        assert response.headers["x-mock-voiceid-time"] == START
    assert post({}, url=url).headers["x-mock-voiceid-time"] == START


def test_simulated_time_in_the_header_follows_the_clock(url: str, voice_id: VoiceID) -> None:
    voice_id.clock.tick(1.5)
    assert post({}, url=url).headers["x-mock-voiceid-time"] == "2026-01-05T09:00:01.500000Z"


def test_credentials_of_a_role_are_valid_by_a_real_clock(url: str, voice_id: VoiceID) -> None:
    sts = service("sts", url)
    role = {"RoleArn": "arn:aws:iam::123456789012:role/VoiceId", "RoleSessionName": "session"}
    for token in (sts.assume_role(**role, DurationSeconds=1800), sts.get_session_token(DurationSeconds=1800)):
        left = token["Credentials"]["Expiration"].timestamp() - wall_clock()
        assert 1700 < left <= 1800
    metadata = requests.get(
        f"{url}/latest/meta-data/iam/security-credentials/default-role", timeout=10
    ).json()
    expiration = dt.datetime.fromisoformat(metadata["Expiration"].replace("Z", "+00:00"))
    assert expiration.timestamp() > wall_clock()


def test_events_of_a_stack_are_not_before_the_tool_that_follows_them(url: str) -> None:
    begun = wall_clock() - 2
    cloudformation = service("cloudformation", url)
    cloudformation.create_stack(StackName="stack", TemplateBody=json.dumps(TEMPLATE))
    events = cloudformation.describe_stack_events(StackName="stack")["StackEvents"]
    assert len(events) > 0
    assert all(event["Timestamp"].timestamp() >= begun for event in events)


# Long polls


def test_a_long_poll_waits_in_real_time(url: str) -> None:
    sqs = service("sqs", url)
    queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
    begun = monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    assert monotonic() - begun >= 1
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"ReceiveMessageWaitTimeSeconds": "1"})
    begun = monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    assert monotonic() - begun >= 1


def test_a_tick_that_brings_a_message_ends_a_long_poll(url: str, voice_id: VoiceID) -> None:
    sqs, events = service("sqs", url), service("events", url)
    queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["aws.voiceid"]}))
    arn = f"arn:aws:sqs:{REGION}:123456789012:queue"
    events.put_targets(Rule="all", Targets=[{"Id": "queue", "Arn": arn}])
    domain_id = json.loads(
        post(
            {"Name": "d", "ServerSideEncryptionConfiguration": {"KmsKeyId": "k"}},
            "VoiceID.CreateDomain",
            url=url,
        ).content
    )["Domain"]["DomainId"]
    found: list[Any] = []
    poll = threading.Thread(
        target=lambda: found.extend(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"])
    )
    poll.start()
    post({"DomainId": domain_id, "SpeakerId": "anna"}, "VoiceID.OptOutSpeaker", url=url)
    poll.join()
    assert json.loads(found[0]["Body"])["source"] == "aws.voiceid"


def test_a_long_poll_ends_with_its_client(url: str) -> None:
    sqs = service("sqs", url)
    queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            url,
            json={"QueueUrl": queue, "WaitTimeSeconds": 20},
            headers={
                "X-Amz-Target": "AmazonSQS.ReceiveMessage",
                "Content-Type": "application/x-amz-json-1.0",
            },
            timeout=0.3,
        )
    time.sleep(3 * long_polls.LOOK_AGAIN)
    sqs.send_message(QueueUrl=queue, MessageBody="hello")
    time.sleep(3 * long_polls.LOOK_AGAIN)
    assert [one["Body"] for one in sqs.receive_message(QueueUrl=queue)["Messages"]] == ["hello"]


def test_more_long_polls_than_threads_block_nobody(url: str) -> None:
    sqs = service("sqs", url, max_pool_connections=30)
    queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
    polls = [
        threading.Thread(target=sqs.receive_message, kwargs={"QueueUrl": queue, "WaitTimeSeconds": 1})
        for _ in range(20)
    ]
    for poll in polls:
        poll.start()
    begun = monotonic()
    assert post({}, url=url).status_code == 200
    assert monotonic() - begun < 20
    for poll in polls:
        poll.join()


# Bodies


@pytest.mark.parametrize(
    "content_type", [FORM["Content-Type"], "multipart/form-data; boundary=x", "text/plain"]
)
@pytest.mark.parametrize(
    "body", [b"RIFF\xff\x00=&" * 1_000, b"a=b&c=d", b"{}"], ids=["bytes", "form", "json"]
)
def test_an_upload_is_stored_as_it_was_sent(url: str, body: bytes, content_type: str) -> None:
    s3 = service("s3", url)
    s3.create_bucket(Bucket="recordings")
    signed = s3.generate_presigned_url("put_object", Params={"Bucket": "recordings", "Key": "signed"})
    for key, address in (("signed", signed), ("unsigned", f"{url}/recordings/unsigned")):
        assert requests.put(address, data=body, headers={"Content-Type": content_type}, timeout=10).ok
        found = s3.get_object(Bucket="recordings", Key=key)
        assert (found["Body"].read(), found["ContentType"]) == (body, content_type)


@pytest.mark.parametrize("signed", [True, False])
def test_json_sent_as_a_form_is_json(url: str, signed: bool) -> None:
    scope = (
        f"AWS4-HMAC-SHA256 Credential=a/20260105/{REGION}/events/aws4_request, SignedHeaders=a, Signature=b"
    )
    headers = {**FORM, "X-Amz-Target": "AWSEvents.PutRule"} | ({"Authorization": scope} if signed else {})
    body = json.dumps({"Name": "rule", "EventPattern": '{"source": ["aws.voiceid"]}'})
    assert requests.post(url, data=body, headers=headers, timeout=10).ok
    assert [one["Name"] for one in service("events", url).list_rules()["Rules"]] == ["rule"]


def test_xml_and_json_without_a_target_sent_as_a_form_are_what_they_are(url: str) -> None:
    for body, content_type in ((b" <a/>", "application/xml"), (b"[1]", "application/json")):
        environ = _environ(body)
        bodies.correct_content_type(environ)
        assert environ["CONTENT_TYPE"] == content_type
        assert environ["wsgi.input"].read() == body


def _environ(body: bytes, **changes: str) -> dict[str, Any]:
    import io

    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": FORM["Content-Type"],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **changes,
    }


def test_a_large_form_stays_a_form() -> None:
    environ = _environ(b"{" * (bodies.JSON_LIMIT + 1))
    bodies.correct_content_type(environ)
    assert environ["CONTENT_TYPE"] == FORM["Content-Type"]


@pytest.mark.parametrize("path", ["/", "/mock-voiceid/clock/tick"])
@pytest.mark.parametrize(
    "body",
    [b" " * (bodies.JSON_LIMIT + 1), gzip.compress(b" " * (bodies.JSON_LIMIT + 1))],
    ids=["plain", "compressed"],
)
def test_a_body_over_the_limit_is_refused_and_the_limit_named(url: str, path: str, body: bytes) -> None:
    headers = {"X-Amz-Target": "VoiceID.ListDomains"} if path == "/" else {}
    response = requests.post(url + path, data=body, headers=headers, timeout=10)
    document = response.json()
    if path == "/":
        assert (response.status_code, document["__type"]) == (400, "SerializationException")
    else:
        assert response.status_code == 413
    assert "at most 1,048,576 are allowed" in document.get("message", document.get("Message"))


def test_a_chunked_body_over_the_limit_is_refused(url: str) -> None:
    chunks = (b" " * 65_536 for _ in range(17))
    response = requests.post(f"{url}/mock-voiceid/clock/tick", data=chunks, timeout=10)
    assert (response.status_code, response.json()["message"]) == (
        413,
        "The body has 1,114,112 bytes; at most 1,048,576 are allowed.",
    )


def test_a_bomb_for_another_service_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "DECOMPRESSED_LIMIT", 1_000_000)
    headers = {"X-Amz-Target": "AWSEvents.ListRules", "Content-Encoding": "gzip"}
    for size, status in ((900_000, 200), (1_100_000, 413)):
        body = gzip.compress(b"{" + b" " * size + b"}")
        response = requests.post(
            url, data=body, headers={**headers, "Content-Type": "application/x-amz-json-1.1"}, timeout=10
        )
        assert response.status_code == status
    assert "at most 1,000,000 are allowed" in response.json()["message"]
    response = requests.post(url, data=b"not gzip", headers=headers, timeout=10)
    assert (response.status_code, response.json()["message"][:24]) == (400, "The body is not gzip, al")


def test_compressed_bodies_are_read_whole_or_not_at_all() -> None:
    assert decompressed(b"{}", 10) == b"{}"
    assert decompressed(gzip.compress(b"ab") + gzip.compress(b"cd"), 10) == b"abcd"
    cut = gzip.compress(b"a" * 9)[:5] + b"\xff\xff\xff"
    assert decompressed(cut + b"\xff" * 9, 10) == cut + b"\xff" * 9
    with pytest.raises(TooLarge, match=r"^The body has more than 3 bytes; at most 3 are allowed\.$"):
        decompressed(gzip.compress(b"a" * 4), 3)


# Requests without a signature


@pytest.mark.parametrize(
    ("name", "call", "members", "key"),
    [
        ("events", "put_rule", {"Name": "rule", "EventPattern": "{}"}, "RuleArn"),
        ("sqs", "create_queue", {"QueueName": "queue"}, "QueueUrl"),
        ("sns", "create_topic", {"Name": "topic"}, "TopicArn"),
        ("kms", "create_key", {}, "KeyMetadata"),
        ("iam", "list_roles", {}, "Roles"),
        ("sts", "get_caller_identity", {}, "Account"),
    ],
)
def test_unsigned_calls_reach_their_service(
    url: str, name: str, call: str, members: dict[str, str], key: str
) -> None:
    client = service(name, url, signature_version=UNSIGNED)
    assert key in getattr(client, call)(**members)


def test_an_unsigned_queue_is_called_by_its_address(url: str) -> None:
    sqs = service("sqs", url, signature_version=UNSIGNED)
    queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
    query = {"Action": "SendMessage", "Version": "2012-11-05", "MessageBody": "hello"}
    assert requests.post(f"{url}/123456789012/queue", data=query, timeout=10).ok
    assert len(sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]) == 1


def test_an_unsigned_call_goes_to_the_region_of_its_user_agent(url: str) -> None:
    headers = {
        "X-Amz-Target": "AWSEvents.PutRule",
        "User-Agent": "me region/eu-west-2",
        "Content-Type": "application/x-amz-json-1.1",
    }
    answer = requests.post(url, json={"Name": "rule", "EventPattern": "{}"}, headers=headers, timeout=10)
    assert ":eu-west-2:" in answer.json()["RuleArn"]


@pytest.mark.parametrize(
    ("headers", "data", "asked"),
    [
        ({"X-Amz-Target": "Nobody.Knows"}, "{}", "X-Amz-Target 'Nobody.Knows'"),
        ({}, {"Action": "Do", "Version": "1999-01-01"}, "Action 'Do' of version '1999-01-01'"),
    ],
)
def test_an_unsigned_call_of_an_unknown_service_is_refused(
    url: str, headers: dict[str, str], data: Any, asked: str
) -> None:
    response = requests.post(url, data=data, headers=headers, timeout=10)
    assert response.status_code == 400
    assert response.json()["Message"].startswith(
        f"Without a signature, the request's service is not known from {asked}. Sign it: any credentials"
    )


def test_a_template_is_found_at_the_servers_address(url: str) -> None:
    s3, cloudformation = service("s3", url), service("cloudformation", url)
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="queue.json", Body=json.dumps(TEMPLATE))
    cloudformation.create_stack(StackName="stack", TemplateURL=f"{url}/templates/queue.json")
    assert service("sqs", url).get_queue_url(QueueName="made")["QueueUrl"].endswith("/made")


def test_a_bucket_may_be_called_as_the_control_is(url: str) -> None:
    s3 = service("s3", url)
    s3.create_bucket(Bucket="mock-voiceid")
    s3.put_object(Bucket="mock-voiceid", Key="clock", Body=b"mine")
    assert s3.get_object(Bucket="mock-voiceid", Key="clock")["Body"].read() == b"mine"
    signed = s3.generate_presigned_url("get_object", Params={"Bucket": "mock-voiceid", "Key": "clock"})
    assert requests.get(signed, timeout=10).content == b"mine"
    assert requests.get(f"{url}/mock-voiceid/clock", timeout=10).json()["frozen"] is True


def test_what_goes_wrong_inside_moto_is_logged_and_answered(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    service("sqs", url).create_queue(QueueName="queue")
    # Moto does not expect a call of SQS as a GET.
    query = {"Action": "SendMessage", "Version": "2012-11-05", "MessageBody": "hello"}
    response = requests.get(f"{url}/123456789012/queue", params=query, timeout=10)
    assert (response.status_code, response.json()["__type"]) == (500, "InternalFailure")
    assert "Moto could not answer GET /123456789012/queue" in caplog.text


def test_a_long_poll_runs_what_is_scheduled() -> None:
    with mock_voiceid(timing={"queue": 0.2, "per_request": 0}), ThreadedServer() as server:
        sqs, events = service("sqs", server.endpoint_url), service("events", server.endpoint_url)
        queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
        events.put_rule(Name="jobs", EventPattern=json.dumps({"source": ["aws.voiceid"]}))
        arn = f"arn:aws:sqs:{REGION}:123456789012:queue"
        events.put_targets(Rule="jobs", Targets=[{"Id": "queue", "Arn": arn}])
        start_job(client(), session().client("s3"))
        seen: list[str] = []
        while not any("ENROLL_SPEAKER" in body for body in seen):
            found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20, MaxNumberOfMessages=10)
            seen += [one["Body"] for one in found["Messages"]]

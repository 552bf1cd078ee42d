"""Targets of rules: what Moto has of them gets the events, and none of them fails a call (N5)."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import VoiceID
from tests.options import FIXED_OPTIONS

pytestmark = FIXED_OPTIONS
ACCOUNT, REGION = "123456789012", "us-east-1"
SOURCE = {"source": ["aws.voiceid"]}


class Rule:
    """A rule for the events of Voice ID, on the default bus."""

    def __init__(self, new_client: Callable[..., Any], batch: Any) -> None:
        self.new_client = new_client
        self.batch = batch
        self.events = new_client("events")
        self.events.put_rule(Name="voice-id", EventPattern=json.dumps(SOURCE))

    def target(self, arn: str, **options: Any) -> None:
        target = {"Id": arn.rpartition(":")[2], "Arn": arn, **options}
        self.events.put_targets(Rule="voice-id", Targets=[target])

    def opt_out(self, speaker_id: str = "ann") -> str:
        speaker = self.batch.client.opt_out_speaker(DomainId=self.batch.domain_id, SpeakerId=speaker_id)
        generated_id: str = speaker["Speaker"]["GeneratedSpeakerId"]
        return generated_id


@pytest.fixture
def rule(voiceid: VoiceID, new_client: Callable[..., Any], batch: Any) -> Rule:
    return Rule(new_client, batch)


@pytest.fixture
def complaints(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What was logged about targets."""
    caplog.set_level(logging.WARNING, "mock_voiceid")
    return lambda: [one.getMessage() for one in caplog.records if one.name.startswith("mock_voiceid")]


def bodies(new_client: Callable[..., Any], url: str) -> list[Any]:
    messages = new_client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def test_log_group_gets_events(rule: Rule) -> None:
    """N1."""
    logs = rule.new_client("logs")
    logs.create_log_group(logGroupName="/aws/events/voice-id")
    rule.target(f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/events/voice-id:*")
    generated_id = rule.opt_out()
    (event,) = logs.filter_log_events(logGroupName="/aws/events/voice-id")["events"]
    message = json.loads(event["message"])
    assert message["detail"]["generatedSpeakerId"] == generated_id
    assert message["account"] == ACCOUNT
    assert event["timestamp"] == rule.batch.clock.instant() // 1_000


def test_topic_passes_events_on(rule: Rule) -> None:
    """N1."""
    sns, sqs = rule.new_client("sns"), rule.new_client("sqs")
    url = sqs.create_queue(QueueName="behind-a-topic")["QueueUrl"]
    topic = sns.create_topic(Name="voice-id")["TopicArn"]
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:behind-a-topic"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={"RawMessageDelivery": "true"})
    rule.target(topic)
    generated_id = rule.opt_out()
    (event,) = bodies(rule.new_client, url)
    assert event["detail"]["generatedSpeakerId"] == generated_id


@pytest.mark.voiceid(config={"lambda": {"use_docker": False}})
def test_function_is_invoked(rule: Rule, complaints: Callable[[], list[str]]) -> None:
    """N1: with Moto's functions that do not run, since others need Docker."""
    from moto.awslambda.utils import get_backend

    iam = rule.new_client("iam")
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    functions = rule.new_client("lambda")
    arn = functions.create_function(
        FunctionName="listener",
        Runtime="python3.13",
        Role=role,
        Handler="listener.handle",
        Code={"ZipFile": b"no code"},
    )["FunctionArn"]
    backend: Any = get_backend(ACCOUNT, REGION)
    backend.lambda_simple_results_queue.append("first")
    rule.target(arn)
    rule.opt_out()
    assert complaints() == []
    assert backend.lambda_simple_results_queue == []


def test_archive_keeps_events_and_replays_them(rule: Rule) -> None:
    """N1."""
    bus = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"
    archive = rule.events.create_archive(ArchiveName="calls", EventSourceArn=bus)["ArchiveArn"]
    rule.opt_out("ann")
    rule.opt_out("ben")
    assert rule.events.describe_archive(ArchiveName="calls")["EventCount"] == 2
    url = rule.new_client("sqs").create_queue(QueueName="replayed")["QueueUrl"]
    rule.target(f"arn:aws:sqs:{REGION}:{ACCOUNT}:replayed")
    now = rule.batch.clock.now()
    rule.events.start_replay(
        ReplayName="again",
        EventSourceArn=archive,
        EventStartTime=now,
        EventEndTime=now.replace(hour=23),
        Destination={"Arn": bus},
    )
    assert [event["detail"]["action"] for event in bodies(rule.new_client, url)] == ["OPT_OUT_SPEAKER"] * 2


def test_another_bus_gets_events(rule: Rule) -> None:
    """N1."""
    url = rule.new_client("sqs").create_queue(QueueName="behind-a-bus")["QueueUrl"]
    other = rule.events.create_event_bus(Name="other")["EventBusArn"]
    rule.events.put_rule(Name="there", EventBusName="other", EventPattern=json.dumps(SOURCE))
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:behind-a-bus"
    rule.events.put_targets(Rule="there", EventBusName="other", Targets=[{"Id": "queue", "Arn": queue}])
    rule.target(other)
    generated_id = rule.opt_out()
    (event,) = bodies(rule.new_client, url)
    assert event["detail"]["generatedSpeakerId"] == generated_id


def test_fifo_queue_gets_events_in_their_group(rule: Rule) -> None:
    """N1."""
    sqs = rule.new_client("sqs")
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    url = sqs.create_queue(QueueName="calls.fifo", Attributes=attributes)["QueueUrl"]
    rule.target(f"arn:aws:sqs:{REGION}:{ACCOUNT}:calls.fifo", SqsParameters={"MessageGroupId": "calls"})
    rule.opt_out()
    (message,) = sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"]
    assert message["Attributes"]["MessageGroupId"] == "calls"


@pytest.mark.parametrize(
    "filter_", [{"prefix": 5}, {"numeric": ["<", "5"]}, {"suffix": None}, {"equals-ignore-case": 5}]
)
def test_pattern_that_can_not_be_compared_is_logged_and_harms_nobody(
    rule: Rule, complaints: Callable[[], list[str]], filter_: dict[str, Any]
) -> None:
    """N5: Moto takes such patterns, and fails when it compares."""
    url = rule.new_client("sqs").create_queue(QueueName="queue")["QueueUrl"]
    rule.target(f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue")
    pattern = {**SOURCE, "detail": {"status": [filter_]}}
    rule.events.put_rule(Name="broken", EventPattern=json.dumps(pattern))
    rule.events.put_targets(Rule="broken", Targets=[{"Id": "a", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:a"}])
    job = rule.batch.ended(rule.batch.enroll("ann"))
    assert job["JobStatus"] == "COMPLETED"
    assert len(bodies(rule.new_client, url)) == 3
    beginning = "The pattern of the rule 'broken' could not be compared with a 'VoiceId "
    assert all(line.startswith(beginning) for line in complaints())


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["aws.s3"]},
        {**SOURCE, "detail-type": ["VoiceId Fraudster Action"]},
        {**SOURCE, "account": ["111122223333"]},
    ],
)
def test_event_that_no_rule_could_match_is_not_built(rule: Rule, pattern: dict[str, Any]) -> None:
    """N1: random numbers show it, which an event would draw. Nor is one for a rule without targets."""
    from moto.moto_api._internal import mock_random

    rule.events.put_rule(Name="other", EventPattern=json.dumps(pattern))
    rule.events.put_targets(Rule="other", Targets=[{"Id": "a", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:a"}])
    drawn = []
    for speaker_id in ("ann", "ben"):
        mock_random.seed(1)
        rule.opt_out(speaker_id)
        drawn.append(mock_random.random())
        rule.events.remove_targets(Rule="other", Ids=["a"])
    assert drawn[0] == drawn[1]


def test_nobody_listens_before_moto_has_eventbridge(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """N1: it is imported with the first rule."""
    monkeypatch.delitem(sys.modules, "moto.events.models")
    rule.opt_out()
    assert "moto.events.models" not in sys.modules


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"Input": '{"fixed": true}'}, {"fixed": True}),
        ({"InputPath": "$.detail.action"}, "OPT_OUT_SPEAKER"),
        ({"InputPath": "$.detail.nothing"}, None),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"action": "$.detail.action", "at": "$.time"},
                    "InputTemplate": '{"what": "<action>", "when": "<at>"}',
                }
            },
            {"what": "OPT_OUT_SPEAKER", "when": "2026-01-05T09:00:00Z"},
        ),
    ],
)
def test_target_gets_what_it_asks_for(rule: Rule, options: dict[str, Any], expected: Any) -> None:
    """N1."""
    url = rule.new_client("sqs").create_queue(QueueName="queue")["QueueUrl"]
    rule.target(f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue", **options)
    rule.opt_out()
    assert bodies(rule.new_client, url) == [expected]


@pytest.mark.parametrize(
    ("arn", "complaint"),
    [
        (f"arn:aws:sqs:{REGION}:{ACCOUNT}:nowhere", "QueueDoesNotExist"),
        (f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:calls", "NotImplementedError"),
        (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:nowhere", ""),
        (f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:nowhere", "ResourceNotFound"),
    ],
)
def test_target_that_fails_is_logged_and_keeps_nobody_else_from_the_event(
    rule: Rule, complaints: Callable[[], list[str]], arn: str, complaint: str
) -> None:
    """N5."""
    url = rule.new_client("sqs").create_queue(QueueName="queue")["QueueUrl"]
    rule.target(arn)
    rule.target(f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue")
    generated_id = rule.opt_out()
    (event,) = bodies(rule.new_client, url)
    assert event["detail"]["generatedSpeakerId"] == generated_id
    (line,) = complaints()
    expected = f"The rule 'voice-id' could not send a 'VoiceId Speaker Action' event to its target {arn}: "
    assert line.startswith(expected)
    assert complaint in line

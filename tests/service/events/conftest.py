"""A queue that gets the events of a rule."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import VoiceID

SOURCE = {"source": ["aws.voiceid"]}
ACCOUNT = "123456789012"


class Listener:
    """A queue, and a rule that sends events to it."""

    def __init__(self, new_client: Callable[..., Any], name: str, region: str) -> None:
        self.events = new_client("events", region)
        self.sqs = new_client("sqs", region)
        self.url = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.arn = f"arn:aws:sqs:{region}:{ACCOUNT}:{name}"
        self.name = name

    def listen(self, pattern: dict[str, Any], **target: Any) -> "Listener":
        self.events.put_rule(Name=self.name, EventPattern=json.dumps(pattern))
        self.events.put_targets(Rule=self.name, Targets=[{"Id": "queue", "Arn": self.arn, **target}])
        return self

    def bodies(self) -> list[Any]:
        """Return what has come since it was last asked, in the order in which it came."""
        bodies: list[Any] = []
        while True:
            messages = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
            if not messages:
                return bodies
            for message in messages:
                bodies.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def heard(self) -> list[tuple[str, str, str]]:
        """Return type, action and status of each event that has come."""
        return [
            (event["detail-type"], event["detail"]["action"], event["detail"]["status"])
            for event in self.bodies()
        ]


@pytest.fixture
def new_listener(voiceid: VoiceID, new_client: Callable[..., Any]) -> Callable[..., Listener]:
    def make(name: str = "queue", region: str = "us-east-1") -> Listener:
        return Listener(new_client, name, region)

    return make


@pytest.fixture
def listener(new_listener: Callable[..., Listener]) -> Listener:
    """A queue that gets all events of Voice ID."""
    return new_listener().listen(SOURCE)

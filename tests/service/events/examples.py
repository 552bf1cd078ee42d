"""One real event of each type, for the page about them. Run it to write them into the page anew."""

import json
import re
from pathlib import Path
from typing import Any

import boto3

from mock_voiceid import VoiceID, mock_voiceid
from tests.options import TIMING

PAGE = Path(__file__).parents[3] / "docs" / "events.md"
BLOCK = re.compile(r"^```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
REGION = "us-east-1"
BUCKET = "calls"


def examples() -> list[dict[str, Any]]:
    """Return the first event of each type that a day in a contact centre sends, with a success for each."""
    with mock_voiceid(start="2026-01-05T09:00:00Z", timing=TIMING, seed="events") as voice_id:
        queue = _queue()
        client = boto3.client("voice-id", region_name=REGION)
        encryption = {"KmsKeyId": "alias/voice-id"}
        created = client.create_domain(Name="calls", ServerSideEncryptionConfiguration=encryption)["Domain"]
        _work(voice_id, client, created["DomainId"])
        events = _received(queue)
    last_of_each = {event["detail-type"]: event for event in events if event["detail"]["status"] == "SUCCESS"}
    return [last_of_each[name] for name in sorted(last_of_each)]


def _queue() -> str:
    queue: str = boto3.client("sqs", region_name=REGION).create_queue(QueueName="voice-id")["QueueUrl"]
    rules = boto3.client("events", region_name=REGION)
    rules.put_rule(Name="voice-id", EventPattern=json.dumps({"source": ["aws.voiceid"]}))
    arn = f"arn:aws:sqs:{REGION}:123456789012:voice-id"
    rules.put_targets(Rule="voice-id", Targets=[{"Id": "queue", "Arn": arn}])
    return queue


def _work(voice_id: VoiceID, client: Any, domain_id: str) -> None:
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=BUCKET)

    def run(start: Any, kind: str, request: dict[str, Any], **config: Any) -> None:
        s3.put_object(Bucket=BUCKET, Key="audio.wav", Body=json.dumps(request))
        audio = [{"S3Uri": f"s3://{BUCKET}/audio.wav", "ChannelId": 0}]
        requests = [{"RequestId": "request-1", **request, "AudioSpecifications": audio}]
        manifest = {"Version": "1.0", kind: requests}
        s3.put_object(Bucket=BUCKET, Key="manifest.json", Body=json.dumps(manifest))
        start(
            DomainId=domain_id,
            DataAccessRoleArn="arn:aws:iam::123456789012:role/VoiceId",
            InputDataConfig={"S3Uri": f"s3://{BUCKET}/manifest.json"},
            OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
            **config,
        )
        voice_id.clock.tick(minutes=1)

    run(
        client.start_fraudster_registration_job,
        "FraudsterRegistrationRequests",
        {},
        RegistrationConfig={"DuplicateRegistrationAction": "SKIP", "FraudsterSimilarityThreshold": 60},
    )
    run(
        client.start_speaker_enrollment_job,
        "SpeakerEnrollmentRequests",
        {"SpeakerId": "anna"},
        EnrollmentConfig={
            "ExistingEnrollmentAction": "SKIP",
            "FraudDetectionConfig": {"FraudDetectionAction": "FAIL", "RiskThreshold": 50},
        },
    )
    call = voice_id.sessions.start(
        domain_id, "contact-1", acceptance_threshold=90, risk_threshold=50, minimum_speech_seconds=10
    )
    call.set_speaker("anna")
    call.enroll()
    voice_id.clock.tick(30)
    client.evaluate_session(DomainId=domain_id, SessionNameOrId="contact-1")
    call.end()


def _received(queue: str) -> list[dict[str, Any]]:
    client = boto3.client("sqs", region_name=REGION)
    events = []
    while messages := client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            events.append(json.loads(message["Body"]))
            client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return events


def write_page() -> None:
    """Put the events into the page, each in the place of the one that is there."""
    events = iter(examples())
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        BLOCK.sub(lambda _: f"```json\n{json.dumps(next(events), indent=2)}\n```", page), encoding="utf-8"
    )


if __name__ == "__main__":
    write_page()

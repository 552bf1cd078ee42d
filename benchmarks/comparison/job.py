"""The code under test, the same for every alternative: it enrolls speakers in a batch job and waits."""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

REGION = "us-east-1"
BUCKET = "recordings"
QUEUE_SECONDS = 3_600
POLL_SECONDS = 30
MakeClient = Callable[[str], Any]
"""Creates the boto3 client of a service."""


@dataclass(frozen=True)
class World:
    """What a test passes to the code: clients, and a domain."""

    voice_id: Any
    s3: Any
    domain_id: str


class Alternative(Protocol):
    """The module of an alternative."""

    NAME: str

    def prepared(self, client: MakeClient) -> AbstractContextManager[World]:
        """Prepare a world, and clean up after it."""


@dataclass(frozen=True)
class Outcome:
    """What the code reads about its job."""

    status: str
    ended_at: datetime
    output: Any
    speaker_status: str


def start(world: World, speakers: Sequence[str] = ("anna",)) -> Any:
    """Start an enrollment job and return it."""
    requests = [
        {
            "RequestId": f"request-{speaker}",
            "SpeakerId": speaker,
            "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/call.wav", "ChannelId": 0}],
        }
        for speaker in speakers
    ]
    manifest = json.dumps({"Version": "1.0", "SpeakerEnrollmentRequests": requests})
    world.s3.put_object(Bucket=BUCKET, Key="manifest.json", Body=manifest.encode())
    return world.voice_id.start_speaker_enrollment_job(
        DomainId=world.domain_id,
        DataAccessRoleArn="arn:aws:iam::123456789012:role/VoiceId",
        InputDataConfig={"S3Uri": f"s3://{BUCKET}/manifest.json"},
        OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
    )["Job"]


def enroll(world: World, speakers: Sequence[str] = ("anna",), poll_seconds: float = POLL_SECONDS) -> Outcome:
    """Enroll speakers, poll until their job has ended, read its output, and describe the first of them.

    Args:
        world: clients and a domain.
        speakers: customer ids, at least one.
        poll_seconds: seconds between two describe calls, > 0.
    """
    job = start(world, speakers)
    while job["JobStatus"] in ("SUBMITTED", "IN_PROGRESS"):
        time.sleep(poll_seconds)
        job = world.voice_id.describe_speaker_enrollment_job(DomainId=world.domain_id, JobId=job["JobId"])[
            "Job"
        ]
    key = f"results/{job['JobId']}/manifest.json.out"
    output = json.loads(world.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    speaker = world.voice_id.describe_speaker(DomainId=world.domain_id, SpeakerId=speakers[0])["Speaker"]
    return Outcome(job["JobStatus"], job["EndedAt"], output, speaker["Status"])

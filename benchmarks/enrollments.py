"""Batch jobs for the benchmarks: any number of requests in one domain, with a frozen clock."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from moto.s3.models import s3_backends

from benchmarks.results import real_seconds
from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.demo.speech import wav

REGION = "us-east-1"
BUCKET = "calls"
SHARED = "shared.wav"
"""The key of a WAV file with enough speech for an enrollment."""


@dataclass(frozen=True)
class Phases:
    """Durations of the phases of a job, in real seconds.

    Args:
        manifest: from the call that starts the job until its manifest has been read.
        requests: all but the last request.
        output: the last request, the output file, and a describe call.
    """

    manifest: float
    requests: float
    output: float

    @property
    def total(self) -> float:
        """The duration of the whole job."""
        return self.manifest + self.requests + self.output


@dataclass(frozen=True)
class World:
    """A mock with a bucket and a domain."""

    voice_id: VoiceID
    client: Any
    domain_id: str

    def put(self, key: str, content: bytes) -> None:
        """Put an object into the bucket without an HTTP request."""
        s3_backends["123456789012"]["aws"].put_object(BUCKET, key, content)

    def enroll(self, keys: Sequence[str]) -> Phases:
        """Enroll a speaker from each audio file."""
        requests = [{**_request(n, key), "SpeakerId": f"speaker-{n}"} for n, key in enumerate(keys)]
        return self._run("speaker_enrollment", "SpeakerEnrollmentRequests", requests)

    def register(self, keys: Sequence[str]) -> Phases:
        """Register a fraudster from each audio file."""
        requests = [_request(n, key) for n, key in enumerate(keys)]
        return self._run("fraudster_registration", "FraudsterRegistrationRequests", requests)

    def _run(self, kind: str, member: str, requests: list[dict[str, Any]]) -> Phases:
        self.put("in.json", json.dumps({"Version": "1.0", member: requests}).encode())
        clock = self.voice_id.clock
        begun = real_seconds()
        job = getattr(self.client, f"start_{kind}_job")(
            DomainId=self.domain_id,
            DataAccessRoleArn="arn:aws:iam::123456789012:role/VoiceId",
            InputDataConfig={"S3Uri": f"s3://{BUCKET}/in.json"},
            OutputDataConfig={"S3Uri": f"s3://{BUCKET}/out/"},
        )["Job"]
        clock.tick(self.voice_id.timing.queue)
        read = real_seconds()
        clock.tick(self.voice_id.timing.per_request * (len(requests) - 1))
        performed = real_seconds()
        clock.tick(self.voice_id.timing.per_request)
        describe = getattr(self.client, f"describe_{kind}_job")
        job = describe(DomainId=self.domain_id, JobId=job["JobId"])["Job"]
        ended = real_seconds()
        assert job["JobStatus"] == "COMPLETED", job
        return Phases(read - begun, performed - read, ended - performed)


@contextmanager
def world(**quotas: int) -> Iterator[World]:
    """Mock, with a domain and a bucket that contains the shared WAV file."""
    with mock_voiceid(start="2026-01-05T09:00:00Z", quotas=quotas) as voice_id:
        s3, client = (boto3.client(name, region_name=REGION) for name in ("s3", "voice-id"))
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key=SHARED, Body=_speech())
        created = client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "k"})
        yield World(voice_id, client, created["Domain"]["DomainId"])


def _speech() -> bytes:
    return wav(120, [(35, 5)])


def _request(number: int, key: str) -> dict[str, Any]:
    audio = [{"S3Uri": f"s3://{BUCKET}/{key}", "ChannelId": 0}]
    return {"RequestId": f"request-{number}", "AudioSpecifications": audio}

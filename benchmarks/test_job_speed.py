"""What a job of 10,000 requests on one shared WAV file costs in real time (target: 2 s)."""

import json
import time
from typing import Any

import boto3

from mock_voiceid import mock_voiceid
from mock_voiceid.demo.speech import wav

REQUESTS = 10_000
REGION = "us-east-1"


def real_seconds() -> float:
    """Return real time, which freezegun leaves alone here."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def run_job() -> float:
    """Return how many real seconds the job took."""
    with mock_voiceid(start="2026-01-05T09:00:00Z") as voice_id:
        s3, client = (boto3.client(name, region_name=REGION) for name in ("s3", "voice-id"))
        s3.create_bucket(Bucket="calls")
        s3.put_object(Bucket="calls", Key="call.wav", Body=wav(120, [(35, 5)]))
        audio = [{"S3Uri": "s3://calls/call.wav", "ChannelId": 0}]
        requests = [
            {"RequestId": f"request-{n}", "SpeakerId": f"speaker-{n}", "AudioSpecifications": audio}
            for n in range(REQUESTS)
        ]
        manifest = {"Version": "1.0", "SpeakerEnrollmentRequests": requests}
        s3.put_object(Bucket="calls", Key="in.json", Body=json.dumps(manifest))
        domain = client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "k"})["Domain"]
        begun = real_seconds()
        job = client.start_speaker_enrollment_job(
            DomainId=domain["DomainId"],
            DataAccessRoleArn="arn:aws:iam::123456789012:role/VoiceId",
            InputDataConfig={"S3Uri": "s3://calls/in.json"},
            OutputDataConfig={"S3Uri": "s3://calls/out/"},
        )["Job"]
        voice_id.clock.run_until_idle()
        job = client.describe_speaker_enrollment_job(DomainId=domain["DomainId"], JobId=job["JobId"])["Job"]
        seconds = real_seconds() - begun
        assert job["JobStatus"] == "COMPLETED"
        return seconds


def test_a_job_of_10_000_requests(benchmark: Any) -> None:
    print(f"\na job of {REQUESTS:,} requests: {run_job():.2f} s (target: 2 s)")
    benchmark.pedantic(run_job, rounds=3)

"""Calls of a mocked Voice ID, with boto3 and with raw requests."""

import json
from functools import cache
from typing import Any

import boto3
import moto.core.models  # so that Moto patches sessions  # noqa: F401
import requests
from botocore.config import Config

REGION = "us-east-1"
ENCRYPTION = {"KmsKeyId": "alias/aws/s3"}
DOMAIN = {"Name": "contact-center", "ServerSideEncryptionConfiguration": ENCRYPTION}


def client(region: str = REGION, **options: Any) -> Any:
    """Return a client that does not retry."""
    config = Config(retries={"total_max_attempts": 1}).merge(options.pop("config", Config()))
    return session().client("voice-id", region_name=region, config=config, **options)


@cache
def session() -> boto3.Session:
    """Return a shared session, because creating one is slow."""
    return boto3.Session("testing", "testing", region_name=REGION)


def create_domain(voiceid: Any, **changes: Any) -> str:
    """Create a domain and return its id."""
    return str(voiceid.create_domain(**DOMAIN | changes)["Domain"]["DomainId"])


def post(
    body: bytes | str | dict[str, Any],
    target: str | None = "VoiceID.ListDomains",
    url: str = f"https://voiceid.{REGION}.amazonaws.com/",
    **headers: str,
) -> requests.Response:
    """Send an unsigned request."""
    if target is not None:
        headers["X-Amz-Target"] = target
    headers.setdefault("Content-Type", "application/x-amz-json-1.0")
    data = json.dumps(body) if isinstance(body, dict) else body
    return requests.post(url, data=data, headers=headers, timeout=10)


def error_in(response: requests.Response) -> tuple[int, str, str]:
    """Return the status, code and message of an error."""
    document = response.json()
    return response.status_code, document["__type"], document["Message"]


def call_path_of(answer: dict[str, Any]) -> str:
    """Return the path of a call; on its own path Moto adds a Server header."""
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    return "Moto's path" if "server" in headers else "fast path"


BUCKET, OUTPUT = "recordings", "results/{}/manifest.json.out"


def start_job(voiceid: Any, s3: Any) -> tuple[str, str]:
    """Start an enrollment job with one request; return its id and the key of its output in `BUCKET`.

    With `tests.options.TIMING` the job takes 6 seconds: 5 in the queue, and 1 for the request. The recording
    is not a WAV file and counts as good audio.
    """
    request = {
        "RequestId": "enroll-anna",
        "SpeakerId": "anna",
        "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/anna.wav", "ChannelId": 0}],
    }
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="anna.wav", Body=b"recording")
    manifest = json.dumps({"Version": "1.0", "SpeakerEnrollmentRequests": [request]})
    s3.put_object(Bucket=BUCKET, Key="manifest.json", Body=manifest)
    job = voiceid.start_speaker_enrollment_job(
        DomainId=create_domain(voiceid),
        DataAccessRoleArn="arn:aws:iam::123456789012:role/batch",
        InputDataConfig={"S3Uri": f"s3://{BUCKET}/manifest.json"},
        OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
    )["Job"]
    return job["JobId"], OUTPUT.format(job["JobId"])

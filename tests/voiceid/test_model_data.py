"""What Moto lists of Voice ID, for its dashboard."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
import requests

from mock_voiceid import VoiceID, mock_voiceid
from tests.calls import BUCKET, client, create_domain, session, start_job
from tests.options import TIMING

DATA = "http://motoapi.amazonaws.com/moto-api/data.json"


@pytest.fixture
def listed() -> Callable[[], dict[str, list[dict[str, Any]]]]:
    """Return what Moto lists of Voice ID."""
    return lambda: dict(requests.get(DATA, timeout=10).json()["voiceid"])


@pytest.fixture
def voice_id() -> Any:
    with mock_voiceid(start="2026-01-05T09:00:00Z", timing=TIMING) as handle:
        yield handle


def test_everything_is_listed_as_the_api_describes_it(
    voice_id: VoiceID, listed: Callable[[], dict[str, Any]]
) -> None:
    voiceid = client()
    job_id, _ = start_job(voiceid, session().client("s3"))
    domain_id = voiceid.list_domains()["DomainSummaries"][0]["DomainId"]
    manifest = {
        "Version": "1.0",
        "FraudsterRegistrationRequests": [
            {
                "RequestId": "mallory",
                "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/anna.wav", "ChannelId": 0}],
            }
        ],
    }
    session().client("s3").put_object(Bucket=BUCKET, Key="fraudsters.json", Body=json.dumps(manifest))
    voiceid.start_fraudster_registration_job(
        DomainId=domain_id,
        DataAccessRoleArn="arn:aws:iam::123456789012:role/batch",
        InputDataConfig={"S3Uri": f"s3://{BUCKET}/fraudsters.json"},
        OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
    )
    voice_id.clock.tick(60)
    found = listed()
    assert {name: len(items) for name, items in found.items()} == {
        "Domain": 1,
        "Watchlist": 1,
        "Speaker": 1,
        "Fraudster": 1,
        "SpeakerEnrollmentJob": 1,
        "FraudsterRegistrationJob": 1,
    }
    (domain,) = found["Domain"]
    described = voiceid.describe_domain(DomainId=domain_id)["Domain"]
    assert set(domain) == set(described)
    assert domain["Arn"] == described["Arn"]
    assert domain["CreatedAt"] == described["CreatedAt"].timestamp()
    assert found["Speaker"][0]["Status"] == "ENROLLED"
    assert found["SpeakerEnrollmentJob"][0]["JobId"] == job_id
    assert found["SpeakerEnrollmentJob"][0]["JobStatus"] == "COMPLETED"
    assert found["Watchlist"][0]["DefaultWatchlist"] is True


def test_speaker_is_listed_as_it_is_now(voice_id: VoiceID, listed: Callable[[], dict[str, Any]]) -> None:
    start_job(client(), session().client("s3"))
    voice_id.clock.tick(days=4 * 365)
    assert listed()["Speaker"][0]["Status"] == "EXPIRED"


def test_reset_empties_the_list(voice_id: VoiceID, listed: Callable[[], dict[str, Any]]) -> None:
    create_domain(client())
    requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=10)
    assert listed()["Domain"] == []
    create_domain(client())
    assert len(listed()["Domain"]) == 1


def test_a_domain_in_a_stack_is_listed_once(voice_id: VoiceID, listed: Callable[[], dict[str, Any]]) -> None:
    encryption = {"KmsKeyId": "key"}
    properties = {"Name": "calls", "ServerSideEncryptionConfiguration": encryption}
    template = {"Resources": {"Calls": {"Type": "AWS::VoiceID::Domain", "Properties": properties}}}
    cloudformation = boto3.client("cloudformation", "us-east-1")
    cloudformation.create_stack(StackName="stack", TemplateBody=json.dumps(template))
    assert len(listed()["Domain"]) == 1
    assert "neighbours" not in requests.get(DATA, timeout=10).json()

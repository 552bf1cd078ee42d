"""What a call costs, against botocore's floor: a canned answer with Moto's handler taken off the client."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

from mock_voiceid import mock_voiceid

REGION = "us-east-1"
Compare = Callable[..., float]


@dataclass
class World:
    """A client that is mocked, one that gets a canned answer, and a job to describe."""

    mocked: Any
    canned: Any
    job: dict[str, str]

    def describe(self) -> object:
        return self.mocked.describe_speaker_enrollment_job(**self.job)

    def floor(self) -> object:
        return self.canned.describe_speaker_enrollment_job(**self.job)


@pytest.fixture
def world() -> Iterator[World]:
    with mock_voiceid():
        mocked, canned = (boto3.client("voice-id", region_name=REGION) for _ in range(2))
        domain = mocked.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "k"})["Domain"]
        started = mocked.start_speaker_enrollment_job(
            DomainId=domain["DomainId"],
            DataAccessRoleArn="arn:aws:iam::123456789012:role/VoiceId",
            InputDataConfig={"S3Uri": "s3://recordings/in.json"},
            OutputDataConfig={"S3Uri": "s3://recordings/out/"},
        )["Job"]
        job = {"DomainId": domain["DomainId"], "JobId": started["JobId"]}
        body = _body_of(mocked, job)
        canned.meta.events.unregister("before-send", botocore_stubber)
        canned.meta.events.register(
            "before-send",
            lambda request, **_: AWSResponse(
                request.url,
                200,
                HTTPHeaders.from_dict({"Content-Type": "application/x-amz-json-1.0"}),
                MockRawResponse(body),
            ),
        )
        yield World(mocked, canned, job)


def _body_of(client: Any, job: dict[str, str]) -> bytes:
    bodies: list[bytes] = []

    def keep(response_dict: dict[str, Any], **_: object) -> None:
        bodies.append(response_dict["body"])

    client.meta.events.register("before-parse.voice-id.*", keep)
    client.describe_speaker_enrollment_job(**job)
    client.meta.events.unregister("before-parse.voice-id.*", keep)
    json.loads(bodies[0])
    return bodies[0]


def test_describe_against_the_floor(world: World, compare: Compare) -> None:
    compare(
        "describe_speaker_enrollment_job",
        world.describe,
        "floor",
        world.floor,
        rounds=1_500,
        target=1.25,
    )


def test_a_json_service_of_motos_own_against_the_floor(world: World, compare: Compare) -> None:
    kms = boto3.client("kms", region_name=REGION)
    compare("Moto's kms list_keys", kms.list_keys, "floor", world.floor, rounds=500)


def test_describe(world: World, benchmark: Any) -> None:
    benchmark(world.describe)

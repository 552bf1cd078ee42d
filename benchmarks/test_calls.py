"""A call, compared with botocore's minimum: a canned response, without Moto's handler."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core import enable_iam_authentication
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

from benchmarks.results import Section
from mock_voiceid import mock_voiceid

REGION = "us-east-1"


@dataclass
class World:
    """A mocked client, a client that gets a canned response, and a job to describe."""

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


def _user_who_may_do_all() -> boto3.Session:
    iam = boto3.client("iam", region_name=REGION)
    iam.create_user(UserName="caller")
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="caller", PolicyName="all", PolicyDocument=policy)
    key = iam.create_access_key(UserName="caller")["AccessKey"]
    return boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=REGION)


def test_describe_against_the_floor(world: World, section: Section) -> None:
    section.compare(
        "`describe_speaker_enrollment_job`",
        world.describe,
        "botocore's floor",
        world.floor,
        rounds=1_500,
        at_most=1.15,
    )


def test_a_json_service_of_motos_own_against_the_floor(world: World, section: Section) -> None:
    kms = boto3.client("kms", region_name=REGION)
    section.compare(
        "for comparison, Moto's own `kms.list_keys`",
        kms.list_keys,
        "botocore's floor",
        world.floor,
        rounds=500,
    )


def test_describe_with_iam_enforced_against_motos_own_way(world: World, section: Section) -> None:
    user = _user_who_may_do_all()
    world.mocked, kms = user.client("voice-id"), user.client("kms")
    with enable_iam_authentication():
        section.compare(
            "`describe_speaker_enrollment_job`, IAM enforced",
            world.describe,
            "Moto's `kms.list_keys`, IAM enforced",
            kms.list_keys,
            rounds=500,
            at_most=1.05,
        )

"""The role of a job in the mocked IAM."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.adapters.iam import JobRole
from mock_voiceid.service.jobs.storage import StorageError
from tests.messages import message_with

ROLE = "arn:aws:iam::123456789012:role/service/VoiceIdBatch"
OBJECT = "arn:aws:s3:::calls/ann"
URI = "s3://calls/ann"


@pytest.fixture
def iam() -> Iterator[Any]:
    with mock_voiceid():
        yield boto3.client("iam", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")


def document(effect: str, action: str, resource: str = "*") -> str:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def create(iam: Any, *policies: str) -> None:
    iam.create_role(RoleName="VoiceIdBatch", Path="/service/", AssumeRolePolicyDocument="{}")
    for number, policy in enumerate(policies):
        iam.put_role_policy(RoleName="VoiceIdBatch", PolicyName=f"policy-{number}", PolicyDocument=policy)


def refusal(role: str = ROLE) -> str | None:
    """Return the message of why a role may not read the object, or None."""
    try:
        JobRole(role, "aws").check("s3:GetObject", OBJECT, URI)
    except StorageError as error:
        return f"{error.status}: {error.message}"
    return None


def test_role_must_exist(iam: Any) -> None:
    assert refusal() == (
        f"403: {URI} may not be used: the role {ROLE} is not in the mocked IAM; create it, "
        "or mock without strict=True."
    )
    create(iam, document("Allow", "s3:*"))
    assert refusal() is None


@pytest.mark.parametrize(
    "other",
    ["arn:aws:iam::123456789012:role/VoiceIdBatch", "arn:aws:iam::111122223333:role/service/VoiceIdBatch"],
)
def test_role_is_found_by_its_exact_arn(iam: Any, other: str) -> None:
    create(iam, document("Allow", "s3:*"))
    assert refusal(other) == message_with(403, other, "mocked IAM")


@pytest.mark.parametrize(
    "policies", [[], [document("Allow", "s3:PutObject")], [document("Allow", "s3:*", OBJECT + "a")]]
)
def test_policy_must_allow_the_action_on_the_object(iam: Any, policies: list[str]) -> None:
    create(iam, *policies)
    assert refusal() == (
        f"403: {URI} may not be used: no policy of the role {ROLE} allows s3:GetObject on {OBJECT}."
    )


def test_denial_overrides_permission(iam: Any) -> None:
    create(iam, document("Allow", "s3:*"), document("Deny", "s3:GetObject"))
    assert (
        refusal()
        == f"403: {URI} may not be used: a policy of the role {ROLE} denies s3:GetObject on {OBJECT}."
    )


def test_attached_policies_count(iam: Any) -> None:
    create(iam)
    policy = iam.create_policy(
        PolicyName="read", PolicyDocument=document("Allow", "s3:GetObject", "arn:aws:s3:::calls/*")
    )
    iam.attach_role_policy(RoleName="VoiceIdBatch", PolicyArn=policy["Policy"]["Arn"])
    assert refusal() is None

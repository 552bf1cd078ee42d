"""What Voice ID asks of the mocked IAM."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.batch.storage import StorageError
from mock_voiceid.neighbours.iam import role_check

ROLE = "arn:aws:iam::123456789012:role/service/VoiceIdBatch"


@pytest.fixture
def iam() -> Iterator[Any]:
    with mock_voiceid():
        yield boto3.client("iam", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")


def test_role_is_looked_for_whenever_it_is_used(iam: Any) -> None:
    check = role_check(ROLE, "aws")
    with pytest.raises(StorageError) as caught:
        check()
    assert (caught.value.status, caught.value.message) == (
        403,
        f"The role {ROLE} is not in the mocked IAM; create it, or mock without strict=True.",
    )
    iam.create_role(RoleName="VoiceIdBatch", Path="/service/", AssumeRolePolicyDocument="{}")
    check()


@pytest.mark.parametrize(
    "other",
    ["arn:aws:iam::123456789012:role/VoiceIdBatch", "arn:aws:iam::111122223333:role/service/VoiceIdBatch"],
)
def test_role_is_the_one_with_just_this_arn(iam: Any, other: str) -> None:
    iam.create_role(RoleName="VoiceIdBatch", Path="/service/", AssumeRolePolicyDocument="{}")
    with pytest.raises(StorageError, match=other):
        role_check(other, "aws")()

"""Keys in the mocked KMS (D12)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.adapters.kms import MockedKeys
from mock_voiceid.service.encryption import KeyProblem

ACCOUNT, REGION = "123456789012", "us-east-1"


def problem(name: str, *, strict: bool = False, region: str = REGION) -> KeyProblem | None:
    return MockedKeys(ACCOUNT, region).problem_with(name, strict=strict)


@pytest.fixture
def kms() -> Iterator[Any]:
    with mock_voiceid():
        yield boto3.client("kms", REGION, aws_access_key_id="a", aws_secret_access_key="b")


def test_key_is_looked_up_by_its_arn(kms: Any) -> None:
    key = kms.create_key()["KeyMetadata"]
    assert problem(key["KeyId"], strict=True) is None
    assert problem(key["KeyId"], strict=True, region="us-west-2") is not None
    assert problem(key["Arn"], strict=True, region="us-west-2") is None


def test_key_is_usable_again_once_enabled(kms: Any) -> None:
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key_id)
    assert problem(key_id) == KeyProblem(f"The KMS key '{key_id}' can't be used: it is Disabled.")
    kms.enable_key(KeyId=key_id)
    assert problem(key_id) is None


@pytest.mark.parametrize(
    "name",
    [
        "alias/nobody",
        "nobody",
        "arn:",
        "arn:aws:kms:::",
        f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/nobody",
        f"arn:aws:kms:nowhere-1:{ACCOUNT}:key/nobody",
        "alias/aws/nobody",
    ],
)
def test_unknown_key_is_a_problem_only_if_strict(kms: Any, name: str) -> None:
    assert problem(name) is None
    assert problem(name, strict=True) == KeyProblem(
        f"The KMS key '{name}' is not in the mocked KMS; create it, or mock without strict=True."
    )


def test_aws_managed_keys_always_exist(kms: Any) -> None:
    for name in ("alias/aws/s3", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/s3"):
        assert problem(name, strict=True) is None
    assert kms.list_keys()["Keys"] == []

"""Manifests, audio and output of batch jobs in the mocked S3 (J5, J8)."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.adapters.iam import JobRole
from mock_voiceid.adapters.kms import MockedKeys
from mock_voiceid.adapters.s3 import MockedS3
from mock_voiceid.api.locations import Location
from mock_voiceid.service.jobs.storage import StorageError
from tests.messages import message_with

BUCKET = "contact-center"
PLACE = Location(BUCKET, "calls/ann")


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_voiceid():
        client = boto3.client("s3", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        client.create_bucket(Bucket=BUCKET)
        yield client


def storage(role: JobRole | None = None, *, strict: bool = False) -> MockedS3:
    return MockedS3("123456789012", "us-east-1", MockedKeys("123456789012", "us-east-1"), role, strict=strict)


def put(s3: Any, body: bytes, key: str = PLACE.key, **arguments: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key=key, Body=body, **arguments)


def refusal(call: Callable[..., object], *arguments: object) -> tuple[int, str]:
    with pytest.raises(StorageError) as caught:
        call(*arguments)
    return caught.value.status, caught.value.message


def test_object_is_read(s3: Any) -> None:
    put(s3, b"the voice of ann")
    found = storage().find(PLACE)
    assert (found.size, found.read()) == (16, b"the voice of ann")


def test_object_of_several_parts_is_read(s3: Any) -> None:
    named = {"Bucket": BUCKET, "Key": PLACE.key}
    upload = s3.create_multipart_upload(**named)["UploadId"]
    contents = [b"a" * 5 * 1024 * 1024, b"b"]
    parts = [
        {
            "PartNumber": number,
            "ETag": s3.upload_part(**named, UploadId=upload, PartNumber=number, Body=content)["ETag"],
        }
        for number, content in enumerate(contents, 1)
    ]
    s3.complete_multipart_upload(**named, UploadId=upload, MultipartUpload={"Parts": parts})
    found = storage().find(PLACE)
    assert found.size == 5 * 1024 * 1024 + 1
    assert found.read() == b"".join(contents)


def test_identity_depends_on_location_and_content(s3: Any) -> None:
    put(s3, b"one")
    first = storage().find(PLACE).identity
    put(s3, b"two")
    second = storage().find(PLACE).identity
    put(s3, b"one")
    put(s3, b"one", "calls/other")
    assert storage().find(PLACE).identity == first != second
    assert storage().find(Location(BUCKET, "calls/other")).identity != first


def test_latest_version_is_read(s3: Any) -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    put(s3, b"one")
    put(s3, b"two")
    assert storage().find(PLACE).read() == b"two"
    s3.delete_object(Bucket=BUCKET, Key=PLACE.key)
    assert refusal(storage().find, PLACE) == (404, message_with("object", PLACE.uri))


def test_missing_object_and_bucket_are_not_found(s3: Any) -> None:
    assert refusal(storage().find, PLACE) == (404, "There is no object s3://contact-center/calls/ann.")
    nowhere = Location("no-bucket", "calls/ann")
    message = "There is no bucket 'no-bucket' for s3://no-bucket/calls/ann."
    assert refusal(storage().find, nowhere) == (404, message)
    assert refusal(storage().check_output, nowhere, None) == (404, message)
    assert refusal(storage().write, nowhere, b"", None) == (404, message)


def allow(*statements: tuple[str, str]) -> JobRole:
    """Return a role whose only policy allows some actions on some resources."""
    iam = boto3.client("iam", "us-east-1")
    iam.create_role(RoleName="job", AssumeRolePolicyDocument="{}")
    allowed = [{"Effect": "Allow", "Action": action, "Resource": resource} for action, resource in statements]
    if allowed:
        document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
        iam.put_role_policy(RoleName="job", PolicyName="policy", PolicyDocument=document)
    return JobRole("arn:aws:iam::123456789012:role/job", "aws")


OBJECT = f"arn:aws:s3:::{BUCKET}/{PLACE.key}"


def lacks(action: str, resource: str) -> tuple[int, Any]:
    return 403, message_with(PLACE.uri, "arn:aws:iam::123456789012:role/job", action, resource)


def test_role_must_be_allowed_to_read_and_to_write(s3: Any) -> None:
    put(s3, b"one")
    nobody = storage(allow())
    assert refusal(nobody.find, PLACE) == lacks("s3:GetObject", OBJECT)
    assert refusal(nobody.check_output, PLACE, None) == lacks("s3:PutObject", OBJECT)
    assert refusal(nobody.write, PLACE, b"two", None) == lacks("s3:PutObject", OBJECT)
    assert storage().find(PLACE).read() == b"one"


def test_allowed_role_reads_and_writes(s3: Any) -> None:
    allowed = storage(allow(("s3:GetObject", OBJECT), ("s3:PutObject", OBJECT)))
    allowed.write(PLACE, b"two", None)
    assert allowed.find(PLACE).read() == b"two"


@pytest.mark.parametrize("lacking", ["kms:Decrypt", "kms:GenerateDataKey"])
def test_role_must_be_allowed_to_use_the_key_of_the_output(s3: Any, lacking: str) -> None:
    key = boto3.client("kms", "us-east-1").create_key()["KeyMetadata"]
    actions = {"kms:Decrypt", "kms:GenerateDataKey"} - {lacking}
    role = allow(("s3:*", "*"), *((action, key["Arn"]) for action in actions))
    assert refusal(storage(role).check_output, PLACE, key["KeyId"]) == lacks(lacking, key["Arn"])


@pytest.mark.parametrize("kms_key_id", ["unknown", "alias/unknown", "alias/aws/s3"])
def test_unknown_key_has_an_arn(s3: Any, kms_key_id: str) -> None:
    resource = kms_key_id if kms_key_id.startswith("alias/") else f"key/{kms_key_id}"
    role = allow(("s3:*", "*"), ("kms:*", f"arn:aws:kms:us-east-1:123456789012:{resource}"))
    storage(role).check_output(PLACE, kms_key_id)
    assert refusal(storage(role).check_output, PLACE, "arn:aws:kms:us-east-1:1:key/other")[0] == 403


def test_role_must_be_allowed_to_decrypt_its_input(s3: Any) -> None:
    key = boto3.client("kms", "us-east-1").create_key()["KeyMetadata"]
    storage().write(PLACE, b"one", key["KeyId"])
    role = allow(("s3:*", "*"))
    assert refusal(storage(role).find, PLACE) == lacks("kms:Decrypt", key["Arn"])


def test_output_is_written_as_json(s3: Any) -> None:
    storage().check_output(PLACE, None)
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)
    storage().write(PLACE, b"{}", None)
    written = s3.get_object(Bucket=BUCKET, Key=PLACE.key)
    assert (written["Body"].read(), written["ContentType"]) == (b"{}", "application/json")
    assert "ServerSideEncryption" not in written


def test_bucket_can_encrypt_by_default(s3: Any) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})
    storage().write(PLACE, b"{}", None)
    assert s3.head_object(Bucket=BUCKET, Key=PLACE.key)["ServerSideEncryption"] == "AES256"
    storage().write(PLACE, b"{}", "alias/output")
    head = s3.head_object(Bucket=BUCKET, Key=PLACE.key)
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", "alias/output")


def test_unusable_key_is_rejected(s3: Any) -> None:
    message = message_with("KMS key", "alias/output", "strict=True")
    strict = storage(strict=True)
    status, why = refusal(strict.check_output, PLACE, "alias/output")
    assert (status, why) == (403, message)
    assert why.endswith(". It is to encrypt s3://contact-center/calls/ann.")
    assert refusal(strict.write, PLACE, b"{}", "alias/output") == (403, message)
    storage().check_output(PLACE, "alias/output")


def test_account_without_access_is_rejected(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(s3, b"one")
    other = MockedS3("111122223333", "us-east-1", MockedKeys("111122223333", "us-east-1"), None, strict=False)
    assert other.find(PLACE).read() == b"one"
    monkeypatch.setenv("MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS", "false")
    message = "s3://contact-center/calls/ann may not be used: Access Denied."
    assert refusal(other.find, PLACE) == (403, message)
    assert refusal(other.write, PLACE, b"two", None) == (403, message)

"""Reads manifests and audio from the mocked S3, and writes output to it."""

from collections.abc import Hashable

from moto.core.exceptions import ServiceException
from moto.s3.exceptions import MissingBucket
from moto.s3.models import FakeKey, S3Backend, s3_backends
from moto.utilities.utils import get_partition

from ..api.locations import Location
from ..service.jobs.storage import StorageError
from .iam import JobRole
from .kms import MockedKeys


class MockedObject:
    """An object in the mocked S3."""

    def __init__(self, key: FakeKey) -> None:
        self._key = key

    @property
    def size(self) -> int:
        """Bytes."""
        return int(self._key.size)

    @property
    def identity(self) -> Hashable:
        """Equal for the same content at the same location."""
        return (self._key.bucket_name, self._key.name, self._key.etag)

    def read(self) -> bytes:
        """Return the content."""
        return bytes(self._key.value)


class MockedS3:
    """The mocked S3, accessed by one account.

    Args:
        account_id: who reads and writes.
        region: whose partition the buckets are in.
        keys: the KMS keys that it can use.
        role: whose permissions count; None where nobody asks for permissions.
        strict: whether a KMS key must be in the mocked KMS.
    """

    def __init__(
        self, account_id: str, region: str, keys: MockedKeys, role: JobRole | None, *, strict: bool
    ) -> None:
        self._account_id = account_id
        self._region = region
        self._keys = keys
        self._role = role
        self._strict = strict

    def find(self, location: Location) -> MockedObject:
        """Return an object.

        Raises:
            StorageError: the object does not exist (404) or may not be read (403).
        """
        s3 = self._reached(location)
        self._check("s3:GetObject", self._arn_of(location), location)
        key = s3.get_object(location.bucket, location.key)
        if key is None:
            raise StorageError(404, f"There is no object {location.uri}.")
        if key.kms_key_id:
            self._check("kms:Decrypt", self._keys.arn_of(key.kms_key_id), location)
        return MockedObject(key)

    def check_output(self, location: Location, kms_key_id: str | None) -> None:
        """Check that output can be written.

        Raises:
            StorageError: the bucket does not exist (404), or the bucket or the key may not be used (403).
        """
        self._reached(location)
        self._check("s3:PutObject", self._arn_of(location), location)
        problem = kms_key_id and self._keys.problem_with(kms_key_id, strict=self._strict)
        if problem:
            raise StorageError(403, f"{problem.message} It is to encrypt {location.uri}.")
        if kms_key_id:
            for action in ("kms:Decrypt", "kms:GenerateDataKey"):
                self._check(action, self._keys.arn_of(kms_key_id), location)

    def write(self, location: Location, content: bytes, kms_key_id: str | None) -> None:
        """Write an object.

        Args:
            location: bucket and key.
            content: the object.
            kms_key_id: KMS key to encrypt the object with; None for no KMS encryption.

        Raises:
            StorageError: the bucket does not exist (404), or the bucket or the key may not be used (403).
        """
        self.check_output(location, kms_key_id)
        key = self._reached(location).put_object(
            location.bucket,
            location.key,
            content,
            encryption="aws:kms" if kms_key_id else None,
            kms_key_id=kms_key_id,
        )
        key.set_metadata({"content-type": "application/json"})

    def _check(self, action: str, resource: str, location: Location) -> None:
        if self._role is not None:
            self._role.check(action, resource, location.uri)

    def _arn_of(self, location: Location) -> str:
        return f"arn:{self._partition}:s3:::{location.bucket}/{location.key}"

    @property
    def _partition(self) -> str:
        return get_partition(self._region)

    def _reached(self, location: Location) -> S3Backend:
        s3 = s3_backends[self._account_id][self._partition]
        try:
            s3.get_bucket(location.bucket)
        except MissingBucket:
            raise StorageError(404, f"There is no bucket '{location.bucket}' for {location.uri}.") from None
        except ServiceException as error:
            raise StorageError(403, f"{location.uri} may not be used: {error.message}.") from None
        return s3

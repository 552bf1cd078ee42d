"""What a job needs of storage; `adapters.s3` fulfils it with the mocked S3."""

from collections.abc import Hashable
from typing import Protocol

from ...api.locations import Location


class StorageError(Exception):
    """An object can't be read or written.

    Args:
        status: an HTTP status: 403 no access, 404 not there.
        message: names the S3 URI and says what is wrong.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class StoredObject(Protocol):
    """An object as it was when it was looked up."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def identity(self) -> Hashable:
        """The same for the same content at the same place: what an analysis may be kept under."""

    def read(self) -> bytes:
        """Return the content."""


class Storage(Protocol):
    """Where manifests and audio are read, and output is written."""

    def find(self, location: Location) -> StoredObject:
        """Return an object.

        Raises:
            StorageError: it is not there, or may not be read.
        """

    def check_output(self, location: Location, kms_key_id: str | None) -> None:
        """Make sure that output can be written below a location.

        Raises:
            StorageError: the bucket is not there or may not be written, or the key can't be used.
        """

    def write(self, location: Location, content: bytes, kms_key_id: str | None) -> None:
        """Write an object, encrypted with the KMS key where one is given.

        Raises:
            StorageError: the bucket is not there or may not be written, or the key can't be used.
        """

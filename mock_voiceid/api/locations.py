"""S3 URIs in requests of jobs and in manifests."""

import functools
import re
from dataclasses import dataclass

_URI = re.compile(r"s3://([a-z0-9][.\-a-z0-9]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Location:
    """A bucket, and a key or prefix in it, which may be empty."""

    bucket: str
    key: str

    @classmethod
    def of(cls, uri: object) -> "Location":
        """Parse an S3 URI.

        Raises:
            ValueError: it is not an S3 URI.
        """
        match = _URI.fullmatch(uri) if isinstance(uri, str) else None
        if match is None:
            raise ValueError(f"{uri!r} is not an S3 URI: write s3://bucket/key")
        return cls(match[1], match[2] or "")

    @classmethod
    def of_object(cls, uri: object) -> "Location":
        """Parse the S3 URI of an object.

        Raises:
            ValueError: it is not an S3 URI, or it names a bucket or folder.
        """
        return _object_at(uri) if isinstance(uri, str) else cls.of(uri)

    @property
    def name(self) -> str:
        """The last part of the key: the name of the file."""
        return self.key.rpartition("/")[2]

    @property
    def uri(self) -> str:
        """The location as a URI."""
        return f"s3://{self.bucket}/{self.key}"

    def below(self, *parts: str) -> "Location":
        """Return a location below this one, with or without a slash at its end."""
        folder = [self.key.removesuffix("/")] if self.key.strip("/") else []
        return Location(self.bucket, "/".join([*folder, *parts]))


@functools.lru_cache(maxsize=1_000)  # requests of a job often share files
def _object_at(uri: str) -> Location:
    location = Location.of(uri)
    if not location.name:
        raise ValueError(f"{uri!r} does not name an object: write s3://bucket/key")
    return location

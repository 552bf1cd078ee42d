"""Locations in S3, as jobs and manifests write them."""

import functools
import re
from dataclasses import dataclass

_URI = re.compile(r"s3://([a-z0-9][.\-a-z0-9]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Location:
    """A bucket and a key or prefix in it; the key may be empty."""

    bucket: str
    key: str

    @classmethod
    def of(cls, uri: object) -> "Location":
        """Return the location that a URI names.

        Raises:
            ValueError: it is no S3 URI.
        """
        match = _URI.fullmatch(uri) if isinstance(uri, str) else None
        if match is None:
            raise ValueError(f"{uri!r} is no S3 URI: write s3://bucket/key")
        return cls(match[1], match[2] or "")

    @classmethod
    def of_object(cls, uri: object) -> "Location":
        """Return the location of an object.

        Raises:
            ValueError: it is no S3 URI, or it names a bucket or folder.
        """
        return _object_at(uri) if isinstance(uri, str) else cls.of(uri)

    @property
    def name(self) -> str:
        """The last part of the key: the file's name."""
        return self.key.rpartition("/")[2]

    @property
    def uri(self) -> str:
        """The location as a URI."""
        return f"s3://{self.bucket}/{self.key}"

    def below(self, *parts: str) -> "Location":
        """Return a location below this one, whether or not it ends in a slash (J8)."""
        folder = [self.key.removesuffix("/")] if self.key.strip("/") else []
        return Location(self.bucket, "/".join([*folder, *parts]))


@functools.lru_cache(maxsize=1_000)  # the requests of a job often share their files
def _object_at(uri: str) -> Location:
    location = Location.of(uri)
    if not location.name:
        raise ValueError(f"{uri!r} names no object: write s3://bucket/key")
    return location

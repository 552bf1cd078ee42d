"""Moto alone: S3 and other services with state, no Voice ID.

Import it without mock-voiceid, which adds Voice ID to Moto.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from moto import mock_aws

from .job import BUCKET, MakeClient, World

NAME = "Moto alone"


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Create a bucket and a recording; there are no domains."""
    with mock_aws():
        voice_id, s3 = client("voice-id"), client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key="call.wav", Body=b"half a minute of speech")
        yield World(voice_id, s3, "Mm5WqEBxPYhJqUUDTS3uNa")

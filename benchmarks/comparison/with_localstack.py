"""LocalStack: S3 and other services with state, in a separate process that must be running."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from .job import BUCKET, MakeClient, World

NAME = "LocalStack"


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Create a bucket and a recording; there are no domains."""
    voice_id, s3 = client("voice-id"), client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="call.wav", Body=b"half a minute of speech")
    with patch("time.sleep"):
        yield World(voice_id, s3, "Mm5WqEBxPYhJqUUDTS3uNa")

"""Moto alone: S3 and much else with state, no Voice ID.

To be imported where mock-voiceid is not: importing that adds Voice ID to Moto.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from moto import mock_aws

from .job import BUCKET, MakeClient, World

NAME = "Moto alone"


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Make a bucket and a recording; a domain can't be made."""
    with mock_aws():
        voice_id, s3 = client("voice-id"), client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key="call.wav", Body=b"half a minute of speech")
        yield World(voice_id, s3, "Mm5WqEBxPYhJqUUDTS3uNa")

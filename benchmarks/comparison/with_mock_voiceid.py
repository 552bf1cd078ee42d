"""mock-voiceid: a service with state, and simulated time."""

from collections.abc import Iterator
from contextlib import contextmanager

from mock_voiceid import mock_voiceid

from .job import BUCKET, QUEUE_SECONDS, MakeClient, World

NAME = "mock-voiceid"


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Create a bucket, a recording and a domain."""
    with mock_voiceid(start="2026-01-05T09:00:00Z", timing={"queue": QUEUE_SECONDS}):
        voice_id, s3 = client("voice-id"), client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key="call.wav", Body=b"half a minute of speech")
        domain = voice_id.create_domain(
            Name="callers", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/voice-id"}
        )["Domain"]
        yield World(voice_id, s3, domain["DomainId"])

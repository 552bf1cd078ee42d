"""Recorded cassettes: vcrpy with defaults, which ignores bodies and headers."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import vcr  # type: ignore[import-untyped]

from .job import MakeClient, World
from .recording import recorded

NAME = "vcrpy"


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Replay the recording."""
    recording = recorded()
    voice_id, s3 = client("voice-id"), client("s3")
    with vcr.use_cassette(recording.cassette, record_mode="none"), patch("time.sleep"):
        yield World(voice_id, s3, recording.domain_id)

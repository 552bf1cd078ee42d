"""Recorded cassettes: vcrpy with a matcher for calls of Voice ID."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import vcr  # type: ignore[import-untyped]

from .job import MakeClient, World
from .recording import TARGET, recorded

NAME = "vcrpy, matching calls"


def call(request: vcr.request.Request) -> Any:
    """Return the operation and its input, without the token that botocore generates for each call."""
    if TARGET not in request.headers:
        return None
    parameters = json.loads(request.body)
    parameters.pop("ClientToken", None)
    operation = request.headers[TARGET]
    return operation.decode() if isinstance(operation, bytes) else operation, parameters


def same_call(one: vcr.request.Request, other: vcr.request.Request) -> bool:
    """Return whether two requests are equivalent."""
    return bool(call(one) == call(other))


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Replay the recording."""
    recording = recorded()
    player = vcr.VCR(record_mode="none", match_on=["method", "uri", "call"])
    player.register_matcher("call", same_call)
    voice_id, s3 = client("voice-id"), client("s3")
    with player.use_cassette(recording.cassette), patch("time.sleep"):
        yield World(voice_id, s3, recording.domain_id)

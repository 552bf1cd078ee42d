"""What the tests of waiting share: a frozen mock with either library, and what passes in it."""

import asyncio
import concurrent.futures
import queue
import select
import signal
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.internals.early import Real

NINE = "2026-01-05T09:00:00Z"
OWNERS: list[Any] = [
    *(threading.Condition, threading.Thread, concurrent.futures.ThreadPoolExecutor, asyncio.BaseEventLoop),
    *(asyncio.events, socketserver.BaseServer, threading, queue, select, signal, time),
]


def world() -> list[dict[str, Any]]:
    """Return everything that is replaced while a clock is frozen."""
    return [{name: value for name, value in vars(owner).items() if callable(value)} for owner in OWNERS]


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    found, threads = world(), threading.enumerate()
    yield
    assert world() == found
    for thread in threading.enumerate():
        if thread not in threads:
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture(params=["freezegun", "time-machine"])
def handle(request: pytest.FixtureRequest, as_found: None) -> Iterator[VoiceID]:
    """Return the handle of a mock whose clock stands at nine."""
    with mock_voiceid(start=NINE, freezer=request.param) as handle:
        yield handle


class Passed:
    """How many seconds have passed, in simulated and in real time."""

    def __init__(self, handle: VoiceID) -> None:
        self._handle = handle
        self._began = Real.monotonic()

    def __call__(self) -> float:
        return (self._handle.clock.instant() - instant_of(NINE)) / SECOND

    @property
    def real(self) -> float:
        return float(Real.monotonic() - self._began)


@pytest.fixture
def passed(handle: VoiceID) -> Passed:
    return Passed(handle)


def in_thread(function: Callable[..., Any], *args: Any) -> threading.Thread:
    thread = threading.Thread(target=function, args=args, daemon=True)
    thread.start()
    return thread

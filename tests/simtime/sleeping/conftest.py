"""What the tests of sleeping share: a clock that stands at nine, and everything as it was found."""

import asyncio
import asyncio.tasks
import datetime as dt
import sys
import time
import types
from collections.abc import Iterator
from typing import Any

import pytest
from freezegun import api

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from mock_voiceid.simtime.sleeping import Sleeping

UTC = dt.timezone.utc
NINE = "2026-01-05T09:00:00Z"
# In a dict, where nobody looks for names.
REAL: dict[str, Any] = {
    "time.sleep": time.sleep,
    "asyncio.sleep": asyncio.sleep,
    "perf_counter": time.perf_counter,
}


def world() -> list[Any]:
    """Return whatever sleeping and a frozen clock replace."""
    return [
        *(dt.datetime, time.time, time.monotonic, list(api.freeze_factories)),
        *(time.sleep, asyncio.sleep, asyncio.tasks.sleep, asyncio.SelectorEventLoop.time),
    ]


def replaced_names() -> list[str]:
    """Return the names in loaded modules that are bound to what stands in for the real functions."""
    return [
        f"{key}.{name}"
        for key, module in list(sys.modules.items())
        for name, value in list(getattr(module, "__dict__", {}).items())
        if getattr(value, "__wrapped__", None) in REAL.values() and key != "mock_voiceid.simtime.sleeping"
    ]


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    found = world()
    yield
    assert world() == found
    assert replaced_names() == []


@pytest.fixture
def agenda() -> Agenda:
    return Agenda()


@pytest.fixture
def clock(agenda: Agenda, as_found: None) -> Iterator[Clock]:
    """Return a clock that stands at nine."""
    clock = Clock(lambda: [agenda])
    clock.start_at(NINE)
    yield clock
    clock.stop()


@pytest.fixture
def sleeping(clock: Clock) -> Iterator[Sleeping]:
    """Return started sleeping under the clock that stands at nine."""
    sleeping = Sleeping(clock)
    sleeping.start()
    yield sleeping
    sleeping.stop()


@pytest.fixture
def running(as_found: None) -> Iterator[Clock]:
    """Return a clock that runs, with sleeping started."""
    clock = Clock(list)
    sleeping = Sleeping(clock)
    sleeping.start()
    yield clock
    sleeping.stop()
    clock.stop()


@pytest.fixture
def module(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a loaded module without names of its own."""
    name = "a_module_that_sleeps"
    module = sys.modules[name] = types.ModuleType(name)
    yield module
    del sys.modules[name]


def passed(clock: Clock) -> float:
    """Return how many seconds after nine it is."""
    return (clock.instant() - instant_of(NINE)) / SECOND


class Stopwatch:
    """Real time that passes in a block, in seconds."""

    def __enter__(self) -> "Stopwatch":
        self._start = REAL["perf_counter"]()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = REAL["perf_counter"]() - self._start


class Log:
    """Who woke when, in seconds after nine."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.lines: list[tuple[Any, float]] = []

    async def sleep(self, *lengths: float) -> None:
        for length in lengths:
            await asyncio.sleep(length)
            self.lines.append((length, passed(self._clock)))


@pytest.fixture
def log(clock: Clock, sleeping: Sleeping) -> Log:
    return Log(clock)

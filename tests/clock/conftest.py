"""What the tests of the clock share: a clock, a diary of what happens, and everything as it was found."""

import asyncio
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from freezegun import api

from mock_voiceid.agenda import Agenda
from mock_voiceid.clock import Clock
from mock_voiceid.instants import SECOND, datetime_of, instant_of

UTC = dt.timezone.utc
NINE = "2026-01-05T09:00:00Z"
NINE_WITHOUT_ZONE = dt.datetime(2026, 1, 5, 9)  # noqa: DTZ001
HOW = "write tick(30) for 30 seconds, tick(minutes=10), tick(hours=1, minutes=5) or tick(timedelta(days=1))"


def world() -> list[Any]:
    """Return whatever a frozen clock replaces, and what freezegun and time-machine keep."""
    return [
        *(dt.datetime, dt.date, time.time, time.time_ns, time.monotonic, time.perf_counter, time.gmtime),
        *(time.localtime, time.strftime, time.sleep, asyncio.sleep, asyncio.SelectorEventLoop.time),
        *(list(api.freeze_factories), list(time_machine.traveller_stack)),
    ]


def fakes_in_modules() -> list[str]:
    """Return the names in loaded modules that are bound to something of freezegun's."""
    fakes = {id(value) for name, value in vars(api).items() if name.startswith(("fake_", "Fake"))}
    return [
        f"{key}.{name}"
        for key, module in list(sys.modules.items())
        if not key.startswith("freezegun")
        for name, value in list(getattr(module, "__dict__", {}).items())
        if id(value) in fakes
    ]


def at(second: float) -> str:
    """Return the instant so many seconds after nine."""
    return datetime_of(instant_of(NINE) + round(second * SECOND)).isoformat()


def now() -> str:
    """Return what datetime.now tells."""
    return dt.datetime.now(UTC).isoformat()


class Diary:
    """What happened, and what all clocks told then."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lines: list[tuple[str, str]] = []

    def write(self, name: str = "") -> Callable[[int], None]:
        def happen(instant: int) -> None:
            told = {datetime_of(instant).isoformat(), now(), self.clock.now().isoformat()}
            told.add(dt.datetime.fromtimestamp(time.time(), UTC).isoformat())
            assert len(told) == 1, told
            self.lines.append((name, told.pop()))

        return happen


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    found = world()
    yield
    assert world() == found
    assert fakes_in_modules() == []


@pytest.fixture
def agenda() -> Agenda:
    return Agenda()


@pytest.fixture
def clock(agenda: Agenda, as_found: None) -> Iterator[Clock]:
    clock = Clock(lambda: [agenda])
    yield clock
    clock.stop()


@pytest.fixture
def diary(clock: Clock) -> Diary:
    return Diary(clock)


def nine_plus(second: float) -> int:
    return instant_of(at(second))

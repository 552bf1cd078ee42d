"""What the tests of the clock share: a clock, a diary of what happens, and everything as it was found."""

import datetime as dt
import time
from collections.abc import Callable, Iterator

import pytest

from mock_voiceid.instants import SECOND, datetime_of, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from tests.world import world_as_found

UTC = dt.timezone.utc
NINE = "2026-01-05T09:00:00Z"
NINE_WITHOUT_ZONE = dt.datetime(2026, 1, 5, 9)  # noqa: DTZ001
HOW = "write tick(30) for 30 seconds, tick(minutes=10), tick(hours=1, minutes=5) or tick(timedelta(days=1))"


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
    with world_as_found():
        yield


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

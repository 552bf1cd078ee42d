"""Private state of freezegun and time-machine: these tests fail if a new version changes it."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import freezegun
import pytest
import time_machine

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.internals import freezing
from tests.processes import python
from tests.world import world_as_found

UTC = dt.timezone.utc
NINE = instant_of("2026-01-05T09:00:00Z")


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    with world_as_found():
        yield


def test_running_time_has_microseconds() -> None:
    before = time.time_ns() // 1_000
    assert before <= freezing.instant() <= time.time_ns() // 1_000
    assert not freezing.is_frozen()


@pytest.mark.parametrize(
    ("options", "stands"), [({}, True), ({"tick": True}, False), ({"auto_tick_seconds": 1}, False)]
)
def test_is_frozen_with_freezegun(options: dict[str, Any], stands: bool) -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00.000005Z", **options):
        # Whoever else looks at a time that ticks by itself moves it too, so it is bounded by looks of ours.
        before = instant_of(dt.datetime.now(UTC))
        assert NINE + 5 <= before <= freezing.instant() <= instant_of(dt.datetime.now(UTC))
        assert freezing.is_frozen() is stands


@pytest.mark.parametrize("ticks", [True, False])
def test_is_frozen_with_time_machine(ticks: bool) -> None:
    with time_machine.travel("2026-01-05T09:00:00Z", tick=ticks):
        assert freezing.instant() - NINE < SECOND
        assert freezing.is_frozen() is not ticks


def test_nanoseconds_of_time_machine_are_rounded_like_datetime() -> None:
    for seconds in (1_767_603_600.1230004, 1_767_603_600.1230007, 1_767_603_600.999999):
        with time_machine.travel(seconds, tick=False):
            assert freezing.instant() == instant_of(dt.datetime.now(UTC))


def test_time_machine_is_not_imported() -> None:
    program = """
        import sys, time
        from mock_voiceid.internals import freezing
        print(abs(freezing.instant() - time.time_ns() // 1_000) < 1_000_000, freezing.is_frozen())
        print("time_machine" in sys.modules)
    """
    assert python(program) == "True False\nFalse"


def test_time_machine_before_3_0_is_supported() -> None:
    program = """
        import sys, types
        coordinates = types.SimpleNamespace(_tick=False, _destination_timestamp_ns=0)
        sys.modules["time_machine"] = types.SimpleNamespace(coordinates_stack=[coordinates])
        from mock_voiceid.internals import freezing
        print(freezing.is_frozen())
        freezing.set_to(5)
        print(coordinates._destination_timestamp_ns)
    """
    assert python(program) == "True\n5000"


def test_freeze_of_the_user_can_be_moved() -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00Z") as frozen:
        freezing.set_to(NINE + 1)

        assert frozen().isoformat() == "2026-01-05T09:00:00.000001"
        assert freezing.instant() == NINE + 1


def test_journey_of_the_user_can_be_moved() -> None:
    with time_machine.travel("2026-01-05T09:00:00Z", tick=False) as traveller:
        freezing.set_to(NINE + 1)

        assert time.time_ns() == (NINE + 1) * 1_000
        assert freezing.instant() == NINE + 1
        traveller.shift(1)
        assert freezing.instant() == NINE + 1 + SECOND

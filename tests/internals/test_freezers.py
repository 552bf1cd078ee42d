"""Freezing time with either library, and restoring it."""

import asyncio
import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import freezegun
import pytest
import time_machine

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.internals import freezing
from mock_voiceid.internals.freezers import (
    FREEZEGUN,
    FREEZERS,
    TIME_MACHINE,
    FreezegunFreeze,
    TimeMachineFreeze,
    freeze,
    use,
)
from tests.world import world_as_found

UTC = dt.timezone.utc
NINE = instant_of("2026-01-05T09:00:00Z")
FEBRUARY, MARCH = dt.datetime(2026, 2, 1, tzinfo=UTC), dt.datetime(2026, 3, 1, tzinfo=UTC)

Theirs = Callable[..., Any]
"""Creates a freeze of the user."""


def of_freezegun(when: dt.datetime, *, tick: bool = False) -> Any:
    return freezegun.freeze_time(when, tick=tick)


def of_time_machine(when: dt.datetime, *, tick: bool = False) -> Any:
    # A number, because a datetime sets the time zone, which time-machine only restores in reverse order.
    return time_machine.travel(when.timestamp(), tick=tick)


either = pytest.mark.parametrize("freezer", FREEZERS)
below = pytest.mark.parametrize(
    ("freezer", "theirs"),
    [(freezer, theirs) for freezer in FREEZERS for theirs in (of_freezegun, of_time_machine)],
)
# time-machine does not start while freezegun is active; a second stop pops a freeze of the same library.
above = pytest.mark.parametrize(
    ("freezer", "theirs"),
    [(FREEZEGUN, of_freezegun), (TIME_MACHINE, of_freezegun), (TIME_MACHINE, of_time_machine)],
)


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    with world_as_found():
        yield


@pytest.mark.parametrize(
    ("freezer", "kind"), [(FREEZEGUN, FreezegunFreeze), (TIME_MACHINE, TimeMachineFreeze)]
)
def test_named_library_freezes_time(freezer: str, kind: type) -> None:
    freeze_ = freeze(NINE, freezer)
    assert isinstance(freeze_, kind)
    freeze_.stop()


def test_default_library_freezes_if_none_is_named() -> None:
    restore_outer = use(TIME_MACHINE)
    outer = freeze(NINE)
    restore_inner = use(FREEZEGUN)
    inner = freeze(NINE)
    assert (type(outer), type(inner)) == (TimeMachineFreeze, FreezegunFreeze)
    inner.stop()
    outer.stop()
    restore_inner()
    last = freeze(NINE)
    assert isinstance(last, TimeMachineFreeze)
    last.stop()
    restore_outer()


def test_freezegun_is_used_while_freezegun_is_active() -> None:
    with freezegun.freeze_time(FEBRUARY):
        freeze_ = freeze(NINE, TIME_MACHINE)
        assert isinstance(freeze_, FreezegunFreeze)
        assert freezing.instant() == NINE
        freeze_.stop()


@either
def test_time_is_frozen_until_the_freeze_is_stopped(freezer: str) -> None:
    freeze_ = freeze(NINE, freezer)
    assert (freezing.instant(), time.time(), freezing.is_frozen()) == (NINE, NINE / SECOND, True)
    freeze_.set_to(NINE - 1)
    assert freezing.instant() == NINE - 1
    freezing.set_to(NINE + 1)
    assert freezing.instant() == NINE + 1 == instant_of(dt.datetime.now(UTC))
    freeze_.stop()

    assert not freezing.is_frozen()


@either
def test_event_loops_run_in_real_time(freezer: str) -> None:
    freeze_ = freeze(NINE, freezer)
    asyncio.run(asyncio.sleep(0.001))
    freeze_.stop()


def test_time_machine_keeps_the_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    freeze_ = freeze(NINE, TIME_MACHINE)
    assert (os.environ["TZ"], dt.datetime.now().isoformat()) == ("Asia/Kathmandu", "2026-01-05T14:45:00")  # noqa: DTZ005
    freeze_.stop()
    monkeypatch.undo()
    time.tzset()


def test_offset_of_an_outer_freeze_is_kept() -> None:
    # datetime.now of freezegun adds the offset in every time zone.
    with freezegun.freeze_time("2026-01-05T09:00:00Z", tz_offset=-4):
        assert freezing.instant() == NINE - 4 * 3_600 * SECOND == instant_of(dt.datetime.now(UTC))

        freeze_ = freeze(NINE)
        assert freezing.instant() == NINE == instant_of(dt.datetime.now(UTC))
        assert time.time() == NINE / SECOND + 4 * 3_600
        freeze_.set_to(NINE + SECOND)
        assert freezing.instant() == NINE + SECOND
        freezing.set_to(NINE + 2 * SECOND)
        assert freezing.instant() == NINE + 2 * SECOND
        freeze_.stop()

        assert freezing.instant() == NINE - 4 * 3_600 * SECOND


def test_ignore_list_of_an_outer_freeze_is_kept() -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00Z", ignore=[__name__]):
        freeze_ = freeze(NINE + SECOND)
        assert time.time() != NINE / SECOND + 1
        freeze_.stop()


@above
def test_stop_below_a_freeze_of_the_user_keeps_theirs(freezer: str, theirs: Theirs) -> None:
    freeze_ = freeze(NINE, freezer)
    later = theirs(FEBRUARY)
    later.start()
    freeze_.stop()

    assert dt.datetime.now(UTC) == FEBRUARY
    later.stop()


@above
def test_stop_between_freezes_of_the_user_keeps_theirs(freezer: str, theirs: Theirs) -> None:
    first, second = theirs(FEBRUARY), theirs(MARCH)
    first.start()
    freeze_ = freeze(NINE, freezer)
    second.start()
    freeze_.stop()

    assert dt.datetime.now(UTC) == MARCH
    second.stop()
    assert dt.datetime.now(UTC) == FEBRUARY
    first.stop()


@below
def test_time_runs_if_the_freeze_below_was_stopped_first(freezer: str, theirs: Theirs) -> None:
    first = theirs(FEBRUARY, tick=True)
    first.start()
    freeze_ = freeze(NINE, freezer)
    first.stop()
    freeze_.stop()

    assert not freezing.is_frozen()


@above
def test_later_freeze_stays_if_the_freeze_below_was_stopped_first(freezer: str, theirs: Theirs) -> None:
    first, later = theirs(FEBRUARY, tick=True), theirs(MARCH)
    first.start()
    freeze_ = freeze(NINE, freezer)
    first.stop()
    later.start()
    freeze_.stop()

    assert dt.datetime.now(UTC) == MARCH
    later.stop()


@either
def test_two_freezes_can_be_stopped_in_either_order(freezer: str) -> None:
    first, second = freeze(NINE, freezer), freeze(NINE + SECOND, freezer)
    first.stop()
    assert freezing.instant() == NINE + SECOND
    second.stop()


@above
def test_stop_does_nothing_if_time_is_not_frozen(freezer: str, theirs: Theirs) -> None:
    first = theirs(FEBRUARY)
    first.start()
    freeze_ = freeze(NINE, freezer)
    first.stop()
    first.stop()

    freeze_.stop()

"""Time that is made to stand still, with either library, and given back."""

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
"""Makes a freeze of the user's own."""


def of_freezegun(when: dt.datetime, *, tick: bool = False) -> Any:
    return freezegun.freeze_time(when, tick=tick)


def of_time_machine(when: dt.datetime, *, tick: bool = False) -> Any:
    # By the number: a datetime sets the time zone, which time-machine restores in reverse order alone.
    return time_machine.travel(when.timestamp(), tick=tick)


either = pytest.mark.parametrize("freezer", FREEZERS)
beneath = pytest.mark.parametrize(
    ("freezer", "theirs"),
    [(freezer, theirs) for freezer in FREEZERS for theirs in (of_freezegun, of_time_machine)],
)
# time-machine does not begin above freezegun, and who stops twice stops freezes of its own library.
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
def test_library_that_is_named_freezes(freezer: str, kind: type) -> None:
    laid_over = freeze(NINE, freezer)
    assert isinstance(laid_over, kind)
    laid_over.stop()


def test_library_that_is_set_freezes_where_none_is_named() -> None:
    set_back = use(TIME_MACHINE)
    outer = freeze(NINE)
    set_back_again = use(FREEZEGUN)
    inner = freeze(NINE)
    assert (type(outer), type(inner)) == (TimeMachineFreeze, FreezegunFreeze)
    inner.stop()
    outer.stop()
    set_back_again()
    last = freeze(NINE)
    assert isinstance(last, TimeMachineFreeze)
    last.stop()
    set_back()


def test_above_freezegun_it_is_freezegun_in_any_case() -> None:
    with freezegun.freeze_time(FEBRUARY):
        laid_over = freeze(NINE, TIME_MACHINE)
        assert isinstance(laid_over, FreezegunFreeze)
        assert freezing.instant() == NINE
        laid_over.stop()


@either
def test_a_freeze_stands_from_when_it_is_made_until_it_is_stopped(freezer: str) -> None:
    laid_over = freeze(NINE, freezer)
    assert (freezing.instant(), time.time(), freezing.is_frozen()) == (NINE, NINE / SECOND, True)
    laid_over.set_to(NINE - 1)
    assert freezing.instant() == NINE - 1
    freezing.set_to(NINE + 1)
    assert freezing.instant() == NINE + 1 == instant_of(dt.datetime.now(UTC))
    laid_over.stop()

    assert not freezing.is_frozen()


@either
def test_event_loops_go_on_in_real_time(freezer: str) -> None:
    laid_over = freeze(NINE, freezer)
    asyncio.run(asyncio.sleep(0.001))
    laid_over.stop()


def test_time_zone_stays_with_time_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    laid_over = freeze(NINE, TIME_MACHINE)
    assert (os.environ["TZ"], dt.datetime.now().isoformat()) == ("Asia/Kathmandu", "2026-01-05T14:45:00")  # noqa: DTZ005
    laid_over.stop()
    monkeypatch.undo()
    time.tzset()


def test_an_offset_of_the_user_counts_and_is_kept() -> None:
    # freezegun's datetime.now adds the offset in every zone.
    with freezegun.freeze_time("2026-01-05T09:00:00Z", tz_offset=-4):
        assert freezing.instant() == NINE - 4 * 3_600 * SECOND == instant_of(dt.datetime.now(UTC))

        laid_over = freeze(NINE)
        assert freezing.instant() == NINE == instant_of(dt.datetime.now(UTC))
        assert time.time() == NINE / SECOND + 4 * 3_600
        laid_over.set_to(NINE + SECOND)
        assert freezing.instant() == NINE + SECOND
        freezing.set_to(NINE + 2 * SECOND)
        assert freezing.instant() == NINE + 2 * SECOND
        laid_over.stop()

        assert freezing.instant() == NINE - 4 * 3_600 * SECOND


def test_what_the_user_leaves_real_stays_real() -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00Z", ignore=[__name__]):
        laid_over = freeze(NINE + SECOND)
        assert time.time() != NINE / SECOND + 1
        laid_over.stop()


@above
def test_stopped_beneath_a_freeze_of_the_user_it_leaves_theirs(freezer: str, theirs: Theirs) -> None:
    laid_over = freeze(NINE, freezer)
    later = theirs(FEBRUARY)
    later.start()
    laid_over.stop()

    assert dt.datetime.now(UTC) == FEBRUARY
    later.stop()


@above
def test_stopped_between_freezes_of_the_user_it_leaves_theirs(freezer: str, theirs: Theirs) -> None:
    first, second = theirs(FEBRUARY), theirs(MARCH)
    first.start()
    laid_over = freeze(NINE, freezer)
    second.start()
    laid_over.stop()

    assert dt.datetime.now(UTC) == MARCH
    second.stop()
    assert dt.datetime.now(UTC) == FEBRUARY
    first.stop()


@beneath
def test_stopped_after_the_freeze_beneath_it_time_runs_again(freezer: str, theirs: Theirs) -> None:
    first = theirs(FEBRUARY, tick=True)
    first.start()
    laid_over = freeze(NINE, freezer)
    first.stop()
    laid_over.stop()

    assert not freezing.is_frozen()


@above
def test_stopped_after_the_freeze_beneath_it_a_later_one_stays(freezer: str, theirs: Theirs) -> None:
    first, later = theirs(FEBRUARY, tick=True), theirs(MARCH)
    first.start()
    laid_over = freeze(NINE, freezer)
    first.stop()
    later.start()
    laid_over.stop()

    assert dt.datetime.now(UTC) == MARCH
    later.stop()


@either
def test_two_freezes_may_be_stopped_in_either_order(freezer: str) -> None:
    first, second = freeze(NINE, freezer), freeze(NINE + SECOND, freezer)
    first.stop()
    assert freezing.instant() == NINE + SECOND
    second.stop()


@above
def test_stopped_when_nothing_is_frozen_any_more_it_does_nothing(freezer: str, theirs: Theirs) -> None:
    first = theirs(FEBRUARY)
    first.start()
    laid_over = freeze(NINE, freezer)
    first.stop()
    first.stop()

    laid_over.stop()

"""What is known of freezegun's and time-machine's insides: these fail when a new version differs."""

import asyncio
import datetime as dt
import sys
import time
import types
from collections.abc import Iterator
from typing import Any

import freezegun
import pytest
import time_machine
from freezegun import api

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.seams import freezing

UTC = dt.timezone.utc
NINE = instant_of("2026-01-05T09:00:00Z")


def world() -> list[Any]:
    """Return whatever freezegun replaces, and what it keeps."""
    return [
        *(dt.datetime, dt.date, time.time, time.time_ns, time.monotonic, time.monotonic_ns),
        *(time.perf_counter, time.localtime, time.gmtime, time.strftime),
        *(asyncio.SelectorEventLoop.time, asyncio.BaseEventLoop.time),
        *(list(stack) for stack in (api.freeze_factories, api.tz_offsets, api.ignore_lists, api.tick_flags)),
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


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    found = world()
    yield
    assert world() == found
    assert fakes_in_modules() == []


def test_running_time_is_told_to_the_microsecond() -> None:
    before = time.time_ns() // 1_000
    assert before <= freezing.instant() <= time.time_ns() // 1_000
    assert not freezing.standing()


@pytest.mark.parametrize(
    ("options", "stands"), [({}, True), ({"tick": True}, False), ({"auto_tick_seconds": 1}, False)]
)
def test_freezegun_stands_or_ticks(options: dict[str, Any], stands: bool) -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00.000005Z", **options):
        assert freezing.instant() - NINE - 5 < SECOND
        assert freezing.standing() is stands


@pytest.mark.parametrize("ticks", [True, False])
def test_time_machine_stands_or_ticks(ticks: bool) -> None:
    with time_machine.travel("2026-01-05T09:00:00Z", tick=ticks):
        assert freezing.instant() - NINE < SECOND
        assert freezing.standing() is not ticks


def test_nanoseconds_of_time_machine_are_rounded_as_datetime_rounds_them() -> None:
    for seconds in (1_767_603_600.1230004, 1_767_603_600.1230007, 1_767_603_600.999999):
        with time_machine.travel(seconds, tick=False):
            assert freezing.instant() == instant_of(dt.datetime.now(UTC))


def test_time_that_was_never_travelled_is_told_without_time_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "time_machine")

    assert abs(freezing.instant() - time.time_ns() // 1_000) < SECOND
    assert not freezing.standing()


def test_time_machine_before_3_0_is_known_by_its_other_name(monkeypatch: pytest.MonkeyPatch) -> None:
    coordinates = types.SimpleNamespace(_tick=False, _destination_timestamp_ns=0)
    before_3_0 = types.SimpleNamespace(coordinates_stack=[coordinates])
    monkeypatch.setitem(sys.modules, "time_machine", before_3_0)

    assert freezing.standing()
    freezing.stand_at(NINE)
    assert coordinates._destination_timestamp_ns == NINE * 1_000


def test_a_freeze_of_the_user_is_moved_where_it_is() -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00Z") as frozen:
        freezing.stand_at(NINE + 1)

        assert frozen().isoformat() == "2026-01-05T09:00:00.000001"
        assert freezing.instant() == NINE + 1


def test_a_journey_of_the_user_is_moved_where_it_is() -> None:
    with time_machine.travel("2026-01-05T09:00:00Z", tick=False) as traveller:
        freezing.stand_at(NINE + 1)

        assert time.time_ns() == (NINE + 1) * 1_000
        assert freezing.instant() == NINE + 1
        traveller.shift(1)
        assert freezing.instant() == NINE + 1 + SECOND


def test_an_offset_of_the_user_counts_and_is_kept() -> None:
    # freezegun's datetime.now adds the offset in every zone.
    with freezegun.freeze_time("2026-01-05T09:00:00Z", tz_offset=-4):
        assert freezing.instant() == NINE - 4 * 3_600 * SECOND == instant_of(dt.datetime.now(UTC))

        freeze = freezing.Freeze(NINE)
        assert freezing.instant() == NINE == instant_of(dt.datetime.now(UTC))
        assert time.time() == NINE / SECOND + 4 * 3_600
        freeze.stand_at(NINE + SECOND)
        assert freezing.instant() == NINE + SECOND
        freezing.stand_at(NINE + 2 * SECOND)
        assert freezing.instant() == NINE + 2 * SECOND
        freeze.stop()

        assert freezing.instant() == NINE - 4 * 3_600 * SECOND


def test_what_the_user_leaves_real_stays_real() -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00Z", ignore=[__name__]):
        freeze = freezing.Freeze(NINE + SECOND)
        assert time.time() != NINE / SECOND + 1
        freeze.stop()


def test_a_freeze_stands_from_when_it_is_made_until_it_is_stopped() -> None:
    freeze = freezing.Freeze(NINE)
    assert (freezing.instant(), time.time(), freezing.standing()) == (NINE, NINE / SECOND, True)
    freeze.stand_at(NINE - 1)
    assert freezing.instant() == NINE - 1
    freeze.stop()

    assert not freezing.standing()


def test_event_loops_go_on_in_real_time() -> None:
    freeze = freezing.Freeze(NINE)
    asyncio.run(asyncio.sleep(0.001))
    freeze.stop()


def test_stopped_beneath_a_freeze_of_the_user_it_leaves_theirs() -> None:
    freeze = freezing.Freeze(NINE)
    theirs = freezegun.freeze_time("2026-02-01T00:00:00Z")
    theirs.start()
    freeze.stop()

    assert dt.datetime.now(UTC) == dt.datetime(2026, 2, 1, tzinfo=UTC)
    theirs.stop()


def test_stopped_between_freezes_of_the_user_it_leaves_theirs() -> None:
    beneath = freezegun.freeze_time("2026-02-01T00:00:00Z")
    above = freezegun.freeze_time("2026-03-01T00:00:00Z")
    beneath.start()
    freeze = freezing.Freeze(NINE)
    above.start()
    freeze.stop()

    assert dt.datetime.now(UTC) == dt.datetime(2026, 3, 1, tzinfo=UTC)
    above.stop()
    assert dt.datetime.now(UTC) == dt.datetime(2026, 2, 1, tzinfo=UTC)
    beneath.stop()


def test_stopped_after_the_freeze_beneath_it_time_runs_again() -> None:
    theirs = freezegun.freeze_time("2026-02-01T00:00:00Z", tick=True)
    theirs.start()
    freeze = freezing.Freeze(NINE)
    theirs.stop()
    freeze.stop()

    assert not freezing.standing()


def test_stopped_after_the_freeze_beneath_it_a_later_one_stays() -> None:
    theirs = freezegun.freeze_time("2026-02-01T00:00:00Z", tick=True)
    theirs.start()
    freeze = freezing.Freeze(NINE)
    theirs.stop()
    later = freezegun.freeze_time("2026-03-01T00:00:00Z")
    later.start()
    freeze.stop()

    assert dt.datetime.now(UTC) == dt.datetime(2026, 3, 1, tzinfo=UTC)
    later.stop()


def test_two_freezes_may_be_stopped_in_either_order() -> None:
    first, second = freezing.Freeze(NINE), freezing.Freeze(NINE + SECOND)
    first.stop()
    assert freezing.instant() == NINE + SECOND
    second.stop()


def test_stopped_when_nothing_is_frozen_any_more_it_does_nothing() -> None:
    theirs = freezegun.freeze_time("2026-02-01T00:00:00Z")
    theirs.start()
    freeze = freezing.Freeze(NINE)
    theirs.stop()
    theirs.stop()

    freeze.stop()

"""Whose time the clock tells."""

import datetime as dt
import time

import freezegun
import pytest
import time_machine

from mock_voiceid.instants import SECOND, datetime_of, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from tests.simtime.clock.conftest import NINE, NINE_WITHOUT_ZONE, UTC, at, nine_plus, now

# Whose time it tells


def test_it_tells_running_time_in_utc_as_a_plain_datetime(clock: Clock) -> None:
    before = dt.datetime.now(UTC)
    told = clock.now()
    instant = clock.instant()

    assert before <= told <= datetime_of(instant) <= dt.datetime.now(UTC)
    assert told.tzinfo is UTC
    assert not clock.frozen


def test_it_tells_a_plain_datetime_in_frozen_time_too(clock: Clock) -> None:
    clock.start_at(NINE)

    assert type(clock.now()).__module__ == "datetime"
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize("start", [NINE, NINE_WITHOUT_ZONE, instant_of(NINE)])
def test_it_starts_at_any_instant_and_stays_there(clock: Clock, start: dt.datetime | str | int) -> None:
    clock.start_at(start)

    assert clock.frozen
    assert clock.now() == dt.datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert clock.instant() == instant_of(NINE)
    assert now() == at(0)
    assert time.time() == instant_of(NINE) / SECOND


def test_it_does_not_start_at_what_is_no_instant(clock: Clock) -> None:
    with pytest.raises(TypeError, match="an instant must be a datetime or ISO 8601 text"):
        clock.start_at(None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'noon' is not an instant"):
        clock.start_at("noon")
    assert not clock.frozen


@pytest.mark.parametrize(("ticks", "frozen"), [(False, True), (True, False)])
def test_it_follows_freezegun_and_time_machine(clock: Clock, ticks: bool, frozen: bool) -> None:
    with freezegun.freeze_time(NINE, tick=ticks):
        assert clock.frozen is frozen
        assert clock.now() - dt.datetime(2026, 1, 5, 9, tzinfo=UTC) < dt.timedelta(seconds=5)
    with time_machine.travel(NINE, tick=ticks):
        assert clock.frozen is frozen
        assert clock.now() - dt.datetime(2026, 1, 5, 9, tzinfo=UTC) < dt.timedelta(seconds=5)
    assert not clock.frozen


def test_it_follows_an_owner_who_moves_their_frozen_time(clock: Clock) -> None:
    with freezegun.freeze_time(NINE) as frozen:
        frozen.tick(30)
        assert clock.instant() == nine_plus(30)
    with time_machine.travel(NINE, tick=False) as traveller:
        traveller.shift(30)
        assert clock.instant() == nine_plus(30)


def test_a_freeze_of_the_user_on_top_counts_until_it_ends(clock: Clock) -> None:
    clock.start_at(NINE)
    with freezegun.freeze_time("2027-01-01T00:00:00Z"):
        assert clock.now() == dt.datetime(2027, 1, 1, tzinfo=UTC)
        clock.tick(1)
        assert clock.now() == dt.datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert clock.instant() == instant_of(NINE)


def libraries_at_work() -> tuple[int, int]:
    return len(freezegun.api.freeze_factories), len(time_machine.traveller_stack)


@pytest.mark.parametrize(("freezer", "at_work"), [("freezegun", (1, 0)), ("time-machine", (0, 1))])
def test_library_that_is_named_is_what_freezes(
    as_found: None, freezer: str, at_work: tuple[int, int]
) -> None:
    agenda = Agenda()
    seen: list[tuple[int, int]] = []
    clock = Clock(lambda: [agenda], freezer)

    agenda.at(clock.instant() - 1, lambda _: seen.append(libraries_at_work()))
    clock.settle()
    clock.tick(1)
    seen.append(libraries_at_work())
    clock.stop()
    clock.start_at(NINE)
    seen.append(libraries_at_work())
    clock.stop()

    assert seen == [at_work] * 3
    assert libraries_at_work() == (0, 0)

"""How the clock moves."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import freezegun
import pytest
import time_machine

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from tests.simtime.clock.conftest import HOW, NINE, NINE_WITHOUT_ZONE, UTC, Diary, at, nine_plus, now
from tests.world import world

# How it moves


def test_frozen_where_it_is_it_stays(clock: Clock) -> None:
    before = clock.instant()
    clock.freeze()
    frozen_at = clock.instant()

    assert clock.frozen
    assert before <= frozen_at == clock.instant() == instant_of(dt.datetime.now(UTC))

    clock.freeze()
    assert clock.instant() == frozen_at


def test_frozen_further_on_what_is_due_until_then_happens(clock: Clock, agenda: Agenda, diary: Diary) -> None:
    agenda.at(instant_of("2999-01-01"), diary.write())
    clock.freeze("2999-01-02")
    clock.freeze(dt.datetime(2999, 1, 3, tzinfo=UTC))

    assert clock.now() == dt.datetime(2999, 1, 3, tzinfo=UTC)
    assert diary.lines == [("", "2999-01-01T00:00:00+00:00")]


def test_it_can_be_frozen_at_the_present(clock: Clock) -> None:
    clock.start_at(NINE)
    clock.freeze(NINE)

    assert clock.instant() == instant_of(NINE)


def test_it_is_not_frozen_in_the_past(clock: Clock) -> None:
    clock.start_at(NINE)
    with pytest.raises(ValueError, match="does not go back") as refusal:
        clock.freeze("2026-01-05T08:59:59Z")

    assert str(refusal.value) == (
        "simulated time does not go back: it is 2026-01-05T09:00:00Z, "
        "and freeze was given 2026-01-05T08:59:59Z. To begin there, "
        "write mock_voiceid(start='2026-01-05T08:59:59Z'); "
        "to freeze time where it is, write freeze()"
    )
    assert clock.instant() == instant_of(NINE)


@pytest.mark.parametrize(
    ("tick", "seconds"),
    [
        (lambda clock: clock.tick(30), 30),
        (lambda clock: clock.tick(seconds=30), 30),
        (lambda clock: clock.tick(0.25), 0.25),
        (lambda clock: clock.tick(Fraction(1, 4)), 0.25),
        (lambda clock: clock.tick(0), 0),
        (lambda clock: clock.tick(minutes=0), 0),
        (lambda clock: clock.tick(minutes=10), 600),
        (lambda clock: clock.tick(hours=1, minutes=5), 3_900),
        (lambda clock: clock.tick(5, minutes=0.5, hours=-1, days=1), 5 + 30 - 3_600 + 86_400),
        (lambda clock: clock.tick(dt.timedelta(days=1, microseconds=1)), 86_400.000001),
        (lambda clock: clock.tick(dt.timedelta(seconds=1), minutes=1), 61),
    ],
)
def test_a_tick_moves_it_by_the_sum(clock: Clock, tick: Callable[[Clock], None], seconds: float) -> None:
    clock.start_at(NINE)
    tick(clock)

    assert clock.now().isoformat() == now() == at(seconds)


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ({}, TypeError, f"tick needs to know how far: {HOW}"),
        ({"seconds": None}, TypeError, f"tick needs to know how far: {HOW}"),
        ({"minutes": None}, TypeError, f"tick needs to know how far: {HOW}"),
        ({"seconds": "30"}, TypeError, f"tick takes numbers, not seconds='30': {HOW}"),
        ({"seconds": True}, TypeError, f"tick takes numbers, not seconds=True: {HOW}"),
        ({"hours": 1j}, TypeError, f"tick takes numbers, not hours=1j: {HOW}"),
        ({"days": dt.timedelta(1)}, TypeError, f"tick takes numbers, not days={dt.timedelta(1)!r}: {HOW}"),
        ({"seconds": float("nan")}, ValueError, f"tick cannot move time by seconds=nan: {HOW}"),
        ({"minutes": float("inf")}, ValueError, f"tick cannot move time by minutes=inf: {HOW}"),
        ({"days": 10**400}, ValueError, f"tick cannot move time by days={10**400}: {HOW}"),
        ({"seconds": -1}, ValueError, "simulated time does not go back: tick was given -1.0 seconds"),
        (
            {"minutes": 1, "hours": -1},
            ValueError,
            "simulated time does not go back: tick was given -3540.0 seconds",
        ),
        ({"days": 3_000_000}, ValueError, "simulated time ends with the year 9999: move it on by less"),
    ],
)
def test_a_tick_that_cannot_be_meant_is_refused_and_changes_nothing(
    clock: Clock, arguments: dict[str, Any], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as refusal:
        clock.tick(**arguments)

    assert str(refusal.value) == words
    assert not clock.frozen


def test_it_can_be_moved_to_the_last_instant_there_is(clock: Clock) -> None:
    clock.move_to("9999-12-31T23:59:59.999999Z")

    assert clock.now() == dt.datetime.max.replace(tzinfo=UTC)


def test_it_moves_to_an_instant(clock: Clock) -> None:
    clock.start_at(NINE)
    clock.move_to(at(60))
    assert clock.instant() == nine_plus(60)
    clock.move_to(NINE_WITHOUT_ZONE + dt.timedelta(minutes=2))
    assert clock.instant() == nine_plus(120)
    clock.move_to(clock.now())
    assert clock.instant() == nine_plus(120)


def test_it_does_not_move_to_the_past(clock: Clock) -> None:
    clock.start_at(NINE)
    with pytest.raises(ValueError, match="does not go back") as refusal:
        clock.move_to(NINE_WITHOUT_ZONE - dt.timedelta(seconds=1))

    assert str(refusal.value) == (
        "simulated time does not go back: it is 2026-01-05T09:00:00Z, "
        "and move_to was given 2026-01-05T08:59:59Z"
    )
    assert clock.instant() == instant_of(NINE)


def test_a_refused_move_leaves_running_time_running(clock: Clock) -> None:
    with pytest.raises(ValueError, match="does not go back"):
        clock.move_to("2026-01-01")
    with pytest.raises(ValueError, match="does not go back"):
        clock.freeze("2026-01-01")
    with pytest.raises(TypeError, match="an instant must be a datetime"):
        clock.move_to(30)  # type: ignore[arg-type]

    assert not clock.frozen


@pytest.mark.parametrize(
    "move",
    [
        lambda clock: clock.tick(10),
        lambda clock: clock.move_to(clock.now() + dt.timedelta(seconds=10)),
        lambda clock: clock.freeze(clock.now() + dt.timedelta(seconds=10)),
    ],
)
def test_running_time_is_frozen_and_then_moved(clock: Clock, move: Callable[[Clock], None]) -> None:
    before = clock.instant()
    move(clock)

    assert clock.frozen
    assert before + 10 * SECOND <= clock.instant() < before + 70 * SECOND
    assert clock.instant() == instant_of(dt.datetime.now(UTC))


def test_time_that_freezegun_has_frozen_is_moved_where_it_is(clock: Clock) -> None:
    with freezegun.freeze_time(NINE) as frozen:
        clock.tick(5)
        assert frozen() == NINE_WITHOUT_ZONE + dt.timedelta(seconds=5)
        frozen.tick(5)
        clock.move_to(at(20))
        assert now() == at(20)
        clock.stop()
        assert now() == at(20)


def test_time_that_time_machine_has_stopped_is_moved_where_it_is(clock: Clock) -> None:
    with time_machine.travel(NINE, tick=False) as traveller:
        clock.tick(5)
        assert now() == at(5)
        traveller.shift(5)
        clock.move_to(at(20.000001))
        assert now() == at(20.000001)
        clock.stop()
        assert now() == at(20.000001)


@pytest.mark.parametrize(
    "ticking",
    [
        lambda: freezegun.freeze_time(NINE, tick=True),
        lambda: time_machine.travel(NINE, tick=True),
    ],
)
def test_ticking_time_of_the_user_is_frozen_on_top_and_goes_on_after(
    clock: Clock, ticking: Callable[[], Any]
) -> None:
    with ticking():
        clock.tick(days=1)
        frozen_at = clock.instant()
        assert clock.frozen
        assert 0 <= frozen_at - nine_plus(86_400) < 60 * SECOND
        clock.stop()

        assert not clock.frozen
        assert 0 <= clock.instant() - nine_plus(0) < 60 * SECOND


def test_time_that_the_user_sets_ticking_on_top_can_be_frozen_again(clock: Clock) -> None:
    found = world()
    clock.start_at(NINE)
    with freezegun.freeze_time("2027-01-01T00:00:00Z", tick=True):
        clock.freeze()
        assert clock.frozen
        assert clock.now().year == 2027
        clock.stop()
        assert not clock.frozen
    assert world() == found


def test_started_over_frozen_time_of_the_user_it_gives_that_back(clock: Clock) -> None:
    with freezegun.freeze_time(NINE) as frozen:
        clock.start_at("1999-12-31")
        clock.tick(1)
        assert now() == "1999-12-31T00:00:01+00:00"
        clock.stop()
        assert now() == at(0)
        assert frozen() == NINE_WITHOUT_ZONE
    with time_machine.travel(NINE, tick=False):
        clock.start_at("1999-12-31")
        clock.tick(1)
        assert now() == "1999-12-31T00:00:01+00:00"
        clock.stop()
        assert now() == at(0)


def test_stopped_it_gives_running_time_back_and_may_be_stopped_again(clock: Clock) -> None:
    found = world()
    clock.start_at(NINE)
    assert world() != found
    clock.stop()
    assert world() == found
    clock.stop()
    assert world() == found


def test_stopped_beneath_a_freeze_of_the_user_it_leaves_that(clock: Clock) -> None:
    clock.start_at(NINE)
    with freezegun.freeze_time("2027-01-01T00:00:00Z"):
        clock.stop()
        assert clock.now() == dt.datetime(2027, 1, 1, tzinfo=UTC)


def test_it_may_be_started_again(clock: Clock) -> None:
    for _ in range(2):
        clock.start_at(NINE)
        clock.tick(1)
        assert clock.instant() == nine_plus(1)
        clock.stop()


@pytest.mark.parametrize(
    "move",
    [
        lambda clock: clock.freeze(),
        lambda clock: clock.tick(1),
        lambda clock: clock.move_to("9999-01-01"),
        lambda clock: clock.run_until_idle(),
    ],
)
def test_ended_it_gives_time_back_and_moves_no_more(clock: Clock, move: Callable[[Clock], None]) -> None:
    found = world()
    clock.start_at(NINE)
    assert not clock.ended
    clock.end()

    assert clock.ended
    assert world() == found
    with pytest.raises(RuntimeError, match="moves no more") as refusal:
        move(clock)
    assert str(refusal.value) == (
        "this mock_voiceid is over, and its clock moves no more: use that of the active one, "
        "mock_voiceid.current().clock"
    )
    assert world() == found

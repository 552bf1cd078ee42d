"""What happens while the clock moves."""

import datetime as dt
from collections.abc import Callable

import freezegun
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from tests.simtime.clock.conftest import NINE, UTC, Diary, at, nine_plus, now

# What happens on the way


MOVES: list[Callable[[Clock], None]] = [
    lambda clock: clock.tick(10),
    lambda clock: clock.move_to(at(10)),
    lambda clock: clock.freeze(at(10)),
]


@pytest.mark.parametrize("move", MOVES)
def test_everything_happens_at_its_own_instant_in_order(
    clock: Clock, agenda: Agenda, diary: Diary, move: Callable[[Clock], None]
) -> None:
    clock.start_at(NINE)
    agenda.at(nine_plus(10), diary.write("last"))
    agenda.at(nine_plus(2), diary.write("second"))
    agenda.at(nine_plus(2), diary.write("third"))
    agenda.at(nine_plus(0), diary.write("first"))
    agenda.at(nine_plus(10.000001), diary.write("too late"))
    agenda.at(nine_plus(5), diary.write("cancelled")).cancel()
    move(clock)

    assert diary.lines == [("first", at(0)), ("second", at(2)), ("third", at(2)), ("last", at(10))]
    assert now() == at(10)


def test_agendas_are_asked_anew_and_go_together(as_found: None) -> None:
    agendas = [Agenda()]
    clock = Clock(lambda: agendas)
    diary = Diary(clock)
    clock.start_at(NINE)

    def grow(instant: int) -> None:
        agendas.append(Agenda())
        agendas[1].at(instant, diary.write("new agenda"))
        agendas[1].at(nine_plus(2), diary.write("new agenda"))

    agendas[0].at(nine_plus(1), grow)
    agendas[0].at(nine_plus(2), diary.write("old agenda"))
    agendas[0].at(nine_plus(3), diary.write("old agenda"))
    clock.tick(5)
    clock.stop()

    assert diary.lines == [
        ("new agenda", at(1)),
        ("old agenda", at(2)),
        ("new agenda", at(2)),
        ("old agenda", at(3)),
    ]


@pytest.mark.parametrize("move", [*MOVES, lambda clock: clock.run_until_idle()])
def test_what_is_put_down_on_the_way_happens_too(
    clock: Clock, agenda: Agenda, diary: Diary, move: Callable[[Clock], None]
) -> None:
    clock.start_at(NINE)

    def put_down(instant: int) -> None:
        agenda.at(instant + SECOND, diary.write("later"))
        agenda.at(instant, diary.write("now"))
        agenda.at(instant - SECOND, diary.write("overdue"))

    agenda.at(nine_plus(5), put_down)
    move(clock)

    assert diary.lines == [("overdue", at(4)), ("now", at(5)), ("later", at(6))]


@pytest.mark.parametrize("frozen_by_user", [True, False])
def test_an_exception_leaves_time_where_it_came_up(
    clock: Clock, agenda: Agenda, diary: Diary, frozen_by_user: bool
) -> None:
    def fail(instant: int) -> None:
        raise OSError("no more room")

    with freezegun.freeze_time(NINE, tick=not frozen_by_user):
        if not frozen_by_user:
            clock.start_at(NINE)
        agenda.at(nine_plus(3), fail)
        agenda.at(nine_plus(4), diary.write())
        with pytest.raises(OSError, match="no more room"):
            clock.tick(10)
        assert now() == at(3)
        assert diary.lines == []

        clock.tick(2)
        assert now() == at(5)
        assert diary.lines == [("", at(4))]
        clock.stop()


def test_what_is_overdue_when_time_is_moved_does_not_take_it_back(clock: Clock, agenda: Agenda) -> None:
    def fail(instant: int) -> None:
        assert clock.instant() == instant
        raise OSError("no more room")

    clock.start_at(NINE)
    agenda.at(nine_plus(-3), fail)
    with pytest.raises(OSError, match="no more room"):
        clock.tick(10)

    assert now() == at(0)


def test_run_until_idle_ends_with_the_last_thing_due(clock: Clock, agenda: Agenda, diary: Diary) -> None:
    clock.start_at(NINE)
    agenda.at(nine_plus(86_400), diary.write("a day later"))
    agenda.at(nine_plus(-1), diary.write("overdue"))
    clock.run_until_idle()

    assert diary.lines == [("overdue", at(-1)), ("a day later", at(86_400))]
    assert now() == at(86_400)
    clock.run_until_idle()
    assert now() == at(86_400)


def test_run_until_idle_freezes_running_time(clock: Clock, agenda: Agenda, diary: Diary) -> None:
    due = clock.instant() + 3_600 * SECOND
    agenda.at(due, diary.write())
    clock.run_until_idle()

    assert clock.frozen
    assert clock.instant() == due


def test_run_until_idle_with_nothing_due_only_freezes(clock: Clock) -> None:
    before = clock.instant()
    clock.run_until_idle()

    assert clock.frozen
    assert before <= clock.instant() < before + 60 * SECOND


def test_it_tells_when_the_next_thing_is_due(clock: Clock, agenda: Agenda, diary: Diary) -> None:
    clock.start_at(NINE)
    assert clock.next_due() is None
    agenda.at(nine_plus(20), diary.write())
    agenda.at(nine_plus(10), diary.write())
    assert clock.next_due() == dt.datetime(2026, 1, 5, 9, 0, 10, tzinfo=UTC)
    assert diary.lines == []

    clock.tick(10)
    assert clock.next_due() == dt.datetime(2026, 1, 5, 9, 0, 20, tzinfo=UTC)
    clock.tick(10)
    assert clock.next_due() is None


@settings(deadline=None)
@given(
    puts=st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 40))),
    ticks=st.lists(st.integers(0, 8), max_size=8),
)
def test_any_ticks_make_each_thing_happen_once_in_order(
    puts: list[tuple[int, int]], ticks: list[int]
) -> None:
    agendas = [Agenda(), Agenda(), Agenda()]
    clock = Clock(lambda: agendas)
    happened: list[tuple[int, int]] = []

    def happen(number: int) -> Callable[[int], None]:
        def write(instant: int) -> None:
            assert clock.instant() == instant == instant_of(dt.datetime.now(UTC))
            happened.append(((instant - instant_of(NINE)) // SECOND, number))

        return write

    clock.start_at(NINE)
    try:
        for number, (agenda, second) in enumerate(puts):
            agendas[agenda].at(nine_plus(second), happen(number))
        for tick in ticks:
            clock.tick(tick)
            assert all(second <= sum(ticks) for second, _ in happened)
        assert clock.instant() == nine_plus(sum(ticks))
    finally:
        clock.stop()

    due = [(second, number) for number, (_, second) in enumerate(puts) if second <= sum(ticks)]
    assert happened == (sorted(due) if ticks else [])


def test_what_is_due_after_the_calendar_shows_with_its_end_and_never_happens(
    clock: Clock, agenda: Agenda, diary: Diary
) -> None:
    clock.start_at(NINE)
    agenda.at(instant_of("9999-12-31T23:59:59.999999Z") + 1, diary.write("never"))
    assert clock.next_due() == dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC)
    clock.run_until_idle()
    assert now() == at(0)
    clock.move_to("9999-12-31T23:59:59Z")
    assert diary.lines == []


def test_the_last_instant_of_the_calendar_is_reached(clock: Clock, agenda: Agenda) -> None:
    last = instant_of("9999-12-31T23:59:59.999999Z")
    happened: list[int] = []
    clock.start_at(NINE)
    agenda.at(last, happened.append)
    clock.run_until_idle()
    assert happened == [last]

"""The clock: whose time it tells, how it moves, and what happens on the way."""

import asyncio
import datetime as dt
import sys
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import freezegun
import pytest
import time_machine
from freezegun import api
from hypothesis import given
from hypothesis import strategies as st

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
    with pytest.raises(TypeError, match="an instant is a datetime or an ISO 8601 string"):
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
    with pytest.raises(TypeError, match="an instant is a datetime"):
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


# Settling


def test_what_became_due_in_running_time_happens_at_its_own_instant(
    clock: Clock, agenda: Agenda, diary: Diary
) -> None:
    start = clock.instant()
    agenda.at(start - 5 * SECOND, diary.write("first"))
    agenda.at(start - 3 * SECOND, diary.write("second"))
    agenda.at(start + 3_600 * SECOND, diary.write("not yet"))
    clock.settle()

    assert diary.lines == [
        ("first", datetime_of(start - 5 * SECOND).isoformat()),
        ("second", datetime_of(start - 3 * SECOND).isoformat()),
    ]
    assert not clock.frozen
    assert clock.instant() >= start


@pytest.mark.parametrize("ticks", [True, False])
def test_what_became_due_in_time_that_the_user_moved_happens_at_its_own_instant(
    clock: Clock, agenda: Agenda, diary: Diary, ticks: bool
) -> None:
    agenda.at(nine_plus(1), diary.write("early"))
    agenda.at(nine_plus(10), diary.write("on time"))
    agenda.at(nine_plus(100), diary.write("not yet"))
    with freezegun.freeze_time(NINE, tick=ticks) as frozen:
        frozen.move_to(at(10))
        clock.settle()
        assert clock.instant() - nine_plus(10) < 60 * SECOND
        assert clock.frozen is not ticks
    assert diary.lines == [("early", at(1)), ("on time", at(10))]

    agenda.at(nine_plus(20), diary.write("again"))
    with time_machine.travel(NINE, tick=ticks) as traveller:
        traveller.move_to(at(30))
        clock.settle()
        assert clock.instant() - nine_plus(30) < 60 * SECOND
        assert clock.frozen is not ticks
    assert diary.lines[2:] == [("again", at(20))]


def test_an_exception_in_settling_leaves_time_as_it_was(clock: Clock, agenda: Agenda, diary: Diary) -> None:
    def fail(instant: int) -> None:
        raise OSError("no more room")

    clock.start_at(NINE)
    agenda.at(nine_plus(-2), fail)
    agenda.at(nine_plus(-1), diary.write())
    with pytest.raises(OSError, match="no more room"):
        clock.settle()
    assert now() == at(0)

    clock.settle()
    assert diary.lines == [("", at(-1))]


def test_what_is_put_down_for_the_past_or_present_in_settling_happens_too(
    clock: Clock, agenda: Agenda, diary: Diary
) -> None:
    clock.start_at(NINE)

    def put_down(instant: int) -> None:
        agenda.at(nine_plus(1), diary.write("too early"))
        agenda.at(nine_plus(0), diary.write("now"))
        agenda.at(instant - SECOND, diary.write("before"))

    agenda.at(nine_plus(-5), put_down)
    clock.settle()

    assert diary.lines == [("before", at(-6)), ("now", at(0))]


@pytest.mark.parametrize(
    "again",
    [
        lambda clock: clock.settle(),
        lambda clock: clock.tick(60),
        lambda clock: clock.move_to(at(60)),
        lambda clock: clock.freeze(at(60)),
        lambda clock: clock.run_until_idle(),
    ],
)
@pytest.mark.parametrize("begin", [lambda clock: clock.settle(), lambda clock: clock.tick(5)])
def test_from_within_what_happens_the_clock_does_not_move(
    clock: Clock,
    agenda: Agenda,
    diary: Diary,
    again: Callable[[Clock], None],
    begin: Callable[[Clock], None],
) -> None:
    clock.start_at(NINE)

    def happen(instant: int) -> None:
        again(clock)
        diary.write("first")(instant)

    agenda.at(nine_plus(0), happen)
    agenda.at(nine_plus(0), diary.write("second"))
    begin(clock)

    assert diary.lines == [("first", at(0)), ("second", at(0))]
    assert nine_plus(0) <= clock.instant() <= nine_plus(5)


def test_settling_with_nothing_due_touches_nothing(clock: Clock, agenda: Agenda, diary: Diary) -> None:
    found = world()
    clock.settle()
    agenda.at(clock.instant() + 3_600 * SECOND, diary.write())
    clock.settle()

    assert world() == found
    assert diary.lines == []


def test_another_thread_waits_until_all_has_happened(clock: Clock, agenda: Agenda) -> None:
    clock.start_at(NINE)
    order: list[str] = []
    has_begun, may_go_on = threading.Event(), threading.Event()

    def happen(instant: int) -> None:
        has_begun.set()
        may_go_on.wait(10)
        order.append("happened")

    def settle_too() -> None:
        has_begun.wait(10)
        clock.settle()
        order.append("settled in another thread")

    agenda.at(nine_plus(1), happen)
    other = threading.Thread(target=settle_too)
    other.start()
    opener = threading.Timer(0.02, may_go_on.set)
    opener.start()
    clock.tick(1)
    other.join()
    opener.join()

    assert order == ["happened", "settled in another thread"]


def test_nothing_happens_while_a_thread_holds_the_lock(clock: Clock, agenda: Agenda) -> None:
    clock.start_at(NINE)
    happened: list[int] = []
    agenda.at(nine_plus(0), happened.append)
    with clock.lock:
        other = threading.Thread(target=clock.settle)
        other.start()
        other.join(0.02)
        assert other.is_alive()
        assert happened == []
    other.join()

    assert happened == [nine_plus(0)]


def test_threads_that_settle_together_make_each_thing_happen_once(clock: Clock, agenda: Agenda) -> None:
    clock.start_at(NINE)
    happened: list[int] = []
    for second in range(-200, 0):
        agenda.at(nine_plus(second), happened.append)
    threads = [threading.Thread(target=clock.settle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert happened == [nine_plus(second) for second in range(-200, 0)]


# Being told that time stands still


@pytest.mark.parametrize(
    "call",
    [
        lambda clock: clock.start_at(NINE),
        lambda clock: clock.freeze(),
        lambda clock: clock.tick(1),
        lambda clock: clock.move_to("9999-01-01"),
        lambda clock: clock.run_until_idle(),
    ],
)
def test_the_clock_tells_once_when_it_has_frozen_time(clock: Clock, call: Callable[[Clock], None]) -> None:
    told: list[bool] = []
    clock.when_frozen(lambda: told.append(clock.frozen))
    clock.settle()
    assert told == []

    call(clock)
    clock.tick(1)
    assert told == [True]


def test_the_clock_tells_before_anything_happens(clock: Clock, agenda: Agenda) -> None:
    order: list[str] = []
    clock.when_frozen(lambda: order.append("told"))
    agenda.at(0, lambda instant: order.append("happened"))
    clock.tick(1)

    assert order == ["told", "happened"]


@pytest.mark.parametrize(
    "call", [lambda clock: clock.settle(), lambda clock: clock.now(), lambda clock: clock.frozen]
)
def test_the_clock_tells_when_it_finds_time_frozen_by_the_user(
    clock: Clock, call: Callable[[Clock], None]
) -> None:
    told: list[bool] = []
    clock.when_frozen(lambda: told.append(True))
    with freezegun.freeze_time(NINE):
        call(clock)
    assert told == [True]


def test_the_clock_tells_at_once_when_time_stands_already(clock: Clock) -> None:
    told: list[bool] = []
    with time_machine.travel(NINE, tick=False):
        clock.when_frozen(lambda: told.append(True))
    assert told == [True]


def test_the_clock_does_not_tell_what_was_taken_back(clock: Clock) -> None:
    told: list[bool] = []
    clock.when_frozen(lambda: told.append(True))
    clock.when_frozen(None)
    clock.tick(1)

    assert told == []

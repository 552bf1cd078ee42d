"""What happens when time was moved from outside, and being told that it stands."""

import threading
from collections.abc import Callable

import freezegun
import pytest
import time_machine

from mock_voiceid.instants import SECOND, datetime_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from tests.simtime.clock.conftest import NINE, Diary, at, nine_plus, now
from tests.world import world

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


def test_exception_at_the_gate_of_a_request_lets_other_threads_in(clock: Clock, agenda: Agenda) -> None:
    def fail(_: int) -> None:
        raise LookupError("broken")

    agenda.at(clock.instant() - 1, fail)
    with pytest.raises(LookupError, match="broken"), clock.request():
        pytest.fail("the block must not run")  # pragma: no cover - see its words
    entered: list[int] = []

    def enter() -> None:
        with clock.request() as instant:
            entered.append(instant)

    other = threading.Thread(target=enter)
    other.start()
    other.join(10)
    assert len(entered) == 1


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

"""When sleeping moves the clock: whose clock, and whose thread."""

import asyncio
import asyncio.tasks
import threading
import time
from collections.abc import Callable

import freezegun
import pytest
import time_machine

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from mock_voiceid.simtime.sleeping import Sleeping
from tests.simtime.sleeping.conftest import NINE, REAL, Stopwatch, passed

# When the clock is frozen, and whose


def test_while_the_clock_runs_nothing_is_replaced(running: Clock) -> None:
    assert time.sleep is REAL["time.sleep"]
    assert asyncio.sleep is REAL["asyncio.sleep"]


@pytest.mark.parametrize(
    "freeze",
    [lambda clock: clock.freeze(), lambda clock: clock.tick(1), lambda clock: clock.start_at(NINE)],
)
def test_names_are_replaced_when_the_clock_is_frozen(running: Clock, freeze: Callable[[Clock], None]) -> None:
    freeze(running)
    before = running.instant()
    time.sleep(60)

    assert running.instant() == before + 60 * SECOND


def test_time_that_the_user_froze_before_counts(clock: Clock, as_found: None) -> None:
    clock.stop()
    sleeping = Sleeping(clock)
    with freezegun.freeze_time(NINE) as frozen:
        sleeping.start()
        time.sleep(60)
        assert frozen().isoformat() == "2026-01-05T09:01:00"
        sleeping.stop()
    with time_machine.travel(NINE, tick=False):
        sleeping.start()
        time.sleep(60)
        assert passed(clock) == 60
        sleeping.stop()


def test_time_that_the_user_freezes_later_counts_when_the_clock_sees_it(running: Clock) -> None:
    with freezegun.freeze_time(NINE):
        running.settle()
        time.sleep(60)
        assert passed(running) == 60


def test_when_time_runs_again_sleeping_is_real(running: Clock) -> None:
    with freezegun.freeze_time(NINE):
        running.settle()
        time.sleep(60)
    with Stopwatch() as real:
        time.sleep(0.002)

    assert real.seconds >= 0.002
    assert not running.frozen


@pytest.mark.usefixtures("sleeping")
def test_other_threads_really_sleep(clock: Clock) -> None:
    slept: list[float] = []

    def sleep() -> None:
        with Stopwatch() as real:
            time.sleep(0.002)
            asyncio.run(asyncio.sleep(0.002))
        slept.append(real.seconds)

    thread = threading.Thread(target=sleep)
    thread.start()
    thread.join()

    assert slept[0] >= 0.004
    assert passed(clock) == 0


def test_the_thread_that_starts_it_is_the_one_whose_sleep_counts(clock: Clock) -> None:
    def sleep() -> None:
        sleeping = Sleeping(clock)
        sleeping.start()
        time.sleep(60)
        sleeping.stop()

    thread = threading.Thread(target=sleep)
    thread.start()
    thread.join()

    assert passed(clock) == 60


@pytest.mark.usefixtures("sleeping")
def test_the_innermost_clock_counts_and_names_go_back_with_the_last(clock: Clock, agenda: Agenda) -> None:
    due: list[str] = []
    agenda.at(instant_of(NINE) + SECOND, lambda instant: due.append("outer"))
    inner_agenda = Agenda()
    inner_agenda.at(instant_of(NINE) + SECOND, lambda instant: due.append("inner"))
    inner = Clock(lambda: [inner_agenda])
    inner_sleeping = Sleeping(inner)
    inner_sleeping.start()
    time.sleep(5)
    assert due == ["inner"]
    inner_sleeping.stop()

    assert time.sleep is not REAL["time.sleep"]
    time.sleep(5)
    assert due == ["inner", "outer"]
    assert passed(clock) == 10


def test_clocks_may_be_stopped_in_either_order(clock: Clock) -> None:
    first, second = Sleeping(clock), Sleeping(clock)
    first.start()
    second.start()
    first.stop()
    time.sleep(1)
    assert passed(clock) == 1
    second.stop()

    assert time.sleep is REAL["time.sleep"]


def test_it_may_be_started_and_stopped_again_and_again(clock: Clock) -> None:
    sleeping = Sleeping(clock)
    sleeping.stop()
    sleeping.start()
    sleeping.start()
    sleeping.stop()
    sleeping.stop()
    assert time.sleep is REAL["time.sleep"]
    for _ in range(2):
        sleeping.start()
        time.sleep(1)
        sleeping.stop()

    assert passed(clock) == 2


def test_stopped_just_when_the_clock_is_found_frozen_it_replaces_nothing(as_found: None) -> None:
    class SlowClock(Clock):
        """A clock that tells only when it is asked to, as one does that another thread interrupts."""

        tell: Callable[[], None]

        def when_frozen(self, notify: Callable[[], None] | None) -> None:
            self.tell = notify or self.tell

    clock = SlowClock(list)
    sleeping = Sleeping(clock)
    sleeping.start()
    sleeping.stop()
    clock.tell()

    assert time.sleep is REAL["time.sleep"]

"""Sleeping: waiting that moves the clock while time stands still."""

import asyncio
import asyncio.tasks
import datetime as dt
import gc
import math
import socket
import sys
import threading
import time
import types
import weakref
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from decimal import Decimal
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
from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.sleeping import Sleeping

UTC = dt.timezone.utc
NINE = "2026-01-05T09:00:00Z"
# In a dict, where nobody looks for names.
REAL: dict[str, Any] = {
    "time.sleep": time.sleep,
    "asyncio.sleep": asyncio.sleep,
    "perf_counter": time.perf_counter,
}


def world() -> list[Any]:
    """Return whatever sleeping and a frozen clock replace."""
    return [
        *(dt.datetime, time.time, time.monotonic, list(api.freeze_factories)),
        *(time.sleep, asyncio.sleep, asyncio.tasks.sleep, asyncio.SelectorEventLoop.time),
    ]


def replaced_names() -> list[str]:
    """Return the names in loaded modules that are bound to what stands in for the real functions."""
    return [
        f"{key}.{name}"
        for key, module in list(sys.modules.items())
        for name, value in list(getattr(module, "__dict__", {}).items())
        if getattr(value, "__wrapped__", None) in REAL.values() and key != "mock_voiceid.sleeping"
    ]


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    found = world()
    yield
    assert world() == found
    assert replaced_names() == []


@pytest.fixture
def agenda() -> Agenda:
    return Agenda()


@pytest.fixture
def clock(agenda: Agenda, as_found: None) -> Iterator[Clock]:
    """Return a clock that stands at nine."""
    clock = Clock(lambda: [agenda])
    clock.start_at(NINE)
    yield clock
    clock.stop()


@pytest.fixture
def sleeping(clock: Clock) -> Iterator[Sleeping]:
    """Return started sleeping under the clock that stands at nine."""
    sleeping = Sleeping(clock)
    sleeping.start()
    yield sleeping
    sleeping.stop()


@pytest.fixture
def running(as_found: None) -> Iterator[Clock]:
    """Return a clock that runs, with sleeping started."""
    clock = Clock(list)
    sleeping = Sleeping(clock)
    sleeping.start()
    yield clock
    sleeping.stop()
    clock.stop()


@pytest.fixture
def module(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a loaded module without names of its own."""
    name = "a_module_that_sleeps"
    module = sys.modules[name] = types.ModuleType(name)
    yield module
    del sys.modules[name]


def passed(clock: Clock) -> float:
    """Return how many seconds after nine it is."""
    return (clock.instant() - instant_of(NINE)) / SECOND


class Stopwatch:
    """Real time that passes in a block, in seconds."""

    def __enter__(self) -> "Stopwatch":
        self._start = REAL["perf_counter"]()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = REAL["perf_counter"]() - self._start


# time.sleep


@pytest.mark.usefixtures("sleeping")
def test_an_hour_of_polling_ends_at_once(clock: Clock) -> None:
    with Stopwatch() as real:
        end = time.time() + 3_600
        while time.time() < end:
            time.sleep(30)

    assert passed(clock) == 3_600
    assert real.seconds < 10


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize("seconds", [1, 1.0, 0.000001, 1e-9, True])
def test_a_sleep_moves_the_clock_by_its_length_and_at_least_by_a_microsecond(
    clock: Clock, seconds: float
) -> None:
    time.sleep(seconds)

    assert passed(clock) == max(seconds, 0.000001)


@pytest.mark.usefixtures("sleeping")
def test_what_is_due_happens_during_a_sleep(clock: Clock, agenda: Agenda) -> None:
    happened: list[float] = []
    for second in (2, 5, 11):
        agenda.at(instant_of(NINE) + second * SECOND, lambda instant: happened.append(passed(clock)))
    time.sleep(10)

    assert happened == [2, 5]


@pytest.mark.usefixtures("sleeping")
def test_an_exception_comes_out_of_the_sleep(clock: Clock, agenda: Agenda) -> None:
    def fail(instant: int) -> None:
        raise OSError("no more room")

    agenda.at(instant_of(NINE) + 2 * SECOND, fail)
    with pytest.raises(OSError, match="no more room"):
        time.sleep(10)
    assert passed(clock) == 2


@pytest.mark.usefixtures("sleeping")
def test_no_sleep_moves_nothing(clock: Clock) -> None:
    time.sleep(0)
    time.sleep(0.0)

    assert passed(clock) == 0


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize(
    "seconds", [-1, -0.5, math.nan, math.inf, 1e300, "1", None, Fraction(1, 2), Decimal(1), 1j]
)
def test_what_cannot_be_slept_is_refused_as_the_real_function_does(clock: Clock, seconds: Any) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011
        REAL["time.sleep"](seconds)
    with pytest.raises(type(expected.value)) as refusal:
        time.sleep(seconds)

    assert str(refusal.value) == str(expected.value)
    assert passed(clock) == 0


@pytest.mark.usefixtures("sleeping")
def test_a_negative_sleep_is_refused_in_the_real_words() -> None:
    with pytest.raises(ValueError, match=r"^sleep length must be non-negative$"):
        time.sleep(-1)


def test_names_in_modules_move_the_clock_and_are_put_back(clock: Clock, module: Any) -> None:
    module.sleep = time.sleep
    module.pause = time.sleep
    module.rest = asyncio.sleep
    module.other = 5
    sleeping = Sleeping(clock)
    sleeping.start()
    module.sleep(1)
    module.pause(2)
    asyncio.run(module.rest(3))
    assert passed(clock) == 6
    sleeping.stop()

    assert module.sleep is module.pause is time.sleep is REAL["time.sleep"]
    assert module.rest is asyncio.sleep is asyncio.tasks.sleep is REAL["asyncio.sleep"]
    assert module.other == 5


def test_names_that_a_module_gets_later_are_put_back_too(clock: Clock, module: Any) -> None:
    sleeping = Sleeping(clock)
    sleeping.start()
    module.pause = time.sleep
    module.pause(1)
    assert passed(clock) == 1
    sleeping.stop()
    assert module.pause is REAL["time.sleep"]

    module.rest = time.sleep
    sleeping.start()
    module.pause(1)
    module.rest(1)
    assert passed(clock) == 3
    sleeping.stop()
    assert module.pause is module.rest is REAL["time.sleep"]


def test_a_name_that_a_test_had_replaced_counts_afterwards(clock: Clock, module: Any) -> None:
    sleeping = Sleeping(clock)
    module.sleep = print
    sleeping.start()
    assert module.sleep is print
    sleeping.stop()
    module.sleep = time.sleep
    sleeping.start()
    module.sleep(1)
    sleeping.stop()

    assert passed(clock) == 1
    assert module.sleep is REAL["time.sleep"]


def test_a_sleep_that_a_test_has_replaced_stays_replaced(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    sleeping = Sleeping(clock)
    sleeping.start()
    time.sleep(5)
    sleeping.stop()
    time.sleep(6)

    assert slept == [5, 6]
    assert passed(clock) == 0


def test_a_function_kept_from_frozen_time_really_sleeps_afterwards(clock: Clock) -> None:
    sleeping = Sleeping(clock)
    sleeping.start()
    kept: dict[str, Any] = {"sleep": time.sleep, "rest": asyncio.sleep}
    sleeping.stop()

    with Stopwatch() as real:
        kept["sleep"](0.002)
    assert real.seconds >= 0.002
    assert asyncio.run(kept["rest"](0.001, "rested")) == "rested"
    assert passed(clock) == 0


def test_modules_of_any_make_are_let_be(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lazy(types.ModuleType):
        def __getattribute__(self, name: str) -> Any:
            raise AssertionError(f"{name} was asked for")

    class Class:
        pause = time.sleep

    monkeypatch.setitem(sys.modules, "a_lazy_module", Lazy("a_lazy_module"))
    monkeypatch.setitem(sys.modules, "a_class", Class)
    monkeypatch.setitem(sys.modules, "no_module", None)
    sleeping = Sleeping(clock)
    sleeping.start()
    sleeping.stop()
    monkeypatch.undo()

    assert Class.pause is REAL["time.sleep"]


def test_the_replacements_look_like_the_real_functions(sleeping: Sleeping) -> None:
    for name, function in (("time.sleep", time.sleep), ("asyncio.sleep", asyncio.sleep)):
        assert function is not REAL[name]
        assert function.__name__ == "sleep"
        assert function.__doc__ == REAL[name].__doc__
    assert asyncio.iscoroutinefunction(asyncio.sleep) if sys.version_info < (3, 14) else True


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


# asyncio.sleep


class Log:
    """Who woke when, in seconds after nine."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.lines: list[tuple[Any, float]] = []

    async def sleep(self, *lengths: float) -> None:
        for length in lengths:
            await asyncio.sleep(length)
            self.lines.append((length, passed(self._clock)))


@pytest.fixture
def log(clock: Clock, sleeping: Sleeping) -> Log:
    return Log(clock)


def test_sleepers_wake_in_their_order_and_the_clock_moves_by_the_longest(clock: Clock, log: Log) -> None:
    async def main() -> None:
        await asyncio.gather(log.sleep(3), log.sleep(1), log.sleep(2))

    with Stopwatch() as real:
        asyncio.run(main())

    assert log.lines == [(1, 1), (2, 2), (3, 3)]
    assert passed(clock) == 3
    assert real.seconds < 0.5


def test_one_that_sleeps_again_wakes_before_one_that_sleeps_longer(log: Log) -> None:
    async def main() -> None:
        await asyncio.gather(log.sleep(2, 1), log.sleep(1, 0.5, 1.25))

    asyncio.run(main())

    assert log.lines == [(1, 1), (0.5, 1.5), (2, 2), (1.25, 2.75), (1, 3)]


def test_sleepers_of_one_instant_wake_as_they_came(log: Log) -> None:
    async def main() -> None:
        await asyncio.gather(log.sleep(1, 1.0), log.sleep(2), log.sleep(0.5, 1.5))

    asyncio.run(main())

    assert log.lines == [(0.5, 0.5), (1, 1), (2, 2), (1.5, 2), (1.0, 2)]


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=4))
def test_any_sleepers_wake_at_their_instants(plans: list[list[int]]) -> None:
    clock = Clock(list)
    sleeping = Sleeping(clock)
    clock.start_at(NINE)
    sleeping.start()
    try:
        log = Log(clock)

        async def main() -> None:
            await asyncio.gather(*(log.sleep(*plan) for plan in plans))

        asyncio.run(main())
    finally:
        sleeping.stop()
        clock.stop()

    woke = [second for _, second in log.lines]
    assert woke == sorted(woke)
    assert sorted(woke) == sorted(float(sum(plan[: n + 1])) for plan in plans for n in range(len(plan)))


def test_what_is_due_happens_while_tasks_sleep(clock: Clock, agenda: Agenda, log: Log) -> None:
    for second in (1, 2, 4):
        instant = instant_of(NINE) + second * SECOND
        agenda.at(instant, lambda instant: log.lines.append(("due", passed(clock))))

    async def main() -> None:
        await asyncio.gather(log.sleep(3), log.sleep(1.5))

    asyncio.run(main())

    assert log.lines == [("due", 1), (1.5, 1.5), ("due", 2), (3, 3)]


def test_an_exception_comes_out_of_the_sleep_that_moved_the_clock(
    clock: Clock, agenda: Agenda, log: Log
) -> None:
    def fail(instant: int) -> None:
        raise StopIteration("no more room")

    agenda.at(instant_of(NINE) + SECOND, fail)

    async def main() -> Any:
        return await asyncio.gather(log.sleep(2), log.sleep(3), return_exceptions=True)

    failure, nothing = asyncio.run(main())

    assert isinstance(failure, RuntimeError)
    assert repr(failure.__cause__) == "StopIteration('no more room')"
    assert nothing is None
    assert log.lines == [(3, 3)]


@pytest.mark.usefixtures("sleeping")
def test_a_sleep_has_a_result() -> None:
    assert asyncio.run(asyncio.sleep(1, "rested")) == "rested"
    assert asyncio.run(asyncio.sleep(delay=1, result="rested")) == "rested"
    assert asyncio.run(asyncio.sleep(0, "rested")) == "rested"
    assert asyncio.run(asyncio.sleep(-1, "rested")) == "rested"
    assert asyncio.run(asyncio.sleep(1)) is None


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize("delay", [Fraction(1, 2), True, 1e-9])
def test_any_real_number_can_be_slept(clock: Clock, delay: Any) -> None:
    asyncio.run(asyncio.sleep(delay))

    assert passed(clock) == max(delay, 0.000001)


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize("delay", ["1", None, Decimal(1), math.nan])
def test_what_a_task_cannot_sleep_is_answered_as_the_real_function_does(clock: Clock, delay: Any) -> None:
    def outcome(sleep: Callable[[Any], Coroutine[Any, Any, Any]]) -> str:
        try:
            return repr(asyncio.run(sleep(delay)))
        except (TypeError, ValueError) as error:
            return repr(error)

    assert outcome(asyncio.sleep) == outcome(REAL["asyncio.sleep"])
    assert passed(clock) == 0


def test_no_sleep_lets_the_others_run_and_moves_nothing(clock: Clock, log: Log) -> None:
    async def main() -> list[str]:
        turns = []

        async def turn(name: str) -> None:
            for _ in range(2):
                turns.append(name)
                await asyncio.sleep(0)

        await asyncio.gather(turn("a"), turn("b"))
        return turns

    assert asyncio.run(main()) == ["a", "b", "a", "b"]
    assert passed(clock) == 0


@pytest.mark.usefixtures("sleeping")
def test_an_endless_sleep_never_moves_the_clock_and_can_be_cancelled(clock: Clock) -> None:
    async def main() -> None:
        forever = asyncio.create_task(asyncio.sleep(math.inf))
        await asyncio.sleep(5)
        forever.cancel()
        with pytest.raises(asyncio.CancelledError):
            await forever

    asyncio.run(main())

    assert passed(clock) == 5


def test_a_sleeper_waits_for_tasks_that_have_something_to_do(clock: Clock, log: Log) -> None:
    async def main() -> None:
        async def work() -> None:
            for _ in range(50):
                await asyncio.sleep(0)
            log.lines.append(("worked", passed(clock)))

        await asyncio.gather(log.sleep(1), work())

    asyncio.run(main())

    assert log.lines == [("worked", 0), (1, 1)]


def test_a_sleeper_waits_for_what_has_come_in_from_outside(clock: Clock, log: Log) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        arrived = loop.create_future()
        thread = threading.Thread(target=lambda: loop.call_soon_threadsafe(arrived.set_result, None))

        async def receive() -> None:
            thread.start()
            thread.join()
            await arrived
            log.lines.append(("received", passed(clock)))

        await asyncio.gather(log.sleep(1), receive())

    asyncio.run(main())

    assert log.lines == [("received", 0), (1, 1)]


def test_a_sleeper_waits_for_what_a_socket_has_received(clock: Clock, log: Log) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        near, far = socket.socketpair()
        with near, far:
            loop.add_reader(far, lambda: log.lines.append((far.recv(1), passed(clock))))
            await asyncio.sleep(1)
            near.send(b"x")
            await asyncio.sleep(1)
            loop.remove_reader(far)

    asyncio.run(main())

    assert log.lines == [(b"x", 1)]


def test_cancelled_sleepers_do_not_keep_others_waiting_beside_a_task_that_never_rests(
    clock: Clock, log: Log
) -> None:
    async def main() -> int:
        rounds = 0
        sleepers = [asyncio.create_task(asyncio.sleep(length)) for length in range(1, 101)]
        sleepers.append(asyncio.create_task(log.sleep(200)))
        await asyncio.sleep(0)
        for sleeper in sleepers[:-1]:
            sleeper.cancel()
        while not sleepers[-1].done():
            rounds += 1
            await asyncio.sleep(0)
        return rounds

    assert asyncio.run(main()) < 2_000
    assert log.lines == [(200, 200)]


def test_a_task_that_never_rests_does_not_keep_a_sleeper_from_waking(clock: Clock, log: Log) -> None:
    async def main() -> None:
        is_done = False

        async def spin() -> None:
            while not is_done:
                await asyncio.sleep(0)

        spinner = asyncio.create_task(spin())
        await log.sleep(1, 1)
        is_done = True
        await spinner

    asyncio.run(main())

    assert log.lines == [(1, 1), (1, 2)]


def test_a_cancelled_sleeper_does_not_move_the_clock(clock: Clock, log: Log) -> None:
    async def main() -> None:
        task = asyncio.create_task(log.sleep(10))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())

    assert log.lines == []
    assert passed(clock) == 0


def test_a_sleeper_cancelled_when_its_turn_has_come_does_not_move_the_clock(clock: Clock, log: Log) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(log.sleep(10))
        rounds = 0

        def cancel_when_its_turn_has_come() -> None:
            # A task that is woken waits for nothing any more.
            nonlocal rounds
            rounds += 1
            waiter = task._fut_waiter  # type: ignore[attr-defined]
            if waiter is not None and waiter.done():
                task.cancel()
            elif not task.done():
                loop.call_soon(cancel_when_its_turn_has_come)

        loop.call_soon(cancel_when_its_turn_has_come)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert rounds > 1

    asyncio.run(main())

    assert log.lines == []
    assert passed(clock) == 0


def test_beside_a_cancelled_sleeper_the_others_wake(clock: Clock, log: Log) -> None:
    async def main() -> None:
        first = asyncio.create_task(log.sleep(1))
        second = asyncio.create_task(log.sleep(2))
        third = asyncio.create_task(log.sleep(3))
        await asyncio.sleep(0)
        first.cancel()
        second.cancel()
        await asyncio.wait([first, second, third])

    asyncio.run(main())

    assert log.lines == [(3, 3)]


def test_an_error_in_a_gather_leaves_no_sleeper_stuck(clock: Clock, log: Log) -> None:
    async def main() -> None:
        async def fail() -> None:
            await asyncio.sleep(1)
            raise OSError("no more room")

        with pytest.raises(OSError, match="no more room"):
            await asyncio.gather(fail(), log.sleep(10))

    asyncio.run(main())

    assert log.lines == []
    assert passed(clock) == 1


@pytest.mark.usefixtures("sleeping")
def test_a_timeout_that_has_not_come_in_real_time_does_not_disturb_a_sleep(clock: Clock) -> None:
    assert asyncio.run(asyncio.wait_for(asyncio.sleep(10, "rested"), 5)) == "rested"
    assert passed(clock) == 10


@pytest.mark.usefixtures("sleeping")
def test_a_timeout_that_comes_in_real_time_ends_a_wait(clock: Clock) -> None:
    async def main() -> None:
        async def sleep_and_wait() -> None:
            await asyncio.sleep(10)
            await asyncio.Event().wait()

        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(sleep_and_wait(), 0.005)
        await asyncio.sleep(1)

    asyncio.run(main())

    assert passed(clock) == 11


def test_a_clock_moved_by_a_task_wakes_the_sleepers_it_passes(clock: Clock, log: Log) -> None:
    async def main() -> None:
        async def move() -> None:
            await asyncio.sleep(0)
            clock.tick(5)
            log.lines.append(("moved", passed(clock)))

        await asyncio.gather(log.sleep(3), log.sleep(4), log.sleep(6), move())

    asyncio.run(main())

    assert log.lines == [("moved", 5), (3, 5), (4, 5), (6, 6)]


def test_a_sleeper_that_is_due_wakes_though_others_never_rest(clock: Clock, log: Log) -> None:
    async def main() -> None:
        sleeper = asyncio.create_task(log.sleep(3))
        await asyncio.sleep(0)
        clock.tick(5)
        for _ in range(10):
            await asyncio.sleep(0)
        assert sleeper.done()

    asyncio.run(main())

    assert log.lines == [(3, 5)]


def test_a_clock_moved_when_a_sleeper_has_its_turn_is_not_moved_further_than_that(
    clock: Clock, log: Log
) -> None:
    async def main() -> None:
        task = asyncio.create_task(log.sleep(10))

        def move_when_its_turn_has_come() -> None:
            waiter = task._fut_waiter  # type: ignore[attr-defined]
            if waiter is not None and waiter.done():
                clock.tick(60)
            else:
                asyncio.get_running_loop().call_soon(move_when_its_turn_has_come)

        asyncio.get_running_loop().call_soon(move_when_its_turn_has_come)
        await task

    asyncio.run(main())

    assert log.lines == [(10, 60)]


def test_stopped_while_tasks_sleep_it_lets_them_go(clock: Clock) -> None:
    async def main() -> None:
        sleeping = Sleeping(clock)
        sleeping.start()
        tasks = [asyncio.create_task(asyncio.sleep(length, length)) for length in (3_600, 60)]
        await asyncio.sleep(0)
        sleeping.stop()
        assert await asyncio.gather(*tasks) == [3_600, 60]

    asyncio.run(main())

    assert passed(clock) == 0


def test_a_sleeper_cancelled_when_it_is_let_go_is_cancelled(clock: Clock) -> None:
    async def main() -> None:
        sleeping = Sleeping(clock)
        sleeping.start()
        task, other = (asyncio.create_task(asyncio.sleep(length)) for length in (60, 120))
        await asyncio.sleep(0)
        task.cancel()
        sleeping.stop()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(other, 5)

    asyncio.run(main())

    assert passed(clock) == 0


def test_a_clock_that_runs_again_lets_sleepers_go_and_is_not_frozen(clock: Clock, sleeping: Sleeping) -> None:
    async def main() -> None:
        tasks = [asyncio.create_task(asyncio.sleep(length, length)) for length in (3_600, 60)]
        await asyncio.sleep(0)
        clock.stop()
        assert await asyncio.gather(*tasks) == [3_600, 60]

    asyncio.run(main())

    assert not clock.frozen


def test_a_clock_that_stops_when_a_sleeper_has_its_turn_stays_stopped(clock: Clock, log: Log) -> None:
    async def main() -> None:
        task = asyncio.create_task(log.sleep(10))

        def stop_when_its_turn_has_come() -> None:
            waiter = task._fut_waiter  # type: ignore[attr-defined]
            if waiter is not None and waiter.done():
                clock.stop()
            else:
                asyncio.get_running_loop().call_soon(stop_when_its_turn_has_come)

        asyncio.get_running_loop().call_soon(stop_when_its_turn_has_come)
        await task

    asyncio.run(main())

    assert not clock.frozen


def test_an_inner_clock_that_stops_lets_its_own_sleepers_go(clock: Clock, log: Log) -> None:
    inner = Clock(list)

    async def main() -> None:
        outer_task = asyncio.create_task(log.sleep(2, 2))
        await asyncio.sleep(1)
        inner_sleeping = Sleeping(inner)
        inner_sleeping.start()
        inner_tasks = [asyncio.create_task(asyncio.sleep(length, length)) for length in (0.5, 86_400)]
        await inner_tasks[0]
        inner_sleeping.stop()
        assert await inner_tasks[1] == 86_400
        log.lines.append(("let go", passed(clock)))
        await outer_task

    asyncio.run(main())

    assert log.lines == [("let go", 1.5), (2, 2), (2, 4)]


@pytest.mark.usefixtures("sleeping")
def test_a_loop_goes_on_where_it_was_left(clock: Clock) -> None:
    loop = asyncio.new_event_loop()
    task = loop.create_task(asyncio.sleep(10, "rested"))
    loop.run_until_complete(asyncio.sleep(1))
    assert passed(clock) == 1
    assert loop.run_until_complete(task) == "rested"
    assert passed(clock) == 10
    loop.close()


def test_a_loop_closed_while_tasks_sleep_is_forgotten(clock: Clock) -> None:
    sleeping = Sleeping(clock)
    sleeping.start()
    loop = asyncio.new_event_loop()
    waiting = asyncio.sleep(10)
    # By hand, as a task left pending would say so.
    loop.run_until_complete(_first_step(waiting))
    waiting.close()
    loop.close()
    sleeping.stop()
    gone = weakref.ref(loop)
    del loop, waiting
    gc.collect()

    assert gone() is None


async def _first_step(waiting: Coroutine[Any, Any, None]) -> None:
    waiting.send(None)


@pytest.mark.usefixtures("sleeping")
def test_loops_of_one_thread_have_their_own_sleepers(clock: Clock) -> None:
    for _ in range(3):
        asyncio.run(asyncio.sleep(5))

    assert passed(clock) == 15


def test_in_time_frozen_by_plain_freezegun_tasks_sleep_too(running: Clock) -> None:
    async def main() -> None:
        await asyncio.gather(asyncio.sleep(3), asyncio.sleep(60))

    with freezegun.freeze_time(NINE) as frozen:
        running.settle()
        asyncio.run(main())
        assert frozen().isoformat() == "2026-01-05T09:01:00"


class Loop(asyncio.AbstractEventLoop):
    """A loop that nobody has seen the inside of: as little of one as a task needs."""

    def __init__(self) -> None:
        self.callbacks: list[asyncio.Handle] = []

    def get_debug(self) -> bool:
        return False

    def create_future(self) -> "asyncio.Future[Any]":
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, **_: Any) -> "asyncio.Task[Any]":
        return asyncio.Task(coro, loop=self)

    def call_soon(  # type: ignore[override]
        self, callback: Any, *args: Any, context: Any = None
    ) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self.callbacks.append(handle)
        return handle

    def run(self, main: Awaitable[Any]) -> None:
        async def all_of_it() -> None:
            await main

        asyncio._set_running_loop(self)
        try:
            task = self.create_task(all_of_it())
            while not task.done():
                callbacks, self.callbacks = self.callbacks, []
                for handle in callbacks:
                    handle._run()
        finally:
            asyncio._set_running_loop(None)
        task.result()


def test_on_a_loop_that_tells_nothing_sleepers_wake_after_some_rounds(clock: Clock, log: Log) -> None:
    async def main() -> None:
        await asyncio.gather(log.sleep(3), log.sleep(1, 1), work())

    async def work() -> None:
        for _ in range(10):
            await asyncio.sleep(0)
        log.lines.append(("worked", passed(clock)))

    Loop().run(main())  # type: ignore[abstract]

    assert log.lines == [("worked", 0), (1, 1), (1, 2), (3, 3)]

"""`asyncio.sleep` when the clock is moved, stops or runs, and on loops of any make."""

import asyncio
import asyncio.tasks
import gc
import weakref
from collections.abc import Awaitable, Coroutine
from typing import Any

import freezegun
import pytest

from mock_voiceid.simtime.clock import Clock
from mock_voiceid.simtime.sleeping import Sleeping
from tests.simtime.sleeping.conftest import NINE, Log, passed


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

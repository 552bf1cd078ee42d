"""`asyncio.sleep` beside tasks that run, are cancelled, or time out."""

import asyncio
import asyncio.tasks
import socket
import threading

import pytest

from mock_voiceid.simtime.clock import Clock
from tests.simtime.sleeping.conftest import Log, passed


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
            await asyncio.wait_for(sleep_and_wait(), 0.2)
        await asyncio.sleep(1)

    asyncio.run(main())

    assert passed(clock) == 11

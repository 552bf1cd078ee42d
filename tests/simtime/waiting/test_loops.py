"""Event loops under a frozen clock: asyncio's, uvloop's and trio's."""

import asyncio
import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid.internals.early import Real
from tests.simtime.waiting.conftest import Passed, in_thread

uvloop: Any = pytest.importorskip("uvloop")
trio: Any = pytest.importorskip("trio")

either = pytest.mark.parametrize(
    "run", [asyncio.run, lambda main: uvloop.run(main)], ids=["asyncio", "uvloop"]
)
Run = Callable[[Any], Any]


async def never() -> None:
    await asyncio.Event().wait()


@either
def test_sleepers_wake_in_their_order(run: Run, passed: Passed) -> None:
    woke: list[tuple[float, float]] = []

    async def sleep(*lengths: float) -> None:
        for length in lengths:
            await asyncio.sleep(length)
            woke.append((length, passed()))

    async def main() -> None:
        await asyncio.gather(sleep(2, 1.0), sleep(3), sleep(0.5, 2.5))

    run(main())

    assert woke == [(0.5, 0.5), (2, 2), (3, 3), (2.5, 3), (1.0, 3)]


@either
def test_timeout_fires_at_its_instant(run: Run, passed: Passed) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.sleep(100), 10)
        assert loop.time() - began == pytest.approx(10, abs=1e-4)
        done, _ = await asyncio.wait([asyncio.ensure_future(never())], timeout=10)
        assert not done
        await asyncio.wait_for(asyncio.sleep(5), 10)

    run(main())

    assert passed() == 25


@either
def test_cancelled_timer_does_not_keep_time(run: Run, passed: Passed) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(50, pytest.fail)
        at = loop.call_at(loop.time() + 40, pytest.fail)
        loop.call_soon(timer.cancel)
        at.cancel()
        await asyncio.sleep(10)

    run(main())

    assert passed() == 10


@either
def test_work_in_a_thread_is_waited_for(run: Run, passed: Passed) -> None:
    async def main() -> None:
        await asyncio.gather(asyncio.to_thread(time.sleep, 30), asyncio.sleep(10))
        assert passed() == 30
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(time.sleep, 30), 10)

    run(main())


@either
def test_task_that_never_rests_does_not_keep_time_from_going_on(run: Run, passed: Passed) -> None:
    async def main() -> None:
        sleeper = asyncio.ensure_future(asyncio.sleep(10))
        while not sleeper.done():
            await asyncio.sleep(0)

    run(main())

    assert passed() == 10


@either
def test_loop_in_a_thread_of_its_own_takes_part(run: Run, passed: Passed) -> None:
    loops: list[Any] = []
    ready = threading.Event()

    async def main() -> None:
        stop = asyncio.Event()
        loops.extend([asyncio.get_running_loop(), stop])
        ready.set()
        await stop.wait()

    thread = in_thread(lambda: run(main()))
    ready.wait()
    future = asyncio.run_coroutine_threadsafe(asyncio.sleep(30, "rested"), loops[0])
    with pytest.raises(Exception) as raised:  # noqa: PT011 - TimeoutError of two kinds
        future.result(timeout=10)
    assert "Timeout" in type(raised.value).__name__
    assert passed() == 10
    assert asyncio.run_coroutine_threadsafe(asyncio.sleep(30, "rested"), loops[0]).result() == "rested"
    assert passed() == 40
    loops[0].call_soon_threadsafe(loops[1].set)
    thread.join()


@either
def test_answer_of_a_real_server_is_waited_for_in_real_time(run: Run, passed: Passed) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                asked = connection.recv(1)
                Real.sleep(0.1)
                connection.sendall(asked)

        async def main() -> None:
            beats = asyncio.ensure_future(beat())
            reader, writer = await asyncio.open_connection(*server.getsockname())
            writer.write(b"x")
            assert await asyncio.wait_for(reader.read(1), 3_600) == b"x"
            beats.cancel()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

        async def beat() -> None:
            while True:
                await asyncio.sleep(30)

        # By the system, so that it takes no part.
        import _thread

        _thread.start_new_thread(answer, ())
        run(main())

    assert passed() < 3_600


def test_silent_connection_times_out_at_once(passed: Passed) -> None:
    ours, theirs = socket.socketpair()

    async def main() -> None:
        reader, writer = await asyncio.open_connection(sock=ours)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(reader.read(1), 60)
        writer.close()
        await writer.wait_closed()

    with theirs:
        asyncio.run(main())

    assert passed() == 60


def test_connection_within_one_loop_is_not_the_world_outside(passed: Passed) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        await asyncio.sleep(30)
        writer.write(b"x")
        await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        writer.write(b"?")
        assert await asyncio.wait_for(reader.read(1), 60) == b"x"
        writer.close()
        server.close()

    asyncio.run(main())

    assert passed() == 30


def test_child_process_of_a_loop_takes_no_simulated_time(passed: Passed) -> None:
    async def main() -> None:
        child = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", "pass")
        assert await asyncio.wait_for(child.wait(), 3_600) == 0

    asyncio.run(main())

    assert passed() < 10


def test_trio_sleeps_and_times_out_in_simulated_time(passed: Passed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trio._core._thread_cache.IDLE_TIMEOUT", 0.01)

    async def main() -> None:
        began = trio.current_time()
        with trio.move_on_after(10) as scope:
            await trio.sleep(60)
        assert scope.cancelled_caught
        assert trio.current_time() - began == pytest.approx(10)
        await trio.to_thread.run_sync(time.sleep, 30)

    trio.run(main)

    assert passed() == 40
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.name.startswith("Trio"):
            thread.join()


def test_clock_of_trios_that_a_test_brings_takes_simulated_time_along(passed: Passed) -> None:
    import trio.testing

    trio.run(trio.sleep, 30, clock=trio.testing.MockClock(autojump_threshold=0))

    assert passed() == 30

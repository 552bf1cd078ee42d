"""Starts, ends, forks, nested mocks, exceptions and busy participants: where simulated waiting ends."""

# mypy: disable-error-code="func-returns-value"

import _thread
import asyncio
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.internals.early import Real
from tests.simtime.waiting.conftest import NINE, Passed, in_thread


@pytest.fixture(params=["freezegun", "time-machine"])
def freezer(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_monotonic_clocks_never_go_back(freezer: Any) -> None:
    told = [(time.monotonic(), time.perf_counter(), time.monotonic_ns() / 1e9)]

    def tell() -> None:
        told.append((time.monotonic(), time.perf_counter(), time.monotonic_ns() / 1e9))

    for start in (NINE, "2020-01-05T09:00:00Z"):
        with mock_voiceid(start=start, freezer=freezer) as handle:
            tell()
            time.sleep(60)
            tell()
            handle.clock.tick(hours=1)
            tell()
            with mock_voiceid(start="2010-01-05T09:00:00Z", freezer=freezer):
                tell()
                time.sleep(60)
                tell()
            tell()
        tell()

    assert told == sorted(told)


def test_clocks_differ_from_look_to_look_at_one_instant(passed: Passed) -> None:
    assert time.monotonic() < time.monotonic() < time.perf_counter()
    assert time.monotonic_ns() < time.monotonic_ns()
    assert passed() == 0


def test_with_a_running_clock_waits_are_real() -> None:
    with mock_voiceid():
        assert not threading.Event().wait(0.01)
        began = Real.monotonic()
        time.sleep(0.01)
        assert Real.monotonic() - began >= 0.01


@pytest.mark.parametrize("waiting", ["real", "sleep"])
def test_other_ways_of_waiting_leave_threads_in_real_time(waiting: Any) -> None:
    with mock_voiceid(start=NINE, waiting=waiting) as handle:
        began = Real.monotonic()
        thread = in_thread(time.sleep, 0.01)
        assert not threading.Event().wait(0.01)
        thread.join()
        asyncio.run(asyncio.wait_for(asyncio.sleep(0), 1))
        assert Real.monotonic() - began >= 0.01
        assert handle.clock.now().isoformat() == "2026-01-05T09:00:00+00:00"
        time.sleep(0.01)
        assert (handle.clock.now().microsecond > 0) == (waiting == "sleep")


def test_what_is_no_way_of_waiting_is_refused() -> None:
    with pytest.raises(
        ValueError, match="waiting must be 'simulated', 'strict', 'sleep', 'real', got 'fast'"
    ):
        mock_voiceid(waiting="fast")  # type: ignore[call-overload]


def test_who_waits_when_the_mock_ends_goes_on_in_real_time(freezer: Any) -> None:
    ended: queue.Queue[Any] = queue.Queue()
    with mock_voiceid(start=NINE, freezer=freezer):
        threads = [
            in_thread(lambda wait=wait: (wait(0.05), ended.put(wait)))
            for wait in (time.sleep, threading.Event().wait, lambda s: asyncio.run(asyncio.sleep(s)))
        ]
        forever = threading.Event()
        threads.append(in_thread(lambda: ended.put(forever.wait())))
        Real.sleep(0.01)
    for _ in range(3):
        ended.get(timeout=10)
    forever.set()
    assert ended.get(timeout=10) is True
    for thread in threads:
        thread.join()


def test_child_of_a_fork_has_its_own_time(handle: VoiceID, passed: Passed) -> None:
    stop = threading.Event()
    thread = in_thread(stop.wait, 10_000)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        time.sleep(3_600)
        threading.Event().wait(60)
        os.write(writing, str(passed()).encode())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert os.read(reading, 100) == b"3660.0"
    assert passed() == 0
    stop.set()
    thread.join()
    os.close(reading)
    os.close(writing)


def test_what_is_scheduled_runs_at_its_instant_before_who_wakes_then(handle: VoiceID, passed: Passed) -> None:
    seen: list[Any] = []

    def act(instant: int) -> None:
        time.sleep(5)  # time stands at its instant
        seen.append(("action", passed()))

    handle.backend().agenda.at(handle.clock.instant() + 30_000_000, act)
    threads = [in_thread(lambda: (time.sleep(30), seen.append(passed()))) for _ in range(2)]
    for thread in threads:
        thread.join()

    assert seen == [("action", 30), 30, 30]


def test_exception_of_what_is_scheduled_comes_out_of_the_wait(handle: VoiceID, passed: Passed) -> None:
    def fail(instant: int) -> None:
        raise OSError("no more room")

    handle.backend().agenda.at(handle.clock.instant() + 30_000_000, fail)
    with pytest.raises(OSError, match="no more room"):
        threading.Event().wait(60)
    assert passed() == 30
    time.sleep(10)
    assert passed() == 40


def test_alarm_rings_in_simulated_time(passed: Passed) -> None:
    class RangError(Exception):
        pass

    def ring(*_: object) -> None:
        raise RangError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        assert signal.setitimer(signal.ITIMER_REAL, 30, 10) == (0, 0)
        with pytest.raises(RangError):
            time.sleep(60)
        assert passed() == 30
        with pytest.raises(RangError):
            threading.Event().wait(60)
        assert passed() == 40
        signal.alarm(5)
        time.sleep(1)
        assert signal.alarm(0) == 4
        time.sleep(60)
        assert signal.setitimer(signal.ITIMER_VIRTUAL, 0) == (0, 0)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_handler_of_a_signal_may_wait_within_a_wait(passed: Passed) -> None:
    seen: list[float] = []

    def handle(*_: object) -> None:
        time.sleep(5)
        seen.append(passed())

    before = signal.signal(signal.SIGUSR1, handle)
    try:
        thread = in_thread(lambda: (os.kill(os.getpid(), signal.SIGUSR1), Real.sleep(0.05), time.sleep(2)))
        time.sleep(60)
        thread.join()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert len(seen) == 1
    assert 5 <= seen[0] <= 65


def test_program_is_waited_for_in_real_time(passed: Passed) -> None:
    thread = in_thread(time.sleep, 0.001)
    subprocess.run([sys.executable, "-S", "-c", "pass"], check=True, timeout=3_600)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-S", "-c", "import time; time.sleep(60)"], timeout=0.2, check=True)
    thread.join()

    assert passed() < 10


def test_heartbeat_beside_real_work_does_not_make_time_run_away(passed: Passed) -> None:
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(30):
            pass

    thread = in_thread(beat)
    end = Real.monotonic() + 0.1
    while Real.monotonic() < end:
        pass
    assert passed() <= 30
    stop.set()
    thread.join()


def test_beside_a_wait_for_the_world_outside_time_goes_on_after_a_while(
    passed: Passed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mock_voiceid.simtime.scheduler.PATIENCE", 0.05)
    reading, writing = os.pipe()
    thread = in_thread(lambda: (time.sleep(0.1), os.write(writing, b"x")))
    assert os.read(reading, 1) == b"x"
    thread.join()
    os.close(reading)
    os.close(writing)
    assert passed() == pytest.approx(0.1, abs=0.05)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mock_voiceid.simtime.scheduler.PATIENCE", 0.05)


@pytest.mark.usefixtures("_impatient")
def test_warning_says_what_everybody_waits_for_when_nothing_can_happen(handle: VoiceID) -> None:
    stop = threading.Event()
    thread = in_thread(stop.wait)
    handle.backend().agenda.at(handle.clock.instant() + 60_000_000, lambda _: None)
    # By the system, so that it takes no part.
    _thread.start_new_thread(lambda: (Real.sleep(0.5), stop.set()), ())
    with pytest.warns(RuntimeWarning) as warned:
        thread.join()
    (warning,) = warned
    message = str(warning.message)
    assert message.startswith("the clock is frozen, and everybody waits for somebody else")
    assert "the thread that entered the mock waits for the end of Thread-" in message
    assert f"{__file__}:" in message
    assert "the next scheduled action is at 2026-01-05T09:01:00+00:00" in message


@pytest.mark.usefixtures("_impatient")
def test_strict_waiting_raises_an_error_when_nothing_can_happen() -> None:
    with mock_voiceid(start=NINE, waiting="strict"), pytest.raises(RuntimeError, match="is scheduled either"):
        threading.Event().wait()


def test_frozen_on_the_way_a_mock_simulates_from_then_on(freezer: Any) -> None:
    with mock_voiceid(freezer=freezer) as handle:
        handle.clock.freeze()
        before = handle.clock.instant()
        assert not threading.Event().wait(60)
        in_thread(time.sleep, 60).join()
        assert handle.clock.instant() - before == 120_000_000


def test_clock_that_another_thread_found_frozen_simulates_in_the_one_that_entered(freezer: Any) -> None:
    with mock_voiceid(freezer=freezer) as handle:
        thread = threading.Thread(target=handle.clock.freeze)
        thread.start()
        thread.join()
        before = handle.clock.instant()
        time.sleep(60)
        assert handle.clock.instant() - before == 60_000_000


def test_inner_mock_ends_and_the_outer_goes_on(handle: VoiceID, passed: Passed) -> None:
    thread = in_thread(time.sleep, 90)
    with mock_voiceid():
        time.sleep(30)
    time.sleep(30)
    thread.join()

    assert passed() == 90

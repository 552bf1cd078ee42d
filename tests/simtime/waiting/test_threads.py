"""Threads that wait under a frozen clock: in simulated time, which jumps when all are at rest."""

# mypy: disable-error-code="func-returns-value"

import concurrent.futures
import multiprocessing.pool
import queue
import sched
import select
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.simtime.waiting.conftest import Passed, in_thread

LOCKED = threading.Lock()
LOCKED.acquire()


def locked() -> Any:
    lock = threading.Lock()
    lock.acquire()
    return lock


def acquired(semaphore: threading.Semaphore) -> threading.Semaphore:
    semaphore.acquire()
    return semaphore


def waits_for(condition: threading.Condition) -> Any:
    with condition:
        return condition.wait(60)


def waits_for_what_never_is(condition: threading.Condition) -> Any:
    with condition:
        return condition.wait_for(lambda: False, 60)


def empty(get: Callable[[], Any]) -> bool:
    with pytest.raises(queue.Empty):
        get()
    return False


def broken() -> bool:
    with pytest.raises(threading.BrokenBarrierError):
        threading.Barrier(2).wait(60)
    return False


def full() -> bool:
    one: queue.Queue[int] = queue.Queue(1)
    one.put(1)
    with pytest.raises(queue.Full):
        one.put(2, timeout=60)
    return False


def unfinished(get: Callable[[Any], Any]) -> bool:
    with pytest.raises(concurrent.futures.TimeoutError):
        get(concurrent.futures.Future())
    return False


def with_thread(wait: Callable[[threading.Thread], Any]) -> Any:
    stop = threading.Event()
    thread = in_thread(stop.wait)
    wait(thread)
    is_alive = thread.is_alive()
    stop.set()
    thread.join()
    return not is_alive


WAITS: dict[str, Callable[[], Any]] = {
    "time.sleep": lambda: time.sleep(60),
    "Event.wait": lambda: threading.Event().wait(60),
    "Condition.wait": lambda: waits_for(threading.Condition()),
    "Condition.wait_for": lambda: waits_for_what_never_is(threading.Condition()),
    "Semaphore.acquire": lambda: acquired(threading.Semaphore()).acquire(timeout=60),
    "Barrier.wait": broken,
    "Lock.acquire": lambda: locked().acquire(timeout=60),
    "Queue.get": lambda: empty(lambda: queue.Queue[int]().get(timeout=60)),
    "Queue.put": full,
    "SimpleQueue.get": lambda: empty(lambda: queue.SimpleQueue[int]().get(timeout=60)),
    "Thread.join": lambda: with_thread(lambda thread: thread.join(60)),
    "Future.result": lambda: unfinished(lambda future: future.result(60)),
    "futures.as_completed": lambda: unfinished(
        lambda future: list(concurrent.futures.as_completed([future], 60))
    ),
    "futures.wait": lambda: concurrent.futures.wait([concurrent.futures.Future()], 60).done or None,
    "select.select": lambda: any(select.select([], [], [], 60)),
}


@pytest.mark.parametrize("name", WAITS)
def test_wait_of_a_minute_takes_a_minute_of_simulated_time(name: str, passed: Passed) -> None:
    before = time.monotonic(), time.perf_counter(), time.time()
    assert not WAITS[name]()
    after = time.monotonic(), time.perf_counter(), time.time()

    assert passed() == 60
    assert [b - a for a, b in zip(before, after, strict=True)] == pytest.approx([60] * 3, abs=1e-5)


def test_pollers_wake_at_the_instants_of_their_own_intervals(passed: Passed) -> None:
    woke: list[tuple[int, float]] = []

    def poll(interval: int) -> None:
        for _ in range(3):
            time.sleep(interval)
            woke.append((interval, passed()))

    for thread in [in_thread(poll, interval) for interval in (30, 40)]:
        thread.join()

    assert woke == [(30, 30), (40, 40), (30, 60), (40, 80), (30, 90), (40, 120)]


def test_those_that_wake_at_one_instant_run_in_the_order_in_which_they_began(passed: Passed) -> None:
    woke: list[int] = []

    def sleep(number: int) -> None:
        time.sleep(10)
        woke.append(number)
        time.sleep(10)
        woke.append(number)

    threads = []
    for number in range(5):
        threads.append(in_thread(sleep, number))
        time.sleep(0.001)
    time.sleep(1)
    for thread in threads:
        thread.join()

    assert woke == [0, 1, 2, 3, 4] * 2


def test_main_thread_does_not_run_ahead_of_a_worker(passed: Passed) -> None:
    seen: list[float] = []
    thread = in_thread(lambda: (time.sleep(45), seen.append(passed())))
    while thread.is_alive():
        time.sleep(10)

    assert seen == [45]
    assert passed() == 50


@pytest.mark.parametrize(
    ("hand_over", "get"),
    [
        (lambda box: box.put(1), lambda box, timeout: box.get(timeout=timeout)),
        (lambda box: box.put_nowait(1), lambda box, timeout: box.get(True, timeout)),
    ],
)
@pytest.mark.parametrize("make", [queue.Queue, lambda: queue.SimpleQueue()])
def test_item_arrives_at_the_instant_at_which_it_is_put(
    make: Callable[[], Any],
    hand_over: Callable[[Any], None],
    get: Callable[[Any, float], Any],
    passed: Passed,
) -> None:
    box = make()
    in_thread(lambda: (time.sleep(30), hand_over(box)))

    assert get(box, 100) == 1
    assert passed() == 30


def test_lock_is_had_at_the_instant_at_which_it_is_released(passed: Passed) -> None:
    lock = threading.Lock()

    def hold() -> None:
        with lock:
            time.sleep(30)

    holding = in_thread(hold)
    time.sleep(1)
    assert lock.locked()
    assert lock.acquire(timeout=100)
    assert passed() == 30
    assert not lock.acquire(blocking=False)
    lock.release()
    holding.join()
    with lock:
        assert passed() == 30


def test_lock_of_c_code_that_nobody_sees_counts_as_rest(passed: Passed) -> None:
    thread = in_thread(LOCKED.acquire)
    time.sleep(30)
    LOCKED.release()
    thread.join()

    assert passed() == 30


def test_pools_work_takes_part(passed: Passed) -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(time.sleep, seconds) for seconds in (30, 40, 50)]
        assert not futures[2].done()
        concurrent.futures.wait(futures)
        assert passed() == 80
        with pytest.raises(concurrent.futures.TimeoutError):
            pool.submit(time.sleep, 10).result(timeout=5)
    assert passed() == 90


def test_cancelled_work_of_a_pool_is_not_waited_for(passed: Passed) -> None:
    pool = concurrent.futures.ThreadPoolExecutor(1)
    pool.submit(time.sleep, 30)
    waiting = pool.submit(time.sleep, 1_000)
    assert waiting.cancel()
    pool.shutdown()

    assert passed() == 30
    with pytest.raises(RuntimeError, match="cannot schedule new futures"):
        pool.submit(time.sleep, 1)


def test_timer_fires_at_its_instant(passed: Passed) -> None:
    fired: list[float] = []
    timer = threading.Timer(30, lambda: fired.append(passed()))
    timer.start()
    time.sleep(60)
    timer.join()

    assert fired == [30]


def test_scheduler_of_the_standard_library_runs_in_simulated_time(passed: Passed) -> None:
    ran: list[float] = []
    scheduler = sched.scheduler()
    for delay in (60, 30):
        scheduler.enter(delay, 1, lambda: ran.append(passed()))
    scheduler.run()

    assert ran == pytest.approx([30, 60], abs=1e-4)


def test_thread_that_cannot_start_takes_no_part(passed: Passed, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = threading.Thread(target=time.sleep, args=(1,))
    thread.start()
    with pytest.raises(RuntimeError, match="threads can only be started once"):
        thread.start()
    thread.join()
    time.sleep(10)

    assert passed() == 11


def test_thread_from_before_the_mock_answers_in_real_time() -> None:
    from mock_voiceid import mock_voiceid
    from mock_voiceid.internals.early import Real

    asked: queue.Queue[Any] = queue.Queue()
    answers: queue.Queue[Any] = queue.Queue()

    def answer() -> None:
        while (question := asked.get()) is not None:
            Real.sleep(0.003)
            answers.put(question)

    thread = in_thread(answer)
    with mock_voiceid(start="2026-01-05T09:00:00Z") as handle:
        before = handle.clock.instant()
        for number in range(20):
            asked.put(number)
            assert answers.get(timeout=5) == number
        assert handle.clock.instant() == before
        thread.join(60)
        assert handle.clock.instant() - before == 60_000_000
        asked.put(None)
        thread.join()


def test_yielding_without_end_does_not_keep_time_from_going_on(passed: Passed) -> None:
    thread = in_thread(time.sleep, 30)
    while thread.is_alive():
        time.sleep(0)

    assert passed() == 30


def test_what_is_no_time_to_sleep_is_refused_as_the_real_function_does(passed: Passed) -> None:
    with pytest.raises(ValueError, match="sleep length must be non-negative"):
        time.sleep(-1)
    with pytest.raises(TypeError):
        time.sleep("1")  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="un-acquired lock"):
        threading.Condition().wait(1)
    assert passed() == 0


def test_pool_of_multiprocessing_made_of_threads_works(passed: Passed) -> None:
    with multiprocessing.pool.ThreadPool(2) as pool:
        assert pool.map(abs, [-1, 2]) == [1, 2]

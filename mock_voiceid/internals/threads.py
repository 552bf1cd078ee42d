"""What Python and the system tell about a thread, and the inside of conditions and pools.

`tests/simtime/waiting/test_threads.py` guards each name.
"""

import concurrent.futures.thread as pools
import platform
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Fingerprint = tuple[int, int, int | None]
"""Where a thread is, and the processor time that it has had: it changes whenever the thread runs."""

WorkItem = pools._WorkItem
"""What a worker of a pool runs: the call, and what its future's callbacks do."""

# A futex is what locks are made of on Linux: who waits in one waits for a thread of this process.
_FUTEX = {"x86_64": "202", "aarch64": "98"}.get(platform.machine())
_OUTSIDE = ("socket", "ssl", "selectors", "subprocess", "http.client", "urllib3", "multiprocessing", "select")
_FRAMES = 4


def fingerprint(ident: int | None) -> Fingerprint | None:
    """Return what changes whenever a thread runs; None where it is not there."""
    frame = None if ident is None else sys._current_frames().get(ident)
    return None if ident is None or frame is None else (id(frame), frame.f_lasti, processor_time(ident))


def processor_time(ident: int) -> int | None:
    """Return how many nanoseconds a thread has run; None where the system does not tell."""
    try:
        return time.clock_gettime_ns(time.pthread_getcpuclockid(ident))
    except (AttributeError, OSError):  # pragma: no cover - on other systems, or the thread has just ended
        return None


def is_asleep(native_id: int | None) -> bool:
    """Return whether the system says that a thread waits; True where it does not tell."""
    try:
        status = Path(f"/proc/self/task/{native_id}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "S"


def waits_for_the_world(ident: int | None, native_id: int | None) -> bool:
    """Return whether a thread that waits does so for something outside of the process."""
    try:
        call = Path(f"/proc/self/task/{native_id}/syscall").read_text(encoding="ascii").split()[0]
    except (OSError, IndexError):  # pragma: no cover - on other systems
        call = "unknown"
    if _FUTEX is not None and call.isdigit():
        return call != _FUTEX
    frame = None if ident is None else sys._current_frames().get(ident)  # pragma: no cover - on other systems
    for _ in range(_FRAMES):  # pragma: no cover - on other systems
        if frame is None:
            return False
        if str(frame.f_globals.get("__name__", "")).startswith(_OUTSIDE):
            return True
        frame = frame.f_back
    return False  # pragma: no cover - on other systems


def line_of(ident: int | None, skip: tuple[str, ...]) -> str:
    """Return where a thread is, as `file:line in function`, leaving out frames of modules that begin so."""
    frame = None if ident is None else sys._current_frames().get(ident)
    found = frame
    while found is not None and str(found.f_globals.get("__name__", "")).startswith(skip):
        found = found.f_back
    found = found or frame
    if found is None:
        return "nowhere"
    return f"{found.f_code.co_filename}:{found.f_lineno} in {found.f_code.co_name}"


def wait_with(condition: threading.Condition, turn: Any, block: Callable[[], bool]) -> bool:
    """Wait for a condition as its own `wait` does, with a turn of one's own in the place of a lock.

    Args:
        condition: it is owned by the caller.
        turn: its `release` is called by `notify`.
        block: waits, and returns whether the turn was released.

    Raises:
        RuntimeError: the condition is not owned.
    """
    inner: Any = condition
    if not inner._is_owned():
        raise RuntimeError("cannot wait on un-acquired lock")
    inner._waiters.append(turn)
    saved = inner._release_save()
    is_released = False
    try:
        is_released = block()
        return is_released
    finally:
        inner._acquire_restore(saved)
        if not is_released and turn in inner._waiters:
            inner._waiters.remove(turn)


def condition_of(future: Any) -> threading.Condition:
    """Return the condition on which those wait who want a future's result."""
    condition: threading.Condition = future._condition
    return condition


def workers_of(pool: Any) -> int:
    """Return how many calls a pool runs at the same time."""
    workers: int = pool._max_workers
    return workers


def target_of(thread: threading.Thread) -> Any:
    """Return what a thread runs, or a timer calls; None for a class with a `run` of its own."""
    target: Any = getattr(thread, "function", None) or getattr(thread, "_target", None)
    return target


def has_started(thread: threading.Thread) -> bool:
    """Return whether `start` was called, also where the thread has ended."""
    started: bool = thread._started.is_set()  # type: ignore[attr-defined]
    return started


def is_pool_worker(thread: threading.Thread) -> bool:
    """Return whether a thread is a `ThreadPoolExecutor`'s or trio's: its work takes part instead."""
    target = target_of(thread)
    return target is pools._worker or str(getattr(target, "__module__", "")).startswith("trio.")


def call_of(item: Any) -> Any:
    """Return the function that a `WorkItem` calls."""
    # Python 3.14 keeps it in a tuple.
    return getattr(item, "fn", None) or getattr(item, "task", (None,))[0]

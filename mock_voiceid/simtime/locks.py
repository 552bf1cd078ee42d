"""Locks and simple queues that are made while a clock is frozen: their timeouts are simulated.

The ones of the standard library are written in C and cannot be seen into.
"""

import _thread
import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any

from .primitives import has_time, waiter
from .turns import Turn

_INNER = ("threading", "queue", "concurrent.futures", "logging", "asyncio", "mock_voiceid")

_real_lock = threading.Lock
_real_queue = queue.SimpleQueue


class SimulatedLock:
    """A lock for which is waited in simulated time."""

    def __init__(self) -> None:
        self._lock = _thread.allocate_lock()
        self._turns: list[Turn] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Do as `threading.Lock.acquire` does."""
        if self._lock.acquire(False):
            return True
        me = waiter() if blocking else None
        if me is None or not (timeout == -1 or has_time(timeout)):
            return self._lock.acquire(blocking, timeout)
        deadline = None if timeout == -1 else me.scheduler.monotonic.now() + round(timeout * 1e6)
        left: float | None = None if deadline is None else timeout
        while True:
            turn = Turn(me, f"a lock (timeout={timeout:g})" if deadline else "a lock", has_come=self._is_free)
            self._turns.append(turn)
            try:
                is_free = turn.block(left)
            finally:
                self._turns.remove(turn)
            if self._lock.acquire(False):
                return True
            if not is_free:
                return False
            if deadline is not None:
                left = max(0.0, (deadline - me.scheduler.monotonic.now()) / 1e6)

    def release(self) -> None:
        """Do as `threading.Lock.release` does."""
        self._lock.release()
        if self._turns:
            for turn in tuple(self._turns[:1]):
                turn.release()

    def locked(self) -> bool:
        """Do as `threading.Lock.locked` does."""
        return self._lock.locked()

    def _is_free(self) -> bool:
        return not self._lock.locked()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *raised: object) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self.__init__()  # type: ignore[misc]


def _lock() -> Any:
    name = sys._getframe(1).f_globals.get("__name__", "")
    return _real_lock() if name.startswith(_INNER) or waiter() is None else SimulatedLock()


class SimulatedQueue(_real_queue):  # type: ignore[type-arg]
    """A simple queue for whose items is waited in simulated time."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: list[Turn] = []

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Do as `queue.SimpleQueue.put` does."""
        super().put(item, block, timeout)
        for turn in tuple(self._turns[:1]):
            turn.release()

    def put_nowait(self, item: Any) -> None:
        """Do as `queue.SimpleQueue.put_nowait` does."""
        self.put(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Do as `queue.SimpleQueue.get` does."""
        me = waiter() if block else None
        if me is None or not (timeout is None or has_time(timeout)):
            return super().get(block, timeout)
        deadline = None if timeout is None else me.scheduler.monotonic.now() + round(timeout * 1e6)
        left = timeout
        while True:
            try:
                return super().get(False)
            except queue.Empty:
                if left is not None and left <= 0:
                    raise
            turn = Turn(me, "an item of a queue", has_come=lambda: not self.empty())
            self._turns.append(turn)
            try:
                turn.block(left)
            finally:
                self._turns.remove(turn)
            if deadline is not None:
                left = (deadline - me.scheduler.monotonic.now()) / 1e6


def replacements() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is replaced while a clock is frozen: the owner, the name, and what takes its place."""
    yield threading, "Lock", _lock
    yield queue, "SimpleQueue", SimulatedQueue

"""Private state of asyncio's event loops.

Guarded by `tests/internals/test_event_loop.py` and `tests/simtime/waiting/test_loops.py`.
"""

import asyncio
import asyncio.base_events
import asyncio.base_subprocess
import asyncio.selector_events
import heapq
import itertools
from collections.abc import Callable
from typing import Any

RUN_ONCE = "_run_once"
BaseLoop: Any = asyncio.base_events.BaseEventLoop
SocketTransport: Any = asyncio.selector_events._SelectorSocketTransport  # type: ignore[attr-defined]
ChildTransport: Any = asyncio.base_subprocess.BaseSubprocessTransport

_order = itertools.count()


def is_idle(loop: asyncio.AbstractEventLoop) -> bool | None:
    """Return whether only the caller is ready to run on the loop; None if the loop does not say.

    No public API provides this. asyncio's loops and most derived ones have `_ready`; uvloop's does not.
    Guarded by tests/internals/test_event_loop.py.
    """
    ready = getattr(loop, "_ready", None)
    return None if ready is None else not ready


class OrderedTimer(asyncio.TimerHandle):
    """A timer that comes after older ones of the same instant; asyncio's own come in any order."""

    __slots__ = ("order",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = next(_order)

    def __lt__(self, other: Any) -> bool:
        return place_of(self) < place_of(other)

    def __gt__(self, other: Any) -> bool:
        return place_of(self) > place_of(other)

    __hash__ = asyncio.TimerHandle.__hash__


def use_order(order: "itertools.count[int]") -> None:
    """Have timers take their numbers from the one count of all that wait."""
    global _order
    _order = order


def place_of(timer: asyncio.TimerHandle) -> tuple[int, int]:
    """Return a timer's instant, in microseconds of its loop's time, and its order within it."""
    return round(timer.when() * 1e6), getattr(timer, "order", -1)


class Loop:
    """One of asyncio's loops that have a selector, seen from within."""

    def __init__(self, loop: Any) -> None:
        self._loop = loop

    @staticmethod
    def can_be_seen(loop: Any) -> bool:
        """Return whether a loop is one of those."""
        return hasattr(getattr(loop, "_selector", None), "get_map") and hasattr(loop, "_scheduled")

    @property
    def has_something_to_do(self) -> bool:
        """Whether anything is ready to run, or the loop is to stop."""
        return bool(self._loop._ready) or self._loop._stopping

    def has_events(self) -> bool:
        """Return whether a socket has something for the loop; it may be asked from another thread."""
        try:
            return bool(self._loop._selector.select(0))
        except (OSError, ValueError, RuntimeError):  # pragma: no cover - closed meanwhile
            return True

    def poll(self, seconds: float) -> None:
        """Wait for sockets in real time, and make ready what waits for them."""
        self._loop._process_events(self._loop._selector.select(seconds))

    def first_timer(self) -> asyncio.TimerHandle | None:
        """Return the earliest timer."""
        scheduled = self._loop._scheduled
        while scheduled and scheduled[0]._cancelled:
            self._loop._timer_cancelled_count -= 1
            heapq.heappop(scheduled)._scheduled = False
        return scheduled[0] if scheduled else None

    def take_first_timer(self) -> None:
        """Make the earliest timer's callback ready."""
        timer = heapq.heappop(self._loop._scheduled)
        timer._scheduled = False
        self._loop._ready.append(timer)

    def wake(self) -> None:
        """Have a poll return, from whatever thread."""
        self._loop._write_to_self()

    def listens(self) -> bool:
        """Return whether sockets are read of which the loop is not the only user."""
        own = self._loop._ssock
        return any(key.fileobj is not own for key in tuple(self._loop._selector.get_map().values()))

    def is_sending(self) -> bool:
        """Return whether the loop connects, or sends what the other side has not taken."""
        from selectors import EVENT_WRITE

        return any(key.events & EVENT_WRITE for key in tuple(self._loop._selector.get_map().values()))


def is_answered_here(transport: Any, others: Any) -> bool:
    """Return whether the other side of a connection is on the same loop."""
    try:
        peer = transport._sock.getpeername()
    except (OSError, AttributeError):
        return True
    for other in tuple(others):
        try:
            if other is not transport and peer and other._sock.getsockname() == peer:
                return True
        except (OSError, AttributeError):
            continue
    return False


def loop_of(transport: Any) -> Any:
    """Return the loop of a transport."""
    return transport._loop


Replacement = tuple[Any, str, Callable[..., Any]]

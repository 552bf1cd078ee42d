"""The standard library's primitives for threads: they ask the scheduler when a participant waits."""

import concurrent.futures
import concurrent.futures.thread
import math
import select
import socketserver
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..internals import threads
from ..internals.early import is_real_caller, sleep
from . import active
from .participants import Participant
from .scheduler import Scheduler
from .turns import Turn

_THROUGH = ("threading", "queue", "concurrent.futures")
_FRAMES = 8
# Never nothing, or a loop that sleeps in tiny steps would not end.
_LEAST = 1e-6

# Conditions of what other processes do: they are waited for in real time.
_of_processes: "weakref.WeakSet[threading.Condition]" = weakref.WeakSet()

_real_wait = threading.Condition.wait
_real_join = threading.Thread.join
_real_start = threading.Thread.start
_real_submit = concurrent.futures.ThreadPoolExecutor.submit
_real_run = threads.WorkItem.run
_real_select = select.select
_real_serve = socketserver.BaseServer.serve_forever


def in_charge() -> Participant | None:
    """Return the calling thread's participant where its waiting is simulated, whoever calls."""
    scheduler = active.scheduler()
    return None if scheduler is None else scheduler.in_charge()


def waiter() -> Participant | None:
    """Return the participant that waits, unless a caller beyond threading's own functions is real."""
    me = in_charge()
    if me is None:
        return None
    frame: Any = sys._getframe(2)
    for _ in range(_FRAMES):
        name = frame.f_globals.get("__name__", "")
        if not name.startswith(_THROUGH):
            return None if is_real_caller(name) else me
        if frame.f_code is _real_start.__code__:
            return None  # for the beginning of a thread, which is at once
        frame = frame.f_back
        if frame is None:
            break
    return me


def has_time(timeout: Any) -> bool:
    """Return whether a timeout is one for which can be waited."""
    return isinstance(timeout, int | float) and 0 < timeout <= threading.TIMEOUT_MAX


def sleeping(seconds: Any, frame: Any) -> bool:
    """Sleep in simulated time, where that is to be.

    Returns:
        whether it was slept; else it is for the real function, as what that refuses is.
    """
    scheduler = active.scheduler()
    if scheduler is not None and scheduler.is_at_an_instant and has_time(seconds):
        return True
    me = in_charge()
    if me is None or not isinstance(seconds, int | float) or not 0 <= seconds <= threading.TIMEOUT_MAX:
        return False
    if is_real_caller(frame.f_globals.get("__name__")):
        return False
    if seconds == 0:
        sleep.real(0)
        me.scheduler.yields(me)
    else:
        sleep_for(me, seconds)
    return True


def sleep_for(me: Participant, seconds: float) -> None:
    """Wait for nothing but the time."""
    Turn(me, f"time.sleep({seconds})").block(max(seconds, _LEAST))


def _condition_wait(self: threading.Condition, timeout: float | None = None) -> bool:
    me = waiter()
    if me is None or self in _of_processes or (timeout is not None and not timeout > 0):
        return _real_wait(self, timeout)
    turn = Turn(me, _named("wait", timeout))
    return threads.wait_with(self, turn, lambda: turn.block(timeout))


def _named(call: str, timeout: float | None) -> str:
    return f"{call}()" if timeout is None else f"{call}(timeout={timeout:g})"


def _join(self: threading.Thread, timeout: float | None = None) -> None:
    me = waiter()
    if (
        me is None
        or (timeout is not None and not timeout > 0)
        or self is threading.current_thread()
        or not threads.has_started(self)
        or not self.is_alive()
    ):
        return _real_join(self, timeout)
    joined = next((one for one in tuple(me.scheduler.participants) if one.thread is self), None)
    if joined is None:
        turn = Turn(me, f"the end of {self.name}", has_come=lambda: not self.is_alive(), watches=self)
        is_over = turn.block(timeout)
    else:
        turn = Turn(me, f"the end of {self.name}", has_come=lambda: joined not in me.scheduler.participants)
        joined.joiners.append(turn.release)
        is_over = turn.block(timeout)
    if is_over:
        _real_join(self, None if timeout is None else math.ceil(timeout))
    return None


def _start(self: threading.Thread) -> None:
    me = in_charge()
    if (
        me is None
        or is_real_caller(sys._getframe(1).f_globals.get("__name__"))
        or threads.is_pool_worker(self)
    ):
        return _real_start(self)
    scheduler = me.scheduler
    participant = Participant(scheduler, f"thread {self.name!r}", self)
    run = self.run

    def take_part() -> None:
        del self.run
        scheduler.enter(participant)
        try:
            run()
        finally:
            scheduler.leave(participant)

    self.run = take_part  # type: ignore[method-assign]
    scheduler.add(participant)
    try:
        return _real_start(self)
    except BaseException:
        del self.run
        scheduler.leave(participant)
        raise


class _Work:
    """A call that a participant gave to a pool."""

    def __init__(self, scheduler: Scheduler, pool: Any, function: Callable[..., Any]) -> None:
        self.scheduler, self.pool, self.function = scheduler, pool, function
        self._is_queued = True
        scheduler.queue(pool, 1)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def dequeue(self) -> None:
        if self._is_queued:
            self._is_queued = False
            self.scheduler.queue(self.pool, -1)

    def taken_off(self, future: "concurrent.futures.Future[Any]") -> None:
        if future.cancelled():
            self.dequeue()
            self.scheduler.advance()

    def run(self, run: Callable[[], None]) -> None:
        scheduler = self.scheduler
        participant = Participant(scheduler, f"work of a pool: {self.function!r}")
        before = scheduler.enter(participant)
        scheduler.run(self.pool, 1)
        self.dequeue()
        try:
            run()
        finally:
            scheduler.run(self.pool, -1)
            scheduler.leave(participant, before)


def _submit(
    self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> "concurrent.futures.Future[Any]":
    me = in_charge()
    if me is None:
        return _real_submit(self, fn, *args, **kwargs)
    work = _Work(me.scheduler, self, fn)
    try:
        future = _real_submit(self, work, *args, **kwargs)
    except BaseException:
        work.dequeue()
        raise
    future.add_done_callback(work.taken_off)
    return future


def _run_item(self: Any, *args: Any) -> None:
    work = threads.call_of(self)
    if isinstance(work, _Work) and work.scheduler is active.scheduler():
        work.run(lambda: _real_run(self, *args))
    else:
        _real_run(self, *args)


def _submit_to_processes(real: Callable[..., Any]) -> Callable[..., Any]:
    def submit(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        me = in_charge()
        future = real(self, *args, **kwargs)
        if me is not None:
            scheduler = me.scheduler
            _of_processes.add(threads.condition_of(future))
            scheduler.outside_work += 1

            def done(_: Any) -> None:
                scheduler.outside_work -= 1

            future.add_done_callback(done)
        return future

    return submit


def _select(rlist: Any, wlist: Any, xlist: Any, timeout: float | None = None, /) -> Any:
    me = waiter()
    if me is None or timeout is None or not timeout > 0 or rlist or wlist or xlist:
        return _real_select(rlist, wlist, xlist, timeout)
    Turn(me, f"select.select([], [], [], {timeout})").block(timeout)
    return [], [], []


@contextmanager
def outside() -> Iterator[None]:
    """Have the calling thread take no part in the block: it waits in real time, and nobody waits for it."""
    scheduler = active.scheduler()
    me = None if scheduler is None else scheduler.me
    if scheduler is None or me is None:
        yield
        return
    scheduler.leave(me)
    try:
        yield
    finally:
        scheduler.enter(me)


def _serve_forever(self: socketserver.BaseServer, poll_interval: float = 0.5) -> None:
    with outside():
        _real_serve(self, poll_interval)


def replacements() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is replaced while a clock is frozen: the owner, the name, and what takes its place."""
    yield threading.Condition, "wait", _condition_wait
    yield threading.Thread, "join", _join
    yield threading.Thread, "start", _start
    yield concurrent.futures.ThreadPoolExecutor, "submit", _submit
    yield threads.WorkItem, "run", _run_item
    yield select, "select", _select
    yield socketserver.BaseServer, "serve_forever", _serve_forever
    if "concurrent.futures.process" in sys.modules:
        pool: Any = concurrent.futures.ProcessPoolExecutor
        yield pool, "submit", _submit_to_processes(pool.submit)

"""What a mock starts so that waiting is simulated under its clock, and stops when it ends."""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ..internals import early
from ..internals.imports import when_imported
from . import active, alarms, locks, loops, primitives, trios, uvloops
from .clock import Clock
from .participants import Participant
from .scheduler import Scheduler
from .sleeping import Sleeping

SIMULATED, SLEEP, REAL, STRICT = "simulated", "sleep", "real", "strict"
WAYS = (SIMULATED, STRICT, SLEEP, REAL)
"""How waiting goes on while a clock is frozen."""

_default = SIMULATED


def default_way() -> str:
    """Return the way of mocks that name none."""
    return _default


def use(way: str) -> Callable[[], None]:
    """Set the way of mocks that name none, and return what sets it back."""
    global _default
    before, _default = _default, way

    def set_back() -> None:
        global _default
        _default = before

    return set_back


_lock = threading.RLock()
_started: list["Waiting"] = []


class Waiting:
    """Waiting under a clock, from `start` to `stop`.

    While the clock is frozen, whatever the thread that called `start`, and what that starts, waits for in
    time takes simulated time. See docs/simulated-time.md.
    """

    def __init__(self, clock: Clock, way: str = SIMULATED) -> None:
        """Make it for a clock; nothing changes until `start`.

        Args:
            clock: it moves when everybody is at rest.
            way: one of `WAYS`.
        """
        self._clock = clock
        self._way = way
        self._sleeping = Sleeping(clock) if way == SLEEP else None
        self._participant: Participant | None = None
        self._is_active = False

    def start(self) -> None:
        """Begin, with the calling thread as a participant. Nothing is replaced until the clock is frozen."""
        if self._sleeping is not None:
            self._sleeping.start()
        if self._way == REAL or self._way == SLEEP:
            return
        with _lock:
            _started.append(self)
        self._thread = threading.current_thread()
        self._clock.when_frozen(self._begin)

    def _begin(self) -> None:
        with _lock:
            if self not in _started or self._is_active:
                return
            self._is_active = True
            scheduler = active.scheduler()
            if scheduler is None:
                scheduler = Scheduler()
                active.use(scheduler)
                _replacing.begin()
            scheduler.clocks.append(self._clock)
            scheduler.is_strict = scheduler.is_strict or self._way == STRICT
            participant = Participant(scheduler, "the thread that entered the mock", self._thread)
            participant.has_entered = True
            scheduler.enter_for(self._thread, participant)
            self._participant = participant if participant in scheduler.participants else None
            running = asyncio._get_running_loop()
            if running is not None:
                uvloops.adopt(running)

    def stop(self) -> None:
        """Restore everything; whoever waits goes on in real time. It may be called again."""
        self._clock.when_frozen(None)
        if self._sleeping is not None:
            self._sleeping.stop()
        with _lock:
            if self not in _started:
                return
            _started.remove(self)
            scheduler = active.scheduler()
            if not self._is_active or scheduler is None:
                return
            self._is_active = False
            scheduler.clocks.remove(self._clock)
            if not scheduler.clocks:
                _replacing.end()
                active.use(None)
                scheduler.end()
                loops.clear()
                uvloops.clear(scheduler.ended_at)
            if self._participant is not None:
                scheduler.leave(self._participant)
                self._participant = None


class _Replacing:
    """What takes the place of the standard library's functions while a clock is frozen."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self._awaited: set[str] = set()
        self.is_active = False

    def begin(self) -> None:
        for owner, name, value in self._all():
            self._replace(owner, name, value)
        self._undo.append(early.bind_early_names())
        self.is_active = True
        for name, adapter in (("uvloop", uvloops), ("trio", trios)):
            if name in sys.modules:
                self.add(adapter.replacements())
            elif name not in self._awaited:
                self._awaited.add(name)
                when_imported(name, partial(self._add_late, adapter))
        early.state.reading = _read
        early.state.sleeping = primitives.sleeping

    def add(self, replacements: Iterator[tuple[Any, str, Any]]) -> None:
        """Replace more, while anything is replaced, for what has been imported since."""
        if self.is_active:
            for owner, name, value in replacements:
                self._replace(owner, name, value)

    def _add_late(self, adapter: Any) -> None:
        self.add(adapter.replacements())

    def _all(self) -> Iterator[tuple[Any, str, Any]]:
        yield from primitives.replacements()
        yield from locks.replacements()
        yield from loops.replacements()
        yield from alarms.replacements()

    def _replace(self, owner: Any, name: str, value: Any) -> None:
        found = vars(owner)
        is_own, before = name in found, found.get(name)
        setattr(owner, name, value)

        def restore() -> None:
            # What a test has put there since is the test's.
            if vars(owner).get(name) is value:
                if is_own:
                    setattr(owner, name, before)
                else:
                    delattr(owner, name)

        self._undo.append(restore)

    def end(self) -> None:
        self.is_active = False
        early.state.reading = early.state.sleeping = None
        while self._undo:
            self._undo.pop()()


_replacing = _Replacing()


def _read(clock: early.EarlyClock, frame: Any) -> Any:
    scheduler = active.scheduler()
    if scheduler is None:
        return None
    me = scheduler.in_charge()
    if me is None:
        return None
    if early.is_real_caller(frame.f_globals.get("__name__")):
        return clock.outside()
    if clock.is_monotonic:
        return scheduler.monotonic.read(clock.in_nanoseconds)
    instant = me.scheduler.clocks[-1].instant()
    return instant * 1_000 if clock.in_nanoseconds else instant / 1e6


def _in_a_child() -> None:
    global _lock
    _lock = threading.RLock()
    scheduler = active.scheduler()
    if scheduler is not None:
        scheduler.forget_the_others()


with contextlib.suppress(AttributeError):  # not on every system
    os.register_at_fork(after_in_child=_in_a_child)

"""`time.sleep` and `asyncio.sleep` while time stands still: they move it instead of waiting."""

import asyncio
import datetime as dt
import functools
import heapq
import itertools
import numbers
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..instants import Instant, microseconds_of
from ..internals import event_loop
from .clock import Clock

_real_sleep = time.sleep
_real_asyncio_sleep = asyncio.sleep

# Of a loop that was idle so often in a row, what came in from outside has been looked at in between.
_IDLE_ROUNDS = 2
# So many rounds of its loop a sleeper waits beside tasks that never rest; about 10 ms.
_BUSY_ROUNDS = 1_000
# The same where the loop does not tell whether it is idle.
_BLIND_ROUNDS = 20

_lock = threading.Lock()
_started: tuple["Sleeping", ...] = ()


class Sleeping:
    """Sleeping under a clock, from `start` to `stop`.

    While the clock is frozen, `time.sleep` and `asyncio.sleep` in the thread that called `start` move the
    clock on by what they were to wait, and what is due on the way happens. That holds for every name in a
    loaded module that is bound to them (`from time import sleep as pause`). While the clock runs, and in all
    other threads, they really wait. Of several clocks in a thread the innermost counts.

    `asyncio.sleep` moves the clock when its loop has nothing else to run, for the earliest of the loop's
    sleepers. It does not wait for what comes from a socket, another thread or an executor.

    What else waits goes on in real time: the timers of event loops, so that
    `asyncio.wait_for(asyncio.sleep(10), 1)` is done at once and does not time out, and threads that wait for
    each other. A function kept elsewhere than in a module's names, such as in a parameter's default, is the
    real one.
    """

    def __init__(self, clock: Clock) -> None:
        """Make it for a clock; nothing changes until `start`."""
        self._clock = clock
        self._thread = 0
        self._has_replaced = False

    def start(self) -> None:
        """Begin, with the calling thread as the one whose sleeping moves the clock.

        Names are replaced when the clock is first found frozen, which may be now.
        """
        global _started
        self._thread = threading.get_ident()
        with _lock:
            _started = (*_started, self)
        self._clock.when_frozen(self._replace_names)

    def stop(self) -> None:
        """End: names are as they were found, and whoever sleeps is let go. It may be called again."""
        global _started
        self._clock.when_frozen(None)
        with _lock:
            _started = tuple(sleeping for sleeping in _started if sleeping is not self)
            if self._has_replaced:
                self._has_replaced = False
                _names.restore()
        for loop in [loop for loop in _sleepers if loop.is_closed()]:
            del _sleepers[loop]

    def _replace_names(self) -> None:
        with _lock:
            # Another thread may have found the clock frozen just when this was stopped.
            if self in _started and not self._has_replaced:
                self._has_replaced = True
                _names.replace()

    def move(self, distance: int) -> None:
        """Move the clock on by `distance` microseconds; it stays where it has been moved on meanwhile."""
        self._clock.tick(dt.timedelta(microseconds=max(0, distance)))

    def now(self) -> Instant:
        """Return the present of simulated time."""
        return self._clock.instant()

    def in_charge(self) -> bool:
        """Return whether sleeping moves the clock: this is started, and the clock is frozen."""
        return self in _started and self._clock.frozen


def _in_charge() -> Sleeping | None:
    thread = threading.get_ident()
    for sleeping in reversed(_started):
        if sleeping._thread == thread:
            return sleeping if sleeping.in_charge() else None
    return None


def _is_simulated(wait: Any) -> bool:
    # The rest is left to the real function: nothing to wait for, what it refuses, and what is for ever.
    return bool(0 < wait <= threading.TIMEOUT_MAX)


def _distance(wait: Any) -> int:
    # Never nothing, or a loop that polls in tiny steps would not end.
    return max(1, microseconds_of(float(wait)))


@functools.wraps(_real_sleep)
def _simulated_sleep(seconds: Any, /) -> None:
    sleeping = _in_charge()
    if sleeping is not None and isinstance(seconds, float | numbers.Integral) and _is_simulated(seconds):
        sleeping.move(_distance(seconds))
    else:
        _real_sleep(seconds)


@functools.wraps(_real_asyncio_sleep)
async def _simulated_asyncio_sleep(delay: Any, result: Any = None) -> Any:
    sleeping = _in_charge()
    if sleeping is None or not isinstance(delay, numbers.Real) or not _is_simulated(delay):
        return await _real_asyncio_sleep(delay, result)
    wakes = sleeping.now() + _distance(delay)
    await _sleepers_of(asyncio.get_running_loop()).wait(wakes, sleeping)
    # Woken, it moves the clock where nobody else has; let go, it does not.
    if sleeping.in_charge():
        sleeping.move(wakes - sleeping.now())
    return result


@dataclass(order=True)
class _Sleeper:
    wakes: Instant
    arrival: int
    sleeping: Sleeping = field(compare=False)
    turn: "asyncio.Future[None]" = field(compare=False)

    def wake(self) -> None:
        if not self.turn.done():
            self.turn.set_result(None)


class _Sleepers:
    """Who sleeps on one event loop, and the callback that goes round in it for as long as anybody does."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[_Sleeper] = []
        self._arrivals = itertools.count()
        self._started: tuple[Sleeping, ...] | None = None
        self._rounds = 0
        self._idle_rounds = 0

    def wait(self, wakes: Instant, sleeping: Sleeping) -> "asyncio.Future[None]":
        """Return what is done when it is the sleeper's turn to wake, and to move the clock."""
        turn: asyncio.Future[None] = self._loop.create_future()
        heapq.heappush(self._waiting, _Sleeper(wakes, next(self._arrivals), sleeping, turn))
        return turn

    def look(self) -> None:
        """Wake whoever is to wake, and look again in the loop's next round."""
        self._let_go()
        earliest = self._earliest()
        if earliest is None:
            del _sleepers[self._loop]
            return
        if earliest.wakes <= earliest.sleeping.now() or self._nothing_else_runs():
            self._rounds = self._idle_rounds = 0
            heapq.heappop(self._waiting).wake()
        self._loop.call_soon(self.look)

    def _let_go(self) -> None:
        # All clocks stand or run together, so one of them tells; which are started changes seldom.
        if self._started is _started and (not self._waiting or self._waiting[0].sleeping.in_charge()):
            return
        self._started = _started
        waiting, self._waiting = sorted(self._waiting), []
        for sleeper in waiting:
            if sleeper.sleeping.in_charge():
                self._waiting.append(sleeper)
            else:
                sleeper.wake()

    def _earliest(self) -> _Sleeper | None:
        while self._waiting and self._waiting[0].turn.done():
            heapq.heappop(self._waiting)
        return self._waiting[0] if self._waiting else None

    def _nothing_else_runs(self) -> bool:
        idle = event_loop.is_idle(self._loop)
        self._rounds += 1
        self._idle_rounds = self._idle_rounds + 1 if idle else 0
        enough = _BLIND_ROUNDS if idle is None else _BUSY_ROUNDS
        return self._idle_rounds >= _IDLE_ROUNDS or self._rounds >= enough


def _sleepers_of(loop: asyncio.AbstractEventLoop) -> _Sleepers:
    sleepers = _sleepers.get(loop)
    if sleepers is None:
        sleepers = _sleepers[loop] = _Sleepers(loop)
        loop.call_soon(sleepers.look)
    return sleepers


_sleepers: dict[asyncio.AbstractEventLoop, _Sleepers] = {}


class _Names:
    """The names in loaded modules that are bound to functions, which others take the place of for a while.

    A name that is bound to a replacement in between, as by an import, does no harm and is put right too: a
    replacement does what the real function does where nothing is simulated.
    """

    def __init__(self, replacements: dict[Callable[..., Any], Callable[..., Any]]) -> None:
        self._replacing = {id(real): replacement for real, replacement in replacements.items()}
        self._restoring = {id(replacement): real for real, replacement in replacements.items()}
        self._both = self._replacing.keys() | self._restoring.keys()
        self._known: dict[str, tuple[int, int, tuple[str, ...]]] = {}
        self._uses = 0

    def replace(self) -> None:
        self._uses += 1
        if self._uses == 1:
            self._rebind(self._replacing)

    def restore(self) -> None:
        self._uses -= 1
        if self._uses == 0:
            self._rebind(self._restoring)

    def _rebind(self, to: dict[int, Callable[..., Any]]) -> None:
        for key, module in tuple(sys.modules.items()):
            try:
                # Not by the module's own ways, which load a lazy one.
                names = object.__getattribute__(module, "__dict__")
            except AttributeError:
                continue
            known = self._known.get(key)
            if known is None or known[0] != id(names) or known[1] != len(names):
                # To look at every name takes milliseconds, so it is done anew only where names were added.
                known = self._known[key] = (id(names), len(names), self._names_in(names))
            for name in known[2]:
                function = to.get(id(names.get(name)))
                if function is not None:
                    names[name] = function

    def _names_in(self, names: dict[str, Any]) -> tuple[str, ...]:
        if names is globals() or not isinstance(names, dict):
            return ()
        if self._both.isdisjoint(map(id, tuple(names.values()))):
            # A test may have put something else there for now.
            return ("sleep",) if "sleep" in names else ()
        return tuple(
            name for name, value in tuple(names.items()) if name == "sleep" or id(value) in self._both
        )


_names = _Names({_real_sleep: _simulated_sleep, _real_asyncio_sleep: _simulated_asyncio_sleep})

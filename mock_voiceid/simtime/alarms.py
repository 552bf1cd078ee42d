"""`signal.alarm` and `signal.setitimer` in simulated time."""

import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

from ..internals.early import is_real_caller
from .participants import Wait
from .primitives import in_charge
from .scheduler import Scheduler

_real_setitimer: Any = getattr(signal, "setitimer", None)
_real_alarm: Any = getattr(signal, "alarm", None)


class _Alarm(Wait):
    """The one timer of the process, which sends SIGALRM to the main thread."""

    __slots__ = ("_scheduler", "interval")

    def __init__(self, scheduler: Scheduler, seconds: float, interval: float) -> None:
        super().__init__(scheduler.deadline_in(seconds), "an alarm", is_over=lambda: False, wake=self._ring)
        self._scheduler = scheduler
        self.interval = interval

    def _ring(self) -> None:
        self._scheduler.alarms.remove(self)
        if self.interval > 0:
            self._scheduler.alarms.append(_Alarm(self._scheduler, self.interval, self.interval))
        main = threading.main_thread().ident
        if main is not None:
            signal.pthread_kill(main, signal.SIGALRM)

    def left(self) -> float:
        """Return how many seconds are left."""
        return 0.0 if self.deadline is None else (self.deadline - self._scheduler.monotonic.now()) / 1e6


def _set(scheduler: Scheduler, seconds: float, interval: float) -> tuple[float, float]:
    before = next((one for one in scheduler.alarms if isinstance(one, _Alarm)), None)
    scheduler.alarms.clear()
    if seconds > 0:
        scheduler.alarms.append(_Alarm(scheduler, seconds, interval))
    return (0.0, 0.0) if before is None else (before.left(), before.interval)


def _setitimer(which: int, seconds: float, interval: float = 0.0) -> tuple[float, float]:
    me = in_charge()
    real = (
        me is None
        or which != signal.ITIMER_REAL
        or is_real_caller(sys._getframe(1).f_globals.get("__name__"))
    )
    if me is None or real:
        told: tuple[float, float] = _real_setitimer(which, seconds, interval)
        return told
    return _set(me.scheduler, seconds, interval)


def _alarm(seconds: int) -> int:
    me = in_charge()
    if me is None or is_real_caller(sys._getframe(1).f_globals.get("__name__")):
        left: int = _real_alarm(seconds)
        return left
    return round(_set(me.scheduler, seconds, 0.0)[0])


def replacements() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is replaced while a clock is frozen: the owner, the name, and what takes its place."""
    if _real_setitimer is not None:
        yield signal, "setitimer", _setitimer
        yield signal, "alarm", _alarm

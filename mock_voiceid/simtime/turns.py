"""One thread's wait: it blocks until it is released, due, or the end of simulated time."""

import _thread
import contextlib
import threading
import warnings
from collections.abc import Callable

from ..internals.early import Real
from .participants import Participant, Wait

_SHORTEST, _LONGEST = 0.001, 0.01
_BESIDE_A_LOOKOUT = 0.05


class Turn:
    """What a thread waits with. Whoever ends the wait calls `release`, as it would release a lock."""

    def __init__(
        self,
        me: Participant,
        what: str,
        *,
        has_come: Callable[[], bool] | None = None,
        watches: threading.Thread | None = None,
    ) -> None:
        """Make a turn.

        Args:
            me: who waits.
            what: for what, as it is reported.
            has_come: tells whether it has come without a release: it is asked again and again.
            watches: the thread whose doing is waited for, where it takes no part.
        """
        self._me = me
        self._scheduler = me.scheduler
        self._what = what
        self._has_come = has_come
        self._watches = watches
        self._door = _thread.allocate_lock()
        self._door.acquire()
        self._is_released = False

    def release(self) -> None:
        """End the wait."""
        self._is_released = True
        self._open()

    def _open(self) -> None:
        with contextlib.suppress(RuntimeError):  # it is open already
            self._door.release()

    def _is_over(self) -> bool:
        return self._is_released or (self._has_come is not None and self._has_come())

    def block(self, seconds: float | None) -> bool:
        """Wait, for so many seconds at most.

        Returns:
            whether it was released; else it is due.
        """
        scheduler = self._scheduler
        wait = Wait(
            scheduler.deadline_in(seconds),
            self._what,
            is_over=self._is_over,
            wake=self._open,
            watches=self._watches,
        )
        try:
            scheduler.rest(self._me, wait)
            slice_ = _SHORTEST
            while not wait.is_due and not self._is_over():
                if not scheduler.is_frozen:
                    return self._go_on_in_real_time(wait, seconds)
                if not scheduler.is_lookout(wait):
                    self._door.acquire(True, _BESIDE_A_LOOKOUT)
                elif not self._door.acquire(True, slice_):
                    slice_ = min(2 * slice_, _LONGEST)
                    scheduler.look()
                complain(self._me)
            return self._is_over()
        finally:
            scheduler.rise(self._me, wait)

    def _go_on_in_real_time(self, wait: Wait, seconds: float | None) -> bool:
        left = None if seconds is None else float(seconds)
        if left is not None and wait.deadline is not None:
            left = max(0.0, (wait.deadline - self._scheduler.last_instant) / 1e6)
        end = None if left is None else Real.monotonic() + left
        while not self._is_over():
            rest = _BESIDE_A_LOOKOUT if end is None else min(_BESIDE_A_LOOKOUT, end - Real.monotonic())
            if rest <= 0:
                break
            self._door.acquire(True, rest)
        return self._is_over()


def complain(me: Participant) -> None:
    """Say that nothing can happen any more, where it is so: a warning, or an error.

    Raises:
        RuntimeError: nothing can happen any more, and the mock is strict about it.
    """
    complaint = me.scheduler.complaint(me)
    if complaint is None:
        return
    if me.scheduler.is_strict:
        raise RuntimeError(complaint)
    warnings.warn(complaint, RuntimeWarning, stacklevel=_depth_of_the_user())


def _depth_of_the_user() -> int:
    return 4

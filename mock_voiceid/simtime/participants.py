"""Who takes part in simulated time, and what each of them waits for."""

import itertools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..internals import threads
from ..internals.early import is_runner

if TYPE_CHECKING:
    from .scheduler import Scheduler

GRACE = 0.02
"""Seconds for which a participant has to stand where nobody sees it, to count as at rest."""

order_of_waits = itertools.count()
"""By it those that wait for one instant are told apart: the lowest began first."""


class Wait:
    """One wait of a participant, from when it begins to rest until it goes on.

    Attributes:
        deadline: until when, in microseconds of simulated monotonic time; None for no instant.
        order: when it began, among all.
        is_over: whether what is waited for has come.
        wake: makes the waiter look again.
        what: what is waited for, as it is reported.
        is_due: whether the scheduler has woken it.
        listens: whether something outside may end it: then nobody can say that nothing will happen.
        is_busy: whether it is for an answer from the world outside, for which time stands still.
        watches: a thread that takes no part, whose doing may end it.
    """

    __slots__ = ("deadline", "is_busy", "is_due", "is_over", "listens", "order", "wake", "watches", "what")

    def __init__(
        self,
        deadline: int | None,
        what: str,
        *,
        is_over: Callable[[], bool],
        wake: Callable[[], None],
        order: int | None = None,
        listens: bool = False,
        is_busy: Callable[[], bool] = lambda: False,
        watches: threading.Thread | None = None,
    ) -> None:
        self.is_busy = is_busy
        self.deadline = deadline
        self.order = next(order_of_waits) if order is None else order
        self.is_over = is_over
        self.wake = wake
        self.what = what
        self.is_due = False
        self.listens = listens
        self.watches = watches

    @property
    def place(self) -> tuple[int, int]:
        """Its place among those that wait for an instant."""
        return (self.deadline or 0, self.order)


class Participant:
    """A thread, or a piece of work in a pool's thread, for which time stands still while it is busy."""

    def __init__(self, scheduler: "Scheduler", name: str, thread: threading.Thread | None = None) -> None:
        self.scheduler = scheduler
        self.name = name
        self.thread = thread
        self.ident: int | None = None
        self.native_id: int | None = None
        self.waits: list[Wait] = []
        self.outside = 0
        self.joiners: list[Callable[[], None]] = []
        self.yields = (0, 0)
        self.has_entered = False
        self._seen: tuple[threads.Fingerprint | None, float] | None = None
        self._stands_at: threads.Fingerprint | None = None

    def begins_here(self) -> None:
        """Have the calling thread be this participant."""
        self.ident, self.native_id = threading.get_ident(), threading.get_native_id()

    @property
    def wait(self) -> Wait | None:
        """What it waits for; None where it is busy."""
        return None if self.outside or not self.waits else self.waits[-1]

    def moved(self) -> None:
        """Note that it does something."""
        self._seen = self._stands_at = None

    def look(self, now: float) -> None:
        """See whether it still stands where it stood at the last look."""
        if self.wait is not None or self.outside:
            return
        seen = threads.fingerprint(self.ident)
        if self._seen is None or self._seen[0] != seen:
            self._seen, self._stands_at = (seen, now), None
        elif (
            self._stands_at is None
            and seen is not None
            and now - self._seen[1] >= GRACE
            and threads.is_asleep(self.native_id)
            and not threads.waits_for_the_world(self.ident, self.native_id)
        ):
            self._stands_at = seen

    @property
    def stands(self) -> bool:
        """Whether it rests where nobody sees it."""
        return self._stands_at is not None and self._stands_at == threads.fingerprint(self.ident)


def is_watchdog(thread: threading.Thread) -> bool:
    """Return whether a thread is the test runner's or a debugger's: nobody waits for it."""
    return is_runner(getattr(threads.target_of(thread), "__module__", None)) or is_runner(
        type(thread).__module__
    )


def before(one: Wait, other: Wait) -> bool:
    """Return whether one wait ends before another; those for no instant come last."""
    if one.deadline is None or other.deadline is None:
        return one.deadline is not None
    return one.place < other.place

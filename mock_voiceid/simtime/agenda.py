"""What is scheduled in simulated time, in its order."""

import heapq
import itertools
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..instants import Instant

Action = Callable[[Instant], None]
"""What a scheduled entry does; it is called with the entry's own instant."""

_arrival = itertools.count()


@dataclass(order=True, slots=True)
class Entry:
    """One action scheduled for one instant; at equal instants, entries run in the order of scheduling."""

    instant: Instant
    arrival: int
    action: Action = field(compare=False)
    gone: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Remove the entry from its agenda: it will not run."""
        self.gone = True

    def take(self) -> None:
        """Remove the entry from its agenda, because it runs now."""
        self.gone = True


class Agenda:
    """Scheduled actions, earliest first. Thread-safe: requests schedule while the clock runs them."""

    def __init__(self) -> None:
        """Make an empty agenda."""
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def at(self, instant: Instant, action: Action) -> Entry:
        """Schedule `action` for `instant`, in microseconds since the epoch."""
        entry = Entry(instant, next(_arrival), action)
        with self._lock:
            heapq.heappush(self._entries, entry)
        return entry

    def next(self) -> Entry | None:
        """Return the earliest entry without taking it, or None if nothing is scheduled."""
        if not self._entries:
            return None
        with self._lock:
            while self._entries and self._entries[0].gone:
                heapq.heappop(self._entries)
            return self._entries[0] if self._entries else None


class Agendas:
    """The agendas of a process, each registered under a key: an account and region has one at a time."""

    def __init__(self) -> None:
        """Make an empty register."""
        self._registered: dict[Hashable, Agenda] = {}
        self._all: tuple[Agenda, ...] = ()

    def register(self, key: Hashable) -> Agenda:
        """Return a new agenda, which replaces the one that was registered under the key before."""
        agenda = self._registered[key] = Agenda()
        # Read by clocks without a lock, so it is replaced and never changed.
        self._all = tuple(self._registered.values())
        return agenda

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Run the block with an empty register, and restore the agendas that were registered."""
        found = self._registered, self._all
        self._registered, self._all = {}, ()
        try:
            yield
        finally:
            self._registered, self._all = found

    def all(self) -> tuple[Agenda, ...]:
        """Return every registered agenda."""
        return self._all


agendas = Agendas()
"""The one register of the process: time is one, so each clock runs all of them."""

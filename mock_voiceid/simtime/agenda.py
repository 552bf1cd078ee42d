"""What is due, in its order: the one list of things that happen on their own in simulated time."""

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from ..instants import Instant

Action = Callable[[Instant], None]
"""What happens when an entry is due; it is given the entry's own instant."""

_arrival = itertools.count()


@dataclass(order=True, slots=True)
class Entry:
    """One thing due at one instant; equal instants keep the order in which they were put down."""

    instant: Instant
    arrival: int
    action: Action = field(compare=False)
    gone: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Take the entry off its agenda: it will not happen."""
        self.gone = True

    def take(self) -> None:
        """Take the entry off its agenda, as it happens now."""
        self.gone = True


class Agenda:
    """The things due, earliest first. A lock guards them: requests put them down while a clock takes them."""

    def __init__(self) -> None:
        """Make an agenda with nothing on it."""
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def at(self, instant: Instant, action: Action) -> Entry:
        """Put `action` down for `instant`."""
        entry = Entry(instant, next(_arrival), action)
        with self._lock:
            heapq.heappush(self._entries, entry)
        return entry

    def next(self) -> Entry | None:
        """Return the earliest entry without taking it, or None when nothing is due."""
        if not self._entries:
            return None
        with self._lock:
            while self._entries and self._entries[0].gone:
                heapq.heappop(self._entries)
            return self._entries[0] if self._entries else None

    def clear(self) -> None:
        """Forget everything that is due."""
        with self._lock:
            self._entries.clear()

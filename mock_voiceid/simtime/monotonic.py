"""The monotonic clock of simulated time."""

import math
import threading

from ..internals import early, freezing

_NANOSECONDS = 1_000


class Monotonic:
    """Microseconds that advance as the wall clock is advanced while it is frozen, and never go back.

    It begins at the real monotonic clock. When the wall clock is set back, and when a freeze begins or
    ends, it goes on from where it is.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value = _running()
        self._freeze: object = None
        self._instant = 0
        self._looks = (0, 0)

    def now(self) -> int:
        """Return the present."""
        with self._lock:
            if not freezing.is_frozen():
                return self._run()
            freeze, instant = freezing.identity(), freezing.instant()
            if freeze is not self._freeze:
                if self._freeze is None:
                    self._value = max(self._value, _running())
                self._freeze = freeze
            elif instant > self._instant:
                self._value += instant - self._instant
            self._instant = instant
            return self._value

    def _run(self) -> int:
        if self._freeze is not None:
            # What simulated time has gained stays.
            self._freeze = None
            early.state.offset = max(0, self._value * _NANOSECONDS - early.Real.monotonic_ns())
        self._value = max(self._value, _running())
        return self._value

    def end(self) -> None:
        """Go on as the real clock does, from where this one is."""
        self.now()
        with self._lock:
            if self._freeze is not None:
                self._run()

    def read(self, in_nanoseconds: bool) -> float | int:
        """Return what a clock tells. Two looks at one instant differ by the least that there is."""
        now = self.now()
        with self._lock:
            looks = self._looks[1] + 1 if self._looks[0] == now else 0
            self._looks = (now, looks)
        if in_nanoseconds:
            return now * _NANOSECONDS + min(looks, _NANOSECONDS - 1)
        seconds = now / 1e6
        return seconds + looks * math.ulp(seconds) if looks else seconds

    def renew(self) -> None:
        """Go on in the child of a fork, where another thread may have held the lock."""
        self._lock = threading.Lock()

    @property
    def looks(self) -> int:
        """How often the present was read."""
        return self._looks[1]


def _running() -> int:
    nanoseconds: int = early.Real.monotonic_ns() + early.state.offset
    return nanoseconds // _NANOSECONDS

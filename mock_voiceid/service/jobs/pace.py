"""How fast a job goes: by the mock's timing, or by a transition of Moto's state manager."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...control.checks import is_number, is_whole
from ...control.options import LONGEST, Timing
from ...instants import Instant, microseconds_of


@dataclass(frozen=True)
class Pace:
    """When a job starts, and when each of its requests is done.

    Args:
        queue: microseconds from submission to start.
        per_request: microseconds a request; None where `whole` is given.
        whole: microseconds for all requests together, however many.
        describes: Describe calls per status change; None if time drives the job.
    """

    queue: int = 0
    per_request: int | None = 0
    whole: int = 0
    describes: int | None = None

    @classmethod
    def of(cls, transition: Mapping[str, Any], timing: Timing) -> "Pace":
        """Return the pace that a transition of the state manager sets.

        Raises:
            ValueError: the transition is none that Moto documents.
        """
        match dict(transition):
            case {"progression": "timing"}:
                return cls(microseconds_of(timing.queue), microseconds_of(timing.per_request))
            case {"progression": "immediate"}:
                return cls()
            case {"progression": "time", "seconds": seconds} if (
                is_number(seconds) and 0 <= seconds <= LONGEST
            ):
                return cls(microseconds_of(seconds), None, microseconds_of(seconds))
            case {"progression": "manual", "times": times} if is_whole(times) and times >= 0:
                return cls(describes=times)
        raise ValueError(
            f"{dict(transition)!r} is no transition: write {{'progression': 'immediate'}}, "
            "{'progression': 'time', 'seconds': 5} or {'progression': 'manual', 'times': 1}"
        )

    def done_at(self, begun: Instant, number: int, total: int) -> Instant:
        """Return when the request with this number, from 1, of a total is done."""
        if self.per_request is None:
            return begun + self.whole * number // total
        return begun + self.per_request * number

"""State of freezegun and time-machine: the current instant, and whether it is frozen.

Neither library has a public API to ask whether time is frozen, or to move a freeze that someone else
started. Each undocumented name is guarded by tests/internals/test_freezing.py.
"""

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Any, TypeVar

from freezegun import api

from ..instants import Instant

_Item = TypeVar("_Item")

NANOSECONDS = 1_000
"""Nanoseconds per microsecond."""

_UTC = dt.timezone.utc
_MICROSECOND = dt.timedelta(microseconds=1)
_NO_OFFSET = dt.timedelta()
_NOWHERE: list[Any] = []
_NAIVE_EPOCH = api.real_datetime(1970, 1, 1)
_EPOCH = api.real_datetime(1970, 1, 1, tzinfo=_UTC)

factories: list[Any] = api.freeze_factories
"""freezegun's stack of active freezes; the last one is in effect. freezegun mutates it, never replaces it."""


def instant() -> Instant:
    """Return the instant of `datetime.now()`, frozen or not."""
    if top := factories[-1:]:
        frozen: dt.datetime = top[0]()
        return (frozen - _NAIVE_EPOCH + offset()) // _MICROSECOND
    if _traveller() is None:
        return api.real_time_ns() // NANOSECONDS
    # time-machine patches the real class itself, and it rounds nanoseconds differently.
    return (api.real_datetime.now(_UTC) - _EPOCH) // _MICROSECOND


def is_frozen() -> bool:
    """Return whether freezegun or time-machine has frozen time, without ticking."""
    factory = top_of(factories) if factories else None
    if factory is not None:
        # The two other factories (tick=True, auto_tick_seconds=...) advance by themselves.
        return isinstance(factory, api.FrozenDateTimeFactory)
    traveller = _traveller()
    # time-machine has no public attribute for this.
    return traveller is not None and not traveller._tick


def set_to(instant: Instant) -> None:
    """Move frozen time to another instant, also if the test froze it itself."""
    factory = top_of(factories)
    if factory is not None:
        factory.move_to(naive(instant) - offset())
    else:
        # Before 3.0, the public shift and move_to round to floats, and move_to sets the time zone.
        _traveller()._destination_timestamp_ns = instant * NANOSECONDS


def top_of(stack: Sequence[_Item]) -> _Item | None:
    """Return the last item of a stack, or None; safe if another thread stops its freeze meanwhile."""
    top = stack[-1:]
    return top[0] if top else None


def offset() -> dt.timedelta:
    """Return the `tz_offset` of the active freeze of freezegun."""
    return top_of(api.tz_offsets) or _NO_OFFSET


def naive(instant: Instant) -> dt.datetime:
    """Return an instant as the naive datetime that freezegun expects."""
    return _NAIVE_EPOCH + instant * _MICROSECOND


def journeys() -> list[Any]:
    """Return time-machine's stack of journeys; the last one is in effect. Empty if it is not imported."""
    # Not imported here, because it is optional. Before 3.0 it is called coordinates_stack.
    time_machine: Any = sys.modules.get("time_machine")
    if time_machine is None:
        return _NOWHERE
    stack: list[Any]
    try:
        stack = time_machine.traveller_stack
    except AttributeError:
        stack = time_machine.coordinates_stack
    return stack


def _traveller() -> Any:
    stack = journeys()
    return top_of(stack) if stack else None

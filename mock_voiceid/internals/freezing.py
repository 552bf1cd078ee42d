"""Contact with freezegun's and time-machine's state: what the time is, whether it stands still, and where.

Neither library tells whether its clock stands, or lets anyone but its owner move it, so what is read here is
undocumented. `tests/internals/test_freezing.py` guards every name.
"""

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Any, TypeVar

from freezegun import api

from ..instants import Instant

_Item = TypeVar("_Item")

NANOSECONDS = 1_000
"""Of one microsecond."""

_UTC = dt.timezone.utc
_MICROSECOND = dt.timedelta(microseconds=1)
_NO_OFFSET = dt.timedelta()
_NOWHERE: list[Any] = []
_NAIVE_EPOCH = api.real_datetime(1970, 1, 1)
_EPOCH = api.real_datetime(1970, 1, 1, tzinfo=_UTC)

factories: list[Any] = api.freeze_factories
"""freezegun's stack of running freezes, of which the last governs; it is changed, never replaced."""


def instant() -> Instant:
    """Return the instant that `datetime.now` tells, whoever governs it."""
    if top := factories[-1:]:
        frozen: dt.datetime = top[0]()
        return (frozen - _NAIVE_EPOCH + offset()) // _MICROSECOND
    if _traveller() is None:
        return api.real_time_ns() // NANOSECONDS
    # The real class, which time-machine patches from within: it rounds nanoseconds in its own way.
    return (api.real_datetime.now(_UTC) - _EPOCH) // _MICROSECOND


def is_frozen() -> bool:
    """Return whether time stands still: it is frozen by freezegun or by time-machine, and does not tick."""
    factory = top_of(factories) if factories else None
    if factory is not None:
        # The two other kinds of factory (tick=True, auto_tick_seconds=...) go on by themselves.
        return isinstance(factory, api.FrozenDateTimeFactory)
    traveller = _traveller()
    # time-machine has no public way to ask whether it ticks.
    return traveller is not None and not traveller._tick


def set_to(instant: Instant) -> None:
    """Make the time that stands still stand at another instant; its owner sees it move."""
    factory = top_of(factories)
    if factory is not None:
        factory.move_to(naive(instant) - offset())
    else:
        # Its public shift and move_to round through floats before 3.0, and move_to sets the time zone.
        _traveller()._destination_timestamp_ns = instant * NANOSECONDS


def top_of(stack: Sequence[_Item]) -> _Item | None:
    """Return the last of a stack, in one look, as another thread may stop its freeze between two."""
    top = stack[-1:]
    return top[0] if top else None


def offset() -> dt.timedelta:
    """Return what freezegun's `datetime.now` adds to its time, in whatever time zone."""
    return top_of(api.tz_offsets) or _NO_OFFSET


def naive(instant: Instant) -> dt.datetime:
    """Return an instant as freezegun takes it."""
    return _NAIVE_EPOCH + instant * _MICROSECOND


def journeys() -> list[Any]:
    """Return time-machine's stack of journeys, of which the last governs; none where it is not imported."""
    # Never imported from here: it is the user's to have. Before 3.0 it says coordinates instead of traveller.
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

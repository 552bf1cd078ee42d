"""Contact with freezegun's and time-machine's module state: what the time is, and whether it stands still.

Neither library tells whether its clock stands, or lets anyone but its owner move it, so what is read here is
undocumented. `tests/seams/test_freezing.py` guards every name.
"""

import datetime as dt
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, TypeVar

import freezegun
from freezegun import api

from ..instants import Instant

_Item = TypeVar("_Item")

_MEASURING = "_pytest.timing"  # by which pytest measures how long a test takes, in real time
_UTC = dt.timezone.utc
_MICROSECOND = dt.timedelta(microseconds=1)
_NO_OFFSET = dt.timedelta()
_NANOSECONDS = 1_000  # of one microsecond
_NAIVE_EPOCH = api.real_datetime(1970, 1, 1)
_EPOCH = api.real_datetime(1970, 1, 1, tzinfo=_UTC)
# freezegun's stack of running freezes, of which the last governs; it is changed, never replaced.
_factories = api.freeze_factories


def instant() -> Instant:
    """Return the instant that `datetime.now` tells, whoever governs it."""
    if top := _factories[-1:]:
        return (top[0]() - _NAIVE_EPOCH + _offset()) // _MICROSECOND
    if _traveller() is None:
        return api.real_time_ns() // _NANOSECONDS
    # The real class, which time-machine patches from within: it rounds nanoseconds in its own way.
    return (api.real_datetime.now(_UTC) - _EPOCH) // _MICROSECOND


def standing() -> bool:
    """Return whether time stands still: it is frozen by freezegun or by time-machine, and does not tick."""
    factory = _top(_factories)
    if factory is not None:
        # The two other kinds of factory (tick=True, auto_tick_seconds=...) go on by themselves.
        return isinstance(factory, api.FrozenDateTimeFactory)
    traveller = _traveller()
    # time-machine has no public way to ask whether it ticks.
    return traveller is not None and not traveller._tick


def stand_at(instant: Instant) -> None:
    """Make the time that stands still stand at another instant; its owner sees it move."""
    factory = _top(_factories)
    if factory is not None:
        factory.move_to(_naive(instant) - _offset())
    else:
        # Its public shift and move_to round through floats before 3.0, and move_to sets the time zone.
        _traveller()._destination_timestamp_ns = instant * _NANOSECONDS


class Freeze:
    """Time made to stand still, laid over whatever time there was until it is stopped.

    Event loops go on in real time.
    """

    def __init__(self, instant: Instant) -> None:
        """Make time stand still at `instant`."""
        self._depth = len(_factories)
        # What the user told a freezegun beneath to leave alone, and its offset, stay as they are.
        self._freezer = freezegun.freeze_time(
            _naive(instant) - _offset(),
            tz_offset=_offset(),
            ignore=list(_top(api.ignore_lists) or [_MEASURING]),
            real_asyncio=True,
        )
        self._factory = self._freezer.start()

    def stand_at(self, instant: Instant) -> None:
        """Stand at another instant."""
        self._factory.move_to(_naive(instant) - _offset())

    def stop(self) -> None:
        """Give time back as it was found, also with freezes laid over this one or taken from under it."""
        depth = self._present_depth()
        if depth is None:
            return
        if self._factory is not _factories[-1]:
            _let_any_freezer_restore()
        if depth == len(_factories) - 1:
            self._freezer.stop()
        else:
            self._take_out(depth)

    def _present_depth(self) -> int | None:
        # freezegun's stop takes off the top, whoever put it there: where a freezer beneath was stopped before
        # this one, this one's factory is gone and that freezer's remains.
        for depth, factory in enumerate(_factories):
            if factory is self._factory:
                return depth
        left = len(_factories)
        return min(self._depth, left) - 1 if left else None

    def _take_out(self, depth: int) -> None:
        for stack in (_factories, api.tz_offsets, api.ignore_lists, api.tick_flags):
            del stack[depth]
        for owner, name, original in self._freezer.undo_changes:
            # The names in modules stay frozen for the freezer above; the loops were kept real by this one.
            if not isinstance(owner, ModuleType):
                setattr(owner, name, original)


def _let_any_freezer_restore() -> None:
    # Only the freezer that was started first knows what to restore, and only the one stopped last restores:
    # stopped in another order, freezegun fails with an AttributeError and leaves its fakes in place. Given
    # these two, any freezer searches the loaded modules for the fakes, as it does for those imported late.
    fakes = {
        fake: real
        for name, fake in vars(api).items()
        if name.startswith("fake_") and (real := getattr(api, f"real_{name[5:]}", None)) is not None
    }
    fakes |= {api.FakeDate: api.real_date, api.FakeDatetime: api.real_datetime}
    api._freeze_time.fake_names = tuple(fake.__name__ for fake in fakes)
    api._freeze_time.reals = {id(fake): real for fake, real in fakes.items()}


def _top(stack: Sequence[_Item]) -> _Item | None:
    # In one look, as another thread may stop its freeze between two.
    top = stack[-1:]
    return top[0] if top else None


def _offset() -> dt.timedelta:
    # freezegun's datetime.now tells its time plus this, in whatever time zone.
    return _top(api.tz_offsets) or _NO_OFFSET


def _naive(instant: Instant) -> dt.datetime:
    return _NAIVE_EPOCH + instant * _MICROSECOND


def _traveller() -> Any:
    # Never imported from here: it is the user's to have. Before 3.0 it says coordinates instead of traveller.
    time_machine: Any = sys.modules.get("time_machine")
    if time_machine is None:
        return None
    try:
        stack = time_machine.traveller_stack
    except AttributeError:
        stack = time_machine.coordinates_stack
    return stack[-1] if stack else None

"""Making time stand still, with freezegun or with time-machine.

Both keep stacks, and stop whatever is on top: who stops out of order has to put that right, which goes by
names that are not documented. `tests/internals/test_freezers.py` guards every one of them.
"""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Protocol

import freezegun
from freezegun import api

from ..instants import Instant
from .freezing import NANOSECONDS, factories, journeys, naive, offset, top_of

FREEZEGUN, TIME_MACHINE = "freezegun", "time-machine"

FREEZERS = {FREEZEGUN: "freezegun", TIME_MACHINE: "time_machine"}
"""The libraries that make time stand still, and their modules."""

_in_use = FREEZEGUN

_MEASURING = "_pytest.timing"  # by which pytest measures how long a test takes, in real time


class Freeze(Protocol):
    """Time made to stand still, laid over whatever time there was until it is stopped."""

    def set_to(self, instant: Instant) -> None:
        """Stand at another instant."""

    def stop(self) -> None:
        """Give time back as it was found, also with freezes laid over this one or taken from under it."""


def is_installed(freezer: str) -> bool:
    """Return whether a library of `FREEZERS` is there."""
    return importlib.util.find_spec(FREEZERS[freezer]) is not None


def use(freezer: str) -> Callable[[], None]:
    """Set the library that freezes where no mock says which, and return what sets it back."""
    global _in_use
    before, _in_use = _in_use, freezer

    def set_back() -> None:
        global _in_use
        _in_use = before

    return set_back


def freeze(instant: Instant, freezer: str | None = None) -> Freeze:
    """Make time stand still.

    Args:
        instant: where.
        freezer: one of `FREEZERS`; None for the one that is set by `use`. Over a freeze of freezegun's it is
            freezegun in any case, as time-machine refuses to begin there.
    """
    if (freezer or _in_use) == TIME_MACHINE and not factories:
        return TimeMachineFreeze(instant)
    return FreezegunFreeze(instant)


class FreezegunFreeze:
    """A freeze with freezegun. Event loops go on in real time."""

    def __init__(self, instant: Instant) -> None:
        """Make time stand still at `instant`."""
        self._depth = len(factories)
        # What the user told a freezegun beneath to leave alone, and its offset, stay as they are.
        self._freezer = freezegun.freeze_time(
            naive(instant) - offset(),
            tz_offset=offset(),
            ignore=list(top_of(api.ignore_lists) or [_MEASURING]),
            real_asyncio=True,
        )
        self._factory = self._freezer.start()

    def set_to(self, instant: Instant) -> None:
        """Stand at another instant."""
        self._factory.move_to(naive(instant) - offset())

    def stop(self) -> None:
        """Give time back as it was found, also with freezes laid over this one or taken from under it."""
        depth = _depth_in(factories, self._factory, self._depth)
        if depth is None:
            return
        if self._factory is not factories[-1]:
            _let_any_freezer_restore()
        if depth == len(factories) - 1:
            self._freezer.stop()
        else:
            self._take_out(depth)

    def _take_out(self, depth: int) -> None:
        for stack in (factories, api.tz_offsets, api.ignore_lists, api.tick_flags):
            del stack[depth]
        for owner, name, original in self._freezer.undo_changes:
            # The names in modules stay frozen for the freezer above; the loops were kept real by this one.
            if not isinstance(owner, ModuleType):
                setattr(owner, name, original)


class TimeMachineFreeze:
    """A freeze with time-machine, which changes nothing but the present, and the time zone not at all."""

    def __init__(self, instant: Instant) -> None:
        """Make time stand still at `instant`."""
        time_machine: Any = importlib.import_module(FREEZERS[TIME_MACHINE])
        self._depth = len(journeys())
        # A datetime with a time zone would set that of the process.
        self._journey = time_machine.travel(0, tick=False)
        self._traveller = self._journey.start()
        self.set_to(instant)

    def set_to(self, instant: Instant) -> None:
        """Stand at another instant."""
        self._traveller._destination_timestamp_ns = instant * NANOSECONDS

    def stop(self) -> None:
        """Give time back as it was found, also with journeys laid over this one or taken from under it."""
        stack = journeys()
        depth = _depth_in(stack, self._traveller, self._depth)
        if depth is None:
            return
        if depth == len(stack) - 1:
            self._journey.stop()
        else:
            del stack[depth]


def _depth_in(stack: Sequence[Any], own: Any, begun_at: int) -> int | None:
    # Both libraries' stop takes off the top, whoever put it there: where a freeze beneath was stopped before
    # this one, this one's own is gone and that freeze's remains.
    for depth, present in enumerate(stack):
        if present is own:
            return depth
    return min(begun_at, len(stack)) - 1 if stack else None


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

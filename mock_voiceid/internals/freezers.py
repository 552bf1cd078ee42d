"""Freezes time, with freezegun or with time-machine.

Both libraries keep a stack and pop its top. Stopping out of order needs repair, through undocumented names.
Each is guarded by tests/internals/test_freezers.py.
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
"""The libraries that freeze time, and their modules."""

_in_use = FREEZEGUN

_MEASURING = "_pytest.timing"  # pytest measures the duration of tests with it, in real time


class Freeze(Protocol):
    """Frozen time, until it is stopped."""

    def set_to(self, instant: Instant) -> None:
        """Move the frozen time to another instant."""

    def stop(self) -> None:
        """Restore the previous time, even if freezes above are active or freezes below were stopped."""


def is_installed(freezer: str) -> bool:
    """Return whether a library of `FREEZERS` is installed."""
    return importlib.util.find_spec(FREEZERS[freezer]) is not None


def use(freezer: str) -> Callable[[], None]:
    """Set the default library, and return a function that restores the previous one."""
    global _in_use
    before, _in_use = _in_use, freezer

    def restore() -> None:
        global _in_use
        _in_use = before

    return restore


def freeze(instant: Instant, freezer: str | None = None) -> Freeze:
    """Freeze time.

    Args:
        instant: the instant to freeze at.
        freezer: one of `FREEZERS`; None for the default, see `use`. While freezegun is active, freezegun is
            used in any case, because time-machine does not start then.
    """
    if (freezer or _in_use) == TIME_MACHINE and not factories:
        return TimeMachineFreeze(instant)
    return FreezegunFreeze(instant)


class FreezegunFreeze:
    """A freeze with freezegun. Event loops keep running in real time."""

    def __init__(self, instant: Instant) -> None:
        """Freeze time at `instant`."""
        self._depth = len(factories)
        # Keep the ignore list and the offset of a freeze that the user started before.
        self._freezer = freezegun.freeze_time(
            naive(instant) - offset(),
            tz_offset=offset(),
            ignore=list(top_of(api.ignore_lists) or [_MEASURING]),
            real_asyncio=True,
        )
        self._factory = self._freezer.start()

    def set_to(self, instant: Instant) -> None:
        """Move the frozen time to another instant."""
        self._factory.move_to(naive(instant) - offset())

    def stop(self) -> None:
        """Restore the previous time, even if freezes above are active or freezes below were stopped."""
        depth = _depth_in(factories, self._factory, self._depth)
        if depth is None:
            return
        if self._factory is not factories[-1]:
            _let_any_freezer_restore()
        if depth == len(factories) - 1:
            self._freezer.stop()
        else:
            self._remove_at(depth)

    def _remove_at(self, depth: int) -> None:
        for stack in (factories, api.tz_offsets, api.ignore_lists, api.tick_flags):
            del stack[depth]
        for owner, name, original in self._freezer.undo_changes:
            # The freeze above still needs the fakes in modules; only this one kept the loops real.
            if not isinstance(owner, ModuleType):
                setattr(owner, name, original)


class TimeMachineFreeze:
    """A freeze with time-machine. It changes the current time but not the time zone."""

    def __init__(self, instant: Instant) -> None:
        """Freeze time at `instant`."""
        time_machine: Any = importlib.import_module(FREEZERS[TIME_MACHINE])
        self._depth = len(journeys())
        # A datetime with a time zone would change the time zone of the process.
        self._journey = time_machine.travel(0, tick=False)
        self._traveller = self._journey.start()
        self.set_to(instant)

    def set_to(self, instant: Instant) -> None:
        """Move the frozen time to another instant."""
        self._traveller._destination_timestamp_ns = instant * NANOSECONDS

    def stop(self) -> None:
        """Restore the previous time, even if journeys above are active or journeys below were stopped."""
        stack = journeys()
        depth = _depth_in(stack, self._traveller, self._depth)
        if depth is None:
            return
        if depth == len(stack) - 1:
            self._journey.stop()
        else:
            del stack[depth]


def _depth_in(stack: Sequence[Any], own: Any, started_at: int) -> int | None:
    # Both libraries pop the top of the stack. If a freeze below was stopped first, it popped this entry and
    # left its own.
    for depth, present in enumerate(stack):
        if present is own:
            return depth
    return min(started_at, len(stack)) - 1 if stack else None


def _let_any_freezer_restore() -> None:
    # Only the first freezer knows what to restore, but the one that stops last restores: in another order
    # freezegun raises an AttributeError and leaves its fakes in place. With these two attributes, any freezer
    # finds the fakes in the loaded modules.
    fakes = {
        fake: real
        for name, fake in vars(api).items()
        if name.startswith("fake_") and (real := getattr(api, f"real_{name[5:]}", None)) is not None
    }
    fakes |= {api.FakeDate: api.real_date, api.FakeDatetime: api.real_datetime}
    api._freeze_time.fake_names = tuple(fake.__name__ for fake in fakes)
    api._freeze_time.reals = {id(fake): real for fake, real in fakes.items()}

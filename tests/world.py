"""The names that freezing time replaces, for checks that they are restored."""

import asyncio
import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from freezegun import api


def world() -> list[Any]:
    """Return everything that a frozen clock replaces, and the state of freezegun and time-machine."""
    return [
        *(dt.datetime, dt.date, time.time, time.time_ns, time.monotonic, time.monotonic_ns),
        *(time.perf_counter, time.localtime, time.gmtime, time.strftime, time.sleep, asyncio.sleep),
        *(asyncio.SelectorEventLoop.time, asyncio.BaseEventLoop.time),
        *(list(stack) for stack in (api.freeze_factories, api.tz_offsets, api.ignore_lists, api.tick_flags)),
        list(time_machine.traveller_stack),
    ]


def fakes_in_modules() -> list[str]:
    """Return the names in loaded modules that are bound to objects of freezegun."""
    fakes = {id(value) for name, value in vars(api).items() if name.startswith(("fake_", "Fake"))}
    return [
        f"{key}.{name}"
        for key, module in list(sys.modules.items())
        if not key.startswith("freezegun")
        for name, value in list(getattr(module, "__dict__", {}).items())
        if id(value) in fakes
    ]


@contextmanager
def world_as_found() -> Iterator[None]:
    """Run the block, and fail if it does not restore everything."""
    found = world()
    yield
    assert world() == found
    assert fakes_in_modules() == []

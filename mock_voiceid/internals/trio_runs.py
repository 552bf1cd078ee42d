"""Contact with the inside of trio: the clock of a run, and the threads that work for it.

`tests/simtime/waiting/test_loops.py` guards each name.
"""

import importlib
import sys
from collections.abc import Iterator
from typing import Any

SYSTEM_CLOCK = "SystemClock"
AUTOJUMP = "_autojump"
START_THREAD = "start_thread_soon"


def is_imported() -> bool:
    """Return whether trio is imported."""
    return "trio._core._run" in sys.modules


def runs() -> Any:
    """Return the module that makes a clock for each run."""
    return sys.modules["trio._core._run"]


def mock_clock() -> Any:
    """Return the class of clocks that jump when every task is blocked."""
    return importlib.import_module("trio.testing").MockClock


def thread_cache() -> Any:
    """Return the module that starts threads."""
    return sys.modules["trio._core._thread_cache"]


def starters_of_threads() -> Iterator[tuple[Any, str]]:
    """Yield the modules that start threads, and the name by which they do."""
    real = getattr(thread_cache(), START_THREAD)
    for name, module in tuple(sys.modules.items()):
        if name.startswith("trio") and vars(module).get(START_THREAD) is real:
            yield module, START_THREAD


def seconds_to_next_deadline() -> float:
    """Return how far the next deadline of the run is."""
    trio: Any = sys.modules["trio"]
    left: float = trio.lowlevel.current_statistics().seconds_to_next_deadline
    return left

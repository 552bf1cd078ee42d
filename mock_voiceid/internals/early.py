"""Stand-ins for `time.sleep` and the clocks of `time`, in place from the import of the package on.

Whatever is bound to them afterwards (a default, a class attribute, a partial, a closure) can be
simulated without a search for it. Until somebody takes charge they call the functions that they stand for.

They are objects and not functions: a function that a class keeps becomes a method, the real ones do not.
"""

import importlib
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .imports import when_imported

MICROSECOND = 1_000
"""In nanoseconds."""

RUNNERS = (
    *(
        "_pytest",
        "pluggy",
        "pytest_timeout",
        "xdist",
        "execnet",
        "coverage",
        "hypothesis",
        "pytest_benchmark",
    ),
    *("pdb", "bdb", "IPython", "debugpy", "pydevd", "_pydevd", "faulthandler", "freezegun"),
)
"""Modules that run the tests or watch them: they see real time, and nobody waits for their threads."""

REAL_CALLERS = (
    *RUNNERS,
    *(
        "subprocess",
        "multiprocessing",
        "selectors",
        "socketserver",
        "socket",
        "ssl",
        "http.server",
        "werkzeug",
    ),
    *("mock_voiceid.internals", "mock_voiceid.server"),
)
"""Modules that see real time, in whatever thread: they deal with the world outside, or run the tests."""


class _Modules:
    """Tells the modules that are named, or lie within one that is, from all others."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._known: dict[Any, bool] = {None: False}

    def __call__(self, module: str | None) -> bool:
        known = self._known.get(module)
        if known is None and module is not None:
            known = any(module == name or module.startswith((f"{name}.", f"{name}_")) for name in self._names)
            self._known[module] = known
        return bool(known)


is_runner = _Modules(RUNNERS)
is_real_caller = _Modules(REAL_CALLERS)


def _real(name: str) -> Any:
    # Where freezegun has frozen time already, it knows what was there before.
    return staticmethod(getattr(sys.modules.get("freezegun.api"), f"real_{name}", getattr(time, name)))


class Real:
    """The functions themselves, whatever stands in their place."""

    sleep = _real("sleep")
    time = _real("time")
    time_ns = _real("time_ns")
    monotonic = _real("monotonic")
    monotonic_ns = _real("monotonic_ns")
    perf_counter = _real("perf_counter")
    perf_counter_ns = _real("perf_counter_ns")


class _State:
    """What all stand-ins look at.

    Attributes:
        reading: returns what a clock tells the caller at a frame; None where nobody is in charge.
        sleeping: the same for a sleep: whether it has been slept.
        offset: by how many nanoseconds monotonic clocks are ahead of the real ones.
        freezes: freezegun's stack of freezes, once it is imported.
        freezes_that_leave_loops: how many of them leave asyncio's loops in real time.
    """

    reading: Callable[["EarlyClock", Any], Any] | None = None
    sleeping: Callable[[Any, Any], bool] | None = None
    offset = 0
    freezes: list[Any] = []
    freezes_that_leave_loops = 0


state = _State()


class _Early:
    """Stands for a function of `time`."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = name
        self.__module__ = "time"
        self.real: Callable[..., Any] = getattr(Real, name)
        self.__doc__ = self.real.__doc__

    def __reduce__(self) -> str:
        return self.__name__

    def __repr__(self) -> str:
        return f"<built-in function {self.__name__}>"


class EarlySleep(_Early):
    """Stands for `time.sleep`."""

    def __call__(self, seconds: Any, /) -> None:
        """Sleep, in simulated time where somebody is in charge."""
        sleeping = state.sleeping
        if sleeping is None or not sleeping(seconds, sys._getframe(1)):
            self.real(seconds)


class EarlyClock(_Early):
    """Stands for a clock.

    Attributes:
        is_monotonic: whether it tells no date.
        unit: how many nanoseconds one of what it tells is; None for seconds as a float.
        fake: what freezegun puts in its place.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.is_monotonic = not name.startswith("time")
        self.in_nanoseconds = name.endswith("_ns")
        self.fake: Callable[[], Any] | None = None

    def __call__(self) -> Any:
        """Tell the time, the simulated one where somebody is in charge."""
        reading = state.reading
        if reading is not None:
            told = reading(self, sys._getframe(1))
            if told is not None:
                return told
        elif state.freezes and self.fake is not None and not self._is_for_a_loop(sys._getframe(1)):
            return self.fake()
        return self.outside()

    def _is_for_a_loop(self, frame: Any) -> bool:
        return (
            bool(state.freezes_that_leave_loops) and frame.f_globals.get("__name__") == "asyncio.base_events"
        )

    def outside(self) -> Any:
        """Tell real time: a monotonic clock is as far ahead as simulated time has made it."""
        if state.offset and self.is_monotonic:
            return self.real() + (state.offset if self.in_nanoseconds else state.offset / 1e9)
        return self.real()


sleep = EarlySleep("sleep")
clocks = {
    name: EarlyClock(name)
    for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
}
STAND_INS: dict[Any, Any] = {early.real: early for early in (sleep, *clocks.values())}
"""The real functions, and what stands for each."""


def install() -> None:
    """Put the stand-ins in place. It may be called again."""
    _step_aside_for_time_machine()
    for name, early in (("sleep", sleep), *clocks.items()):
        if getattr(time, name) is early.real:
            setattr(time, name, early)
    # By these they measure what is left of a timeout.
    # Guarded by tests/internals/test_early.py::test_timeouts_of_threading_and_queue_are_measured_by_it.
    for module, name in ((threading, "_time"), (queue, "time")):
        if getattr(module, name) is Real.monotonic:
            setattr(module, name, clocks["monotonic"])
    when_imported("freezegun.api", take_freezeguns_place)

    _before.update(sys.modules)
    schedulers: Any = getattr(sys.modules.get("sched"), "scheduler", None)
    if schedulers is not None:
        defaults = schedulers.__init__.__defaults__
        schedulers.__init__.__defaults__ = tuple(STAND_INS.get(value, value) for value in defaults)


_before: dict[str, Any] = {}
_early_names: list[tuple[dict[str, Any], str, Any]] | None = None


def bind_early_names() -> Callable[[], None]:
    """Bind the stand-ins to names of modules that were bound before, and return what binds them back.

    They are looked for in the modules that there were when the stand-ins were put in place, and once.
    """
    global _early_names
    if _early_names is None:
        _early_names = list(_names_before())
    bound = [(names, name, real) for names, name, real in _early_names if names.get(name) is real]
    for names, name, real in bound:
        names[name] = STAND_INS[real]

    def bind_back() -> None:
        for names, name, real in bound:
            if names.get(name) is STAND_INS[real]:
                names[name] = real

    return bind_back


def _names_before() -> Iterator[tuple[dict[str, Any], str, Any]]:
    real = {id(function): function for function in STAND_INS}
    for key, module in _before.items():
        if is_real_caller(key) or key.startswith(("time", "threading", "queue", "asyncio", __name__)):
            continue
        try:
            # Not by the module's own ways, which load a lazy one.
            names = object.__getattribute__(module, "__dict__")
        except AttributeError:
            continue
        for name, value in tuple(names.items()):
            if id(value) in real:
                yield names, name, value


def take_freezeguns_place() -> None:
    """Have freezegun install the stand-ins in the place of its own fakes. It may be called again."""
    api: Any = sys.modules["freezegun.api"]
    if state.freezes is api.freeze_factories:
        return
    state.freezes = api.freeze_factories
    for name, clock in clocks.items():
        # Guarded by tests/internals/test_early.py::test_freezegun_has_the_real_functions.
        setattr(api, f"real_{name}", clock.real)
        clock.fake = getattr(api, f"fake_{name}")
        setattr(api, f"fake_{name}", clock)
    real_objects = [getattr(one, "real", one) for one in api.real_date_objects]
    api.real_date_objects[:] = real_objects
    api._real_time_object_ids = {id(one) for one in real_objects}
    stop = api._freeze_time.stop

    def stop_and_stay(self: Any) -> None:
        try:
            stop(self)
        finally:
            if not state.freezes:
                _stay()

    api._freeze_time.stop = stop_and_stay


def _step_aside_for_time_machine() -> None:
    # When it is imported and when it starts, it reaches into what `time.time` is bound to, and crashes
    # unless that is the real function. So its part in C is imported before anything is put in place.
    # Guarded by tests/internals/test_early.py::test_time_machine_finds_the_real_functions.
    global _machine
    if _machine is not None:
        return
    try:
        with _real_dates():
            _machine = machine = importlib.import_module("_time_machine")
    except ImportError:  # pragma: no cover - it is not installed
        return
    found = [name for name in ("patch", "unpatch", "patch_if_needed") if hasattr(machine, name)]
    for name in found:
        setattr(machine, name, _with_real_functions(getattr(machine, name)))


_DATES = ("time", "time_ns")
_machine: Any = None


@contextmanager
def _real_dates() -> Iterator[None]:
    bound = {name: getattr(time, name) for name in _DATES}
    for name in _DATES:
        setattr(time, name, clocks[name].real)
    try:
        yield
    finally:
        for name, value in bound.items():
            setattr(time, name, value)


def _with_real_functions(function: Callable[[], Any]) -> Callable[[], Any]:
    def call() -> Any:
        with _real_dates():
            return function()

    return call


def _stay() -> None:
    # freezegun ends by putting the real functions in place.
    for name, early in clocks.items():
        if getattr(time, name) is early.real:
            setattr(time, name, early)

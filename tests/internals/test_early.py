"""The stand-ins for `time.sleep` and the clocks: inert, and bound to whatever is bound after the import."""

import copy
import functools
import pickle
import queue
import sys
import threading
import time
import types
from typing import Any

import freezegun
import pytest
import time_machine
from freezegun import api

from mock_voiceid.internals import early
from mock_voiceid.internals.early import Real, is_real_caller, is_runner
from tests.processes import python

NAMES = ("sleep", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")


@pytest.mark.parametrize("name", NAMES)
def test_stand_in_looks_and_behaves_like_the_function(name: str) -> None:
    stand_in, real = getattr(time, name), getattr(Real, name)

    assert stand_in is not real
    assert (repr(stand_in), stand_in.__name__, stand_in.__module__, stand_in.__doc__) == (
        *(repr(real), real.__name__, real.__module__, real.__doc__),
    )
    assert pickle.loads(pickle.dumps(stand_in)) is copy.deepcopy(stand_in) is stand_in
    arguments = (0,) if name == "sleep" else ()
    assert type(stand_in(*arguments)) is type(real(*arguments))
    holder: Any = type("Holder", (), {"kept": stand_in})()
    holder.kept(*arguments)
    functools.partial(stand_in, *arguments)()


@pytest.mark.parametrize("name", NAMES[1:])
def test_clock_tells_what_the_real_one_tells(name: str) -> None:
    unit = 1 if name.endswith("_ns") else 1e-9
    before = getattr(Real, name)()
    told = getattr(time, name)()
    ahead = 0 if name.startswith("time") else early.state.offset * unit

    assert before <= told - ahead * (1 - 1e-9) + unit * 1_000
    assert told - ahead <= getattr(Real, name)() + unit * 1_000


def test_timeouts_of_threading_and_queue_are_measured_by_it() -> None:
    inner: Any = threading
    assert inner._time is queue.time is time.monotonic  # type: ignore[attr-defined]


def test_freezegun_has_the_real_functions() -> None:
    for name in NAMES[1:]:
        assert getattr(api, f"real_{name}") is getattr(Real, name)
    before = time.monotonic()
    with freezegun.freeze_time("2026-01-05T09:00:00Z") as frozen:
        assert (time.time(), time.time_ns()) == (1767603600.0, 1767603600 * 10**9)
        assert time.monotonic() == time.perf_counter() == 1767603600.0
        frozen.tick(1)
        assert time.monotonic_ns() == 1767603601 * 10**9
    assert time.monotonic() >= before
    assert isinstance(time.time, early.EarlyClock)


def test_time_machine_finds_the_real_functions() -> None:
    printed = python(
        """
        import mock_voiceid, time, time_machine

        with time_machine.travel(0, tick=False):
            print(time.time(), time.time_ns())
        print(time.time() > 1_000_000_000, time.time, type(time.time).__name__)
        """
    )
    assert printed.splitlines() == ["0.0 0", "True <built-in function time> EarlyClock"]
    with time_machine.travel(0, tick=False):
        assert time.time() == 0


def test_stand_ins_are_put_in_place_of_frozen_clocks_when_these_end() -> None:
    printed = python(
        """
        import freezegun, time

        with freezegun.freeze_time("2026-01-05T09:00:00Z"):
            import mock_voiceid
            print(time.time(), type(time.sleep).__name__)
        print(time.time() > 1767603600, type(time.time).__name__)
        """
    )
    assert printed.splitlines() == ["1767603600.0 EarlySleep", "True EarlyClock"]


def test_names_bound_before_the_import_are_simulated_in_a_mock_and_restored() -> None:
    printed = python(
        """
        import sched, sys, types
        from time import sleep

        sys.modules["theirs"] = theirs = types.ModuleType("theirs")
        theirs.pause = real = sleep
        from mock_voiceid import mock_voiceid

        scheduler = sched.scheduler()
        for freezer in ("freezegun", "time-machine"):
            with mock_voiceid(start="2026-01-05T09:00:00Z", freezer=freezer) as handle:
                theirs.pause(60)
                sleep(60)
                scheduler.enter(60, 1, int)
                scheduler.run()
                print(handle.clock.now())
            print(theirs.pause is real is sleep)
        """
    )
    assert printed.splitlines() == ["2026-01-05 09:03:00+00:00", "True"] * 2


def test_modules_are_told_by_their_names() -> None:
    assert is_real_caller("subprocess")
    assert is_real_caller("multiprocessing.connection")
    assert not is_real_caller("subprocesses")
    assert not is_real_caller(None)
    assert is_runner("pytest_timeout")
    assert not is_runner("subprocess")
    assert not is_runner(__name__)


def test_module_without_names_does_not_disturb() -> None:
    class Lazy(types.ModuleType):
        @property
        def __dict__(self) -> Any:  # type: ignore[override]
            raise AssertionError("looked at")

    sys.modules["lazy"] = Lazy("lazy")
    try:
        early.bind_early_names()()
    finally:
        del sys.modules["lazy"]

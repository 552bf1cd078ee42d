"""`time.sleep` while time stands still, and the names that are bound to it."""

import asyncio
import asyncio.tasks
import math
import sys
import time
import types
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from mock_voiceid.simtime.sleeping import Sleeping
from tests.simtime.sleeping.conftest import NINE, REAL, Stopwatch, passed

# time.sleep


@pytest.mark.usefixtures("sleeping")
def test_an_hour_of_polling_ends_at_once(clock: Clock) -> None:
    with Stopwatch() as real:
        end = time.time() + 3_600
        while time.time() < end:
            time.sleep(30)

    assert passed(clock) == 3_600
    assert real.seconds < 10


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize("seconds", [1, 1.0, 0.000001, 1e-9, True])
def test_a_sleep_moves_the_clock_by_its_length_and_at_least_by_a_microsecond(
    clock: Clock, seconds: float
) -> None:
    time.sleep(seconds)

    assert passed(clock) == max(seconds, 0.000001)


@pytest.mark.usefixtures("sleeping")
def test_what_is_due_happens_during_a_sleep(clock: Clock, agenda: Agenda) -> None:
    happened: list[float] = []
    for second in (2, 5, 11):
        agenda.at(instant_of(NINE) + second * SECOND, lambda instant: happened.append(passed(clock)))
    time.sleep(10)

    assert happened == [2, 5]


@pytest.mark.usefixtures("sleeping")
def test_an_exception_comes_out_of_the_sleep(clock: Clock, agenda: Agenda) -> None:
    def fail(instant: int) -> None:
        raise OSError("no more room")

    agenda.at(instant_of(NINE) + 2 * SECOND, fail)
    with pytest.raises(OSError, match="no more room"):
        time.sleep(10)
    assert passed(clock) == 2


@pytest.mark.usefixtures("sleeping")
def test_no_sleep_moves_nothing(clock: Clock) -> None:
    time.sleep(0)
    time.sleep(0.0)

    assert passed(clock) == 0


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize(
    "seconds", [-1, -0.5, math.nan, math.inf, 1e300, "1", None, Fraction(1, 2), Decimal(1), 1j]
)
def test_what_cannot_be_slept_is_refused_as_the_real_function_does(clock: Clock, seconds: Any) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011
        REAL["time.sleep"](seconds)
    with pytest.raises(type(expected.value)) as refusal:
        time.sleep(seconds)

    assert str(refusal.value) == str(expected.value)
    assert passed(clock) == 0


@pytest.mark.usefixtures("sleeping")
def test_a_negative_sleep_is_refused_in_the_real_words() -> None:
    with pytest.raises(ValueError, match=r"^sleep length must be non-negative$"):
        time.sleep(-1)


def test_names_in_modules_move_the_clock_and_are_put_back(clock: Clock, module: Any) -> None:
    module.sleep = time.sleep
    module.pause = time.sleep
    module.rest = asyncio.sleep
    module.other = 5
    sleeping = Sleeping(clock)
    sleeping.start()
    module.sleep(1)
    module.pause(2)
    asyncio.run(module.rest(3))
    assert passed(clock) == 6
    sleeping.stop()

    assert module.sleep is module.pause is time.sleep is REAL["time.sleep"]
    assert module.rest is asyncio.sleep is asyncio.tasks.sleep is REAL["asyncio.sleep"]
    assert module.other == 5


def test_names_that_a_module_gets_later_are_put_back_too(clock: Clock, module: Any) -> None:
    sleeping = Sleeping(clock)
    sleeping.start()
    module.pause = time.sleep
    module.pause(1)
    assert passed(clock) == 1
    sleeping.stop()
    assert module.pause is REAL["time.sleep"]

    module.rest = time.sleep
    sleeping.start()
    module.pause(1)
    module.rest(1)
    assert passed(clock) == 3
    sleeping.stop()
    assert module.pause is module.rest is REAL["time.sleep"]


def test_a_name_that_a_test_had_replaced_counts_afterwards(clock: Clock, module: Any) -> None:
    sleeping = Sleeping(clock)
    module.sleep = print
    sleeping.start()
    assert module.sleep is print
    sleeping.stop()
    module.sleep = time.sleep
    sleeping.start()
    module.sleep(1)
    sleeping.stop()

    assert passed(clock) == 1
    assert module.sleep is REAL["time.sleep"]


def test_a_sleep_that_a_test_has_replaced_stays_replaced(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    sleeping = Sleeping(clock)
    sleeping.start()
    time.sleep(5)
    sleeping.stop()
    time.sleep(6)

    assert slept == [5, 6]
    assert passed(clock) == 0


def test_a_function_kept_from_frozen_time_really_sleeps_afterwards(clock: Clock) -> None:
    sleeping = Sleeping(clock)
    sleeping.start()
    kept: dict[str, Any] = {"sleep": time.sleep, "rest": asyncio.sleep}
    sleeping.stop()

    with Stopwatch() as real:
        kept["sleep"](0.002)
    assert real.seconds >= 0.002
    assert asyncio.run(kept["rest"](0.001, "rested")) == "rested"
    assert passed(clock) == 0


def test_modules_of_any_make_are_let_be(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lazy(types.ModuleType):
        def __getattribute__(self, name: str) -> Any:
            raise AssertionError(f"{name} was asked for")

    class Class:
        pause = time.sleep

    monkeypatch.setitem(sys.modules, "a_lazy_module", Lazy("a_lazy_module"))
    monkeypatch.setitem(sys.modules, "a_class", Class)
    monkeypatch.setitem(sys.modules, "no_module", None)
    sleeping = Sleeping(clock)
    sleeping.start()
    sleeping.stop()
    monkeypatch.undo()

    assert Class.pause is REAL["time.sleep"]


def test_the_replacements_look_like_the_real_functions(sleeping: Sleeping) -> None:
    for name, function in (("time.sleep", time.sleep), ("asyncio.sleep", asyncio.sleep)):
        assert function is not REAL[name]
        assert function.__name__ == "sleep"
        assert function.__doc__ == REAL[name].__doc__
    assert asyncio.iscoroutinefunction(asyncio.sleep) if sys.version_info < (3, 14) else True

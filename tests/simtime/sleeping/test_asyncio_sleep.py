"""`asyncio.sleep` while time stands still: who wakes when."""

import asyncio
import asyncio.tasks
import math
from collections.abc import Callable, Coroutine
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_voiceid.instants import SECOND, instant_of
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from mock_voiceid.simtime.sleeping import Sleeping
from tests.simtime.sleeping.conftest import NINE, REAL, Log, Stopwatch, passed

# asyncio.sleep


def test_sleepers_wake_in_their_order_and_the_clock_moves_by_the_longest(clock: Clock, log: Log) -> None:
    async def main() -> None:
        await asyncio.gather(log.sleep(3), log.sleep(1), log.sleep(2))

    with Stopwatch() as real:
        asyncio.run(main())

    assert log.lines == [(1, 1), (2, 2), (3, 3)]
    assert passed(clock) == 3
    assert real.seconds < 0.5


def test_one_that_sleeps_again_wakes_before_one_that_sleeps_longer(log: Log) -> None:
    async def main() -> None:
        await asyncio.gather(log.sleep(2, 1), log.sleep(1, 0.5, 1.25))

    asyncio.run(main())

    assert log.lines == [(1, 1), (0.5, 1.5), (2, 2), (1.25, 2.75), (1, 3)]


def test_sleepers_of_one_instant_wake_as_they_came(log: Log) -> None:
    async def main() -> None:
        await asyncio.gather(log.sleep(1, 1.0), log.sleep(2), log.sleep(0.5, 1.5))

    asyncio.run(main())

    assert log.lines == [(0.5, 0.5), (1, 1), (2, 2), (1.5, 2), (1.0, 2)]


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=4))
def test_any_sleepers_wake_at_their_instants(plans: list[list[int]]) -> None:
    clock = Clock(list)
    sleeping = Sleeping(clock)
    clock.start_at(NINE)
    sleeping.start()
    try:
        log = Log(clock)

        async def main() -> None:
            await asyncio.gather(*(log.sleep(*plan) for plan in plans))

        asyncio.run(main())
    finally:
        sleeping.stop()
        clock.stop()

    woke = [second for _, second in log.lines]
    assert woke == sorted(woke)
    assert sorted(woke) == sorted(float(sum(plan[: n + 1])) for plan in plans for n in range(len(plan)))


def test_what_is_due_happens_while_tasks_sleep(clock: Clock, agenda: Agenda, log: Log) -> None:
    for second in (1, 2, 4):
        instant = instant_of(NINE) + second * SECOND
        agenda.at(instant, lambda instant: log.lines.append(("due", passed(clock))))

    async def main() -> None:
        await asyncio.gather(log.sleep(3), log.sleep(1.5))

    asyncio.run(main())

    assert log.lines == [("due", 1), (1.5, 1.5), ("due", 2), (3, 3)]


def test_an_exception_comes_out_of_the_sleep_that_moved_the_clock(
    clock: Clock, agenda: Agenda, log: Log
) -> None:
    def fail(instant: int) -> None:
        raise StopIteration("no more room")

    agenda.at(instant_of(NINE) + SECOND, fail)

    async def main() -> Any:
        return await asyncio.gather(log.sleep(2), log.sleep(3), return_exceptions=True)

    failure, nothing = asyncio.run(main())

    assert isinstance(failure, RuntimeError)
    assert repr(failure.__cause__) == "StopIteration('no more room')"
    assert nothing is None
    assert log.lines == [(3, 3)]


@pytest.mark.usefixtures("sleeping")
def test_a_sleep_has_a_result() -> None:
    assert asyncio.run(asyncio.sleep(1, "rested")) == "rested"
    assert asyncio.run(asyncio.sleep(delay=1, result="rested")) == "rested"
    assert asyncio.run(asyncio.sleep(0, "rested")) == "rested"
    assert asyncio.run(asyncio.sleep(-1, "rested")) == "rested"
    assert asyncio.run(asyncio.sleep(1)) is None


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize("delay", [Fraction(1, 2), True, 1e-9])
def test_any_real_number_can_be_slept(clock: Clock, delay: Any) -> None:
    asyncio.run(asyncio.sleep(delay))

    assert passed(clock) == max(delay, 0.000001)


@pytest.mark.usefixtures("sleeping")
@pytest.mark.parametrize("delay", ["1", None, Decimal(1), math.nan])
def test_what_a_task_cannot_sleep_is_answered_as_the_real_function_does(clock: Clock, delay: Any) -> None:
    def outcome(sleep: Callable[[Any], Coroutine[Any, Any, Any]]) -> str:
        try:
            return repr(asyncio.run(sleep(delay)))
        except (TypeError, ValueError) as error:
            return repr(error)

    assert outcome(asyncio.sleep) == outcome(REAL["asyncio.sleep"])
    assert passed(clock) == 0


def test_no_sleep_lets_the_others_run_and_moves_nothing(clock: Clock, log: Log) -> None:
    async def main() -> list[str]:
        turns = []

        async def turn(name: str) -> None:
            for _ in range(2):
                turns.append(name)
                await asyncio.sleep(0)

        await asyncio.gather(turn("a"), turn("b"))
        return turns

    assert asyncio.run(main()) == ["a", "b", "a", "b"]
    assert passed(clock) == 0


@pytest.mark.usefixtures("sleeping")
def test_an_endless_sleep_never_moves_the_clock_and_can_be_cancelled(clock: Clock) -> None:
    async def main() -> None:
        forever = asyncio.create_task(asyncio.sleep(math.inf))
        await asyncio.sleep(5)
        forever.cancel()
        with pytest.raises(asyncio.CancelledError):
            await forever

    asyncio.run(main())

    assert passed(clock) == 5

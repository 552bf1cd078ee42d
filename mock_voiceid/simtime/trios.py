"""trio's runs: their clock is the simulated one, and rests when every task is blocked."""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

from ..internals import trio_runs
from .participants import Participant, Wait
from .primitives import in_charge
from .scheduler import Scheduler
from .turns import complain

_THRESHOLD = 0.001
_FOR_EVER = 999_999_999
_numbers = itertools.count(1)


def _clock(scheduler: Scheduler) -> Any:
    """Return a clock that jumps when everybody is at rest, and not only the tasks of its run."""
    # The class is final.
    clock = trio_runs.mock_clock()(rate=0.0, autojump_threshold=_THRESHOLD)

    def current_time() -> float:
        return scheduler.monotonic.now() / 1e6

    clock.current_time = current_time
    clock.deadline_to_sleep_time = lambda deadline: 0 if deadline <= current_time() else _FOR_EVER
    setattr(clock, trio_runs.AUTOJUMP, lambda: _rest(scheduler))
    return clock


def _rest(scheduler: Scheduler) -> None:
    me, left = scheduler.in_charge(), trio_runs.seconds_to_next_deadline()
    if me is None or left <= 0:
        return
    deadline = None if left == math.inf else scheduler.monotonic.now() + max(1, math.ceil(left * 1e6))
    wait = Wait(
        deadline, "trio's run, in which every task is blocked", is_over=_never, wake=_nothing, listens=True
    )
    act = scheduler.last_act
    scheduler.rest(me, wait)
    scheduler.keep_act(act)
    if not wait.is_due:
        scheduler.look()
        complain(me)
    scheduler.rise(me, wait)
    if not wait.is_due:
        scheduler.keep_act(act)


def _never() -> bool:
    return False


def _nothing() -> None:
    pass


def _make_clock(real: Callable[[], Any]) -> Callable[[], Any]:
    def make() -> Any:
        me = in_charge()
        return real() if me is None else _clock(me.scheduler)

    return make


def _jump(real: Callable[..., None]) -> Callable[..., None]:
    def jump(self: Any, seconds: float) -> None:
        """Take simulated time along with a clock of the test's own."""
        real(self, seconds)
        me = in_charge()
        if me is not None:
            me.scheduler.move_on(round(seconds * 1e6))

    return jump


def _start_thread(real: Callable[..., Any]) -> Callable[..., Any]:
    def start(fn: Callable[[], Any], deliver: Callable[[Any], Any], name: str | None = None) -> Any:
        me = in_charge()
        if me is None:
            return real(fn, deliver, name)
        scheduler = me.scheduler
        participant = Participant(scheduler, f"thread {next(_numbers)} of trio")
        scheduler.add(participant)

        def work() -> Any:
            scheduler.enter(participant)
            return fn()

        def delivered(outcome: Any) -> Any:
            try:
                return deliver(outcome)
            finally:
                scheduler.leave(participant)

        return real(work, delivered, name)

    return start


def replacements() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is replaced while a clock is frozen, where trio is imported."""
    if not trio_runs.is_imported():
        return
    runs, mock_clock = trio_runs.runs(), trio_runs.mock_clock()
    yield runs, trio_runs.SYSTEM_CLOCK, _make_clock(getattr(runs, trio_runs.SYSTEM_CLOCK))
    yield mock_clock, "jump", _jump(mock_clock.jump)
    start = _start_thread(getattr(trio_runs.thread_cache(), trio_runs.START_THREAD))
    for module, name in trio_runs.starters_of_threads():
        yield module, name, start

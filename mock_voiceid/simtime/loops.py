"""asyncio's event loops: they rest in simulated time when nothing is ready."""

import asyncio
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from ..internals import event_loop
from ..internals.event_loop import BaseLoop, ChildTransport, Loop, SocketTransport, place_of
from . import active
from .participants import Participant, Wait, order_of_waits
from .primitives import in_charge
from .turns import complain

_SHORTEST, _LONGEST = 0.0005, 0.01
_BESIDE_A_LOOKOUT = 0.05
_ROUNDS = 1_000
"""So many rounds of its loop a timer waits beside tasks that never rest; about 10 ms."""

_real_run_once: Callable[[Any], None] = getattr(BaseLoop, event_loop.RUN_ONCE)
event_loop.use_order(order_of_waits)


class _Adapter:
    """One loop under a scheduler.

    Attributes:
        unanswered: connections on which something was sent and nothing has come back.
        children: child processes that the loop waits for.
    """

    def __init__(self, loop: Any) -> None:
        self._name = type(loop).__name__
        self._loop = Loop(loop)
        self._rounds = 0
        self.transports: weakref.WeakSet[Any] = weakref.WeakSet()
        self.unanswered: weakref.WeakSet[Any] = weakref.WeakSet()
        self.children = 0

    def before_a_round(self, me: Participant) -> None:
        """Rest until something is ready, and make ready the timers whose turn it is."""
        loop = self._loop
        if not loop.has_something_to_do:
            loop.poll(0)
        if not loop.has_something_to_do:
            self._rounds = 0
            self._rest(me)
        else:
            # Tasks that never rest do not keep time from going on.
            self._rounds += 1
            if self._rounds >= _ROUNDS:
                self._rounds = 0
                wait = self._wait(is_over=lambda: False)
                me.scheduler.rest(me, wait)
                me.scheduler.rise(me, wait)
        self._make_ready(me)

    def _wait(self, is_over: Callable[[], bool]) -> Wait:
        timer = self._loop.first_timer()
        instant, order = (None, None) if timer is None else place_of(timer)
        return Wait(
            instant,
            f"{self._name}, in which nothing is ready",
            order=order,
            is_over=is_over,
            wake=self._loop.wake,
            listens=self._loop.listens(),
            is_busy=self._is_asking,
        )

    def _is_over(self) -> bool:
        return self._loop.has_something_to_do or self._loop.has_events()

    def _is_asking(self) -> bool:
        """Return whether something was asked of the world outside, which has not answered."""
        if self.children:
            return True
        self.unanswered = weakref.WeakSet(one for one in self.unanswered if not one.is_closing())
        return bool(self.unanswered) or self._loop.is_sending()

    def _rest(self, me: Participant) -> None:
        scheduler, loop = me.scheduler, self._loop
        wait = self._wait(self._is_over)
        slice_ = _SHORTEST
        try:
            scheduler.rest(me, wait)
            while not wait.is_due and scheduler.is_frozen:
                is_lookout = scheduler.is_lookout(wait)
                loop.poll(slice_ if is_lookout else _BESIDE_A_LOOKOUT)
                if loop.has_something_to_do:
                    return
                if is_lookout:
                    slice_ = min(2 * slice_, _LONGEST)
                    scheduler.look()
                complain(me)
        finally:
            scheduler.rise(me, wait)

    def _make_ready(self, me: Participant) -> None:
        loop = self._loop
        timer = loop.first_timer()
        if timer is None:
            return
        now, others = me.scheduler.monotonic.now(), me.scheduler.turn_of(me)
        while (
            timer is not None and (place := place_of(timer))[0] <= now and (others is None or place < others)
        ):
            loop.take_first_timer()
            timer = loop.first_timer()


_adapters: "weakref.WeakKeyDictionary[Any, _Adapter]" = weakref.WeakKeyDictionary()


def _adapter_of(loop: Any) -> _Adapter | None:
    if active.scheduler() is None:
        return None
    found = _adapters.get(loop)
    if found is None and Loop.can_be_seen(loop):
        found = _adapters[loop] = _Adapter(loop)
    return found


def _run_once(self: Any) -> None:
    me = in_charge()
    adapter = None if me is None else _adapter_of(self)
    if me is not None and adapter is not None:
        adapter.before_a_round(me)
    _real_run_once(self)


def _around(
    cls: Any, name: str, note: Callable[[Any, _Adapter], None]
) -> tuple[Any, str, Callable[..., Any]]:
    real = getattr(cls, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        loop = args[0] if name == "__init__" else event_loop.loop_of(self)
        adapter = _adapter_of(loop)
        if adapter is not None:
            note(self, adapter)
        return real(self, *args, **kwargs)

    return cls, name, method


def _made(transport: Any, adapter: _Adapter) -> None:
    adapter.transports.add(transport)


def _asked(transport: Any, adapter: _Adapter) -> None:
    if not event_loop.is_answered_here(transport, adapter.transports):
        adapter.unanswered.add(transport)


def _answered(transport: Any, adapter: _Adapter) -> None:
    adapter.unanswered.discard(transport)


def _child_began(_: Any, adapter: _Adapter) -> None:
    adapter.children += 1


def _child_ended(_: Any, adapter: _Adapter) -> None:
    adapter.children = max(0, adapter.children - 1)


def replacements() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is replaced while a clock is frozen: the owner, the name, and what takes its place."""
    yield BaseLoop, event_loop.RUN_ONCE, _run_once
    yield asyncio.events, "TimerHandle", event_loop.OrderedTimer
    yield _around(SocketTransport, "__init__", _made)
    yield _around(SocketTransport, "write", _asked)
    yield _around(SocketTransport, "writelines", _asked)
    yield _around(SocketTransport, "_read_ready", _answered)
    yield _around(ChildTransport, "__init__", _child_began)
    yield _around(ChildTransport, "_process_exited", _child_ended)


def clear() -> None:
    """Forget the loops."""
    _adapters.clear()

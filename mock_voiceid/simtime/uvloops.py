"""uvloop's event loops: their timers are kept here, and a callback tells when they are idle."""

import asyncio
import contextlib
import heapq
import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from ..internals.early import Real
from ..internals.event_loop import OrderedTimer, place_of
from . import active
from .participants import Participant, Wait
from .primitives import in_charge
from .scheduler import PATIENCE
from .turns import complain

_QUIET_ROUNDS = 4
"""After so many rounds in which nothing was called, what came from outside has been looked at."""
_BUSY_ROUNDS = 1_000
_PAUSE = 0.001

_real: dict[str, Callable[..., Any]] = {}


class _Timer(OrderedTimer):
    """A timer of which the loop itself knows nothing."""

    __slots__ = ()

    def cancel(self) -> None:
        asyncio.Handle.cancel(self)


class _Adapter:
    """One loop under a scheduler.

    Attributes:
        calls: how often something was called soon.
        is_awake: whether another thread has called something.
        asking: how many calls wait for the world outside.
        unanswered: connections on which something was sent and nothing has come back.
    """

    def __init__(self, loop: Any) -> None:
        self._loop = weakref.ref(loop)
        self._timers: list[_Timer] = []
        self.calls = 0
        self.is_awake = False
        self.asking = 0
        self.unanswered: set[Any] = set()
        self._seen = self._quiet = self._busy = 0
        self._is_going_round = False
        self._asking_since: float | None = None

    def add(self, timer: _Timer) -> None:
        heapq.heappush(self._timers, timer)
        self.go_round()

    def go_round(self) -> None:
        """Look again and again, in each round of the loop, for as long as it runs in frozen time."""
        loop = self._loop()
        if loop is not None and not self._is_going_round:
            self._is_going_round = True
            _real["call_soon"](loop, self._look)

    def _first(self) -> _Timer | None:
        while self._timers and self._timers[0].cancelled():
            heapq.heappop(self._timers)
        return self._timers[0] if self._timers else None

    def _look(self) -> None:
        loop, me = self._loop(), in_charge()
        if loop is None or loop.is_closed():
            return
        if me is None:
            self._is_going_round = False
            self.let_go()
            return
        pause = self._round(loop, me)
        if pause:
            _real["call_later"](loop, pause, self._look)
        else:
            _real["call_soon"](loop, self._look)

    def _round(self, loop: Any, me: Participant) -> float:
        """Do what there is to do in a round; return for how many seconds to wait for the next."""
        if self._run_due(loop, me):
            return 0
        if self.calls != self._seen or self.is_awake:
            self._seen, self.is_awake, self._quiet = self.calls, False, 0
            self._busy += 1
            if self._busy < _BUSY_ROUNDS:
                return 0
        elif self._quiet < _QUIET_ROUNDS:
            self._quiet += 1
            return 0
        self._busy = 0
        self._rest(me)
        timer = self._first()
        return 0 if timer is not None and place_of(timer)[0] <= me.scheduler.monotonic.now() else _PAUSE

    def _run_due(self, loop: Any, me: Participant) -> bool:
        now, others = me.scheduler.monotonic.now(), me.scheduler.turn_of(me)
        has_run = False
        while (timer := self._first()) is not None and (place := place_of(timer))[0] <= now:
            if others is not None and place > others:
                break
            heapq.heappop(self._timers)
            _real["call_soon"](loop, _run, timer)
            has_run = True
        return has_run

    def _rest(self, me: Participant) -> None:
        timer, seen = self._first(), self.calls
        instant, order = (None, None) if timer is None else place_of(timer)
        wait = Wait(
            instant,
            "uvloop's Loop, in which nothing is ready",
            order=order,
            is_over=lambda: self.calls != seen or self.is_awake,
            wake=lambda: None,
            listens=True,
            is_busy=self._is_asking,
        )
        act = me.scheduler.last_act
        me.scheduler.rest(me, wait)
        me.scheduler.keep_act(act)
        if not wait.is_due:
            me.scheduler.look()
            complain(me)
        me.scheduler.rise(me, wait)
        if not wait.is_due:
            me.scheduler.keep_act(act)

    def _is_asking(self) -> bool:
        self.unanswered = {one for one in self.unanswered if not one.is_closing()}
        if not self.asking and not self.unanswered:
            self._asking_since = None
            return False
        now = Real.monotonic()
        self._asking_since = self._asking_since or now
        return bool(now - self._asking_since < PATIENCE)

    def let_go(self) -> None:
        """Give the timers to the loop, which goes on in real time."""
        loop = self._loop()
        timers, self._timers = sorted(self._timers, key=place_of), []
        scheduler = _last_scheduler()
        for timer in timers:
            if loop is not None and not timer.cancelled():
                left = max(0.0, (place_of(timer)[0] - scheduler) / 1e6)
                _real["call_later"](loop, left, _run, timer)


def _last_scheduler() -> int:
    scheduler = active.scheduler()
    return _ended_at if scheduler is None else scheduler.last_instant


_ended_at = 0


def _run(timer: _Timer) -> None:
    if not timer.cancelled():
        timer._run()


_adapters: "weakref.WeakKeyDictionary[Any, _Adapter]" = weakref.WeakKeyDictionary()


def _adapter_of(loop: Any) -> _Adapter | None:
    if in_charge() is None:
        return None
    found = _adapters.get(loop)
    if found is None:
        found = _adapters[loop] = _Adapter(loop)
    return found


def _time(self: Any) -> float:
    me = in_charge()
    if me is None:
        return float(_real["time"](self))
    return me.scheduler.monotonic.now() / 1e6


def _call_at(self: Any, when: float, callback: Any, *args: Any, context: Any = None) -> Any:
    adapter = _adapter_of(self)
    if adapter is None or when is None:
        return _real["call_at"](self, when, callback, *args, context=context)
    timer = _Timer(when, callback, args, self, context)
    adapter.add(timer)
    return timer


def _call_later(self: Any, delay: float, callback: Any, *args: Any, context: Any = None) -> Any:
    if delay is None or delay <= 0 or in_charge() is None:
        return _real["call_later"](self, delay, callback, *args, context=context)
    return _call_at(self, _time(self) + delay, callback, *args, context=context)


def _call_soon(self: Any, callback: Any, *args: Any, context: Any = None) -> Any:
    adapter = _adapters.get(self)
    if adapter is not None:
        adapter.calls += 1
    return _real["call_soon"](self, callback, *args, context=context)


def _call_soon_threadsafe(self: Any, callback: Any, *args: Any, context: Any = None) -> Any:
    adapter = _adapters.get(self)
    if adapter is not None:
        adapter.is_awake = True
    return _real["call_soon_threadsafe"](self, callback, *args, context=context)


def _run_forever(self: Any) -> Any:
    adopt(self)
    return _real["run_forever"](self)


async def _create_connection(self: Any, factory: Callable[[], Any], *args: Any, **kwargs: Any) -> Any:
    adapter = _adapter_of(self)
    if adapter is None:
        return await _real["create_connection"](self, factory, *args, **kwargs)
    adapter.asking += 1
    try:
        made = await _real["create_connection"](self, lambda: _watched(factory(), adapter), *args, **kwargs)
    finally:
        adapter.asking -= 1
    transport, protocol = made
    return _Connection(transport, adapter), protocol


class _Connection:
    """A transport that tells when something is sent. An answer that comes is told by its protocol."""

    def __init__(self, transport: Any, adapter: _Adapter) -> None:
        self._transport = transport
        self._adapter = adapter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: Any) -> None:
        self._adapter.unanswered.add(self._transport)
        self._transport.write(data)

    def writelines(self, data: Any) -> None:
        self._adapter.unanswered.add(self._transport)
        self._transport.writelines(data)


def _watched(protocol: Any, adapter: _Adapter) -> Any:
    transports: list[Any] = []
    connection_made = protocol.connection_made

    def made(transport: Any) -> None:
        transports.append(transport)
        connection_made(_Connection(transport, adapter))

    def heard(name: str) -> Callable[..., Any]:
        real = getattr(protocol, name)

        def method(*args: Any) -> Any:
            for transport in transports:
                adapter.unanswered.discard(transport)
            return real(*args)

        return method

    with contextlib.suppress(AttributeError):  # it keeps no attributes of its own
        for name in ("data_received", "buffer_updated", "eof_received", "connection_lost"):
            if hasattr(protocol, name):
                setattr(protocol, name, heard(name))
        protocol.connection_made = made
    return protocol


def _asking(name: str) -> Callable[..., Any]:
    async def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        adapter = _adapter_of(self)
        if adapter is None:
            return await _real[name](self, *args, **kwargs)
        adapter.asking += 1
        try:
            return await _real[name](self, *args, **kwargs)
        finally:
            adapter.asking -= 1

    return method


_ASKING = ("sock_connect", "sock_recv", "sock_recv_into", "sock_sendall", "getaddrinfo")


def adopt(loop: Any) -> None:
    """Have a loop follow simulated time, where it is one of uvloop's."""
    uvloop = sys.modules.get("uvloop")
    if uvloop is not None and isinstance(loop, uvloop.Loop):
        adapter = _adapter_of(loop)
        if adapter is not None:
            adapter.go_round()


def replacements() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is replaced while a clock is frozen, where uvloop is imported."""
    uvloop: Any = sys.modules.get("uvloop")
    if uvloop is None:
        return
    methods: dict[str, Any] = {
        "time": _time,
        "call_at": _call_at,
        "call_later": _call_later,
        "call_soon": _call_soon,
        "call_soon_threadsafe": _call_soon_threadsafe,
        "run_forever": _run_forever,
        "create_connection": _create_connection,
        **{name: _asking(name) for name in _ASKING},
    }
    for name, method in methods.items():
        _real[name] = getattr(uvloop.Loop, name)
        yield uvloop.Loop, name, method


def clear(ended_at: int) -> None:
    """Forget the loops. Those that run give themselves what is left of their timers."""
    global _ended_at
    _ended_at = ended_at
    _adapters.clear()

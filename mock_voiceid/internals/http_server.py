"""The HTTP server: waitress, with a real clock, with as many threads as requests need, and with an end.

waitress documents none of the classes that this extends; `tests/internals/test_http_server.py` guards them.
"""

import logging
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

from waitress import channel, parser, server, task, wasyncore
from waitress.adjustments import Adjustments

from .real_time import monotonic, wall_clock

log = logging.getLogger(__name__)

THREADS = 2
"""Threads that work at the same time. More would only compete for the interpreter."""

MOST_THREADS = 500
"""Threads there may be while others wait, for example for a message or for another request."""

PATIENCE = 0.1
"""Real seconds in which no queued request is taken until a thread is added: the others may wait for one."""

KEEP_ALIVE = 3.0
"""Real seconds that a connection stays open between two requests."""

_POLL_SECONDS = 0.25
_STOP_POLL_SECONDS = 0.01

_PRESERVED = "moto.preserved_header_names"

WAITING = "mock_voiceid.waiting"
"""The key in a WSGI environment of a context manager for requests that wait for something."""

GONE = "mock_voiceid.gone"
"""The key in a WSGI environment of a function that says whether nobody waits for the answer any more."""


class _Thread(threading.local):
    """What a thread serves: a connection, or None."""

    channel: Any = None


_thread = _Thread()


class Threads:
    """Serves requests in threads: few that work, and as many more as wait for something.

    Args:
        usual: how many work at the same time.
    """

    def __init__(self, usual: int = THREADS) -> None:
        self._usual = usual
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._tasks: deque[Any] = deque()
        self._changed_at = 0.0
        self._threads: set[threading.Thread] = set()
        self._ending: list[threading.Thread] = []
        self._idle = 0
        self._waiting = 0
        self._started = 0
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether nothing more is served."""
        return self._stopped

    def __len__(self) -> int:
        return len(self._threads)

    def add_task(self, one: Any) -> None:
        """Serve a request: `one.service()` is called in a thread, or `one.cancel()` if it is too late."""
        with self._lock:
            if not self._stopped:
                if not self._tasks:
                    self._changed_at = monotonic()
                self._tasks.append(one)
                self._changed.notify()
                self._start_if_needed()
                return
        one.cancel()

    def relieve(self) -> None:
        """Add a thread if requests are queued and none was taken for long: those taken may wait for them."""
        with self._lock:
            if self._tasks and self._idle == 0 and monotonic() - self._changed_at > PATIENCE:
                self._start()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let another thread work while this one waits."""
        with self._lock:
            self._waiting += 1
            self._start_if_needed()
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    def stop(self) -> None:
        """Serve nothing more: refuse what is queued, and let idle threads end. Do not wait for others."""
        with self._lock:
            self._stopped = True
            queued = list(self._tasks)
            self._tasks.clear()
            self._changed.notify_all()
        for one in queued:
            one.cancel()

    def join(self) -> None:
        """Wait until the threads that serve nothing more have ended."""
        for thread in self._ending:
            thread.join()

    def shutdown(self) -> None:
        """Do as `stop`; waitress calls it so."""
        self.stop()

    def _start_if_needed(self) -> None:
        if len(self._tasks) > self._idle and len(self._threads) - self._waiting < self._usual:
            self._start()

    def _start(self) -> None:
        if len(self._threads) < MOST_THREADS:
            self._started += 1
            name = f"mock-voiceid-server-{self._started}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.add(thread)
            thread.start()

    def _work(self) -> None:
        while (one := self._next()) is not None:
            try:
                one.service()
            except Exception:
                log.exception("A request could not be served")

    def _next(self) -> Any:
        with self._lock:
            self._idle += 1
            try:
                while not self._tasks and not self._is_surplus():
                    self._changed.wait()
                if self._tasks:
                    self._changed_at = monotonic()
                    return self._tasks.popleft()
                ending = threading.current_thread()
                self._threads.remove(ending)
                self._ending = [*(one for one in self._ending if one.is_alive()), ending]
                return None
            finally:
                self._idle -= 1

    def _is_surplus(self) -> bool:
        return self._stopped or len(self._threads) - self._waiting > self._usual


class _Parser(parser.HTTPRequestParser):  # type: ignore[misc]
    """Keeps headers with underscores, which waitress drops, and answers at once what brings no body."""

    def received(self, data: bytes) -> int:
        """Take data in. A request that is complete, or refused, without a body is not told to continue."""
        consumed: int = super().received(data)
        if self.completed:
            # waitress would send the interim answer, and wait for a body that never comes.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        self.underscored: dict[str, str] = {}
        for line in header_plus.decode("latin-1").split("\r\n")[1:]:
            name, _, value = line.partition(":")
            if "_" in name and name.lower().startswith("x-amz-meta-"):
                self.underscored[name] = value.strip(" \t")


class _Task(task.WSGITask):  # type: ignore[misc]
    def start(self) -> None:
        self.start_time = wall_clock()

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[_PRESERVED] = {}
        for name, value in self.request.underscored.items():
            key = f"HTTP_{name.upper().replace('-', '_')}"
            # Never let it stand in for one with dashes.
            if key not in environ:
                environ[key] = value
                environ[_PRESERVED][key] = name
        environ[WAITING] = self.channel.server.task_dispatcher.waiting
        environ[GONE] = self._nobody_waits
        return environ

    def _nobody_waits(self) -> bool:
        one = self.channel
        return one.ended or not one.connected or one.server.task_dispatcher.stopped


class _ErrorTask(task.ErrorTask):  # type: ignore[misc]
    def start(self) -> None:
        self.start_time = wall_clock()


class _Channel(channel.HTTPChannel):  # type: ignore[misc]
    task_class = _Task
    error_task_class = _ErrorTask
    parser_class = _Parser

    ended = False
    """Whether the client sends nothing more. It may still wait for answers."""

    def readable(self) -> bool:
        return not self.ended and bool(super().readable())

    def add_channel(self, map: Any = None) -> None:  # noqa: A002 - as waitress calls it
        super().add_channel(map)
        self.server.changed.append(self)

    def del_channel(self, map: Any = None) -> None:  # noqa: A002 - as waitress calls it
        self.server.forget(self._fileno)
        super().del_channel(map)

    def handle_read(self) -> None:
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()
            return
        if data:
            self.last_activity = monotonic()
            self.received(data)
        elif self.requests:
            # waitress would drop the answers.
            self.ended = True
        else:
            self.handle_close()

    def service(self) -> None:
        _thread.channel = self
        try:
            super().service()
        finally:
            _thread.channel = None
        if self.ended and not self.requests:
            self.close_when_flushed = True
            self.server.pull_trigger()

    @property
    def is_at_rest(self) -> bool:
        """Whether all is sent, so that only the next request matters, which the loop waits for already."""
        return not (
            self.requests
            or self.total_outbufs_len
            or self.will_close
            or self.close_when_flushed
            or self.ended
        )

    @property
    def last_activity(self) -> float:
        """When something was last sent or received, in real time."""
        return self._last_activity

    @last_activity.setter
    def last_activity(self, _: float) -> None:
        # What is set is simulated time.
        self._last_activity = monotonic()


def _wanted(one: Any) -> int:
    return EVENT_READ * bool(one.readable()) | EVENT_WRITE * bool(one.writable())


class HTTPServer(server.TcpWSGIServer):  # type: ignore[misc]
    """Answers HTTP with a WSGI application.

    Args:
        application: it.
        listening: the socket that is listened at.
        timeout: real seconds after which a connection that is silent within a request is closed.
        connections: how many there may be; those that are silent longest make room for new ones.
        header_limit: bytes that the headers of a request may have.
        body_limit: bytes that a request's body may have.
    """

    channel_class = _Channel

    def __init__(
        self,
        application: Callable[..., Any],
        listening: socket.socket,
        *,
        timeout: float,
        connections: int,
        header_limit: int,
        body_limit: int,
    ) -> None:
        self._timeout = timeout
        self._connections = connections
        self._next_look = 0.0
        self._stop_at: float | None = None
        self._closing = threading.Lock()
        self._closed = False
        self._selector = DefaultSelector()
        self._watched: dict[int, int] = {}
        self.changed: deque[Any] = deque()
        self.threads = Threads()
        adjustments = Adjustments(
            asyncore_use_poll=True,
            channel_request_lookahead=1,
            clear_untrusted_proxy_headers=False,
            connection_limit=2 * connections,
            ident="mock-voiceid",
            log_socket_errors=False,
            max_request_body_size=body_limit,
            max_request_header_size=header_limit,
            server_name=listening.getsockname()[0],
        )
        super().__init__(
            application,
            {},
            _sock=listening,
            dispatcher=self.threads,
            adj=adjustments,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
        )

    def serve(self) -> None:
        """Answer until `stop` is called; then finish what is being answered, and close all connections."""
        self.changed.extend(self._map.values())
        while self._stop_at is None:
            self._turn(_POLL_SECONDS)
        while self._is_busy() and monotonic() < self._stop_at:
            self.changed.extend(self._map.values())
            self._turn(_STOP_POLL_SECONDS)
        with self._closing:
            self._closed = True
            wasyncore.close_all(self._map)
        self._selector.close()
        self.threads.join()

    def stop(self, grace: float) -> None:
        """End `serve`, from another thread.

        Args:
            grace: real seconds that requests which are being answered get.
        """
        self.threads.stop()
        self._stop_at = monotonic() + grace
        self.pull_trigger()

    def pull_trigger(self) -> None:
        """Wake `serve`, if it has not ended, and if there is a reason: it looks at every connection then."""
        one = _thread.channel
        if one is not None:
            if one.is_at_rest and self._watched.get(one._fileno):
                return
            self.changed.append(one)
        with self._closing:
            if not self._closed:
                super().pull_trigger()

    def _turn(self, seconds: float) -> None:
        """Do what waitress's loop does, without a look at every connection each time."""
        self._watch(self)
        while self.changed:
            self._watch(self.changed.popleft())
        for key, events in self._selector.select(seconds):
            if events & EVENT_READ:
                wasyncore.read(key.data)
            if events & EVENT_WRITE:
                wasyncore.write(key.data)
            self._watch(key.data)

    def _watch(self, one: Any) -> None:
        """Wait for what a connection waits for now."""
        number = one._fileno
        if self._map.get(number) is not one:
            return
        before, events = self._watched.get(number, 0), _wanted(one)
        if not events:
            # From now on the thread that serves it wakes the loop; it may have ended just before.
            self._watched[number] = 0
            events = _wanted(one)
        self._watched[number] = events
        if events == before:
            return
        if not events:
            self._selector.unregister(number)
        elif before:
            self._selector.modify(number, events, one)
        else:
            self._selector.register(number, events, one)

    def forget(self, number: int) -> None:
        """Wait no more for a connection that is about to be closed."""
        if self._watched.pop(number, 0):
            self._selector.unregister(number)

    def readable(self) -> bool:
        """Look after connections and threads; the loop asks this each time."""
        self.threads.relieve()
        if monotonic() >= self._next_look or len(self.active_channels) > self._connections:
            self._next_look = monotonic() + min(1.0, self._timeout / 2)
            self._close_silent()
        return self._stop_at is None and bool(super().readable())

    def maintenance(self, now: float) -> None:
        """Do nothing: waitress means simulated time."""

    def _close_silent(self) -> None:
        silent = sorted(
            (one for one in self.active_channels.values() if not one.requests),
            key=lambda one: one.last_activity,
        )
        surplus = len(self.active_channels) - self._connections
        for number, one in enumerate(silent):
            # A request that has begun, or none.
            timeout = self._timeout if one.request else min(self._timeout, KEEP_ALIVE)
            if number < surplus or monotonic() - one.last_activity > timeout:
                one.will_close = True
                self.changed.append(one)

    def _is_busy(self) -> bool:
        return len(self.threads) > 0 or any(
            one.requests or one.total_outbufs_len for one in self.active_channels.values()
        )

"""The HTTP server: the names of waitress that it extends, its threads, its connections and its end."""

import http.client
import inspect
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto.core import request as moto_request
from waitress import channel, parser, server, task

from mock_voiceid import mock_voiceid
from mock_voiceid.internals import http_server
from mock_voiceid.internals.http_server import GONE, WAITING, HTTPServer, Threads

Application = Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d" % len(body)]


@contextmanager
def serving(application: Application = hello, **changes: Any) -> Iterator[tuple[HTTPServer, int]]:
    """Run a server, and give it and its port."""
    options: dict[str, Any] = {"timeout": 5, "connections": 50, "header_limit": 4096, "body_limit": 100_000}
    listening = socket.create_server(("127.0.0.1", 0))
    one = HTTPServer(application, listening, **options | changes)
    thread = threading.Thread(target=one.serve)
    thread.start()
    try:
        yield one, one.socket.getsockname()[1]
    finally:
        one.stop(5)
        thread.join()


def ask(port: int, request: bytes) -> bytes:
    """Send bytes, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        return connection.makefile("rb").read()


def post(extra: str, body: bytes = b"", version: str = "1.1") -> bytes:
    return f"POST / HTTP/{version}\r\nHost: a\r\nConnection: close\r\n{extra}\r\n".encode() + body


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (server.TcpWSGIServer, ("readable", "maintenance", "pull_trigger", "channel_class")),
        (
            channel.HTTPChannel,
            ("task_class", "error_task_class", "parser_class", "last_activity", "handle_read"),
        ),
        (task.WSGITask, ("start", "get_environment")),
        (parser.HTTPRequestParser, ("parse_header",)),
    ],
)
def test_waitress_has_what_is_extended(owner: type, names: tuple[str, ...]) -> None:
    assert [name for name in names if not hasattr(owner, name)] == []


def test_waitress_asks_what_is_answered_here() -> None:
    assert "self.start_time = time.time()" in inspect.getsource(task.Task.start)
    assert ".task_dispatcher.add_task(task)" in inspect.getsource(server.BaseWSGIServer.add_task)
    for name in ("active_channels", "effective_host", "effective_port", "_map"):
        with serving() as (one, _):
            assert hasattr(one, name)


def test_moto_reads_original_names_of_headers_from_the_environment() -> None:
    # Moto has had them since 5.2.5.
    assert getattr(moto_request, "PRESERVED_HEADER_NAMES_ENVIRON_KEY", http_server._PRESERVED) == (
        http_server._PRESERVED
    )


def test_names_of_metadata_keep_their_underscores() -> None:
    seen: dict[str, Any] = {}

    def note(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        seen.update(environ)
        return hello(environ, start_response)

    with serving(note) as (_, port):
        ask(port, post("x-amz-meta-my_key: 1\r\nx-amz-meta-a-b: 2\r\nX-Amz-Meta-a_b: 3\r\nX_Other: 4\r\n"))
    assert seen["moto.preserved_header_names"] == {"HTTP_X_AMZ_META_MY_KEY": "x-amz-meta-my_key"}
    assert (seen["HTTP_X_AMZ_META_MY_KEY"], seen["HTTP_X_AMZ_META_A_B"]) == ("1", "2")
    assert "HTTP_X_OTHER" not in seen


def test_connections_are_kept_alive() -> None:
    with serving() as (one, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(3):
            connection.request("POST", "/", b"abc")
            assert connection.getresponse().read() == b"3"
        assert len(one.active_channels) == 1
        connection.close()


def test_pipelined_requests_are_answered_in_order() -> None:
    one = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
    with serving() as (_, port):
        answers = ask(port, one % (1, b"a") + one % (2, b"bb") + post("Content-Length: 3\r\n", b"ccc"))
    assert [answer[-1:] for answer in answers.split(b"HTTP/1.1 200 OK")[1:]] == [b"1", b"2", b"3"]


@pytest.mark.parametrize(
    ("extra", "body", "length"),
    [
        ("Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"5"),
        ("Transfer-Encoding: chunked\r\n", b"3;name=value\r\nabc\r\n0\r\n\r\n", b"3"),
        ("Transfer-Encoding: chunked\r\nTrailer: Sum\r\n", b"3\r\nabc\r\n0\r\nSum: 1\r\n\r\n", b"3"),
        ("Content-Length: 3\r\n", b"abc", b"3"),
    ],
    ids=["chunked", "extension", "trailer", "whole"],
)
def test_bodies_arrive_however_they_are_sent(extra: str, body: bytes, length: bytes) -> None:
    with serving() as (_, port):
        answer = ask(port, post(extra, body))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\n" + length)


def test_http_1_0_is_answered() -> None:
    with serving() as (_, port):
        answer = ask(port, b"POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab")
    assert answer.startswith(b"HTTP/1.0 200 OK")
    assert b"Connection: close" in answer


def test_one_interim_answer_is_given() -> None:
    with serving() as (_, port):
        answer = ask(port, post("Expect: 100-continue\r\nContent-Length: 2\r\n", b"ab"))
    assert (answer.count(b"100 Continue"), answer.count(b"200 OK")) == (1, 1)


@pytest.mark.parametrize(
    ("request_", "status", "limit"),
    [
        (post("Content-Length: 200000\r\n"), b"413", b"100000"),
        (post("Transfer-Encoding: chunked\r\n", b"186B0\r\n" + b"a" * 0x186B0), b"413", b"100000"),
        (b"GET / HTTP/1.1\r\nHost: " + b"a" * 4_200, b"431", b"4096"),
        (b"garbage\r\n\r\n", b"400", b""),
        (post("Content-Length: x\r\n"), b"400", b""),
        (post("Transfer-Encoding: chunked\r\n", b"xyz\r\n"), b"400", b""),
        (post("Transfer-Encoding: gzip\r\n"), b"501", b""),
    ],
    ids=["length", "chunked", "headers", "garbage", "no length", "no chunk", "coding"],
)
def test_what_is_too_large_or_broken_is_refused(request_: bytes, status: bytes, limit: bytes) -> None:
    with serving() as (_, port):
        answer = ask(port, request_)
    assert answer.split(b" ", 2)[1] == status
    assert limit in answer


@pytest.mark.voiceid(start="2016-01-05T09:00:00Z")
def test_date_is_real_even_of_refusals() -> None:
    with serving() as (_, port):
        for request in (post(""), b"garbage\r\n\r\n"):
            assert b"Date: " in (answer := ask(port, request))
            assert b"2016" not in answer


def test_an_application_that_fails_gets_an_answer() -> None:
    def fail(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        raise ZeroDivisionError

    with serving(fail) as (_, port):
        assert ask(port, post("")).startswith(b"HTTP/1.1 500 ")
        assert ask(port, post("")).startswith(b"HTTP/1.1 500 ")


def test_a_request_that_stops_in_the_middle_is_closed_and_so_is_an_idle_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_server, "KEEP_ALIVE", 0.1)
    with serving(timeout=0.3) as (_, port):
        for begin in (b"POST / HTTP/1.1\r\n", post("Content-Length: 9\r\n", b"a"), b""):
            assert ask(port, begin) == b""


def test_silent_connections_make_room_for_new_ones() -> None:
    with serving(connections=20) as (one, port):
        idle = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(60)]
        for _ in range(5):
            assert ask(port, post("")).endswith(b"0")
        assert len(one.active_channels) <= 41
        for connection in idle:
            connection.close()


def test_a_body_that_trickles_in_blocks_nobody() -> None:
    with serving() as (_, port):
        slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(10)]
        for connection in slow:
            connection.sendall(post("Content-Length: 2\r\n", b"a"))
        assert ask(port, post("")).endswith(b"0")
        for connection in slow:
            connection.sendall(b"b")
            assert connection.makefile("rb").read().endswith(b"2")
            connection.close()


def test_a_client_that_only_stops_sending_gets_its_answers() -> None:
    one = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"
    with serving() as (_, port), socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(one + one)
        connection.shutdown(socket.SHUT_WR)
        assert connection.makefile("rb").read().count(b"HTTP/1.1 200 OK") == 2


def test_a_client_that_resets_its_connection_harms_nobody() -> None:
    with serving() as (one, port):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(post("Content-Length: 9\r\n", b"a"))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert ask(port, post("")).endswith(b"0")
        assert len(one.active_channels) <= 1


def test_requests_that_need_others_are_answered() -> None:
    """Each waits for the next, as when a target of an event calls back; threads are added for them."""
    ports: list[int] = []

    def nested(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        depth = int(environ["PATH_INFO"][1:])
        if depth:
            ask(ports[0], post("").replace(b"POST /", b"POST /%d" % (depth - 1)))
        return hello(environ, start_response)

    with serving(nested) as (_, port):
        ports.append(port)
        assert ask(port, post("").replace(b"POST /", b"POST /8")).endswith(b"0")


def test_requests_that_wait_leave_their_place_to_others() -> None:
    arrived, leave = threading.Semaphore(0), threading.Event()

    def wait(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/wait":
            with environ[WAITING]():
                arrived.release()
                leave.wait()
        return hello(environ, start_response)

    with serving(wait) as (one, port):
        waiting = [
            threading.Thread(target=ask, args=(port, post("").replace(b"POST /", b"POST /wait")))
            for _ in range(20)
        ]
        for thread in waiting:
            thread.start()
        for _ in waiting:
            arrived.acquire()
        assert ask(port, post("")).endswith(b"0")
        leave.set()
        for thread in waiting:
            thread.join()
        assert len(one.threads) >= 1


def test_nobody_waits_for_an_answer_once_the_client_has_hung_up() -> None:
    arrived, noticed = threading.Event(), threading.Event()

    def watch(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        arrived.set()
        while not environ[GONE]():
            time.sleep(0.01)
        noticed.set()
        return hello(environ, start_response)

    with serving(watch) as (_, port):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(post("").replace(b"Connection: close\r\n", b""))
            assert arrived.wait(10)
        assert noticed.wait(10)


def test_stopping_lets_requests_end_and_refuses_what_is_queued() -> None:
    arrived, leave, ended = threading.Event(), threading.Event(), []

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        arrived.set()
        leave.wait()
        return hello(environ, start_response)

    with serving(slow) as (one, port):
        client = threading.Thread(target=lambda: ended.append(ask(port, post(""))))
        client.start()
        assert arrived.wait(10)
        one.stop(5)
        assert environ_says_gone(one)
        leave.set()
        client.join()
    assert ended[0].endswith(b"0")


def environ_says_gone(one: HTTPServer) -> bool:
    return one.threads.stopped


def test_stopping_does_not_wait_for_ever() -> None:
    leave, arrived = threading.Event(), threading.Event()

    def stuck(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        arrived.set()
        leave.wait()
        return hello(environ, start_response)

    listening = socket.create_server(("127.0.0.1", 0))
    one = HTTPServer(stuck, listening, timeout=5, connections=5, header_limit=4096, body_limit=100)
    thread = threading.Thread(target=one.serve)
    thread.start()
    with socket.create_connection(one.socket.getsockname()) as connection:
        connection.sendall(post(""))
        assert arrived.wait(10)
        one.stop(0.05)
        thread.join()
        assert connection.makefile("rb").read() == b""
    leave.set()


class Job:
    """Stands for a connection with a request."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.done = threading.Event()

    def service(self) -> None:
        self.log.append("served")
        self.done.set()
        raise ZeroDivisionError

    def cancel(self) -> None:
        self.log.append("cancelled")


def test_a_thread_survives_what_it_serves(caplog: pytest.LogCaptureFixture) -> None:
    threads, first, second = Threads(1), Job(), Job()
    for job in (first, second):
        threads.add_task(job)
        assert job.done.wait(10)
    threads.stop()
    late = Job()
    threads.add_task(late)
    assert late.log == ["cancelled"]


def test_there_is_an_upper_limit_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "MOST_THREADS", 0)
    threads, job = Threads(1), Job()
    threads.add_task(job)
    assert (len(threads), job.log) == (0, [])
    threads.shutdown()
    assert job.log == ["cancelled"]


def test_a_frozen_mock_changes_nothing() -> None:
    with mock_voiceid(start="2026-01-05T09:00:00Z") as voice_id, serving(timeout=60) as (one, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(3):
            connection.request("POST", "/", json.dumps({}))
            assert connection.getresponse().read() == b"2"
            voice_id.clock.tick(days=1)
        assert len(one.active_channels) == 1
        connection.close()


def test_server_that_has_ended_is_not_woken() -> None:
    with serving() as (ended, _):
        pass
    ended.pull_trigger()
    assert ended._closed


@pytest.mark.parametrize(
    ("length", "status"),
    [("", b"200 OK"), ("Content-Length: -1\r\n", b"400"), ("Content-Length: 100001\r\n", b"413")],
)
def test_request_that_brings_no_body_is_answered_at_once_although_it_expects_to_continue(
    length: str, status: bytes
) -> None:
    with serving() as (_, port):
        answer = ask(port, post(f"Expect: 100-continue\r\n{length}"))
    assert answer.startswith(b"HTTP/1.1 " + status)

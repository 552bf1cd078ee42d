"""The command line: `mock-voiceid demo`, `mock-voiceid serve` and `mock-voiceid data-path`."""

import argparse
import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

DEFAULT_PORT = 5000

STOPPING = (signal.SIGINT, signal.SIGTERM)
"""The signals that end the server."""

SECONDS_TO_STOP = 2.5
"""Real seconds after which the server has ended, whatever it was doing."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Args:
        arguments: arguments after the program's name; None for those of the process.
    """
    parser = argparse.ArgumentParser(
        prog="mock-voiceid", description="An in-process test double of Amazon Connect Voice ID."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser(
        "demo", help="run a batch enrollment of real WAV files under simulated time, and show it"
    )
    serve = commands.add_parser("serve", help="serve Voice ID, and the other services of Moto, over HTTP")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on; default %(default)s, which only this machine can reach",
    )
    serve.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help="port; default %(default)s, 0 for a free one",
    )
    serve.add_argument(
        "--start",
        metavar="INSTANT",
        help="freeze simulated time at an instant in ISO 8601, or at the present with `now`; by default time "
        "runs. Clients have real clocks: credentials and stack events are answered by these, all other "
        "time stamps are simulated",
    )
    serve.add_argument(
        "--strict",
        action="store_true",
        help="reject audio that is not WAV, and roles and keys that the mocked IAM and KMS do not have",
    )
    serve.add_argument("--seed", help="generate the same ids in each run")
    serve.add_argument("--quiet", action="store_true", help="do not log requests")
    serve.add_argument(
        "--allow-origin",
        metavar="ORIGIN",
        action="append",
        default=[],
        help="let web pages of an origin, such as http://localhost:3000, move time and change what is "
        "mocked; by default only the server's own page may. May be repeated",
    )
    serve.add_argument(
        "--cors-origin",
        metavar="ORIGIN",
        action="append",
        default=[],
        help="let web pages of an origin, or of any with `*`, call AWS's endpoints; by default only pages "
        "served by this machine may. May be repeated",
    )
    commands.add_parser(
        "data-path", help="print the value of AWS_DATA_PATH for AWS tools that have dropped Voice ID"
    )
    given = parser.parse_args(arguments)
    match given.command:
        case "demo":
            return _demo()
        case "serve":
            return _serve(given)
    return _data_path()


def _demo() -> int:
    try:
        from rich.console import Console

        from .demo.display import display_on
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] != "rich":
            raise
        return _fail("mock-voiceid demo needs rich: pip install 'mock-voiceid[cli]'")
    from .demo.scenario import run

    with display_on(Console()) as display:
        run(display)
    return 0


def _data_path() -> int:
    from .sdk.description import DATA

    sys.stdout.write(f"{DATA}\n")
    return 0


def _serve(given: argparse.Namespace) -> int:
    from .internals.real_time import wall_clock
    from .mock import mock_voiceid
    from .server.threaded import ThreadedServer

    try:
        present = dt.datetime.fromtimestamp(wall_clock(), dt.timezone.utc)
        start = present if given.start == "now" else given.start
        mock = mock_voiceid(start=start, strict=given.strict, seed=given.seed)
        server = ThreadedServer(
            given.host,
            given.port,
            log_requests=not given.quiet,
            allow_origins=given.allow_origin,
            cors_origins=given.cors_origin,
        )
    except ModuleNotFoundError as missing:
        return _fail(str(missing))
    except ValueError as wrong:
        return _fail(f"mock-voiceid serve: {wrong}")
    except (OSError, OverflowError) as refused:
        return _fail(
            f"mock-voiceid serve can't listen at {given.host}, port {given.port}: {_reason(refused)}. "
            "Choose another --port or --host; --port 0 takes a free port."
        )
    with _signals() as wait_for_signal, mock, server:
        sys.stdout.write(f"mock-voiceid answers at {server.endpoint_url}\n")
        sys.stdout.flush()
        wait_for_signal()
        # Whatever still holds the mock's lock then, the process ends.
        threading.Thread(target=_exit_later, daemon=True).start()
    return 0


@contextmanager
def _signals() -> Iterator[Callable[[], object]]:
    """Catch SIGINT and SIGTERM, and give what waits for one of them.

    The system may deliver a signal to any thread, and a main thread that waits for a lock does not see it
    then. Through the pipe it does.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = [signal.signal(number, lambda *_: None) for number in STOPPING]
    woken = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield lambda: os.read(reading, 1)
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in zip(STOPPING, before, strict=True):
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


def _exit_later() -> None:  # pragma: no cover - it ends the process, and what coverage has measured
    threading.Event().wait(SECONDS_TO_STOP)
    os._exit(0)


def _reason(refused: Exception) -> object:
    number = getattr(refused, "errno", None)
    # Python's message repeats the address, so use the system's. For unknown hosts errno is negative.
    return os.strerror(number) if number is not None and number > 0 else refused


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1

"""The command line: `mock-voiceid demo`, `mock-voiceid serve` and `mock-voiceid data-path`."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

DEFAULT_PORT = 5000


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
        help="freeze simulated time at this instant, ISO 8601; otherwise it runs",
    )
    serve.add_argument(
        "--strict",
        action="store_true",
        help="reject audio that is not WAV, and roles and keys that the mocked IAM and KMS do not have",
    )
    serve.add_argument("--seed", help="generate the same ids in each run")
    serve.add_argument("--quiet", action="store_true", help="do not log requests")
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
    from .mock import mock_voiceid
    from .server.threaded import ThreadedServer

    try:
        mock = mock_voiceid(start=given.start, strict=given.strict, seed=given.seed)
        server = ThreadedServer(given.host, given.port, log_requests=not given.quiet)
    except ModuleNotFoundError as missing:
        return _fail(str(missing))
    except ValueError as wrong:
        return _fail(f"mock-voiceid serve: {wrong}")
    except (OSError, OverflowError) as refused:
        return _fail(
            f"mock-voiceid serve can't listen at {given.host}, port {given.port}: {_reason(refused)}. "
            "Choose another --port or --host; --port 0 takes a free port."
        )
    stopped = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with mock, server:
        sys.stdout.write(f"mock-voiceid answers at {server.endpoint_url}\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


def _reason(refused: Exception) -> object:
    number = getattr(refused, "errno", None)
    # Python's message repeats the address, so use the system's. For unknown hosts errno is negative.
    return os.strerror(number) if number is not None and number > 0 else refused


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1

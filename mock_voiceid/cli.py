"""The command line: `mock-voiceid demo`."""

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Args:
        arguments: what stands after the program's name; None takes those of the process.
    """
    parser = argparse.ArgumentParser(
        prog="mock-voiceid", description="An in-process test double of Amazon Connect Voice ID."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser(
        "demo", help="run a batch enrollment of real WAV files under simulated time, and show it"
    )
    parser.parse_args(arguments)
    return _demo()


def _demo() -> int:
    try:
        from rich.console import Console

        from .demo.display import display_on
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] != "rich":
            raise
        sys.stderr.write("mock-voiceid demo needs rich: pip install 'mock-voiceid[cli]'\n")
        return 1
    from .demo.scenario import run

    with display_on(Console()) as display:
        run(display)
    return 0

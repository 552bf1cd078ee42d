"""The command: runs the benchmarks, and prints or writes the results."""

import argparse
import contextlib
import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from benchmarks.results import RESULTS, Section

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "performance.md"
PICTURE = HERE.parent / "docs" / "growth.svg"
MARKERS = "<!-- figures: python -m benchmarks --write -->\n", "<!-- end of the figures -->\n"

ORDER = ("calls", "mocks", "imports", "jobs", "audio", "domains", "memory", "server")
"""The modules, in the order of the table."""

COLUMNS = ("what", "figure", "next to", "ratio", "target", "met")
PACKAGES = ("moto", "botocore", "freezegun", "time-machine")

# Quiet, in order, and without plugins for tests. pytest would rewrite the modules that a distribution with a
# plugin lists; an editable install lists this package, which is imported already.
PYTEST = (
    *("-q", "-p", "no:randomly", "-p", "benchmark", "--benchmark-quiet"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


def main() -> int:
    """Run the benchmarks and return pytest's status, which does not depend on the targets."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure what mock-voiceid costs, and print the table. Other arguments are pytest's, "
        "such as -k job.",
    )
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument(
        "--write", action="store_true", help="write it into docs/performance.md, and draw docs/growth.svg"
    )
    arguments, for_pytest = parser.parse_known_args()
    if arguments.write and for_pytest:
        parser.error(f"--write is for all of the benchmarks, without {' '.join(for_pytest)}")
    files = [str(HERE / f"test_{name}.py") for name in ORDER]
    # Print nothing but the table.
    with contextlib.redirect_stdout(sys.stderr):
        status = pytest.main([*PYTEST, *for_pytest, *files])
    if arguments.write and status == pytest.ExitCode.OK:
        write()
    if arguments.markdown:
        print(markdown(RESULTS.sections))
    else:
        show(RESULTS.sections)
    return int(status)


def write() -> None:
    """Write the table between its markers in the document, and draw the plots."""
    from benchmarks.growth import draw

    begin, end = MARKERS
    before, _, rest = DOCUMENT.read_text().partition(begin)
    _, _, after = rest.partition(end)
    DOCUMENT.write_text(f"{before}{begin}\n{markdown(RESULTS.sections)}\n{end}{after}")
    draw(RESULTS.growth, PICTURE)


def show(sections: Iterable[Section]) -> None:
    """Print the table for the terminal."""
    # Without a terminal, rich assumes 80 columns.
    console = Console(width=None if sys.stdout.isatty() else 140)
    for section in sections:
        table = Table(*COLUMNS, title=section.title, title_justify="left", expand=True)
        for row in section.rows:
            colour = {True: "green", False: "bold red", None: None}[row.met]
            table.add_row(row.what, row.figure, row.next_to, row.ratio, row.target, row.verdict, style=colour)
        console.print(table)
    console.print(where())


def markdown(sections: Iterable[Section]) -> str:
    """Return the table as Markdown."""
    lines = [where()]
    for section in sections:
        lines += ["", f"### {section.title}", "", _line(COLUMNS), _line(["---"] * len(COLUMNS))]
        for row in section.rows:
            verdict = f"**{row.verdict}**" if row.met is False else row.verdict
            lines.append(_line([row.what, row.figure, row.next_to, row.ratio, row.target, verdict]))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def where() -> str:
    """Return the versions and the machine of the figures."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{python}, {packages}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores."


if __name__ == "__main__":
    sys.exit(main())

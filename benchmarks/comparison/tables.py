"""The tables of the comparison."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from . import (
    with_cassettes,
    with_localstack,
    with_matched_cassettes,
    with_mock_voiceid,
    with_moto,
    with_stubber,
    with_unittest_mock,
)
from .checks import answers
from .job import Alternative
from .measure import calls, default_client, lines_of_set_up, medians, set_up

ROOT = Path(__file__).parent.parent.parent
IN_PROCESS: Sequence[Any] = (
    with_unittest_mock,
    with_stubber,
    with_cassettes,
    with_matched_cassettes,
    with_mock_voiceid,
)
"""The alternatives that are measured in turns in one process."""


@dataclass(frozen=True)
class Table:
    """Rows of text under a heading."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """Return the table in Markdown."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def what_happens(localstack: str | None = None) -> Table:
    """Run all checks of all alternatives, including LocalStack if its address is given."""
    found = {with_moto.NAME: _answers_of_moto_alone()}
    if localstack is not None:
        client = partial(default_client, endpoint_url=localstack)
        found[with_localstack.NAME] = answers(with_localstack, client)
    for alternative in IN_PROCESS:
        found[alternative.NAME] = answers(alternative, default_client)
    return _table("What happens", found)


def costs(rounds: int) -> Table:
    """Measure all alternatives except LocalStack, which has to be started separately.

    Moto has no Voice ID to call, and its start costs the same with mock-voiceid imported.
    """
    measured = [(with_moto, [set_up]), *((alternative, [set_up, calls]) for alternative in IN_PROCESS)]
    times = medians(measured, rounds)
    found = {
        alternative.NAME: {
            "lines of set-up": str(lines_of_set_up(alternative)),
            **{what: _figure(milliseconds) for what, milliseconds in times[alternative.NAME].items()},
        }
        for alternative, _ in measured
    }
    return _table("What it costs", found)


def measured_with() -> str:
    """Return the versions of the figures."""
    packages = ("mock-voiceid", "moto", "botocore", "vcrpy", "freezegun")
    return ", ".join([f"CPython {python_version()}", *(f"{name} {version(name)}" for name in packages)])


def _figure(milliseconds: float) -> str:
    return f"{milliseconds:,.2f}" if milliseconds < 10 else f"{milliseconds:,.0f}"


def _table(heading: str, found: Mapping[str, Mapping[str, str]]) -> Table:
    last: Alternative = with_mock_voiceid
    rows = [[what, *(column.get(what, "") for column in found.values())] for what in found[last.NAME]]
    return Table(heading, ["", *found], rows)


def _answers_of_moto_alone() -> dict[str, str]:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.comparison.alone"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    found: dict[str, str] = json.loads(run.stdout)
    return found

"""Imports, compiled, each in a new process."""

import os
import random
import subprocess
import sys
from collections import defaultdict

import pytest

from benchmarks.results import Section, duration

ROUNDS = 9
HEAVY = {
    "boto3",
    "botocore",
    "cryptography",
    "flask",
    "freezegun",
    "jinja2",
    "moto",
    "pytest",
    "regex",
    "requests",
    "responses",
    "rich",
    "time_machine",
    "werkzeug",
    "yaml",
}
"""Modules that are slow to import."""

TIMED = "import time, {loaded}\nbegun = time.perf_counter()\n{statement}\nprint(time.perf_counter() - begun)"

# Compiled, like installed packages.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=ENVIRONMENT
    )


def seconds_in_turns(loaded: str, *statements: str) -> list[list[float]]:
    """Return the seconds of each import, after `loaded`; a first round compiles and does not count."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS + 1):
        for statement in random.sample(statements, len(statements)):
            program = TIMED.format(loaded=loaded, statement=statement)
            times[statement].append(float(python("-c", program).stdout))
    return [times[statement][1:] for statement in statements]


def test_importing_the_package(section: Section) -> None:
    mine, motos = seconds_in_turns("sys", "import mock_voiceid", "import moto")
    section.add_ratio("`import mock_voiceid`", mine, "`import moto`", motos, at_most=0.1)


def test_importing_the_mock(section: Section) -> None:
    # Tests with mocks import boto3 in any case.
    ours, motos = "from mock_voiceid import mock_voiceid", "from moto import mock_aws"
    mine, its = seconds_in_turns("boto3", ours, motos)
    section.add_ratio(f"`{ours}`, after boto3", mine, f"`{motos}`", its, at_most=1.5)


def test_importing_the_plugin(section: Section) -> None:
    mine, botos = seconds_in_turns("pytest", "import mock_voiceid.pytest_plugin", "import boto3")
    section.add_ratio(
        "the pytest plugin, in a run that does not use it", mine, "`import boto3`", botos, at_most=0.05
    )


def modules_imported(statement: str) -> dict[str, float]:
    """Return the seconds of each module that a statement imports, without its imports, by `-X importtime`."""
    seconds: dict[str, float] = {}
    for line in python("-X", "importtime", "-c", statement).stderr.splitlines():
        own, _, name = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            seconds[name.strip()] = int(own) / 1e6
    return seconds


@pytest.mark.parametrize(
    ("statement", "loaded", "needed"),
    [
        ("import mock_voiceid", "import sys", set()),
        ("import mock_voiceid.pytest_plugin", "import pytest", set()),
        (
            "from mock_voiceid import mock_voiceid",
            "import boto3; from moto import mock_aws",
            {"moto", "freezegun"},
        ),
    ],
)
def test_what_is_imported(section: Section, statement: str, loaded: str, needed: set[str]) -> None:
    before = modules_imported(loaded)
    after = modules_imported(f"{loaded}; {statement}")
    added = {name: seconds for name, seconds in after.items() if name not in before}
    heavy = {name.partition(".")[0] for name in added} & HEAVY
    dearest = sorted(added, key=added.__getitem__, reverse=True)[:3]
    section.add_text(
        f"what `{statement}` imports, after `{loaded}`",
        f"{len(added)} modules, heavy: {_listed(heavy)}; the dearest: "
        + ", ".join(f"`{name}` {duration(added[name])}" for name in dearest),
        target=f"heavy: {_listed(needed)}",
        met=heavy <= needed,
    )


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"

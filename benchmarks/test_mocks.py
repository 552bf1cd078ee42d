"""Starting and stopping the mock, and freezing time."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import freezegun
import pytest
import time_machine
from moto import mock_aws

from benchmarks.results import Section
from mock_voiceid import mock_voiceid

START = "2026-01-05T09:00:00Z"

Travel = Callable[[], AbstractContextManager[object]]

FREEZERS: dict[str, tuple[str, Travel]] = {
    "freezegun": ("`freezegun.freeze_time`", lambda: freezegun.freeze_time(START)),
    "time-machine": ("`time_machine.travel`", lambda: time_machine.travel(START, tick=False)),
}
"""The libraries that can freeze time, and how to use them directly."""

# time-machine takes microseconds, far less than anything that the mock does.
AT_MOST = {"freezegun": 1.2, "time-machine": None}

FIXTURES = """
import boto3
import pytest
from moto import mock_aws


@pytest.fixture
def fresh_client():
    with mock_aws():
        yield boto3.client("voice-id", region_name="us-east-1")


@pytest.mark.parametrize("fixture", ["voiceid_client", "fresh_client"])
@pytest.mark.parametrize("number", range(50))
def test_that_needs_a_client(fixture, number, request):
    request.getfixturevalue(fixture)
"""

DURATIONS = """
import json, sys, pytest

class Durations:
    def __init__(self):
        self.of = {}

    def pytest_runtest_logreport(self, report):
        self.of[report.nodeid] = self.of.get(report.nodeid, 0) + report.duration

durations = Durations()
status = pytest.main([sys.argv[1], "-q", "-p", "no:randomly", "-p", "no:cacheprovider"], plugins=[durations])
assert status == 0
print(json.dumps(durations.of))
"""
"""Runs pytest on a file, and prints the duration of each test with its fixtures."""

FIRST_FREEZE = """
import time
import boto3, freezegun
from mock_voiceid import mock_voiceid

with mock_voiceid() as voice_id:
    for service in ("voice-id", "s3", "kms"):
        boto3.client(service, region_name="us-east-1")
    freezer = freezegun.freeze_time("2026-01-05T09:00:00Z")
    begun = time.clock_gettime(time.CLOCK_MONOTONIC)
    {freeze}
    print(time.clock_gettime(time.CLOCK_MONOTONIC) - begun)
"""


def enter(mock: Callable[[], AbstractContextManager[object]]) -> Callable[[], None]:
    def entered_and_left() -> None:
        with mock():
            pass

    return entered_and_left


def run_python(program: str, *arguments: str) -> str:
    """Run a program in a new process and return the last line of its output."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()[-1]


def test_entering_and_leaving(section: Section) -> None:
    section.compare(
        "`with mock_voiceid()`",
        enter(mock_voiceid),
        "`with mock_aws()`",
        enter(mock_aws),
        rounds=300,
        at_most=1.2,
    )


def test_entering_and_leaving_inside_another_mock(section: Section) -> None:
    with mock_aws():
        section.compare(
            "`with mock_voiceid()` inside another mock",
            enter(mock_voiceid),
            "`with mock_aws()` inside another mock",
            enter(mock_aws),
            rounds=1_000,
        )


@pytest.mark.parametrize("freezer", FREEZERS)
def test_entering_and_leaving_with_time_frozen(section: Section, freezer: Any) -> None:
    name, travel = FREEZERS[freezer]

    def mock_aws_and_freeze() -> None:
        with mock_aws(), travel():
            pass

    section.compare(
        f"`with mock_voiceid(start=…)`, frozen by {freezer}",
        enter(lambda: mock_voiceid(start=START, freezer=freezer)),
        f"`mock_aws` and {name}",
        mock_aws_and_freeze,
        rounds=100,
        at_most=AT_MOST[freezer],
    )


@pytest.mark.parametrize("freezer", FREEZERS)
def test_settling_what_is_due_while_time_runs(section: Section, freezer: Any) -> None:
    name, travel = FREEZERS[freezer]
    with mock_voiceid(freezer=freezer) as voice_id:

        def settle_something() -> None:
            voice_id.backend().agenda.at(voice_id.clock.instant(), lambda _: None)
            voice_id.clock.settle()

        section.compare(
            f"something due happens while time runs, at its own instant, by {freezer}",
            settle_something,
            f"{name} started and stopped",
            enter(travel),
            rounds=100,
            at_most=AT_MOST[freezer],
        )


def test_the_first_freeze_of_a_process(section: Section) -> None:
    times: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(7):
        for freeze in ("voice_id.clock.freeze()", "freezer.start()"):
            times[freeze].append(float(run_python(FIRST_FREEZE.format(freeze=freeze))))
    section.add_ratio(
        "`clock.freeze()`, the first of a process",
        times["voice_id.clock.freeze()"],
        "`freezegun.freeze_time`",
        times["freezer.start()"],
        # It also searches all modules for names of `sleep`.
        at_most=1.3,
    )


def test_a_client_from_the_fixture(section: Section, tmp_path: Path) -> None:
    file = tmp_path / "test_fixtures.py"
    file.write_text(FIXTURES)
    durations: dict[str, float] = json.loads(run_python(DURATIONS, str(file)))

    def of(fixture: str) -> list[float]:
        return [seconds for test, seconds in durations.items() if fixture in test]

    section.add_ratio(
        "a test that asks for `voiceid_client`",
        of("voiceid_client"),
        "one with `mock_aws` and a fresh `boto3.client`",
        of("fresh_client"),
        at_most=0.15,
    )

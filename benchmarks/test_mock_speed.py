"""What entering and leaving costs, and what a test pays for a client."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import boto3
from moto import mock_aws

from mock_voiceid import mock_voiceid, pytest_plugin

Compare = Callable[..., float]


def enter_mock_voiceid() -> None:
    with mock_voiceid():
        pass


def enter_mock_aws() -> None:
    with mock_aws():
        pass


def take_voiceid_client() -> None:
    # What the fixtures `voiceid` and `voiceid_client` do.
    with mock_voiceid():
        pytest_plugin._session().client("voice-id")


def make_a_fresh_client() -> None:
    with mock_aws():
        boto3.client("voice-id", region_name="us-east-1")


def test_entering_and_leaving_against_mock_aws(compare: Compare) -> None:
    enter_mock_aws()
    compare("mock_voiceid", enter_mock_voiceid, "mock_aws", enter_mock_aws, rounds=300, target=1.2)


def test_a_client_from_the_fixture_against_a_fresh_one(compare: Compare) -> None:
    compare(
        "voiceid_client (target: 6 ms)",
        take_voiceid_client,
        "mock_aws and boto3.client",
        make_a_fresh_client,
        rounds=50,
    )


def test_the_plugin_in_a_run_that_does_not_use_it(benchmark: Any) -> None:
    program = (
        "import sys, time, pytest; begun = time.perf_counter(); import mock_voiceid.pytest_plugin; "
        "print(time.perf_counter() - begun); assert not {'boto3', 'moto'} & sys.modules.keys()"
    )

    # As installed packages are: compiled once.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def seconds() -> float:
        run = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment
        )
        return float(run.stdout)

    benchmark.extra_info["import_ms"] = sorted(seconds() * 1_000 for _ in range(11))[5]
    print(f"\nimporting the plugin: {benchmark.extra_info['import_ms']:.2f} ms (target: 5 ms)")
    benchmark.pedantic(seconds, rounds=3)

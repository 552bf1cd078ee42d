"""The pytest plugin: its fixtures, its marker, and that it costs nothing where it is not used."""

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.internals.freezers import FREEZERS, TimeMachineFreeze, freeze
from mock_voiceid.server.threaded import ThreadedServer
from mock_voiceid.simtime.clock import Clock
from tests.calls import BUCKET, client, session, start_job

Run = Callable[..., pytest.RunResult]

START = "2026-01-05T09:00:00Z"
NINE = dt.datetime(2026, 1, 5, 9, tzinfo=dt.timezone.utc)

MARKERS = """
import pytest

pytestmark = pytest.mark.voiceid(start="2026-01-01", timing={"queue": 1}, quotas={"domains": 1})

@pytest.mark.voiceid(start="2026-02-02", quotas={"domains": 2})
class TestMerged:
    @pytest.mark.voiceid(start="2026-04-04", strict=True)
    @pytest.mark.voiceid(start="2026-03-03")
    def test_nearest_wins_option_by_option(self, voiceid):
        assert voiceid.clock.now().isoformat() == "2026-03-03T00:00:00+00:00"
        assert (voiceid.timing.queue, voiceid.quotas.domains, voiceid.strict) == (1, 2, True)

    def test_of_class(self, voiceid):
        assert voiceid.clock.now().isoformat() == "2026-02-02T00:00:00+00:00"

def test_of_module(voiceid, voiceid_domain):
    assert voiceid.clock.now().isoformat() == "2026-01-01T00:00:00+00:00"
    assert voiceid.quotas.domains == 1

@pytest.mark.parametrize("value", [pytest.param(1, marks=pytest.mark.voiceid(timing={"queue": 3}))])
def test_of_parameter(voiceid, value):
    assert (voiceid.timing.queue, voiceid.quotas.domains) == (3, 1)
"""

MISUSE = """
import pytest

@pytest.mark.voiceid("2026-01-05", 5)
def test_positional(voiceid):
    raise AssertionError

@pytest.mark.voiceid(strat="2026-01-05")
def test_misspelt(voiceid_client):
    raise AssertionError

@pytest.mark.voiceid(start="tomorrow")
def test_wrong(voiceid_server):
    raise AssertionError
"""

LONG = """
import pytest

@pytest.fixture(autouse=True)
def _around(voiceid_clock):
    yield
    voiceid_clock.tick(hours=5)

def test_long(voiceid_clock):
    voiceid_clock.tick(days=1)
"""

MANY = """
import pytest

@pytest.mark.parametrize("number", range(6))
def test_many(voiceid_domain, voiceid_client, voiceid_clock, voiceid_server, number):
    voiceid_clock.tick(days=number)
    assert len(voiceid_client.list_domains()["DomainSummaries"]) == 1
"""


def test_voiceid_is_the_handle_of_an_active_mock(voiceid: VoiceID) -> None:
    assert mock_voiceid.current() is voiceid
    assert not voiceid.clock.frozen


@pytest.mark.voiceid(start=START, quotas={"domains": 0})
def test_the_marker_gives_the_options(voiceid: VoiceID, voiceid_client: Any) -> None:
    assert voiceid.clock.now() == NINE
    with pytest.raises(voiceid_client.exceptions.ServiceQuotaExceededException):
        voiceid_client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/aws/s3"})


def test_voiceid_clock_is_the_clock_and_stands_still(voiceid_clock: Clock, voiceid: VoiceID) -> None:
    assert voiceid_clock is voiceid.clock
    assert voiceid_clock.frozen
    assert abs(voiceid_clock.now() - dt.datetime.now(dt.timezone.utc)) < dt.timedelta(seconds=1)


@pytest.mark.voiceid(start=START)
def test_voiceid_clock_stands_where_the_marker_says(voiceid_clock: Clock) -> None:
    assert voiceid_clock.now() == NINE


def test_voiceid_client_is_a_client_of_us_east_1(voiceid_client: Any, voiceid: VoiceID) -> None:
    assert voiceid_client.meta.region_name == "us-east-1"
    assert voiceid_client.list_domains()["DomainSummaries"] == []


def test_voiceid_domain_is_a_domain_as_the_api_describes_it(
    voiceid_domain: dict[str, Any], voiceid_client: Any
) -> None:
    described = voiceid_client.describe_domain(DomainId=voiceid_domain["DomainId"])["Domain"]
    assert voiceid_domain == described
    assert voiceid_domain["DomainStatus"] == "ACTIVE"


def test_voiceid_server_answers_with_the_state_of_the_mock(
    voiceid_server: ThreadedServer, voiceid_domain: dict[str, Any]
) -> None:
    for config in (Config(), Config(signature_version=UNSIGNED)):
        over_http = client(endpoint_url=voiceid_server.endpoint_url, config=config)
        (listed,) = over_http.list_domains()["DomainSummaries"]
        assert listed["DomainId"] == voiceid_domain["DomainId"]


@pytest.mark.voiceid(start=START)
def test_the_frozen_clock_reaches_the_server(voiceid_server: ThreadedServer, voiceid_clock: Clock) -> None:
    url = voiceid_server.endpoint_url
    over_http, s3 = client(endpoint_url=url), session().client("s3", endpoint_url=url)
    _, key = start_job(over_http, s3)
    voiceid_clock.tick(hours=1)
    assert s3.head_object(Bucket=BUCKET, Key=key)["LastModified"] == NINE + dt.timedelta(seconds=6)


def aws_cli() -> str | None:
    """Return the AWS CLI beside this Python, or on the path."""
    beside = Path(sys.executable).parent
    return shutil.which("aws", path=os.pathsep.join([str(beside), os.environ.get("PATH", os.defpath)]))


@pytest.mark.skipif(aws_cli() is None, reason="needs the AWS CLI")
def test_the_aws_cli_is_answered_without_signing(
    voiceid_server: ThreadedServer, voiceid_domain: dict[str, Any]
) -> None:
    command = [aws_cli() or "aws", "voice-id", "list-domains", "--no-sign-request", "--region", "us-east-1"]
    query = ["--query", "DomainSummaries[].DomainId", "--output", "text"]
    done = subprocess.run(
        [*command, *query, "--endpoint-url", voiceid_server.endpoint_url],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == (voiceid_domain["DomainId"], "")


def test_markers_are_merged_and_the_nearest_wins(run_pytest: Run) -> None:
    run_pytest(MARKERS, "--strict-markers").assert_outcomes(passed=4)


def test_a_misused_marker_says_what_is_wrong(run_pytest: Run) -> None:
    result = run_pytest(MISUSE)
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines_random(
        [
            "*UsageError: @pytest.mark.voiceid takes options by name only, "
            "such as start='2026-01-05T09:00:00Z'; it was given '2026-01-05', 5",
            "*TypeError: mock_voiceid has no option 'strat'; did you mean 'start'? There is *",
            "*ValueError: 'tomorrow' is not an instant: *",
        ]
    )


def test_the_plugin_loads_by_itself_and_tells_its_marker(pytester: pytest.Pytester) -> None:
    markers = pytester.runpytest_subprocess("--markers").stdout
    markers.fnmatch_lines(
        ["@pytest.mark.voiceid([*][*]options): mock Voice ID for the test, with these options*"]
    )


def test_the_fixtures_are_described(run_pytest: Run) -> None:
    names = ("voiceid", "voiceid_clock", "voiceid_client", "voiceid_domain", "voiceid_server")
    run_pytest("", "--fixtures").stdout.fnmatch_lines_random([f"{name} -- *" for name in names])


def test_nothing_of_moto_and_boto_is_imported_where_no_fixture_is_used(run_pytest: Run) -> None:
    run_pytest("""
        import sys
        HEAVY = "boto3", "botocore", "moto", "freezegun", "mock_voiceid.mock", "mock_voiceid.server.threaded"

        def test_that_uses_none():
            assert [name for name in HEAVY if name in sys.modules] == []

        def test_that_uses_one(voiceid_client):
            assert [name for name in HEAVY if name not in sys.modules] == ["mock_voiceid.server.threaded"]
    """).assert_outcomes(passed=2)


def test_simulated_time_is_not_what_pytest_measures(run_pytest: Run) -> None:
    result = run_pytest(LONG, "--durations=0", "--durations-min=1000")
    result.assert_outcomes(passed=1)
    result.stdout.no_re_match_line(r"[\d.]+s (setup|call|teardown)")


def test_it_works_under_xdist(run_pytest: Run) -> None:
    run_pytest(MANY, "-p", "xdist.plugin", "-n", "2").assert_outcomes(passed=6)


def test_the_marker_mocks_a_test_that_asks_for_no_fixture(
    run_pytest: Callable[..., pytest.RunResult],
) -> None:
    result = run_pytest("""
        import unittest

        import boto3
        import pytest

        from mock_voiceid import mock_voiceid

        def domains():
            return boto3.client("voice-id", region_name="us-east-1").list_domains()["DomainSummaries"]

        @pytest.mark.voiceid(quotas={"domains": 1})
        def test_function():
            assert domains() == []
            assert mock_voiceid.current().quotas.domains == 1

        class TestCase(unittest.TestCase):
            @pytest.mark.voiceid(start="2026-01-05")
            def test_method(self):
                assert domains() == []
                assert mock_voiceid.current().clock.frozen

        def test_without():
            with pytest.raises(RuntimeError, match="no mock_voiceid is active"):
                mock_voiceid.current()
    """)
    result.assert_outcomes(passed=3)


CHECKED = """
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

@pytest.mark.voiceid
@given(n=st.integers(1, 3))
def test_marked(n):
    pass

@pytest.mark.voiceid
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.integers(1, 3))
def test_suppressed(n):
    pass

@given(n=st.integers(1, 3))
def test_without(n):
    pass

@pytest.mark.voiceid
def test_no_test_of_hypothesis():
    pass
"""


def test_hypothesis_checks_the_marker_as_it_checks_fixtures(run_pytest: Run) -> None:
    result = run_pytest(CHECKED)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*FailedHealthCheck:*test_marked' bears the marker 'voiceid'*"])


FROZEN = """
import time_machine
from mock_voiceid import mock_voiceid

def test_of_a_fixture(voiceid_clock):
    assert time_machine.traveller_stack

@mock_voiceid(start="2026-01-05")
def test_of_a_decorator():
    assert time_machine.traveller_stack

@mock_voiceid(start="2026-01-05", freezer="freezegun")
def test_of_a_decorator_that_says_otherwise():
    assert not time_machine.traveller_stack
"""


def test_setting_names_the_library_that_freezes_for_every_mock_of_the_run(run_pytest: Run) -> None:
    run_pytest(FROZEN, "-o", "voiceid_freezer=time-machine").assert_outcomes(passed=3)
    run_pytest(FROZEN).assert_outcomes(passed=1, failed=2)


def test_setting_that_names_no_such_library_is_refused(run_pytest: Run) -> None:
    refused = run_pytest(FROZEN, "-o", "voiceid_freezer=sundial")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(
        ["ERROR: voiceid_freezer in *tox.ini: freezer is 'freezegun' or 'time-machine', not 'sundial'"]
    )


def test_setting_ends_with_the_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile("def test(): pass")
    found = library_in_use()
    other = next(freezer for freezer in FREEZERS if freezer != found)
    inner = pytester.inline_run("-p", "mock_voiceid.pytest_plugin", "-o", f"voiceid_freezer={other}")
    assert inner.ret == pytest.ExitCode.OK
    assert library_in_use() == found


def library_in_use() -> str:
    laid_over = freeze(0)
    laid_over.stop()
    return "time-machine" if isinstance(laid_over, TimeMachineFreeze) else "freezegun"


IN_A_REGION = """
def test_region(voiceid_client, voiceid_domain):
    assert voiceid_client.meta.region_name == "eu-west-2"
    assert ":eu-west-2:" in voiceid_domain["Arn"]
"""


def test_fixtures_follow_the_setting_and_the_default_region(
    run_pytest: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    run_pytest(IN_A_REGION).assert_outcomes(failed=1)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    run_pytest(IN_A_REGION).assert_outcomes(passed=1)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    run_pytest(IN_A_REGION, "-o", "voiceid_region=eu-west-2").assert_outcomes(passed=1)

"""How fast a job goes."""

import datetime as dt
import math
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.control.options import Timing
from mock_voiceid.instants import SECOND
from mock_voiceid.service.jobs.enrollment import Enrollment
from mock_voiceid.service.jobs.pace import (
    Pace,
)
from mock_voiceid.service.jobs.registration import Registration
from mock_voiceid.service.transitions import BY_TIMING, DOMAIN_ENCRYPTION
from tests.messages import mentioning

from .batch_builders import START


def pace(**transition: Any) -> Pace:
    return Pace.of(transition, Timing(queue=7, per_request=2.5))


def test_what_has_a_pace_is_called_as_tests_write_it() -> None:
    assert Enrollment.model == "voiceid::speaker-enrollment-job"
    assert Registration.model == "voiceid::fraudster-registration-job"
    assert DOMAIN_ENCRYPTION == "voiceid::domain-encryption"


def test_by_timing_a_job_waits_and_takes_its_time_for_each_request() -> None:
    timed = Pace.of(BY_TIMING, Timing(queue=7, per_request=2.5))
    assert timed.queue == 7 * SECOND
    assert timed.done_at(START, 1, 4) == START + 2_500_000
    assert timed.done_at(START, 4, 4) == START + 10 * SECOND
    assert timed.describes is None


def test_immediately_nothing_takes_any_time() -> None:
    immediate = pace(progression="immediate")
    assert immediate.queue == 0
    assert immediate.done_at(START, 4, 4) == START
    assert immediate.describes is None


def test_by_time_a_job_waits_as_long_as_it_takes_in_all() -> None:
    timed = pace(progression="time", seconds=9)
    assert timed.queue == 9 * SECOND
    assert [timed.done_at(START, number, 3) - START for number in (1, 2, 3)] == [
        3 * SECOND,
        6 * SECOND,
        9 * SECOND,
    ]
    assert timed.describes is None


def test_by_time_fractions_of_a_second_count() -> None:
    assert pace(progression="time", seconds=0.5).queue == 500_000


def test_by_time_there_may_be_no_time_at_all() -> None:
    timed = pace(progression="time", seconds=0)
    assert timed.queue == 0
    assert timed.done_at(START, 1, 3) == START


@pytest.mark.parametrize("times", [0, 1, 5])
def test_by_hand_describe_calls_lead_a_job_on(times: int) -> None:
    assert pace(progression="manual", times=times).describes == times


@pytest.mark.parametrize(
    "transition",
    [
        {},
        {"progression": "never"},
        {"progression": None},
        {"seconds": 5},
        {"progression": "time"},
        {"progression": "time", "times": 1},
        {"progression": "time", "seconds": "5"},
        {"progression": "time", "seconds": -1},
        {"progression": "time", "seconds": math.inf},
        {"progression": "time", "seconds": 31_536_000_001},
        {"progression": "time", "seconds": math.nan},
        {"progression": "time", "seconds": True},
        {"progression": "manual"},
        {"progression": "manual", "times": "1"},
        {"progression": "manual", "times": 1.0},
        {"progression": "manual", "times": -1},
        {"progression": "manual", "times": True},
    ],
)
def test_other_values_are_not_a_transition(transition: dict[str, Any]) -> None:
    words = (
        f"{transition!r} is no transition: write {{'progression': 'immediate'}}, "
        "{'progression': 'time', 'seconds': 5} or {'progression': 'manual', 'times': 1}"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        Pace.of(transition, Timing())


def test_a_pace_does_not_change_with_the_timing_it_came_from() -> None:
    timing = Timing(queue=7)
    timed = Pace.of(BY_TIMING, timing)
    timing.queue = 100
    assert timed.queue == 7 * SECOND


def test_requests_are_done_at_whole_microseconds() -> None:
    done = [pace(progression="time", seconds=1).done_at(START, number, 3) - START for number in (1, 2, 3)]
    assert done == [333_333, 666_666, 1_000_000]


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 10_000))
def test_requests_are_spread_over_the_whole_time_in_their_order(whole: int, total: int) -> None:
    spread = Pace(0, None, whole)
    done = [spread.done_at(START, number, total) for number in range(1, total + 1, max(1, total // 50))]
    assert done == sorted(done)
    assert done[0] >= START
    assert spread.done_at(START, total, total) == START + whole


def test_seconds_are_given_as_numbers() -> None:
    with pytest.raises(
        ValueError, match=mentioning("'seconds': datetime.timedelta(seconds=5)", "'seconds': 5")
    ):
        pace(progression="time", seconds=dt.timedelta(seconds=5))

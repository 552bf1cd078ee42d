"""The statuses of a job, and its progress (J1)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.instants import SECOND

from .batch_builders import START, Bench
from .run_builders import IMMEDIATE, MANUAL, PACES, enrollable, entries, failing

# Statuses, and when they change


def test_a_job_is_submitted_at_first(bench: Bench) -> None:
    job = enrollable(bench)
    assert (job.status, job.percent, job.job.ended_at, job.failure) == ("SUBMITTED", 0, None, None)


def test_by_timing_a_job_starts_after_the_queue(bench: Bench) -> None:
    bench.timing.queue = 7
    job = enrollable(bench)
    bench.tick(6.999999)
    assert job.status == "SUBMITTED"
    bench.tick(0.000001)
    assert job.status == "IN_PROGRESS"
    assert job.job.began_at == START + 7 * SECOND


def test_a_job_may_begin_and_end_at_the_epoch(bench: Bench) -> None:
    bench.now = 0
    job = enrollable(bench, 2, transition=IMMEDIATE).end()
    assert (job.job.began_at, job.job.ended_at) == (0, 0)


def test_by_timing_each_request_is_done_at_its_own_instant(bench: Bench) -> None:
    bench.timing.queue, bench.timing.per_request = 7, 2.5
    enrollable(bench, 3)
    bench.tick(1_000)
    assert [(one.created_at - START) / SECOND for one in bench.speakers.all] == [9.5, 12, 14.5]


def test_by_timing_a_job_ends_with_its_last_request(bench: Bench) -> None:
    bench.timing.queue, bench.timing.per_request = 7, 2.5
    job = enrollable(bench, 3)
    bench.tick(1_000)
    assert job.status == "COMPLETED"
    assert job.job.ended_at == START + 14_500_000


def test_the_manifest_is_read_when_the_job_starts(bench: Bench) -> None:
    job = bench.submit()
    bench.tick(4)
    bench.put_manifest("SpeakerEnrollmentRequests", entries(bench, 2))
    assert job.end().status == "COMPLETED"
    assert len(bench.speakers) == 2


def test_immediately_a_job_is_done_at_the_instant_of_its_submission(bench: Bench) -> None:
    job = enrollable(bench, 3, transition=IMMEDIATE)
    assert job.status == "SUBMITTED"
    bench.tick(0)
    assert (job.status, job.job.ended_at) == ("COMPLETED", START)
    assert {one.created_at for one in bench.speakers.all} == {START}


def test_by_time_each_status_lasts_as_long_as_the_transition_says(bench: Bench) -> None:
    job = enrollable(bench, 3, transition={"progression": "time", "seconds": 9})
    bench.tick(8.999999)
    assert job.status == "SUBMITTED"
    bench.tick(0.000001)
    assert job.status == "IN_PROGRESS"
    bench.tick(8.999999)
    assert job.status == "IN_PROGRESS"
    bench.tick(0.000001)
    assert (job.status, job.job.ended_at) == ("COMPLETED", START + 18 * SECOND)
    assert [(one.created_at - START) / SECOND for one in bench.speakers.all] == [12, 15, 18]


@pytest.mark.parametrize("count", [0, 1])
def test_by_time_a_single_request_takes_the_whole_time_and_none_takes_no_time(
    bench: Bench, count: int
) -> None:
    job = enrollable(bench, count, transition={"progression": "time", "seconds": 9}).end()
    assert job.job.ended_at == START + (9 + 9 * count) * SECOND


def test_by_hand_describe_calls_lead_a_job_on(bench: Bench) -> None:
    job = enrollable(bench, 3, transition=MANUAL)
    statuses = []
    for _ in range(4):
        job.describe()
        statuses.append(job.status)
    assert statuses == ["SUBMITTED", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]


def test_by_hand_nothing_happens_by_itself(bench: Bench) -> None:
    job = enrollable(bench, transition=MANUAL)
    assert bench.idle
    job.describe(2)
    assert bench.idle
    assert job.status == "IN_PROGRESS"


def test_by_hand_things_happen_at_the_instant_of_the_call(bench: Bench) -> None:
    job = enrollable(bench, 2, transition=MANUAL)
    job.describe(2)
    bench.tick(100)
    job.describe(2)
    assert job.job.ended_at == START + 100 * SECOND
    assert {one.created_at for one in bench.speakers.all} == {START + 100 * SECOND}


def test_by_hand_a_job_fails_as_by_itself(bench: Bench) -> None:
    job = bench.submit(transition=MANUAL)
    job.describe(2)
    assert job.status == "FAILED"
    assert bench.ended == [job.run]


@pytest.mark.parametrize("transition", PACES)
def test_describe_calls_do_not_lead_on_what_time_leads(bench: Bench, transition: dict[str, Any]) -> None:
    job = enrollable(bench, transition=transition)
    job.describe(5)
    assert job.status == "SUBMITTED"
    assert job.end().status == "COMPLETED"


@pytest.mark.parametrize("transition", PACES)
def test_a_job_that_has_ended_says_so_once_and_leaves_nothing_due(
    bench: Bench, transition: dict[str, Any]
) -> None:
    job = enrollable(bench, 2, transition=transition).end()
    assert bench.ended == [job.run]
    assert bench.idle


def test_a_job_that_is_on_its_way_has_not_ended(bench: Bench) -> None:
    job = enrollable(bench, 2)
    bench.tick(6)
    assert bench.ended == []
    assert job.job.ended_at is None


# Progress


def test_progress_follows_the_requests(bench: Bench) -> None:
    bench.timing.queue, bench.timing.per_request = 0, 1
    job = enrollable(bench, 3)
    bench.tick(0)
    percent = [job.percent]
    for _ in range(3):
        bench.tick(1)
        percent.append(job.percent)
    assert percent == [0, 33, 66, 100]


def test_requests_that_fail_are_progress_too(bench: Bench) -> None:
    bench.timing.queue = 0
    job = bench.enroll_all(*failing("ana", "ben")(bench))
    bench.tick(2)
    assert job.percent == 66


@pytest.mark.parametrize("transition", PACES)
@pytest.mark.parametrize("count", [0, 1, 7])
def test_progress_is_100_when_completed(bench: Bench, transition: dict[str, Any], count: int) -> None:
    assert enrollable(bench, count, transition=transition).end().percent == 100


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 12),
    st.sampled_from([*PACES, {"progression": "manual", "times": 1}]),
    st.lists(st.floats(0, 4), max_size=12),
    st.sets(st.integers(1, 12)),
)
def test_progress_never_falls(
    count: int, transition: dict[str, Any], ticks: list[float], errors: set[int]
) -> None:
    bench = Bench()
    for number in errors:
        bench.faults.fail_request(f"r{number}", 500, "Down.")
    job = enrollable(bench, count, transition=transition)
    order = {"SUBMITTED": 0, "IN_PROGRESS": 1, "COMPLETED": 2, "COMPLETED_WITH_ERRORS": 2}
    seen = [(order[job.status], job.percent)]
    for seconds in ticks:
        bench.tick(seconds)
        if not bench.ended:
            job.describe()
        seen.append((order[job.status], job.percent))
    assert seen == sorted(seen)
    assert sorted(percent for _, percent in seen) == [percent for _, percent in seen]
    assert all(0 <= percent <= 100 for _, percent in seen)

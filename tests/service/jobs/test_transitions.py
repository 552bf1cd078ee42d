"""Jobs that go as fast as Moto's state manager or the mock's timing says."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.messages import mentioning
from tests.options import FIXED_OPTIONS

Transition = Callable[..., None]

KINDS = {
    "voiceid::speaker-enrollment-job": "enroll",
    "voiceid::fraudster-registration-job": "register",
}

pytestmark = FIXED_OPTIONS


@pytest.fixture(params=KINDS)
def model(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def status_and_progress(batch: Any, job: dict[str, Any]) -> tuple[str, int]:
    described = batch.job(job)
    return described["JobStatus"], described["JobProgress"]["PercentComplete"]


def test_immediate_job_has_ended_with_the_next_call(
    batch: Any, transition: Transition, utc: Callable[[str], object], model: str
) -> None:
    transition(model, progression="immediate")
    job = getattr(batch, KINDS[model])("ann", "ben")
    described = batch.job(job)
    assert described["JobStatus"] == "COMPLETED"
    assert described["EndedAt"] == described["CreatedAt"] == utc("09:00:00")
    assert len(batch.bucket.stored()) == 4


def test_transition_by_time_takes_that_time_twice(batch: Any, transition: Transition, model: str) -> None:
    """Once in the queue and once at work, however many requests there are."""
    transition(model, progression="time", seconds=60)
    job = getattr(batch, KINDS[model])("ann", "ben", "carla")
    seen = []
    for seconds in (0, 59, 1, 19, 1, 20, 19, 1):
        batch.clock.tick(seconds)
        seen.append(status_and_progress(batch, job))
    assert seen == [
        ("SUBMITTED", 0),
        ("SUBMITTED", 0),
        ("IN_PROGRESS", 0),
        ("IN_PROGRESS", 0),
        ("IN_PROGRESS", 33),
        ("IN_PROGRESS", 66),
        ("IN_PROGRESS", 66),
        ("COMPLETED", 100),
    ]


def test_manual_transition_is_led_on_by_describe_calls(
    batch: Any, transition: Transition, model: str
) -> None:
    """Neither by time nor by lists."""
    transition(model, progression="manual", times=2)
    job = getattr(batch, KINDS[model])("ann", "ben")
    batch.clock.tick(days=1)
    batch.client.list_speaker_enrollment_jobs(DomainId=batch.domain_id)
    batch.client.list_fraudster_registration_jobs(DomainId=batch.domain_id)
    assert [status_and_progress(batch, job) for _ in range(5)] == [
        ("SUBMITTED", 0),
        ("IN_PROGRESS", 0),
        ("IN_PROGRESS", 0),
        ("COMPLETED", 100),
        ("COMPLETED", 100),
    ]
    assert batch.job(job)["EndedAt"] == batch.clock.now()


def test_manual_job_with_a_wrong_manifest_fails(batch: Any, transition: Transition) -> None:
    transition("voiceid::speaker-enrollment-job", progression="manual", times=1)
    job = batch.start_enrollment("")
    assert [status_and_progress(batch, job)[0] for _ in range(2)] == ["FAILED", "FAILED"]


def test_manual_job_is_led_on_by_its_own_describe_calls_only(
    batch: Any, transition: Transition, voiceid: Any
) -> None:
    voiceid.quotas.active_jobs = 2
    transition("voiceid::speaker-enrollment-job", progression="manual", times=1)
    first, second = batch.enroll("ann"), batch.enroll("ben")
    assert status_and_progress(batch, second) == ("IN_PROGRESS", 0)
    assert status_and_progress(batch, second) == ("COMPLETED", 100)
    assert status_and_progress(batch, first) == ("IN_PROGRESS", 0)


def test_manual_job_of_a_deleted_domain_fails(batch: Any, transition: Transition, voiceid: Any) -> None:
    """J18."""
    transition("voiceid::speaker-enrollment-job", progression="manual", times=1)
    job = batch.enroll("ann")
    batch.client.delete_domain(DomainId=batch.domain_id)
    jobs = voiceid.backend().domain(batch.domain_id).jobs["speaker enrollment"]
    assert jobs.get(job["JobId"]).job_status == "FAILED"


def test_kinds_have_transitions_of_their_own(batch: Any, transition: Transition) -> None:
    transition("voiceid::speaker-enrollment-job", progression="immediate")
    assert status_and_progress(batch, batch.enroll("ann"))[0] == "COMPLETED"
    assert status_and_progress(batch, batch.register("mallory"))[0] == "SUBMITTED"


@pytest.mark.in_process
def test_invalid_transition_is_rejected_when_a_job_starts(batch: Any, transition: Transition) -> None:
    transition("voiceid::speaker-enrollment-job", progression="sometimes")
    with pytest.raises(ValueError, match=mentioning("'sometimes'", "'progression': 'time'")):
        batch.enroll("ann")
    assert batch.client.list_speaker_enrollment_jobs(DomainId=batch.domain_id)["JobSummaries"] == []


@pytest.mark.voiceid(timing={"queue": 30, "per_request": 10})
def test_timing_says_how_long_a_job_takes(batch: Any) -> None:
    job = batch.enroll("ann", "ben")
    seen = []
    for seconds in (29, 1, 10, 9, 1):
        batch.clock.tick(seconds)
        seen.append(status_and_progress(batch, job))
    assert seen == [
        ("SUBMITTED", 0),
        ("IN_PROGRESS", 0),
        ("IN_PROGRESS", 50),
        ("IN_PROGRESS", 50),
        ("COMPLETED", 100),
    ]


def test_job_keeps_the_pace_that_it_was_started_with(batch: Any, voiceid: Any) -> None:
    job = batch.enroll("ann")
    voiceid.timing.queue = 3600
    batch.clock.tick(6)
    assert status_and_progress(batch, job) == ("COMPLETED", 100)


def test_polling_loop_ends_at_once_while_time_stands_still(batch: Any) -> None:
    """Sleeping moves simulated time."""
    import time

    job = batch.enroll("ann")
    while batch.job(job)["JobStatus"] in ("SUBMITTED", "IN_PROGRESS"):
        time.sleep(600)
    assert batch.job(job)["JobStatus"] == "COMPLETED"

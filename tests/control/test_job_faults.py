"""Failures that a test orders."""

import re

import pytest

from mock_voiceid.control.job_faults import REQUEST_CODES, Jobs


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


def job_failure(jobs: Jobs) -> tuple[int, str] | None:
    failure = jobs.take_job_failure()
    return None if failure is None else (failure.status, failure.message)


def request_failure(jobs: Jobs, request_id: str) -> tuple[int, str] | None:
    failure = jobs.take_request_failure(request_id)
    return None if failure is None else (failure.code, failure.message)


def test_nothing_fails_unless_ordered(jobs: Jobs) -> None:
    assert job_failure(jobs) is None
    assert request_failure(jobs, "r1") is None


def test_a_job_fails_with_what_was_ordered_once(jobs: Jobs) -> None:
    jobs.fail_next("The service is down.", 503)
    assert job_failure(jobs) == (503, "The service is down.")
    assert job_failure(jobs) is None


def test_a_job_fails_with_500_unless_told_otherwise(jobs: Jobs) -> None:
    jobs.fail_next("The service is down.")
    assert job_failure(jobs) == (500, "The service is down.")


def test_jobs_fail_in_the_order_of_the_orders(jobs: Jobs) -> None:
    jobs.fail_next("First.")
    jobs.fail_next("Second.")
    assert [job_failure(jobs), job_failure(jobs)] == [(500, "First."), (500, "Second.")]


@pytest.mark.parametrize("status", [400, 599])
def test_a_job_fails_with_any_error_status(jobs: Jobs, status: int) -> None:
    jobs.fail_next("Down.", status)
    assert job_failure(jobs) == (status, "Down.")


@pytest.mark.parametrize("status", [399, 600, 0, -500, "500", 500.0, None, True])
def test_other_statuses_are_refused(jobs: Jobs, status: int) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"status_code is an HTTP status from 400 to 599, not {status!r}")
    ):
        jobs.fail_next("Down.", status)
    assert job_failure(jobs) is None


def test_a_request_fails_with_what_was_ordered_once(jobs: Jobs) -> None:
    jobs.fail_request("r1", 409, "The speaker has opted out.")
    assert request_failure(jobs, "r1") == (409, "The speaker has opted out.")
    assert request_failure(jobs, "r1") is None


def test_other_requests_do_not_fail(jobs: Jobs) -> None:
    jobs.fail_request("r1", 500, "Down.")
    assert request_failure(jobs, "r2") is None
    assert request_failure(jobs, "r1") == (500, "Down.")


def test_each_order_for_a_request_is_carried_out(jobs: Jobs) -> None:
    jobs.fail_request("r1", 500, "First.")
    jobs.fail_request("r1", 400, "Second.")
    assert [request_failure(jobs, "r1") for _ in range(3)] == [(500, "First."), (400, "Second."), None]


def test_a_request_fails_with_the_codes_of_output_files() -> None:
    assert REQUEST_CODES == (400, 402, 409, 500)


@pytest.mark.parametrize("code", REQUEST_CODES)
def test_a_request_fails_with_each_of_those_codes(jobs: Jobs, code: int) -> None:
    jobs.fail_request("r1", code, "Failed.")
    assert request_failure(jobs, "r1") == (code, "Failed.")


@pytest.mark.parametrize("code", [401, 404, 200, 503, "400", 400.0, None, True])
def test_other_codes_are_refused(jobs: Jobs, code: int) -> None:
    with pytest.raises(ValueError, match=re.escape(f"code is one of 400, 402, 409, 500, not {code!r}")):
        jobs.fail_request("r1", code, "Failed.")
    assert request_failure(jobs, "r1") is None


@pytest.mark.parametrize("request_id", ["", None, 1])
def test_a_request_must_be_named(jobs: Jobs, request_id: str) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"request_id is a RequestId of a manifest, not {request_id!r}")
    ):
        jobs.fail_request(request_id, 500, "Failed.")


@pytest.mark.parametrize("message", ["", None, 500])
def test_a_failure_must_have_a_message(jobs: Jobs, message: str) -> None:
    words = re.escape(f"message is the text that the failure carries, not {message!r}")
    with pytest.raises(ValueError, match=words):
        jobs.fail_next(message)
    with pytest.raises(ValueError, match=words):
        jobs.fail_request("r1", 500, message)


def test_all_orders_can_be_forgotten(jobs: Jobs) -> None:
    jobs.fail_next("Down.")
    jobs.fail_request("r1", 500, "Down.")
    jobs.clear()
    assert job_failure(jobs) is None
    assert request_failure(jobs, "r1") is None

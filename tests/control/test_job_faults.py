"""Failures that a test orders."""

import re

import pytest

from mock_voiceid.control.faults import REQUEST_CODES, Faults
from mock_voiceid.control.orders import Orders


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def faults(orders: Orders) -> Faults:
    return Faults(orders)


def job_failure(orders: Orders) -> tuple[int, str] | None:
    failure = orders.take_job()
    return None if failure is None else (failure.status, failure.message)


def request_failure(orders: Orders, request_id: str) -> tuple[int, str] | None:
    failure = orders.take_request(request_id)
    return None if failure is None else (failure.code, failure.message)


def test_nothing_fails_unless_ordered(faults: Faults, orders: Orders) -> None:
    assert job_failure(orders) is None
    assert request_failure(orders, "r1") is None


def test_a_job_fails_with_what_was_ordered_once(faults: Faults, orders: Orders) -> None:
    faults.fail_next_job("The service is down.", 503)
    assert job_failure(orders) == (503, "The service is down.")
    assert job_failure(orders) is None


def test_a_job_fails_with_500_unless_told_otherwise(faults: Faults, orders: Orders) -> None:
    faults.fail_next_job("The service is down.")
    assert job_failure(orders) == (500, "The service is down.")


def test_jobs_fail_in_the_order_of_the_orders(faults: Faults, orders: Orders) -> None:
    faults.fail_next_job("First.")
    faults.fail_next_job("Second.")
    assert [job_failure(orders), job_failure(orders)] == [(500, "First."), (500, "Second.")]


@pytest.mark.parametrize("status", [400, 599])
def test_a_job_fails_with_any_error_status(faults: Faults, orders: Orders, status: int) -> None:
    faults.fail_next_job("Down.", status)
    assert job_failure(orders) == (status, "Down.")


@pytest.mark.parametrize("status", [399, 600, 0, -500, "500", 500.0, None, True])
def test_other_statuses_are_refused(faults: Faults, orders: Orders, status: int) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"status_code is an HTTP status from 400 to 599, not {status!r}")
    ):
        faults.fail_next_job("Down.", status)
    assert job_failure(orders) is None


def test_a_request_fails_with_what_was_ordered_once(faults: Faults, orders: Orders) -> None:
    faults.fail_request("r1", 409, "The speaker has opted out.")
    assert request_failure(orders, "r1") == (409, "The speaker has opted out.")
    assert request_failure(orders, "r1") is None


def test_other_requests_do_not_fail(faults: Faults, orders: Orders) -> None:
    faults.fail_request("r1", 500, "Down.")
    assert request_failure(orders, "r2") is None
    assert request_failure(orders, "r1") == (500, "Down.")


def test_each_order_for_a_request_is_carried_out(faults: Faults, orders: Orders) -> None:
    faults.fail_request("r1", 500, "First.")
    faults.fail_request("r1", 400, "Second.")
    assert [request_failure(orders, "r1") for _ in range(3)] == [(500, "First."), (400, "Second."), None]


def test_a_request_fails_with_the_codes_of_output_files() -> None:
    assert REQUEST_CODES == (400, 402, 409, 500)


@pytest.mark.parametrize("code", REQUEST_CODES)
def test_a_request_fails_with_each_of_those_codes(faults: Faults, orders: Orders, code: int) -> None:
    faults.fail_request("r1", code, "Failed.")
    assert request_failure(orders, "r1") == (code, "Failed.")


@pytest.mark.parametrize("code", [401, 404, 200, 503, "400", 400.0, None, True])
def test_other_codes_are_refused(faults: Faults, orders: Orders, code: int) -> None:
    with pytest.raises(ValueError, match=re.escape(f"code is one of 400, 402, 409, 500, not {code!r}")):
        faults.fail_request("r1", code, "Failed.")
    assert request_failure(orders, "r1") is None


@pytest.mark.parametrize("request_id", ["", None, 1])
def test_a_request_must_be_named(faults: Faults, orders: Orders, request_id: str) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"request_id is a RequestId of a manifest, not {request_id!r}")
    ):
        faults.fail_request(request_id, 500, "Failed.")


@pytest.mark.parametrize("message", ["", None, 500])
def test_a_failure_must_have_a_message(faults: Faults, orders: Orders, message: str) -> None:
    words = re.escape(f"message is the text that the failure carries, not {message!r}")
    with pytest.raises(ValueError, match=words):
        faults.fail_next_job(message)
    with pytest.raises(ValueError, match=words):
        faults.fail_request("r1", 500, message)


def test_all_orders_can_be_forgotten(faults: Faults, orders: Orders) -> None:
    faults.fail_next_job("Down.")
    faults.fail_request("r1", 500, "Down.")
    faults.clear()
    assert job_failure(orders) is None
    assert request_failure(orders, "r1") is None

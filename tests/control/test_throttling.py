"""Throttling, by simulated time (A2)."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from mock_voiceid import VoiceID
from mock_voiceid.api.exceptions import ThrottlingException
from mock_voiceid.control.throttling import Throttling
from mock_voiceid.sdk.description import operations
from tests.calls import error_in, post

START = "2026-01-05T09:00:00Z"
RATE_OF = {
    "EvaluateSession": 60,
    "ListSpeakers": 5,
    "DescribeSpeaker": 10,
    "OptOutSpeaker": 10,
    "DeleteSpeaker": 10,
    "DescribeFraudster": 10,
    "DeleteFraudster": 10,
    "TagResource": 2,
    "UntagResource": 2,
    "ListTagsForResource": 2,
    **{name: 2 for name in operations() if name.endswith(("Domain", "Domains", "Job", "Jobs"))},
}
NO_RATE = sorted(set(operations()) - set(RATE_OF))


@pytest.fixture
def once(new_client: Callable[..., Any]) -> Any:
    return new_client(config=Config(retries={"total_max_attempts": 1}))


def calls_until_throttled(operation: str, most: int = 100) -> int:
    for number in range(most):
        if error_in(post({"MaxResults": 0}, f"VoiceID.{operation}"))[1] == "ThrottlingException":
            return number
    return most


def test_nothing_is_throttled_unless_asked_for(voiceid: VoiceID, once: Any) -> None:
    """A2."""
    for _ in range(20):
        once.list_domains()


@pytest.mark.voiceid(start=START, throttle=True)
@pytest.mark.parametrize("operation", sorted(RATE_OF))
def test_so_many_calls_a_second_are_taken(voiceid: VoiceID, operation: str) -> None:
    """A2: also those whose input is wrong."""
    assert calls_until_throttled(operation) == RATE_OF[operation]
    voiceid.clock.tick(1)
    assert calls_until_throttled(operation) == RATE_OF[operation]


@pytest.mark.voiceid(start=START, throttle=True)
def test_domain_and_batch_operations_count_together(voiceid: VoiceID, once: Any) -> None:
    """A2."""
    once.list_domains()
    assert calls_until_throttled("ListSpeakerEnrollmentJobs") == 1
    with pytest.raises(ClientError) as caught:
        once.list_domains()
    assert caught.value.response["Error"] == {
        "Code": "ThrottlingException",
        "Message": "Rate exceeded. An account may call domain and batch operations 2 times a second; "
        "try again later.",
    }
    assert calls_until_throttled("ListSpeakers") == 5


@pytest.mark.voiceid(start=START, throttle=True)
@pytest.mark.parametrize("operation", ["ListWatchlists", "CreateWatchlist", "ListFraudsters"])
def test_operation_without_a_rate_is_never_throttled(voiceid: VoiceID, operation: str) -> None:
    """A2."""
    assert operation in NO_RATE
    assert calls_until_throttled(operation) == 100


@pytest.mark.voiceid(start=START, throttle=True)
def test_calls_count_by_the_account_over_its_regions(
    voiceid: VoiceID, new_client: Callable[..., Any]
) -> None:
    """A2."""
    config = Config(retries={"total_max_attempts": 1})
    new_client(region="us-east-1", config=config).list_domains()
    client = new_client(region="eu-west-2", config=config)
    client.list_domains()
    with pytest.raises(client.exceptions.ThrottlingException):
        client.list_domains()


@pytest.mark.voiceid(start=START, throttle=True)
def test_client_that_tries_again_gets_through(voiceid: VoiceID, new_client: Callable[..., Any]) -> None:
    """A2: its waiting moves the frozen clock."""
    client = new_client(config=Config(retries={"mode": "standard", "total_max_attempts": 20}))
    began = voiceid.clock.now()
    for _ in range(10):
        client.list_domains()
    assert (voiceid.clock.now() - began).total_seconds() >= 4


def test_bucket_fills_with_time() -> None:
    """A2: 2 a second is one each half second."""
    throttling = Throttling()

    def taken(instant: int) -> bool:
        try:
            throttling.count("1", "ListDomains", instant)
        except ThrottlingException:
            return False
        return True

    assert [taken(0), taken(0), taken(0)] == [True, True, False]
    assert [taken(499_999), taken(500_000), taken(500_000)] == [False, True, False]
    assert [taken(400_000), taken(10_000_000), taken(10_000_000), taken(10_000_000)] == [
        False,
        True,
        True,
        False,
    ]
    throttling.clear()
    assert taken(10_000_000)


def test_throttling_may_begin_on_the_way(voiceid: VoiceID, voiceid_clock: Any, once: Any) -> None:
    for _ in range(10):
        once.list_domains()
    voiceid.throttle = True
    assert calls_until_throttled("ListDomains") == 2
    voiceid.reset()
    assert calls_until_throttled("ListDomains") == 2


def test_fault_does_not_count(voiceid: VoiceID, voiceid_clock: Any) -> None:
    voiceid.throttle = True
    voiceid.faults.inject("ListDomains", "ValidationException")
    assert calls_until_throttled("ListDomains") == 3

"""Errors that a test orders."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from mock_voiceid import VoiceID
from mock_voiceid.sdk.description import operations, shape
from tests.calls import client, error_in, post
from tests.messages import mentioning
from tests.options import FIXED_OPTIONS

pytestmark = FIXED_OPTIONS
ERRORS = sorted({name for operation in operations().values() for name in operation.errors})


@pytest.fixture
def once() -> Any:
    """A client that tries once, and takes any error."""
    return client()


def ordered(method: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        method(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


@pytest.mark.parametrize("error", ERRORS)
def test_ordered_error_is_the_modelled_exception_with_its_members(
    voiceid: VoiceID, once: Any, error: str
) -> None:
    """V3."""
    voiceid.faults.inject("DescribeDomain", error, message="No.")
    with pytest.raises(ClientError) as caught:
        once.describe_domain(DomainId="A" * 22)
    assert type(caught.value) is getattr(once.exceptions, error)
    response: Any = caught.value.response
    assert response["Error"] == {"Code": error, "Message": "No."}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == (
        500 if error == "InternalServerException" else 400
    )
    given = {key: value for key, value in response.items() if key in ("ResourceType", "ConflictType")}
    expected = {"ResourceType": "DOMAIN", "ConflictType": "CONCURRENT_CHANGES"}
    assert given == {member: value for member, value in expected.items() if member in shape(error)["members"]}


@pytest.mark.parametrize("operation", operations())
@pytest.mark.parametrize("error", ERRORS)
def test_any_operation_gets_any_error_before_its_input_is_looked_at(
    voiceid: VoiceID, operation: str, error: str
) -> None:
    voiceid.faults.inject(operation, error)
    _, code, message = error_in(post({}, f"VoiceID.{operation}"))
    assert (code, message) == (
        error,
        f"The test ordered this: voice_id.faults.inject({operation!r}, {error!r}).",
    )


def test_types_are_those_ordered(voiceid: VoiceID, once: Any) -> None:
    voiceid.faults.inject("DescribeSpeaker", "ResourceNotFoundException", resource_type="SPEAKER")
    voiceid.faults.inject("DeleteSpeaker", "ConflictException", conflict_type="DOMAIN_NOT_ACTIVE")
    for method, member, expected in (
        (once.describe_speaker, "ResourceType", "SPEAKER"),
        (once.delete_speaker, "ConflictType", "DOMAIN_NOT_ACTIVE"),
    ):
        with pytest.raises(ClientError) as caught:
            method(DomainId="A" * 22, SpeakerId="ann")
        response: Any = caught.value.response
        assert response[member] == expected


def test_so_many_calls_get_it_in_the_order_of_the_orders(voiceid: VoiceID, once: Any) -> None:
    voiceid.faults.inject("ListDomains", "ThrottlingException", times=2)
    voiceid.faults.inject("ListDomains", "AccessDeniedException")
    voiceid.faults.inject("ListSpeakers", "ValidationException")
    codes = [ordered(once.list_domains)[0] for _ in range(3)]
    assert codes == ["ThrottlingException", "ThrottlingException", "AccessDeniedException"]
    assert once.list_domains()["DomainSummaries"] == []


def test_ordered_error_changes_nothing(voiceid: VoiceID, voiceid_client: Any, once: Any) -> None:
    arguments: dict[str, Any] = {"Name": "calls", "ServerSideEncryptionConfiguration": {"KmsKeyId": "key"}}
    voiceid.faults.inject("CreateDomain", "ValidationException")
    ordered(once.create_domain, **arguments, ClientToken="token")
    assert once.list_domains()["DomainSummaries"] == []
    once.create_domain(**arguments, ClientToken="token")


@pytest.mark.parametrize("mode", ["legacy", "standard"])
@pytest.mark.parametrize("error", ["ThrottlingException", "InternalServerException"])
def test_all_attempts_of_a_call_count_once(
    voiceid: VoiceID, new_client: Callable[..., Any], mode: Any, error: str
) -> None:
    again = new_client(config=Config(retries={"mode": mode, "total_max_attempts": 3}))
    voiceid.faults.inject("ListDomains", error)
    assert ordered(again.list_domains)[0] == error
    assert again.list_domains()["ResponseMetadata"]["RetryAttempts"] == 0


def test_attempts_of_overlapping_calls_are_counted_apart(voiceid: VoiceID) -> None:
    def post_as(call: str) -> int:
        return post({}, **{"amz-sdk-invocation-id": call}).status_code

    voiceid.faults.inject("ListDomains", "ThrottlingException", times=2)
    assert [post_as(call) for call in "abab"] == [400] * 4
    assert post_as("c") == 200


def test_only_the_latest_calls_are_remembered(voiceid: VoiceID) -> None:
    from mock_voiceid.control.orders import CALLS_REMEMBERED

    voiceid.faults.inject("ListDomains", "ThrottlingException", times=CALLS_REMEMBERED + 1)
    for number in range(CALLS_REMEMBERED + 1):
        assert voiceid._orders.take_call("ListDomains", f"call-{number}") is not None
    assert voiceid._orders.take_call("ListDomains", "call-0") is None
    assert voiceid._orders.take_call("ListDomains", "call-1") is not None


def test_each_attempt_counts_where_that_is_ordered(voiceid: VoiceID, new_client: Callable[..., Any]) -> None:
    again = new_client(config=Config(retries={"total_max_attempts": 3}))
    voiceid.faults.inject("ListDomains", "ThrottlingException", times=2, each_attempt=True)
    assert again.list_domains()["ResponseMetadata"]["RetryAttempts"] == 2


def test_clearing_drops_ordered_faults(voiceid: VoiceID, once: Any) -> None:
    for forget in (voiceid.faults.clear, voiceid.reset):
        voiceid.faults.inject("ListDomains", "ValidationException")
        forget()
        assert once.list_domains()["DomainSummaries"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"operation": "ListDomain", "error": "ThrottlingException"},
            r"Voice ID has no operation 'ListDomain'.*'ListDomains'.* Assoc",
        ),
        (
            {"operation": "ListDomains", "error": "ThrotlingException"},
            r"Voice ID has no error 'ThrotlingException'.*'ThrottlingException'",
        ),
        (
            {"operation": "ListDomains", "error": "ConflictException", "conflict_type": "DOMAIN_ACTIVE"},
            r"Voice ID has no ConflictType 'DOMAIN_ACTIVE'.*'DOMAIN_NOT_ACTIVE'",
        ),
        (
            {"operation": "ListDomains", "error": "ConflictException", "resource_type": "DOMAIN"},
            r"ConflictException has no ResourceType$",
        ),
        (
            {"operation": ["ListDomains"]},
            r"Voice ID has no operation \['ListDomains'\].*'ListDomains'",
        ),
        (
            {"error": "ConflictException", "conflict_type": ""},
            r"Voice ID has no ConflictType ''.* ANOTHER_ACTIVE_STREAM",
        ),
        ({"times": 0}, r"times is a whole number, 1 or more, not 0$"),
        ({"times": True}, r"times is a whole number, 1 or more, not True$"),
        ({"message": ""}, r"message is the text that the error carries, not ''$"),
        ({"message": 7}, r"message is the text that the error carries, not 7$"),
    ],
)
def test_wrong_order_is_refused_at_once(voiceid: VoiceID, arguments: dict[str, Any], message: str) -> None:
    given = {"operation": "ListDomains", "error": "ThrottlingException", **arguments}
    with pytest.raises(ValueError, match=rf"^{message}"):
        voiceid.faults.inject(**given)


def test_each_attempt_is_true_or_false(voiceid: VoiceID) -> None:
    wrong: Any = 1
    with pytest.raises(TypeError, match=mentioning("each_attempt", True, False, 1)):
        voiceid.faults.inject("ListDomains", "ThrottlingException", each_attempt=wrong)

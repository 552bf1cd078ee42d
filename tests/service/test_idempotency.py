"""Client tokens (I1)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]

TOKEN = "6f1c8a52-3c0e-4f0e-9d6a-0d5b1b7a2c11"

pytestmark = FIXED_OPTIONS


@pytest.fixture(params=["domain", "watchlist", "enrollment", "registration"])
def creating(request: pytest.FixtureRequest, batch: Any) -> tuple[Callable[..., Any], dict[str, Any]]:
    """Each operation that takes a client token: its method and arguments."""
    kind: str = request.param
    domain = {"Name": "calls", "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/calls"}}
    enrollments = {"Version": "1.0", "SpeakerEnrollmentRequests": []}
    registrations = {"Version": "1.0", "FraudsterRegistrationRequests": []}
    calls: dict[str, Callable[[], tuple[Callable[..., Any], dict[str, Any]]]] = {
        "domain": lambda: (batch.client.create_domain, domain),
        "watchlist": lambda: (
            batch.client.create_watchlist,
            {"DomainId": batch.domain_id, "Name": "known"},
        ),
        "enrollment": lambda: (
            batch.client.start_speaker_enrollment_job,
            batch.arguments(enrollments, "enrollments.json"),
        ),
        "registration": lambda: (
            batch.client.start_fraudster_registration_job,
            batch.arguments(registrations, "fraudsters.json"),
        ),
    }
    return calls[kind]()


def created(answer: dict[str, Any]) -> Any:
    (resource,) = (value for name, value in answer.items() if name != "ResponseMetadata")
    return resource


def other_name(arguments: dict[str, Any]) -> dict[str, Any]:
    return {**arguments, "Name" if "Name" in arguments else "JobName": "other"}


def test_same_token_and_input_return_the_same_resource(batch: Any, creating: Any) -> None:
    """I1: also after the quota is reached that a second one would break."""
    method, arguments = creating
    first = created(method(**arguments, ClientToken=TOKEN))
    batch.clock.tick(1)
    assert created(method(**arguments, ClientToken=TOKEN)) == first


def test_same_token_with_other_input_is_a_conflict(batch: Any, creating: Any, refused: Refused) -> None:
    """I1."""
    method, arguments = creating
    method(**arguments, ClientToken=TOKEN)
    refusal = refused(method, **other_name(arguments), ClientToken=TOKEN)
    assert (refusal.name, refusal.conflict_type) == ("ConflictException", "CONCURRENT_CHANGES")
    operation = {
        "create_domain": "CreateDomain",
        "create_watchlist": "CreateWatchlist",
        "start_speaker_enrollment_job": "StartSpeakerEnrollmentJob",
        "start_fraudster_registration_job": "StartFraudsterRegistrationJob",
    }[method.__name__]
    assert refusal.message == (
        f"The ClientToken '{TOKEN}' came with a different {operation} request before. "
        "Use a new token for a new request."
    )


def test_token_is_remembered_for_8_hours(batch: Any, creating: Any) -> None:
    """I1."""
    method, arguments = creating
    first = created(method(**arguments, ClientToken=TOKEN))
    batch.clock.tick(hours=8)
    again = created(method(**arguments, ClientToken=TOKEN))
    assert again["CreatedAt"] == first["CreatedAt"]
    batch.clock.tick(0.000001)
    assert created(method(**arguments, ClientToken=TOKEN))["CreatedAt"] > first["CreatedAt"]


def test_answering_again_does_not_prolong_the_memory(batch: Any) -> None:
    """I1."""
    arguments = {"DomainId": batch.domain_id, "Name": "known", "ClientToken": TOKEN}
    first = created(batch.client.create_watchlist(**arguments))
    for _ in range(2):
        batch.clock.tick(hours=5)
        last = created(batch.client.create_watchlist(**arguments))
    assert last["WatchlistId"] != first["WatchlistId"]


def test_only_what_is_too_old_is_forgotten(batch: Any) -> None:
    """I1."""
    arguments = {"DomainId": batch.domain_id, "Name": "known"}
    batch.client.create_watchlist(**arguments, ClientToken="first")
    batch.clock.tick(hours=5)
    second = created(batch.client.create_watchlist(**arguments, ClientToken="second"))
    batch.clock.tick(hours=5)
    assert created(batch.client.create_watchlist(**arguments, ClientToken="second")) == second


def test_resource_is_returned_as_it_is_now(batch: Any) -> None:
    """I1: the same resource, not an old picture of it."""
    domain_id = batch.domain_id
    arguments = {"DomainId": domain_id, "Name": "known", "ClientToken": TOKEN}
    watchlist_id = created(batch.client.create_watchlist(**arguments))["WatchlistId"]
    batch.client.update_watchlist(DomainId=domain_id, WatchlistId=watchlist_id, Name="renamed")
    assert created(batch.client.create_watchlist(**arguments))["Name"] == "renamed"


def test_one_token_may_go_with_different_operations(batch: Any) -> None:
    """I1."""
    batch.client.create_watchlist(DomainId=batch.domain_id, Name="known", ClientToken=TOKEN)
    domain = {"Name": "calls", "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/calls"}}
    assert created(batch.client.create_domain(**domain, ClientToken=TOKEN))["Name"] == "calls"


def test_refused_request_is_not_remembered(batch: Any, refused: Refused) -> None:
    """I1: a token whose request was refused is free."""
    arguments = {"DomainId": batch.domain_id, "Name": "known", "ClientToken": TOKEN}
    others = [batch.watchlist(name) for name in "ab"]
    assert refused(batch.client.create_watchlist, **arguments).name == "ServiceQuotaExceededException"
    batch.client.delete_watchlist(DomainId=batch.domain_id, WatchlistId=others[0])
    assert created(batch.client.create_watchlist(**arguments))["Name"] == "known"


def test_regions_have_tokens_of_their_own(batch: Any, new_client: Callable[..., Any]) -> None:
    """I1, A3."""
    domain = {"Name": "calls", "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/calls"}}
    arns = {
        created(client.create_domain(**domain, ClientToken=TOKEN))["Arn"]
        for client in (batch.client, new_client(region="us-west-2"))
    }
    assert len(arns) == 2


def test_without_a_token_of_its_own_each_call_of_boto3_is_a_new_request(batch: Any) -> None:
    assert batch.watchlist("same") != batch.watchlist("same")

"""Fraudsters and the watchlists that they are on (W1, W5 to W9)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.messages import message_with
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]

pytestmark = FIXED_OPTIONS


def named(batch: Any, fraudster_id: str, watchlist_id: str | None = None) -> dict[str, str]:
    named = {"DomainId": batch.domain_id, "FraudsterId": fraudster_id}
    return named if watchlist_id is None else {**named, "WatchlistId": watchlist_id}


def on(batch: Any, watchlist_id: str) -> list[str]:
    """Return the ids of the fraudsters on a watchlist."""
    listed = batch.client.list_fraudsters(DomainId=batch.domain_id, WatchlistId=watchlist_id)
    return [one["GeneratedFraudsterId"] for one in listed["FraudsterSummaries"]]


@pytest.fixture
def mallory(batch: Any) -> str:
    """A fraudster on the default watchlist."""
    fraudster_id: str = batch.registered("mallory")[0]["GeneratedFraudsterId"]
    return fraudster_id


def test_registered_fraudster_is_described_and_listed(
    batch: Any, mallory: str, utc: Callable[[str], object]
) -> None:
    """W8, W9: registered when the request was done, 5 s in the queue and 1 s after that."""
    assert re.fullmatch("id#[a-zA-Z0-9]{22}", mallory)
    fraudster = batch.client.describe_fraudster(**named(batch, mallory))["Fraudster"]
    assert fraudster == {
        "CreatedAt": utc("09:00:06"),
        "DomainId": batch.domain_id,
        "GeneratedFraudsterId": mallory,
        "WatchlistIds": [batch.default_watchlist],
    }
    listed = batch.client.list_fraudsters(DomainId=batch.domain_id)["FraudsterSummaries"]
    assert listed == [fraudster]


def test_fraudster_may_be_on_several_watchlists(batch: Any, mallory: str) -> None:
    """W1, W6, W9: the default one too."""
    second, third = batch.watchlist("second"), batch.watchlist("third")
    batch.client.associate_fraudster(**named(batch, mallory, third))
    fraudster = batch.client.associate_fraudster(**named(batch, mallory, second))["Fraudster"]
    assert fraudster["WatchlistIds"] == [batch.default_watchlist, third, second]
    assert [on(batch, one) for one in (batch.default_watchlist, second, third)] == [[mallory]] * 3
    fraudster = batch.client.disassociate_fraudster(**named(batch, mallory, batch.default_watchlist))
    assert fraudster["Fraudster"]["WatchlistIds"] == [third, second]
    assert on(batch, batch.default_watchlist) == []
    batch.client.associate_fraudster(**named(batch, mallory, batch.default_watchlist))
    assert on(batch, batch.default_watchlist) == [mallory]


def test_associating_again_changes_nothing(batch: Any, mallory: str) -> None:
    """W6."""
    second = batch.watchlist("second")
    once, again = (batch.client.associate_fraudster(**named(batch, mallory, second)) for _ in range(2))
    assert once["Fraudster"] == again["Fraudster"]
    assert on(batch, second) == [mallory]


def test_listing_of_a_watchlist_shows_all_watchlists_of_each(batch: Any, mallory: str) -> None:
    """W9."""
    second = batch.watchlist("second")
    (other,) = batch.registered("trudy", RegistrationConfig={"WatchlistIds": [second]})
    batch.client.associate_fraudster(**named(batch, mallory, second))
    listed = batch.client.list_fraudsters(DomainId=batch.domain_id, WatchlistId=second)
    assert [(one["GeneratedFraudsterId"], one["WatchlistIds"]) for one in listed["FraudsterSummaries"]] == [
        (other["GeneratedFraudsterId"], [second]),
        (mallory, [batch.default_watchlist, second]),
    ]
    assert len(batch.client.list_fraudsters(DomainId=batch.domain_id)["FraudsterSummaries"]) == 2


def test_fraudster_stays_on_one_watchlist_at_least(batch: Any, mallory: str, refused: Refused) -> None:
    """W7."""
    refusal = refused(batch.client.disassociate_fraudster, **named(batch, mallory, batch.default_watchlist))
    assert (refusal.name, refusal.conflict_type, refusal.message) == (
        "ConflictException",
        "FRAUDSTER_MUST_BELONG_TO_AT_LEAST_ONE_WATCHLIST",
        f"The fraudster is on no other watchlist than '{batch.default_watchlist}'; "
        "associate it with another one first, or delete it.",
    )
    assert on(batch, batch.default_watchlist) == [mallory]


def test_disassociating_from_where_it_is_not_changes_nothing(batch: Any, mallory: str) -> None:
    second = batch.watchlist("second")
    fraudster = batch.client.disassociate_fraudster(**named(batch, mallory, second))["Fraudster"]
    assert fraudster["WatchlistIds"] == [batch.default_watchlist]


def test_deleted_fraudster_is_on_no_watchlist(batch: Any, mallory: str, refused: Refused) -> None:
    """W8: and its voice is known no more (J14)."""
    second = batch.watchlist("second")
    batch.client.associate_fraudster(**named(batch, mallory, second))
    batch.client.delete_fraudster(**named(batch, mallory))
    assert [on(batch, one) for one in (batch.default_watchlist, second)] == [[], []]
    refusal = refused(batch.client.describe_fraudster, **named(batch, mallory))
    assert (refusal.name, refusal.resource_type, refusal.message) == (
        "ResourceNotFoundException",
        "FRAUDSTER",
        f"The fraudster with this FraudsterId is not in domain '{batch.domain_id}'.",
    )
    (entry,) = batch.registered("mallory")
    assert entry["RegistrationStatus"] == "NEW_REGISTRATION"


@pytest.mark.voiceid(quotas={"fraudsters_per_watchlist": 2})
def test_fraudster_over_the_quota_of_a_watchlist_is_rejected(batch: Any, refused: Refused) -> None:
    """W5: by association and by job."""
    second = batch.watchlist("second")
    full = batch.register("a", "b", "c", RegistrationConfig={"WatchlistIds": [second]})
    limit = message_with(second, "2 fraudsters")
    assert batch.errors(full) == [("request-c", 402, limit)]
    (entry,) = batch.registered("c")
    refusal = refused(batch.client.associate_fraudster, **named(batch, entry["GeneratedFraudsterId"], second))
    assert (refusal.name, refusal.message) == (
        "ServiceQuotaExceededException",
        f"Watchlist '{second}' has its limit of 2 fraudsters.",
    )
    # Who is on it already takes no other place.
    batch.client.associate_fraudster(**named(batch, on(batch, second)[0], second))


def test_watchlist_takes_500_fraudsters(batch: Any, refused: Refused) -> None:
    """W5, J6: by default, which is just what one job registers."""
    (extra,) = batch.registered("extra", RegistrationConfig={"WatchlistIds": [batch.watchlist("second")]})
    audio = [batch.bucket.put(f"calls/{number}") for number in range(500)]
    requests = [batch.request(str(number), uri) for number, uri in enumerate(audio)]
    assert len(batch.registered(*requests)) == 500
    fraudster = named(batch, extra["GeneratedFraudsterId"], batch.default_watchlist)
    assert refused(batch.client.associate_fraudster, **fraudster).name == "ServiceQuotaExceededException"


@pytest.mark.parametrize(
    "operation",
    ["describe_fraudster", "delete_fraudster", "associate_fraudster", "disassociate_fraudster"],
)
def test_unknown_fraudster_is_not_found(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused, operation: str
) -> None:
    arguments = {"DomainId": voiceid_domain["DomainId"], "FraudsterId": f"id#{'f' * 22}"}
    if "associate" in operation:
        arguments["WatchlistId"] = voiceid_domain["WatchlistDetails"]["DefaultWatchlistId"]
    refusal = refused(getattr(voiceid_client, operation), **arguments)
    assert (refusal.name, refusal.resource_type) == ("ResourceNotFoundException", "FRAUDSTER")


@pytest.mark.parametrize("operation", ["associate_fraudster", "disassociate_fraudster"])
def test_unknown_watchlist_is_not_found(batch: Any, mallory: str, refused: Refused, operation: str) -> None:
    refusal = refused(getattr(batch.client, operation), **named(batch, mallory, "w" * 22))
    assert (refusal.name, refusal.resource_type) == ("ResourceNotFoundException", "WATCHLIST")


def test_fraudsters_of_an_unknown_watchlist_are_not_listed(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused
) -> None:
    refusal = refused(
        voiceid_client.list_fraudsters, DomainId=voiceid_domain["DomainId"], WatchlistId="w" * 22
    )
    assert (refusal.name, refusal.resource_type) == ("ResourceNotFoundException", "WATCHLIST")

"""Watchlists (W1 to W4)."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid.simtime.clock import Clock
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]


def test_every_domain_has_a_default_watchlist(voiceid_client: Any, voiceid_domain: dict[str, Any]) -> None:
    """W1."""
    domain_id = voiceid_domain["DomainId"]
    (only,) = voiceid_client.list_watchlists(DomainId=domain_id)["WatchlistSummaries"]
    assert only == {
        "CreatedAt": voiceid_domain["CreatedAt"],
        "DefaultWatchlist": True,
        "Description": "The default watchlist of the domain",
        "DomainId": domain_id,
        "Name": "default-watchlist",
        "UpdatedAt": voiceid_domain["CreatedAt"],
        "WatchlistId": voiceid_domain["WatchlistDetails"]["DefaultWatchlistId"],
    }


def test_default_watchlist_is_neither_updated_nor_deleted(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused
) -> None:
    """W1."""
    watchlist_id = voiceid_domain["WatchlistDetails"]["DefaultWatchlistId"]
    named = {"DomainId": voiceid_domain["DomainId"], "WatchlistId": watchlist_id}
    refusal = refused(voiceid_client.update_watchlist, **named, Name="mine")
    assert (refusal.name, refusal.message) == (
        "ValidationException",
        f"Watchlist '{watchlist_id}' is the default one of its domain, and can't be updated.",
    )
    refusal = refused(voiceid_client.delete_watchlist, **named)
    assert (refusal.name, refusal.message) == (
        "ValidationException",
        f"Watchlist '{watchlist_id}' is the default one of its domain, and can't be deleted.",
    )


@FIXED_OPTIONS
def test_new_watchlist_is_described_and_listed(
    voiceid_client: Any, voiceid_domain: dict[str, Any], voiceid_clock: Clock, utc: Callable[[str], object]
) -> None:
    domain_id = voiceid_domain["DomainId"]
    voiceid_clock.tick(30)
    created = voiceid_client.create_watchlist(DomainId=domain_id, Name="known", Description="Known ones")[
        "Watchlist"
    ]
    assert created == {
        "CreatedAt": utc("09:00:30"),
        "DefaultWatchlist": False,
        "Description": "Known ones",
        "DomainId": domain_id,
        "Name": "known",
        "UpdatedAt": utc("09:00:30"),
        "WatchlistId": created["WatchlistId"],
    }
    described = voiceid_client.describe_watchlist(DomainId=domain_id, WatchlistId=created["WatchlistId"])
    assert described["Watchlist"] == created
    assert voiceid_client.list_watchlists(DomainId=domain_id)["WatchlistSummaries"][1:] == [created]


def test_fourth_watchlist_is_refused(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused
) -> None:
    """W2: the default one counts."""
    domain_id = voiceid_domain["DomainId"]
    second, _ = (voiceid_client.create_watchlist(DomainId=domain_id, Name=name)["Watchlist"] for name in "ab")
    refusal = refused(voiceid_client.create_watchlist, DomainId=domain_id, Name="c")
    assert (refusal.name, refusal.message) == (
        "ServiceQuotaExceededException",
        f"Domain '{domain_id}' has its limit of 3 watchlists, the default one included.",
    )
    voiceid_client.delete_watchlist(DomainId=domain_id, WatchlistId=second["WatchlistId"])
    voiceid_client.create_watchlist(DomainId=domain_id, Name="c")


@FIXED_OPTIONS
@pytest.mark.parametrize("given", [{"Name": "renamed"}, {"Description": "Described"}, {}])
def test_update_changes_only_what_is_given(
    voiceid_client: Any,
    voiceid_domain: dict[str, Any],
    voiceid_clock: Clock,
    utc: Callable[[str], object],
    given: dict[str, str],
) -> None:
    """W3."""
    domain_id = voiceid_domain["DomainId"]
    created = voiceid_client.create_watchlist(DomainId=domain_id, Name="known", Description="Known ones")[
        "Watchlist"
    ]
    voiceid_clock.tick(30)
    named = {"DomainId": domain_id, "WatchlistId": created["WatchlistId"]}
    updated = voiceid_client.update_watchlist(**named, **given)["Watchlist"]
    assert updated == {**created, **given, "UpdatedAt": utc("09:00:30")}
    assert voiceid_client.describe_watchlist(**named)["Watchlist"] == updated


@FIXED_OPTIONS
def test_watchlist_that_holds_fraudsters_is_not_deleted(batch: Any, refused: Refused) -> None:
    """W4."""
    watchlist_id = batch.watchlist("known")
    (entry,) = batch.registered("mallory", RegistrationConfig={"WatchlistIds": [watchlist_id]})
    named = {"DomainId": batch.domain_id, "WatchlistId": watchlist_id}
    refusal = refused(batch.client.delete_watchlist, **named)
    assert (refusal.name, refusal.conflict_type, refusal.message) == (
        "ConflictException",
        "CANNOT_DELETE_NON_EMPTY_WATCHLIST",
        f"Watchlist '{watchlist_id}' holds 1 fraudsters; delete or disassociate them first.",
    )
    batch.client.delete_fraudster(DomainId=batch.domain_id, FraudsterId=entry["GeneratedFraudsterId"])
    batch.client.delete_watchlist(**named)
    assert refused(batch.client.describe_watchlist, **named).resource_type == "WATCHLIST"


@pytest.mark.parametrize("operation", ["describe_watchlist", "update_watchlist", "delete_watchlist"])
def test_unknown_watchlist_is_not_found(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused, operation: str
) -> None:
    domain_id, watchlist_id = voiceid_domain["DomainId"], "w" * 22
    refusal = refused(getattr(voiceid_client, operation), DomainId=domain_id, WatchlistId=watchlist_id)
    assert (refusal.name, refusal.resource_type, refusal.message) == (
        "ResourceNotFoundException",
        "WATCHLIST",
        f"Watchlist '{watchlist_id}' is not in domain '{domain_id}'.",
    )


def test_watchlist_of_another_domain_is_not_found(
    voiceid_client: Any, new_domain: Callable[..., Any], refused: Refused
) -> None:
    one, other = new_domain(), new_domain()
    refusal = refused(
        voiceid_client.describe_watchlist,
        DomainId=one["DomainId"],
        WatchlistId=other["WatchlistDetails"]["DefaultWatchlistId"],
    )
    assert refusal.resource_type == "WATCHLIST"

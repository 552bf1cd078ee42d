"""Regions and accounts: where Voice ID was, and apart from each other (A3)."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.voiceid.models import REGIONS
from tests.messages import mentioning, message_with
from tests.options import FIXED_OPTIONS

NewClient = Callable[..., Any]

# Written down once more on purpose: the list is what is tested.
WAS_IN = [
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-2",
    "us-east-1",
    "us-west-2",
]


def test_regions_are_those_in_which_voice_id_was() -> None:
    """A3."""
    assert list(REGIONS) == WAS_IN


@pytest.mark.parametrize("region", WAS_IN)
def test_region_of_voice_id_answers(
    new_client: NewClient, new_domain: Callable[..., Any], region: str
) -> None:
    """A3."""
    client = new_client(region=region)
    domain = new_domain(client=client)
    assert domain["Arn"].startswith(f"arn:aws:voiceid:{region}:123456789012:domain/")
    assert client.describe_domain(DomainId=domain["DomainId"])["Domain"] == domain


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-2", "us-gov-west-1", "nowhere-1"])
def test_other_region_does_not_know_voice_id(new_client: NewClient, region: str) -> None:
    """A3: a client can be made for it, but is told where Voice ID was."""
    client = new_client(region=region, endpoint_url=f"https://voiceid.{region}.amazonaws.com")
    with pytest.raises(ClientError) as caught:
        client.list_domains()
    assert caught.value.response["Error"] == {
        "Code": "UnrecognizedRegionException",
        "Message": message_with(region, ", ".join(WAS_IN), "MOTO_ALLOW_NONEXISTENT_REGION=true"),
    }


def test_moto_can_be_told_to_allow_any_region(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A3."""
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    client = new_client(region="eu-west-1", endpoint_url="https://voiceid.eu-west-1.amazonaws.com")
    assert client.list_domains()["DomainSummaries"] == []


def test_state_of_other_regions_is_refused_by_the_handle(voiceid: VoiceID) -> None:
    with pytest.raises(ValueError, match=mentioning("eu-west-1", "ap-northeast-1")):
        voiceid.backend("eu-west-1")


def test_regions_are_apart(new_client: NewClient, new_domain: Callable[..., Any]) -> None:
    """A3."""
    east, west = new_client(region="us-east-1"), new_client(region="us-west-2")
    domain = new_domain(client=east)
    assert west.list_domains()["DomainSummaries"] == []
    with pytest.raises(west.exceptions.ResourceNotFoundException):
        west.delete_domain(DomainId=domain["DomainId"])
    assert east.list_domains()["DomainSummaries"] == [domain]


def test_accounts_are_apart(
    voiceid: VoiceID, voiceid_client: Any, new_domain: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = new_domain()
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111122223333")
    assert voiceid_client.list_domains()["DomainSummaries"] == []
    there = new_domain()
    monkeypatch.delenv("MOTO_ACCOUNT_ID")
    assert voiceid_client.list_domains()["DomainSummaries"] == [here]
    assert there["DomainId"] in voiceid.backend(account_id="111122223333").domains


@FIXED_OPTIONS
def test_what_is_due_happens_in_every_region(
    voiceid: VoiceID, new_client: NewClient, new_domain: Callable[..., Any]
) -> None:
    """D5, A3."""
    clients = [new_client(region=region) for region in ("us-east-1", "eu-west-2")]
    for client in clients:
        client.delete_domain(DomainId=new_domain(client=client)["DomainId"])
    voiceid.clock.tick(days=30)
    assert [client.list_domains()["DomainSummaries"] for client in clients] == [[], []]


def test_session_of_boto3_lists_the_regions() -> None:
    """A3: as botocore's own data have them."""
    assert set(WAS_IN) <= set(boto3.Session().get_available_regions("voice-id"))

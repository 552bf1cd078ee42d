"""Domains: what everything else is in (D1 to D8, D13)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.sdk.description import operations, shape, snake_case
from mock_voiceid.simtime.clock import Clock
from tests.messages import message_with
from tests.options import FIXED_OPTIONS

NewDomain = Callable[..., dict[str, Any]]
Refused = Callable[..., Any]
NewClient = Callable[..., Any]

IDS = {
    "DomainId": "d" * 22,
    "FraudsterId": f"id#{'f' * 22}",
    "JobId": "j" * 22,
    "SpeakerId": "ann",
    "WatchlistId": "w" * 22,
    "SessionNameOrId": "contact",
    "Name": "name",
    "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/calls"},
    "DataAccessRoleArn": "arn:aws:iam::123456789012:role/VoiceIdBatch",
    "InputDataConfig": {"S3Uri": "s3://contact-center/manifest.json"},
    "OutputDataConfig": {"S3Uri": "s3://contact-center/results"},
    "Tags": [{"Key": "team", "Value": "fraud"}],
    "TagKeys": ["team"],
}
"""A valid value of every member that an operation requires, but of ResourceArn."""

WITHIN_A_DOMAIN = {
    name: operation
    for name, operation in operations().items()
    if name not in ("CreateDomain", "ListDomains", "EvaluateSession")
}


def required(operation: str, domain: dict[str, Any]) -> dict[str, Any]:
    given = {**IDS, "DomainId": domain["DomainId"], "ResourceArn": domain["Arn"]}
    return {name: given[name] for name in shape(operations()[operation].input_shape)["required"]}


@FIXED_OPTIONS
def test_new_domain_is_active_at_once(
    voiceid_client: Any, new_domain: NewDomain, utc: Callable[[str], object]
) -> None:
    """D1, D8."""
    domain = new_domain("calls", key="alias/calls", Description="Inbound")
    assert re.fullmatch("[a-zA-Z0-9]{22}", domain["DomainId"])
    assert re.fullmatch("[a-zA-Z0-9]{22}", domain["WatchlistDetails"]["DefaultWatchlistId"])
    assert domain == {
        "Arn": f"arn:aws:voiceid:us-east-1:123456789012:domain/{domain['DomainId']}",
        "CreatedAt": utc("09:00:00"),
        "Description": "Inbound",
        "DomainId": domain["DomainId"],
        "DomainStatus": "ACTIVE",
        "Name": "calls",
        "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/calls"},
        "UpdatedAt": utc("09:00:00"),
        "WatchlistDetails": {"DefaultWatchlistId": domain["WatchlistDetails"]["DefaultWatchlistId"]},
    }
    assert voiceid_client.describe_domain(DomainId=domain["DomainId"])["Domain"] == domain
    assert voiceid_client.list_domains()["DomainSummaries"] == [domain]


def test_partition_in_the_arn_is_the_regions(voiceid: VoiceID, monkeypatch: pytest.MonkeyPatch) -> None:
    """D1: no partition but `aws` had Voice ID, so this takes a region that Moto is told to allow."""
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    assert voiceid.backend("cn-north-1").partition == "aws-cn"


def test_fourth_active_domain_of_an_account_is_refused_over_all_regions(
    new_domain: NewDomain, new_client: NewClient, refused: Refused
) -> None:
    """D2."""
    for region in ("us-east-1", "eu-west-2", "us-west-2"):
        new_domain(client=new_client(region=region))
    client = new_client()
    refusal = refused(client.create_domain, **_new("fourth"))
    assert (refusal.name, refusal.message) == (
        "ServiceQuotaExceededException",
        "The account has its limit of 3 active domains, over all regions; delete one first.",
    )
    assert len(client.list_domains()["DomainSummaries"]) == 1


def test_suspended_domain_does_not_count(voiceid_client: Any, new_domain: NewDomain) -> None:
    """D2."""
    domains = [new_domain() for _ in range(3)]
    voiceid_client.delete_domain(DomainId=domains[0]["DomainId"])
    assert new_domain()["DomainStatus"] == "ACTIVE"


def test_other_accounts_domains_do_not_count(new_domain: NewDomain, monkeypatch: pytest.MonkeyPatch) -> None:
    """D2."""
    for _ in range(3):
        new_domain()
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111122223333")
    assert ":111122223333:domain/" in new_domain()["Arn"]


@pytest.mark.voiceid(quotas={"domains": 1})
def test_quota_of_domains_can_be_set(voiceid_client: Any, new_domain: NewDomain, refused: Refused) -> None:
    """D2."""
    new_domain()
    refusal = refused(voiceid_client.create_domain, **_new("second"))
    assert refusal.message == message_with("1 active domains")


def test_names_need_not_be_unique(voiceid_client: Any, new_domain: NewDomain) -> None:
    """D3."""
    ids = [new_domain("same")["DomainId"] for _ in range(2)]
    assert [one["DomainId"] for one in voiceid_client.list_domains()["DomainSummaries"]] == ids


@pytest.mark.voiceid(compliance_consent=False)
def test_account_without_consent_creates_no_domain(voiceid_client: Any, refused: Refused) -> None:
    """D4."""
    refusal = refused(voiceid_client.create_domain, **_new("calls"))
    assert (refusal.name, refusal.resource_type, refusal.message) == (
        "ResourceNotFoundException",
        "COMPLIANCE_CONSENT",
        "The account has not accepted the biometric consent (BIPA) that Voice ID asks for. "
        "In mock-voiceid: mock_voiceid(compliance_consent=True), which is the default.",
    )


@FIXED_OPTIONS
def test_deleted_domain_is_suspended_for_30_days_and_then_gone(
    voiceid_client: Any, voiceid_clock: Clock, new_domain: NewDomain, refused: Refused
) -> None:
    """D5."""
    domain, other = new_domain(), new_domain()
    domain_id = domain["DomainId"]
    voiceid_clock.tick(minutes=1)
    assert set(voiceid_client.delete_domain(DomainId=domain_id)) == {"ResponseMetadata"}
    suspended = voiceid_client.describe_domain(DomainId=domain_id)["Domain"]
    assert suspended["DomainStatus"] == "SUSPENDED"
    assert (suspended["UpdatedAt"] - suspended["CreatedAt"]).total_seconds() == 60
    voiceid_clock.tick(days=30, seconds=-1)
    assert voiceid_client.list_domains()["DomainSummaries"] == [suspended, other]
    voiceid_clock.tick(1)
    assert voiceid_client.list_domains()["DomainSummaries"] == [other]
    refusal = refused(voiceid_client.describe_domain, DomainId=domain_id)
    assert (refusal.name, refusal.resource_type, refusal.message) == (
        "ResourceNotFoundException",
        "DOMAIN",
        message_with(domain_id, "us-east-1", "123456789012", other["DomainId"]),
    )


@pytest.mark.voiceid(start="2026-01-05T09:00:00Z", timing={"domain_deletion": 10})
def test_time_to_the_end_of_a_domain_can_be_set(
    voiceid_client: Any, voiceid_domain: dict[str, Any], voiceid_clock: Clock
) -> None:
    """D5."""
    voiceid_client.delete_domain(DomainId=voiceid_domain["DomainId"])
    voiceid_clock.tick(9)
    assert voiceid_client.list_domains()["DomainSummaries"] != []
    voiceid_clock.tick(1)
    assert voiceid_client.list_domains()["DomainSummaries"] == []


@pytest.mark.parametrize(
    "operation", [name for name, one in WITHIN_A_DOMAIN.items() if "ConflictException" in one.errors]
)
def test_suspended_domain_is_not_changed(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused, operation: str
) -> None:
    """D6: driven by the model, which says what may answer a conflict."""
    domain_id = voiceid_domain["DomainId"]
    voiceid_client.delete_domain(DomainId=domain_id)
    method = getattr(voiceid_client, snake_case(operation))
    refusal = refused(method, **required(operation, voiceid_domain))
    assert (refusal.name, refusal.conflict_type, refusal.message) == (
        "ConflictException",
        "DOMAIN_NOT_ACTIVE",
        f"The domain is not active. Domain '{domain_id}' was deleted, and can't be changed.",
    )


@pytest.mark.parametrize(
    "operation", [name for name, one in WITHIN_A_DOMAIN.items() if "ConflictException" not in one.errors]
)
def test_suspended_domain_hides_what_is_in_it(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused, operation: str
) -> None:
    """D6: but the domain itself and its tags are read as before."""
    domain_id = voiceid_domain["DomainId"]
    voiceid_client.delete_domain(DomainId=domain_id)
    method = getattr(voiceid_client, snake_case(operation))
    arguments = required(operation, voiceid_domain)
    if operation in ("DescribeDomain", "ListTagsForResource"):
        assert method(**arguments)["ResponseMetadata"]["HTTPStatusCode"] == 200
        return
    refusal = refused(method, **arguments)
    assert (refusal.name, refusal.resource_type, refusal.message) == (
        "ResourceNotFoundException",
        "DOMAIN",
        f"Domain '{domain_id}' is suspended: it was deleted.",
    )


@pytest.mark.parametrize("operation", WITHIN_A_DOMAIN)
def test_unknown_domain_is_not_found(voiceid_client: Any, refused: Refused, operation: str) -> None:
    """T1 and the model: whatever acts on a domain says that it is not there."""
    nowhere = {"DomainId": "n" * 22, "Arn": f"arn:aws:voiceid:us-east-1:123456789012:domain/{'n' * 22}"}
    method = getattr(voiceid_client, snake_case(operation))
    refusal = refused(method, **required(operation, nowhere))
    assert (refusal.name, refusal.resource_type) == ("ResourceNotFoundException", "DOMAIN")


@FIXED_OPTIONS
def test_update_replaces_name_and_description(
    voiceid_client: Any, voiceid_clock: Clock, new_domain: NewDomain
) -> None:
    """D7: with the same key nothing is re-encrypted (D8)."""
    domain = new_domain("calls", Description="Inbound")
    voiceid_clock.tick(90)
    updated = voiceid_client.update_domain(
        DomainId=domain["DomainId"], **_new("sales"), Description="Outbound"
    )["Domain"]
    assert updated == {
        **domain,
        "Name": "sales",
        "Description": "Outbound",
        "UpdatedAt": updated["UpdatedAt"],
    }
    assert (updated["UpdatedAt"] - domain["UpdatedAt"]).total_seconds() == 90
    assert updated["CreatedAt"] == domain["CreatedAt"]


def test_update_removes_a_description_not_given(voiceid_client: Any, new_domain: NewDomain) -> None:
    """D7."""
    domain = new_domain("calls", Description="Inbound")
    updated = voiceid_client.update_domain(DomainId=domain["DomainId"], **_new("calls"))["Domain"]
    assert "Description" not in updated
    assert "Description" not in voiceid_client.describe_domain(DomainId=domain["DomainId"])["Domain"]


@pytest.mark.voiceid(quotas={"domains": 12})
def test_at_most_ten_domains_a_page(voiceid_client: Any, new_domain: NewDomain, refused: Refused) -> None:
    """D13."""
    ids = [new_domain(f"domain-{number}")["DomainId"] for number in range(12)]
    first = voiceid_client.list_domains()
    assert [one["DomainId"] for one in first["DomainSummaries"]] == ids[:10]
    rest = voiceid_client.list_domains(NextToken=first["NextToken"], MaxResults=10)
    assert [one["DomainId"] for one in rest["DomainSummaries"]] == ids[10:]
    assert "NextToken" not in rest
    refusal = refused(voiceid_client.list_domains, MaxResults=11)
    assert (refusal.name, refusal.message) == (
        "ValidationException",
        "1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 10",
    )


def test_domain_of_another_region_is_named_in_the_message(
    voiceid_domain: dict[str, Any], new_client: NewClient, refused: Refused
) -> None:
    domain_id = voiceid_domain["DomainId"]
    refusal = refused(new_client(region="us-west-2").describe_domain, DomainId=domain_id)
    assert refusal.message == (
        f"Domain '{domain_id}' is not in us-west-2 of account 123456789012; "
        "it is in us-east-1 of account 123456789012."
    )


def test_message_says_that_there_are_no_domains(voiceid_client: Any, refused: Refused) -> None:
    refusal = refused(voiceid_client.describe_domain, DomainId="n" * 22)
    assert refusal.message.endswith("account 123456789012. There are no domains.")


def test_reset_leaves_no_domain(voiceid: VoiceID, voiceid_client: Any, new_domain: NewDomain) -> None:
    new_domain()
    voiceid.reset()
    assert voiceid_client.list_domains()["DomainSummaries"] == []


def test_same_seed_draws_the_same_ids() -> None:
    def ids() -> list[str]:
        with mock_voiceid(seed="ids") as voice_id:
            backend = voice_id.backend()
            return [backend.new_id() for _ in range(3)]

    assert ids() == ids()


def _new(name: str) -> dict[str, Any]:
    return {"Name": name, "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/calls"}}

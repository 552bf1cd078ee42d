"""Re-encryption of a domain with another KMS key (D8 to D12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.instants import SECOND
from mock_voiceid.service.encryption import Reencryption
from mock_voiceid.service.jobs.pace import Pace
from mock_voiceid.simtime.agenda import Agenda
from mock_voiceid.simtime.clock import Clock
from tests.messages import message_with
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]
Transition = Callable[..., None]

pytestmark = FIXED_OPTIONS


class Keys:
    """A domain, and the keys that it is and will be encrypted with, in the mocked KMS."""

    def __init__(self, voiceid: Any, kms: Any) -> None:
        self.voiceid = voiceid
        self.kms = kms
        self.old, self.new, self.other = (self.create() for _ in range(3))
        domain = voiceid.create_domain(
            Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": self.old}
        )["Domain"]
        self.domain_id: str = domain["DomainId"]

    def create(self, **arguments: Any) -> str:
        key_id: str = self.kms.create_key(**arguments)["KeyMetadata"]["KeyId"]
        return key_id

    def arn(self, key: str) -> str:
        arn: str = self.kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
        return arn

    def change(self, key: str, name: str = "calls") -> Any:
        return self.voiceid.update_domain(**self.changed(key, name))["Domain"]

    def changed(self, key: str, name: str = "calls") -> dict[str, Any]:
        return {
            "DomainId": self.domain_id,
            "Name": name,
            "ServerSideEncryptionConfiguration": {"KmsKeyId": key},
        }

    def domain(self) -> Any:
        return self.voiceid.describe_domain(DomainId=self.domain_id)["Domain"]

    def details(self) -> Any:
        return self.domain()["ServerSideEncryptionUpdateDetails"]

    def status(self) -> str:
        status: str = self.details()["UpdateStatus"]
        return status


@pytest.fixture
def keys(voiceid_client: Any, new_client: Callable[..., Any], voiceid_clock: Clock) -> Keys:
    return Keys(voiceid_client, new_client("kms"))


def test_change_of_key_re_encrypts_for_a_minute(keys: Keys, voiceid_clock: Clock) -> None:
    """D8, D9."""
    assert "ServerSideEncryptionUpdateDetails" not in keys.domain()
    voiceid_clock.tick(30)
    changed = keys.change(keys.new)
    assert changed["ServerSideEncryptionConfiguration"] == {"KmsKeyId": keys.new}
    underway = {"OldKmsKeyId": keys.old, "UpdateStatus": "IN_PROGRESS"}
    assert changed["ServerSideEncryptionUpdateDetails"] == underway
    assert changed["UpdatedAt"] - changed["CreatedAt"] == dt.timedelta(seconds=30)
    voiceid_clock.tick(59.999)
    assert keys.details() == underway
    voiceid_clock.tick(0.001)
    assert keys.details() == {"OldKmsKeyId": keys.old, "UpdateStatus": "COMPLETED"}
    assert keys.voiceid.list_domains()["DomainSummaries"] == [keys.domain()]


@pytest.mark.voiceid(timing={"reencryption": 10})
def test_duration_of_a_key_change_can_be_set(keys: Keys, voiceid_clock: Clock) -> None:
    """D9."""
    keys.change(keys.new)
    voiceid_clock.tick(10)
    assert keys.status() == "COMPLETED"


def test_next_change_names_the_key_before_it(keys: Keys, voiceid_clock: Clock) -> None:
    """D9."""
    for old, new in [(keys.old, keys.new), (keys.new, keys.other), (keys.other, keys.old)]:
        assert keys.change(new)["ServerSideEncryptionUpdateDetails"]["OldKmsKeyId"] == old
        voiceid_clock.tick(60)
        assert keys.status() == "COMPLETED"


def test_same_key_again_leaves_a_completed_re_encryption_alone(keys: Keys, voiceid_clock: Clock) -> None:
    keys.change(keys.new)
    voiceid_clock.tick(60)
    keys.change(keys.new, "sales")
    assert keys.details() == {"OldKmsKeyId": keys.old, "UpdateStatus": "COMPLETED"}


@pytest.mark.parametrize("back", [True, False])
def test_another_change_of_key_meanwhile_is_a_conflict(
    keys: Keys, voiceid_clock: Clock, refused: Refused, back: bool
) -> None:
    """D10."""
    keys.change(keys.new)
    refusal = refused(keys.voiceid.update_domain, **keys.changed(keys.old if back else keys.other, "sales"))
    assert (refusal.name, refusal.conflict_type, refusal.message) == (
        "ConflictException",
        "DOMAIN_LOCKED_FROM_ENCRYPTION_UPDATES",
        f"Domain '{keys.domain_id}' is being encrypted with '{keys.new}'; "
        "change the key when that has ended.",
    )
    assert keys.domain()["Name"] == "calls"
    voiceid_clock.tick(60)
    assert keys.change(keys.other)["ServerSideEncryptionUpdateDetails"]["OldKmsKeyId"] == keys.new


def test_change_of_name_alone_goes_through_meanwhile(keys: Keys, voiceid_clock: Clock) -> None:
    """D10."""
    keys.change(keys.new)
    voiceid_clock.tick(30)
    assert keys.change(keys.new, "sales")["Name"] == "sales"
    assert keys.status() == "IN_PROGRESS"
    voiceid_clock.tick(30)
    assert keys.status() == "COMPLETED"


def test_key_disabled_for_good_fails_it_after_three_attempts(keys: Keys, voiceid_clock: Clock) -> None:
    """D11."""
    keys.change(keys.new)
    keys.kms.disable_key(KeyId=keys.new)
    voiceid_clock.tick(minutes=20, seconds=-1)
    assert keys.details() == {"OldKmsKeyId": keys.old, "UpdateStatus": "IN_PROGRESS"}
    voiceid_clock.tick(1)
    assert keys.details() == {
        "OldKmsKeyId": keys.old,
        "UpdateStatus": "FAILED",
        "Message": message_with(keys.new, "Disabled"),
    }


def test_old_key_is_needed_too(keys: Keys, voiceid_clock: Clock) -> None:
    """D11."""
    keys.kms.schedule_key_deletion(KeyId=keys.old, PendingWindowInDays=7)
    keys.change(keys.new)
    voiceid_clock.tick(minutes=20)
    assert keys.details()["Message"] == message_with(keys.old, "PendingDeletion")


@pytest.mark.parametrize(("enabled_after", "done_after"), [(4, 6), (6, 21), (19, 21)])
def test_key_enabled_in_between_lets_the_next_attempt_complete(
    keys: Keys, voiceid_clock: Clock, enabled_after: int, done_after: int
) -> None:
    """D11: attempts are made at 0, 5 and 20 minutes, and take one."""
    keys.kms.disable_key(KeyId=keys.old)
    keys.change(keys.new)
    voiceid_clock.tick(minutes=enabled_after)
    keys.kms.enable_key(KeyId=keys.old)
    voiceid_clock.tick(minutes=done_after - enabled_after, seconds=-1)
    assert keys.status() == "IN_PROGRESS"
    voiceid_clock.tick(1)
    assert keys.details() == {"OldKmsKeyId": keys.old, "UpdateStatus": "COMPLETED"}


def test_key_disabled_while_an_attempt_lasts_fails_that_attempt(keys: Keys, voiceid_clock: Clock) -> None:
    """D11."""
    keys.change(keys.new)
    voiceid_clock.tick(30)
    keys.kms.disable_key(KeyId=keys.new)
    voiceid_clock.tick(60)
    keys.kms.enable_key(KeyId=keys.new)
    assert keys.status() == "IN_PROGRESS"
    voiceid_clock.tick(minutes=4, seconds=30)
    assert keys.status() == "COMPLETED"


def test_attempt_longer_than_the_wait_for_the_next_is_followed_at_once() -> None:
    """D11: nothing is put down for an instant that has passed."""
    problems = iter([None, None, *["The key is gone."] * 9])
    agenda = Agenda()
    pace = Pace(whole=600 * SECOND)
    reencryption = Reencryption("old", "new", lambda _: next(problems), pace, agenda, lambda: None)
    reencryption.begin(0)
    instants = []
    while (entry := agenda.next()) is not None:
        entry.take()
        entry.action(entry.instant)
        instants.append(entry.instant // SECOND)
    assert instants == [600, 600, 1200]
    assert reencryption.failed


def test_same_configuration_starts_over_after_a_failure(keys: Keys, voiceid_clock: Clock) -> None:
    """D11."""
    keys.change(keys.new)
    keys.kms.disable_key(KeyId=keys.new)
    voiceid_clock.tick(minutes=20)
    keys.kms.enable_key(KeyId=keys.new)
    changed = keys.change(keys.new)
    assert changed["ServerSideEncryptionUpdateDetails"] == {
        "OldKmsKeyId": keys.old,
        "UpdateStatus": "IN_PROGRESS",
    }
    voiceid_clock.tick(60)
    assert keys.status() == "COMPLETED"


def test_another_key_after_a_failure_goes_on_from_the_key_of_the_data(
    keys: Keys, voiceid_clock: Clock
) -> None:
    """D11: the key that was lost on the way is not needed any more."""
    keys.change(keys.new)
    keys.kms.disable_key(KeyId=keys.new)
    voiceid_clock.tick(minutes=20)
    assert keys.change(keys.other)["ServerSideEncryptionUpdateDetails"]["OldKmsKeyId"] == keys.old
    voiceid_clock.tick(60)
    assert keys.status() == "COMPLETED"
    assert keys.domain()["ServerSideEncryptionConfiguration"] == {"KmsKeyId": keys.other}


def test_it_goes_on_in_a_suspended_domain(keys: Keys, voiceid_clock: Clock) -> None:
    keys.change(keys.new)
    keys.voiceid.delete_domain(DomainId=keys.domain_id)
    voiceid_clock.tick(60)
    assert keys.status() == "COMPLETED"


@pytest.mark.parametrize(
    "kind",
    [
        {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"},
        {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"},
        {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"},
    ],
    ids=lambda kind: kind["KeySpec"],
)
def test_key_that_is_not_symmetric_is_refused(keys: Keys, refused: Refused, kind: dict[str, str]) -> None:
    """D12."""
    key = keys.create(**kind)
    expected = (
        "ValidationException",
        f"The KMS key '{key}' is not a symmetric encryption key ({kind['KeySpec']}); "
        "Voice ID accepts only those.",
    )
    refusal = refused(keys.voiceid.update_domain, **keys.changed(key))
    assert (refusal.name, refusal.message) == expected
    refusal = refused(
        keys.voiceid.create_domain, Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": key}
    )
    assert (refusal.name, refusal.message) == expected
    assert keys.domain()["ServerSideEncryptionConfiguration"] == {"KmsKeyId": keys.old}


def test_key_that_cannot_be_used_now_is_refused(keys: Keys, refused: Refused) -> None:
    """D12."""
    keys.kms.disable_key(KeyId=keys.new)
    keys.kms.schedule_key_deletion(KeyId=keys.other, PendingWindowInDays=7)
    refusal = refused(keys.voiceid.update_domain, **keys.changed(keys.new))
    assert (refusal.name, refusal.message) == (
        "AccessDeniedException",
        message_with(keys.new, "Disabled"),
    )
    refusal = refused(
        keys.voiceid.create_domain,
        Name="calls",
        ServerSideEncryptionConfiguration={"KmsKeyId": keys.other},
    )
    assert (refusal.name, refusal.message) == (
        "AccessDeniedException",
        message_with(keys.other, "PendingDeletion"),
    )


UNKNOWN = [
    "alias/unknown",
    "12345678-1234-1234-1234-123456789012",
    "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
    "arn:aws:kms:us-east-1:123456789012:alias/unknown",
    "arn:aws:kms:nowhere-1:123456789012:key/12345678-1234-1234-1234-123456789012",
    "arn:short",
]


def test_unknown_key_is_accepted(keys: Keys, voiceid_clock: Clock) -> None:
    """D12."""
    for key in UNKNOWN:
        keys.change(key)
        voiceid_clock.tick(60)
        assert keys.status() == "COMPLETED"


@pytest.mark.voiceid(strict=True)
def test_unknown_key_is_refused_while_strict(keys: Keys, refused: Refused) -> None:
    """D12."""
    for key in UNKNOWN:
        refusal = refused(keys.voiceid.update_domain, **keys.changed(key))
        assert (refusal.name, refusal.message) == (
            "AccessDeniedException",
            message_with("KMS key", key, "strict=True"),
        )
    keys.change(keys.new)


def test_key_may_be_named_by_alias_or_arn(keys: Keys, refused: Refused) -> None:
    """D12."""
    keys.kms.create_alias(AliasName="alias/calls", TargetKeyId=keys.new)
    keys.kms.disable_key(KeyId=keys.new)
    arn = f"arn:aws:kms:us-east-1:123456789012:key/{keys.new}"
    for name in ("alias/calls", "arn:aws:kms:us-east-1:123456789012:alias/calls", arn):
        refusal = refused(keys.voiceid.update_domain, **keys.changed(name))
        assert refusal.message == message_with(name, "Disabled")


def test_arn_of_a_key_counts_with_its_own_region(
    keys: Keys, new_client: Callable[..., Any], refused: Refused
) -> None:
    """D12."""
    elsewhere = new_client("kms", "eu-west-2")
    key = elsewhere.create_key()["KeyMetadata"]
    elsewhere.disable_key(KeyId=key["KeyId"])
    assert refused(keys.voiceid.update_domain, **keys.changed(key["Arn"])).name == "AccessDeniedException"


@pytest.mark.voiceid(strict=True)
@pytest.mark.parametrize("name", ["alias/aws/s3", "arn:aws:kms:us-east-1:123456789012:alias/aws/s3"])
def test_keys_of_aws_are_always_usable(keys: Keys, voiceid_clock: Clock, name: str) -> None:
    """D12: and are not made by that."""
    count = len(keys.kms.list_keys()["Keys"])
    keys.change(name)
    voiceid_clock.tick(60)
    assert keys.status() == "COMPLETED"
    assert len(keys.kms.list_keys()["Keys"]) == count


@pytest.mark.parametrize("progression", ["immediate", "time"])
def test_state_manager_says_how_long_it_takes(
    keys: Keys, voiceid_clock: Clock, transition: Transition, progression: str
) -> None:
    """D9, with Moto's transition of `voiceid::domain-encryption`."""
    seconds = {"time": 5}.get(progression, 0)
    transition("voiceid::domain-encryption", progression=progression, **{"seconds": 5} if seconds else {})
    keys.change(keys.new)
    if seconds:
        voiceid_clock.tick(4)
        assert keys.status() == "IN_PROGRESS"
        voiceid_clock.tick(1)
    assert keys.status() == "COMPLETED"


def test_state_manager_has_describe_calls_lead_on(
    keys: Keys, voiceid_clock: Clock, transition: Transition
) -> None:
    transition("voiceid::domain-encryption", progression="manual", times=2)
    keys.change(keys.new)
    voiceid_clock.tick(days=1)
    assert [keys.status() for _ in range(2)] == ["IN_PROGRESS", "COMPLETED"]
    keys.kms.disable_key(KeyId=keys.new)
    assert keys.status() == "COMPLETED"
    keys.kms.enable_key(KeyId=keys.new)
    keys.change(keys.other)
    keys.kms.disable_key(KeyId=keys.other)
    assert [keys.status() for _ in range(2)] == ["IN_PROGRESS", "FAILED"]
    assert keys.details()["Message"] == message_with(keys.other, "Disabled")


def test_transition_of_a_domain_is_the_one_when_its_key_changed(
    keys: Keys, voiceid: VoiceID, transition: Transition
) -> None:
    keys.change(keys.new)
    transition("voiceid::domain-encryption", progression="immediate")
    assert keys.status() == "IN_PROGRESS"
    voiceid.clock.tick(60)
    assert keys.status() == "COMPLETED"


def test_another_spelling_of_the_same_key_is_not_a_change(
    voiceid_clock: Clock, voiceid_client: Any, new_domain: Callable[..., Any], new_client: Callable[..., Any]
) -> None:
    """D9, D10."""
    kms = new_client("kms")
    first, second = (kms.create_key()["KeyMetadata"] for _ in range(2))
    kms.create_alias(AliasName="alias/second", TargetKeyId=second["KeyId"])
    domain_id = new_domain(key=first["KeyId"])["DomainId"]

    def update(key: str) -> dict[str, Any]:
        updated: dict[str, Any] = voiceid_client.update_domain(
            DomainId=domain_id, Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": key}
        )["Domain"]
        return updated

    assert "ServerSideEncryptionUpdateDetails" not in update(first["Arn"])
    update(second["KeyId"])
    underway = update("alias/second")
    assert underway["ServerSideEncryptionUpdateDetails"]["UpdateStatus"] == "IN_PROGRESS"
    assert underway["ServerSideEncryptionUpdateDetails"]["OldKmsKeyId"] == first["Arn"]
    assert underway["ServerSideEncryptionConfiguration"] == {"KmsKeyId": "alias/second"}


def test_data_can_not_be_used_while_their_key_can_not(
    keys: Keys, refused: Refused, voiceid_clock: Clock
) -> None:
    """D14: whichever key the data are encrypted with at the time."""
    client, domain_id = keys.voiceid, keys.domain_id
    keys.kms.disable_key(KeyId=keys.old)
    for call, arguments in (
        (client.list_speakers, {}),
        (client.opt_out_speaker, {"SpeakerId": "ann"}),
        (client.create_watchlist, {"Name": "w"}),
    ):
        refusal = refused(call, DomainId=domain_id, **arguments)
        assert refusal.name == "AccessDeniedException"
        assert refusal.message == message_with("KMS key", keys.arn(keys.old), "Disabled")
        assert refusal.message.endswith(f". The data of domain '{domain_id}' are encrypted with it.")
    arn = client.describe_domain(DomainId=domain_id)["Domain"]["Arn"]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    keys.kms.enable_key(KeyId=keys.old)
    assert client.list_speakers(DomainId=domain_id)["SpeakerSummaries"] == []
    client.update_domain(
        DomainId=domain_id, Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": keys.new}
    )
    voiceid_clock.tick(60)
    keys.kms.disable_key(KeyId=keys.old)
    client.list_speakers(DomainId=domain_id)
    keys.kms.schedule_key_deletion(KeyId=keys.new)
    refusal = refused(client.list_speakers, DomainId=domain_id)
    assert "it is PendingDeletion" in refusal.message
    client.delete_domain(DomainId=domain_id)


def test_data_stay_with_the_old_key_where_a_change_fails(keys: Keys, voiceid_clock: Clock) -> None:
    """D11, D14."""
    client, domain_id = keys.voiceid, keys.domain_id
    client.update_domain(
        DomainId=domain_id, Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": keys.new}
    )
    keys.kms.disable_key(KeyId=keys.new)
    client.list_speakers(DomainId=domain_id)
    voiceid_clock.tick(hours=1)
    details = client.describe_domain(DomainId=domain_id)["Domain"]["ServerSideEncryptionUpdateDetails"]
    assert details["UpdateStatus"] == "FAILED"
    assert client.list_speakers(DomainId=domain_id)["SpeakerSummaries"] == []


def test_alias_that_moves_on_leaves_the_data_where_they_are(keys: Keys, refused: Refused) -> None:
    """D14: an alias stands for the key that it had at the time."""
    keys.kms.create_alias(AliasName="alias/calls", TargetKeyId=keys.new)
    created = keys.voiceid.create_domain(
        Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"}
    )["Domain"]
    keys.kms.update_alias(AliasName="alias/calls", TargetKeyId=keys.other)
    keys.kms.disable_key(KeyId=keys.other)
    keys.voiceid.list_speakers(DomainId=created["DomainId"])
    keys.kms.disable_key(KeyId=keys.new)
    assert refused(keys.voiceid.list_speakers, DomainId=created["DomainId"]).name == "AccessDeniedException"
    keys.kms.enable_key(KeyId=keys.new)
    keys.kms.enable_key(KeyId=keys.other)
    changed = keys.voiceid.update_domain(
        DomainId=created["DomainId"], Name="c", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"}
    )["Domain"]
    assert changed["ServerSideEncryptionUpdateDetails"]["UpdateStatus"] == "IN_PROGRESS"

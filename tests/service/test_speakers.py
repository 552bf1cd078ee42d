"""Speakers (S1 to S6)."""

import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.service.answering import answer
from mock_voiceid.service.call import Call
from tests.messages import message_with
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]

pytestmark = FIXED_OPTIONS

THREE_YEARS = dt.timedelta(days=3 * 365)


def opt_out(batch: Any, speaker_id: str) -> Any:
    return batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId=speaker_id)["Speaker"]


def test_enrolled_speaker_is_described_and_listed(batch: Any, utc: Callable[[str], object]) -> None:
    """S1: by either id; enrolled when its request was done (J1)."""
    ann, ben = batch.enrolled("ann", "ben")
    speaker = batch.speaker("ben")
    assert speaker == {
        "CreatedAt": utc("09:00:07"),
        "CustomerSpeakerId": "ben",
        "DomainId": batch.domain_id,
        "GeneratedSpeakerId": ben["GeneratedSpeakerId"],
        "LastAccessedAt": utc("09:00:07"),
        "Status": "ENROLLED",
        "UpdatedAt": utc("09:00:07"),
    }
    assert batch.speaker(ben["GeneratedSpeakerId"]) == speaker
    listed = batch.client.list_speakers(DomainId=batch.domain_id)["SpeakerSummaries"]
    assert listed == [batch.speaker(ann["GeneratedSpeakerId"]), speaker]


def test_unknown_customer_opts_out(batch: Any, utc: Callable[[str], object]) -> None:
    """S2: such a speaker was never accessed."""
    batch.clock.tick(30)
    speaker = opt_out(batch, "ann")
    assert speaker == {
        "CreatedAt": utc("09:00:30"),
        "CustomerSpeakerId": "ann",
        "DomainId": batch.domain_id,
        "GeneratedSpeakerId": speaker["GeneratedSpeakerId"],
        "Status": "OPTED_OUT",
        "UpdatedAt": utc("09:00:30"),
    }
    assert batch.speaker("ann") == speaker


def test_opting_out_again_changes_nothing(batch: Any) -> None:
    """S1, S2."""
    once = opt_out(batch, "ann")
    batch.clock.tick(30)
    assert opt_out(batch, "ann") == opt_out(batch, once["GeneratedSpeakerId"]) == once


def test_enrolled_speaker_opts_out(voiceid: VoiceID, batch: Any) -> None:
    """S2: the voiceprint is deleted."""
    (entry,) = batch.enrolled("ann")
    enrolled = batch.speaker("ann")
    kept = voiceid.backend().domain(batch.domain_id).speakers.find("ann")
    assert kept is not None
    assert len(kept.voiceprint) == 1
    opted_out = opt_out(batch, entry["GeneratedSpeakerId"])
    assert opted_out == {**enrolled, "Status": "OPTED_OUT", "UpdatedAt": batch.clock.now()}
    assert kept.voiceprint == frozenset()


def test_expired_speaker_opts_out(batch: Any) -> None:
    """S2."""
    batch.enrolled("ann")
    batch.clock.tick(THREE_YEARS)
    assert opt_out(batch, "ann")["Status"] == "OPTED_OUT"


def test_unknown_generated_id_does_not_opt_out(batch: Any, refused: Refused) -> None:
    """S2."""
    nobody = f"id#{'n' * 22}"
    refusal = refused(batch.client.opt_out_speaker, DomainId=batch.domain_id, SpeakerId=nobody)
    assert (refusal.name, refusal.resource_type) == ("ResourceNotFoundException", "SPEAKER")
    assert refusal.message == message_with("SpeakerId", batch.domain_id)
    assert nobody not in refusal.message


def test_opted_out_speaker_is_not_enrolled_until_deleted(batch: Any) -> None:
    """S3, J10."""
    first = opt_out(batch, "ann")
    overwrite = {"ExistingEnrollmentAction": "OVERWRITE"}
    message = (
        "Conflicting action: You cannot request an enrollment for an opted out speaker. "
        "The speaker must be deleted first."
    )
    for config in ({}, overwrite):
        job = batch.enroll("ann", EnrollmentConfig=config)
        assert batch.errors(job) == [("request-ann", 409, message)]
    batch.client.delete_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    (entry,) = batch.enrolled("ann")
    assert entry["EnrollmentStatus"] == "NEW_ENROLLMENT"
    assert entry["GeneratedSpeakerId"] != first["GeneratedSpeakerId"]


def test_speaker_enrolled_again_keeps_its_generated_id(batch: Any) -> None:
    """S4."""
    batch.enrolled("ann")
    before = batch.speaker("ann")
    batch.enrolled("ann", EnrollmentConfig={"ExistingEnrollmentAction": "OVERWRITE"})
    after = batch.speaker("ann")
    moved = before["UpdatedAt"] + dt.timedelta(hours=1)
    assert after == {**before, "UpdatedAt": moved, "LastAccessedAt": moved}


def test_speaker_not_used_for_three_years_expires(batch: Any) -> None:
    """S5: at its own instant, in descriptions and in lists."""
    batch.enrolled("ann")
    enrolled = batch.speaker("ann")
    expires_at = enrolled["LastAccessedAt"] + THREE_YEARS
    batch.clock.move_to(expires_at - dt.timedelta(seconds=1))
    assert batch.speaker("ann") == enrolled
    expired = {**enrolled, "Status": "EXPIRED", "UpdatedAt": expires_at}
    for seconds in (1, 86_400):
        batch.clock.tick(seconds)
        assert batch.speaker("ann") == expired
    assert batch.client.list_speakers(DomainId=batch.domain_id)["SpeakerSummaries"] == [expired]


def test_enrollment_again_puts_expiry_off(batch: Any) -> None:
    """S5."""
    batch.enrolled("ann")
    batch.clock.tick(days=2 * 365)
    batch.enrolled("ann", EnrollmentConfig={"ExistingEnrollmentAction": "OVERWRITE"})
    batch.clock.tick(days=2 * 365)
    assert batch.speaker("ann")["Status"] == "ENROLLED"
    batch.clock.tick(days=365)
    assert batch.speaker("ann")["Status"] == "EXPIRED"


@pytest.mark.voiceid(timing={"speaker_expiry": 3600})
def test_time_to_expiry_can_be_set(voiceid: VoiceID, batch: Any) -> None:
    """S5: also in the middle of a test."""
    batch.enrolled("ann")
    assert batch.speaker("ann")["Status"] == "ENROLLED"
    voiceid.timing.speaker_expiry = 60
    assert batch.speaker("ann")["Status"] == "EXPIRED"


def test_speaker_that_opted_out_does_not_expire(batch: Any) -> None:
    """S5."""
    batch.enrolled("ann")
    opt_out(batch, "ann")
    batch.clock.tick(THREE_YEARS)
    assert batch.speaker("ann")["Status"] == "OPTED_OUT"


@pytest.mark.parametrize("generated", [True, False])
def test_deleted_speaker_is_gone(batch: Any, refused: Refused, generated: bool) -> None:
    """S1, V5: a SpeakerId is sensitive, and stands in no message."""
    (entry,) = batch.enrolled("ann")
    speaker_id = entry["GeneratedSpeakerId"] if generated else "ann"
    batch.client.delete_speaker(DomainId=batch.domain_id, SpeakerId=speaker_id)
    generated_id = entry["GeneratedSpeakerId"]
    for name in ("ann", generated_id):
        for method in (batch.client.describe_speaker, batch.client.delete_speaker):
            refusal = refused(method, DomainId=batch.domain_id, SpeakerId=name)
            assert (refusal.name, refusal.resource_type, refusal.message) == (
                "ResourceNotFoundException",
                "SPEAKER",
                f"The speaker with this SpeakerId is not in domain '{batch.domain_id}'.",
            )
    assert batch.client.list_speakers(DomainId=batch.domain_id)["SpeakerSummaries"] == []


@pytest.mark.voiceid(quotas={"speakers": 2})
def test_speaker_over_the_quota_of_a_domain_is_rejected(batch: Any, refused: Refused) -> None:
    """S6, J10: by job and by opting out; those that are there already may be enrolled and opt out."""
    opt_out(batch, "ann")
    job = batch.enroll("ben", "carla")
    assert batch.errors(job) == [("request-carla", 402, message_with("2 speakers"))]
    refusal = refused(batch.client.opt_out_speaker, DomainId=batch.domain_id, SpeakerId="carla")
    assert (refusal.name, refusal.message) == (
        "ServiceQuotaExceededException",
        f"Domain '{batch.domain_id}' has its limit of 2 speakers; delete one first.",
    )
    (entry,) = batch.enrolled("ben", EnrollmentConfig={"ExistingEnrollmentAction": "OVERWRITE"})
    assert entry["EnrollmentStatus"] == "ENROLLMENT_OVERWRITE"
    assert opt_out(batch, "ben")["Status"] == "OPTED_OUT"
    batch.client.delete_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    assert opt_out(batch, "carla")["Status"] == "OPTED_OUT"


def test_speakers_are_those_of_their_domain(
    batch: Any, new_domain: Callable[..., Any], refused: Refused
) -> None:
    (entry,) = batch.enrolled("ann")
    other = new_domain()["DomainId"]
    for name in ("ann", entry["GeneratedSpeakerId"]):
        refusal = refused(batch.client.describe_speaker, DomainId=other, SpeakerId=name)
        assert refusal.resource_type == "SPEAKER"


@pytest.mark.voiceid(start=None)
def test_pages_of_100_000_speakers_cost_what_they_hold(
    voiceid: VoiceID, voiceid_client: Any, new_domain: Callable[..., Any], refused: Refused
) -> None:
    """S6: the full domain, listed by the page and never walked as a whole."""
    domain_id = new_domain()["DomainId"]
    region = voiceid.backend()
    speakers = region.domain(domain_id).speakers

    def seconds_of_a_page(token: str | None) -> float:
        body = json.dumps({"DomainId": domain_id, "MaxResults": 1, "NextToken": token}).encode()
        took = []
        for _ in range(20):
            begun = time.perf_counter()
            assert answer(Call(region, voiceid, voiceid.clock.instant()), "ListSpeakers", body).status == 200
            took.append(time.perf_counter() - begun)
        return min(took)

    for number in range(3):
        speakers.add(f"first-{number}", "OPTED_OUT", 0)
    small = seconds_of_a_page(None)
    for number in range(100_000 - 3):
        speakers.add(f"speaker-{number}", "OPTED_OUT", 0)
    page = voiceid_client.list_speakers(DomainId=domain_id)
    assert len(page["SpeakerSummaries"]) == 100
    assert seconds_of_a_page(page["NextToken"]) < 10 * small
    refusal = refused(voiceid_client.opt_out_speaker, DomainId=domain_id, SpeakerId="one-too-many")
    assert refusal.message == message_with(domain_id, "100,000 speakers")

"""Enrollment in a session (E7)."""

from typing import Any

import pytest

from mock_voiceid import VoiceID
from mock_voiceid.api.exceptions import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
)
from mock_voiceid.handle.sessions import Session
from tests.messages import mentioning
from tests.options import FIXED_OPTIONS

pytestmark = FIXED_OPTIONS


class Contact:
    """A call that comes into a domain."""

    def __init__(self, voiceid: VoiceID, batch: Any) -> None:
        self.voiceid, self.batch, self.clock = voiceid, batch, batch.clock

    def start(self, speaker_id: str | None = "ann", voice: str | None = None, **options: Any) -> Session:
        return self.voiceid.sessions.start(self.batch.domain_id, "contact", speaker_id, voice, **options)

    def decision(self) -> str:
        answer = self.batch.client.evaluate_session(DomainId=self.batch.domain_id, SessionNameOrId="contact")
        decision: str = answer["AuthenticationResult"]["Decision"]
        return decision


@pytest.fixture
def contact(voiceid: VoiceID, batch: Any) -> Contact:
    return Contact(voiceid, batch)


def conflict(act: Any) -> tuple[str, str]:
    with pytest.raises(ConflictException) as caught:
        act()
    return caught.value.conflict_type, str(caught.value)


def test_unknown_speaker_of_a_session_is_pending(contact: Contact) -> None:
    """E7, E12."""
    session = contact.start("ann")
    ann = contact.batch.speaker("ann")
    assert ann["Status"] == "PENDING"
    assert ann["CreatedAt"] == ann["UpdatedAt"] == contact.clock.now()
    assert "LastAccessedAt" not in ann
    assert contact.batch.speaker(ann["GeneratedSpeakerId"])["CustomerSpeakerId"] == "ann"
    session.set_speaker("ben")
    assert contact.batch.speaker("ben")["Status"] == "PENDING"
    session.set_speaker("ann")
    assert contact.batch.speaker("ann") == {**ann}


def test_speaker_is_enrolled_with_thirty_seconds_of_speech(contact: Contact) -> None:
    """E3, E7: at that very instant, no matter when somebody looks."""
    session = contact.start("ann", "ann")
    contact.clock.tick(12)
    assert session.enrollment_status is None
    session.enroll()
    assert session.enrollment_status == "NOT_ENOUGH_SPEECH"
    contact.clock.tick(17.9)
    assert contact.batch.speaker("ann")["Status"] == "PENDING"
    assert contact.decision() == "SPEAKER_NOT_ENROLLED"
    enrolled_at = contact.clock.now().replace(second=30, microsecond=0)
    contact.clock.tick(days=1)
    ann = contact.batch.speaker("ann")
    assert (ann["Status"], ann["UpdatedAt"], ann["LastAccessedAt"]) == ("ENROLLED", enrolled_at, enrolled_at)
    assert session.enrollment_status == "COMPLETED"
    assert contact.decision() == "ACCEPT"


def test_speech_before_the_request_counts(contact: Contact) -> None:
    """E7, E11."""
    session = contact.start("ann")
    contact.clock.tick(60)
    session.end()
    assert session.enrollment_message is None
    session.enroll()
    assert session.enrollment_status == "COMPLETED"
    assert session.enrollment_message is None
    assert contact.batch.speaker("ann")["UpdatedAt"] == contact.clock.now()


def test_enrolled_voice_is_the_callers(contact: Contact) -> None:
    """E7, X1: whoever speaks in the call."""
    session = contact.start("ann", "somebody")
    session.enroll()
    contact.clock.tick(30)
    session.end()
    contact.start("ann", "ann", minimum_speech_seconds=5)
    contact.clock.tick(5)
    assert contact.decision() == "REJECT"


def test_enrolled_speaker_is_enrolled_again(contact: Contact) -> None:
    """S4, E7."""
    contact.voiceid.voices.assign(contact.batch.bucket.put("calls/ann"), "young ann")
    (entry,) = contact.batch.enrolled("ann")
    session = contact.start("ann", "old ann")
    session.enroll()
    contact.clock.tick(29)
    assert contact.decision() == "REJECT"
    contact.clock.tick(1)
    assert contact.decision() == "ACCEPT"
    ann = contact.batch.speaker("ann")
    assert ann["GeneratedSpeakerId"] == entry["GeneratedSpeakerId"]
    assert ann["UpdatedAt"] == contact.clock.now()


def test_expired_speaker_is_enrolled_again(contact: Contact) -> None:
    """S5, E7."""
    contact.batch.enrolled("ann")
    contact.clock.tick(days=3 * 365)
    session = contact.start("ann")
    session.enroll()
    contact.clock.tick(29)
    assert contact.batch.speaker("ann")["Status"] == "EXPIRED"
    contact.clock.tick(1)
    assert contact.batch.speaker("ann")["Status"] == "ENROLLED"


def test_batch_enrolls_a_pending_speaker(contact: Contact) -> None:
    """E12."""
    contact.start("ann")
    (entry,) = contact.batch.enrolled("ann")
    assert entry["EnrollmentStatus"] == "NEW_ENROLLMENT"
    assert contact.batch.speaker("ann")["Status"] == "ENROLLED"


def test_request_waits_for_another_stream(contact: Contact) -> None:
    """E7, E11: and what was said in the one before does not count."""
    session = contact.start("ann", duration=29)
    session.enroll()
    contact.clock.tick(hours=1)
    assert session.enrollment_status == "NOT_ENOUGH_SPEECH"
    contact.start("ann")
    contact.clock.tick(29)
    assert contact.batch.speaker("ann")["Status"] == "PENDING"
    contact.clock.tick(1)
    assert contact.batch.speaker("ann")["Status"] == "ENROLLED"


def test_stream_that_ends_with_enough_speech_enrolls(contact: Contact) -> None:
    """E7: to the instant."""
    session = contact.start("ann", duration=30)
    session.enroll()
    contact.clock.tick(hours=1)
    assert session.enrollment_status == "COMPLETED"


def test_another_stream_does_not_enroll_again(contact: Contact) -> None:
    """E7."""
    session = contact.start("ann", duration=30)
    session.enroll()
    contact.clock.tick(60)
    enrolled = contact.batch.speaker("ann")
    contact.start("ann")
    contact.clock.tick(60)
    assert contact.batch.speaker("ann")["UpdatedAt"] == enrolled["UpdatedAt"]


def test_caller_who_never_says_enough_is_never_enrolled(contact: Contact) -> None:
    """E7."""
    session = contact.start("ann", speech_seconds=29.9)
    session.enroll()
    contact.clock.tick(days=1)
    assert session.enrollment_status == "NOT_ENOUGH_SPEECH"
    assert contact.batch.speaker("ann")["Status"] == "PENDING"


def test_session_without_a_speaker_enrolls_nobody(contact: Contact) -> None:
    """E7."""
    session = contact.start(None)
    assert conflict(session.enroll) == (
        "SPEAKER_NOT_SET",
        "You must set the speaker ID before requesting an enrollment. Session 'contact' has none.",
    )
    session.set_speaker("ann")
    session.enroll()


def test_opted_out_speaker_is_not_enrolled(contact: Contact) -> None:
    """E7, S3."""
    opted_out = contact.batch.client.opt_out_speaker(DomainId=contact.batch.domain_id, SpeakerId="ann")
    session = contact.start("ann")
    generated_id = opted_out["Speaker"]["GeneratedSpeakerId"]
    assert conflict(session.enroll) == (
        "SPEAKER_OPTED_OUT",
        f"You cannot request an enrollment for an opted out speaker. Delete speaker '{generated_id}' first.",
    )
    contact.batch.client.delete_speaker(DomainId=contact.batch.domain_id, SpeakerId="ann")
    session.set_speaker("ann")
    session.enroll()


def test_session_has_one_enrollment(contact: Contact) -> None:
    """E7."""
    session = contact.start("ann")
    session.enroll()
    expected = (
        "ENROLLMENT_ALREADY_EXISTS",
        "There is already an enrollment for this session. It is session 'contact'.",
    )
    assert conflict(session.enroll) == expected
    contact.clock.tick(30)
    assert conflict(session.enroll) == expected


def test_speaker_does_not_change_after_an_enrollment(contact: Contact) -> None:
    """E7."""
    session = contact.start("ann")
    session.enroll()
    expected = (
        "CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT",
        "You cannot change the speaker ID after an enrollment has been requested. "
        "Start another session than 'contact' for another speaker.",
    )
    assert conflict(lambda: session.set_speaker("ben")) == expected
    session.set_speaker("ann")
    session.set_speaker(contact.batch.speaker("ann")["GeneratedSpeakerId"])
    session.end()
    assert conflict(lambda: contact.start("ben")) == expected
    contact.start(None)
    listed = contact.batch.client.list_speakers(DomainId=contact.batch.domain_id)["SpeakerSummaries"]
    assert [speaker["CustomerSpeakerId"] for speaker in listed] == ["ann"]


@pytest.mark.parametrize("way", ["deleted", "opted out"])
def test_speaker_who_goes_meanwhile_is_not_enrolled(contact: Contact, way: str) -> None:
    """E7, E11: and the session may enroll another one."""
    session = contact.start("ann")
    session.enroll()
    client, speaker = contact.batch.client, {"DomainId": contact.batch.domain_id, "SpeakerId": "ann"}
    client.delete_speaker(**speaker) if way == "deleted" else client.opt_out_speaker(**speaker)
    contact.clock.tick(30)
    message = "The speaker was deleted." if way == "deleted" else "The speaker has opted out."
    assert (session.enrollment_status, session.enrollment_message) == ("FAILED", message)
    session.set_speaker("ben")
    session.enroll()
    assert session.enrollment_status == "COMPLETED"
    assert contact.batch.speaker("ben")["Status"] == "ENROLLED"


def test_deleted_speaker_can_not_be_enrolled_until_set_again(contact: Contact) -> None:
    session = contact.start("ann")
    contact.batch.client.delete_speaker(DomainId=contact.batch.domain_id, SpeakerId="ann")
    with pytest.raises(ResourceNotFoundException, match=mentioning("SpeakerId", contact.batch.domain_id)):
        session.enroll()
    session.set_speaker("ann")
    session.enroll()


@pytest.mark.voiceid(quotas={"speakers": 1})
def test_full_domain_takes_no_new_speaker(contact: Contact) -> None:
    """S6."""
    session = contact.start("ann")
    for act in (
        lambda: session.set_speaker("ben"),
        lambda: contact.voiceid.sessions.start(session.domain_id, "b", "ben"),
    ):
        with pytest.raises(ServiceQuotaExceededException, match=mentioning("limit", "1 speakers")):
            act()
    session.set_speaker("ann")


def test_deleted_domain_enrolls_nobody(contact: Contact) -> None:
    """J18, E7."""
    session = contact.start("ann")
    session.enroll()
    contact.clock.tick(20)
    contact.batch.client.delete_domain(DomainId=contact.batch.domain_id)
    contact.clock.tick(60)
    assert session.enrollment_status == "NOT_ENOUGH_SPEECH"

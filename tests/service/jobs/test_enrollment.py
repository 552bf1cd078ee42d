"""What an enrollment job does with each of its requests (J4, J9 to J13)."""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.control.failures import RequestFailure
from mock_voiceid.control.options import DAY
from mock_voiceid.instants import SECOND
from mock_voiceid.service.enrolling import NET_SPEECH_SECONDS
from mock_voiceid.service.jobs.enrollment import DEFAULT_RISK_THRESHOLD, Enrollment
from mock_voiceid.service.speakers import Speaker
from tests.messages import message_with

from .batch_builders import START, Bench, request, silence, speech

LATER = START + 60 * SECOND
EXPIRED_FROM = START + 3 * 365 * DAY * SECOND


@pytest.fixture
def ana(bench: Bench) -> str:
    return bench.known_voice("ana")


def enroll(work: Enrollment, *uris: str, speaker_id: str = "ana", at: int = LATER) -> dict[str, Any]:
    return work.perform(request(*uris, speaker_id=speaker_id), at)


def refused(work: Enrollment, *uris: str, speaker_id: str = "ana", at: int = LATER) -> tuple[int, str]:
    with pytest.raises(RequestFailure) as failure:
        enroll(work, *uris, speaker_id=speaker_id, at=at)
    return failure.value.code, failure.value.message


def speaker(bench: Bench, speaker_id: str = "ana") -> Speaker:
    found = bench.speakers.find(speaker_id)
    assert found is not None
    return found


def snapshot(bench: Bench) -> list[dict[str, Any]]:
    return [asdict(one) for one in bench.speakers.all]


def fraud(**detection: Any) -> dict[str, Any]:
    return {"FraudDetectionConfig": detection}


# Whom it enrolls


def test_a_new_speaker_is_enrolled(bench: Bench, ana: str) -> None:
    outcome = enroll(bench.enrollment(), ana)
    enrolled = speaker(bench)
    assert outcome == {
        "GeneratedSpeakerId": enrolled.generated_speaker_id,
        "CustomerSpeakerId": "ana",
        "EnrollmentStatus": "NEW_ENROLLMENT",
    }
    assert enrolled.status == "ENROLLED"
    assert enrolled.voiceprint == {"ana"}
    assert (enrolled.created_at, enrolled.updated_at, enrolled.last_accessed_at) == (LATER, LATER, LATER)


@pytest.mark.parametrize("config", [{}, {"ExistingEnrollmentAction": "SKIP"}], ids=["default", "SKIP"])
def test_an_enrolled_speaker_is_skipped_and_stays_as_is(
    bench: Bench, ana: str, config: dict[str, Any]
) -> None:
    bench.enroll("ana", "old voice")
    before = snapshot(bench)
    outcome = enroll(bench.enrollment(**config), ana)
    assert outcome == {
        "GeneratedSpeakerId": speaker(bench).generated_speaker_id,
        "CustomerSpeakerId": "ana",
        "EnrollmentStatus": "DUPLICATE_SKIPPED",
    }
    assert snapshot(bench) == before


def test_overwriting_replaces_the_voiceprint_and_keeps_the_speaker(bench: Bench, ana: str) -> None:
    bench.enroll("ana", "old voice")
    generated_id = speaker(bench).generated_speaker_id
    outcome = enroll(bench.enrollment(ExistingEnrollmentAction="OVERWRITE"), ana)
    assert outcome == {
        "GeneratedSpeakerId": generated_id,
        "CustomerSpeakerId": "ana",
        "EnrollmentStatus": "ENROLLMENT_OVERWRITE",
    }
    overwritten = speaker(bench)
    assert overwritten.voiceprint == {"ana"}
    assert overwritten.status == "ENROLLED"
    assert (overwritten.created_at, overwritten.updated_at) == (START, LATER)


def test_overwriting_enrolls_a_new_speaker_as_new(bench: Bench, ana: str) -> None:
    outcome = enroll(bench.enrollment(ExistingEnrollmentAction="OVERWRITE"), ana)
    assert outcome["EnrollmentStatus"] == "NEW_ENROLLMENT"


@pytest.mark.parametrize("action", ["SKIP", "OVERWRITE"])
def test_an_expired_speaker_is_enrolled_anew(bench: Bench, ana: str, action: str) -> None:
    bench.enroll("ana", "old voice")
    generated_id = speaker(bench).generated_speaker_id
    outcome = enroll(bench.enrollment(ExistingEnrollmentAction=action), ana, at=EXPIRED_FROM)
    assert outcome["EnrollmentStatus"] == "NEW_ENROLLMENT"
    assert outcome["GeneratedSpeakerId"] == generated_id
    enrolled = speaker(bench)
    assert bench.speakers.as_of(enrolled, EXPIRED_FROM, bench.timing).status == "ENROLLED"
    assert enrolled.voiceprint == {"ana"}


def test_a_speaker_is_skipped_until_the_instant_of_expiry(bench: Bench, ana: str) -> None:
    bench.enroll("ana")
    outcome = enroll(bench.enrollment(), ana, at=EXPIRED_FROM - 1)
    assert outcome["EnrollmentStatus"] == "DUPLICATE_SKIPPED"


@pytest.mark.parametrize("action", ["SKIP", "OVERWRITE"])
def test_a_speaker_who_opted_out_is_refused(bench: Bench, ana: str, action: str) -> None:
    bench.speakers.add("ana", "OPTED_OUT", START)
    before = snapshot(bench)
    assert refused(bench.enrollment(ExistingEnrollmentAction=action), ana) == (
        409,
        "Conflicting action: You cannot request an enrollment for an opted out speaker. "
        "The speaker must be deleted first.",
    )
    assert snapshot(bench) == before


def test_a_speaker_who_opted_out_is_refused_also_after_the_expiry(bench: Bench, ana: str) -> None:
    bench.enroll("ana")
    bench.speakers.opt_out(speaker(bench), START)
    assert refused(bench.enrollment(), ana, at=EXPIRED_FROM)[0] == 409


def test_a_speaker_who_opted_out_is_enrolled_once_deleted(bench: Bench, ana: str) -> None:
    opted_out = bench.speakers.add("ana", "OPTED_OUT", START)
    bench.speakers.delete(opted_out)
    outcome = enroll(bench.enrollment(), ana)
    assert outcome["EnrollmentStatus"] == "NEW_ENROLLMENT"
    assert outcome["GeneratedSpeakerId"] != opted_out.generated_speaker_id


def test_a_speaker_named_twice_is_enrolled_and_skipped(bench: Bench, ana: str) -> None:
    work = bench.enrollment()
    outcomes = [enroll(work, ana)["EnrollmentStatus"] for _ in range(2)]
    assert outcomes == ["NEW_ENROLLMENT", "DUPLICATE_SKIPPED"]


# What the speaker is called


@pytest.mark.parametrize("speaker_id", ["a", "7", "Ana-7_x", "a" * 256])
def test_a_customer_id_names_the_speaker(bench: Bench, ana: str, speaker_id: str) -> None:
    assert enroll(bench.enrollment(), ana, speaker_id=speaker_id)["CustomerSpeakerId"] == speaker_id


@pytest.mark.parametrize("speaker_id", ["", "_a", "-a", "ana b", "ana\n", "änne", "a" * 257, "id#ana"])
def test_other_speaker_ids_are_rejected(bench: Bench, ana: str, speaker_id: str) -> None:
    assert refused(bench.enrollment(), ana, speaker_id=speaker_id) == (
        400,
        "The SpeakerId is no CustomerSpeakerId: 1 to 256 characters that match "
        "^[a-zA-Z0-9][a-zA-Z0-9_-]*$. A GeneratedSpeakerId is not supported here.",
    )
    assert len(bench.speakers) == 0


def test_a_generated_id_is_refused_also_of_a_speaker_who_is_there(bench: Bench, ana: str) -> None:
    bench.enroll("ana", "old voice")
    before = snapshot(bench)
    work = bench.enrollment(ExistingEnrollmentAction="OVERWRITE")
    assert refused(work, ana, speaker_id=speaker(bench).generated_speaker_id)[0] == 400
    assert snapshot(bench) == before


# How much speech it takes


def test_enrollment_needs_30_seconds_of_speech(bench: Bench) -> None:
    assert NET_SPEECH_SECONDS == 30
    uri = bench.put("ana.wav", speech(30))
    assert enroll(bench.enrollment(), uri)["EnrollmentStatus"] == "NEW_ENROLLMENT"


def test_a_sample_less_is_not_enough(bench: Bench) -> None:
    uri = bench.put("ana.wav", speech(30 - 1 / 8_000))
    assert refused(bench.enrollment(), uri) == (
        400,
        "There is not enough speech: 29.9 seconds without silence, and enrollment needs 30.",
    )
    assert len(bench.speakers) == 0


def test_the_speech_may_be_spread_over_files(bench: Bench) -> None:
    uris = [bench.put(f"{seconds}.wav", speech(seconds)) for seconds in (9.4625, 4.5375, 16)]
    assert enroll(bench.enrollment(), *uris)["EnrollmentStatus"] == "NEW_ENROLLMENT"


def test_silence_is_not_speech(bench: Bench) -> None:
    assert refused(bench.enrollment(), bench.put("nobody.wav", silence(60))) == (
        400,
        message_with("speech", "0.0 seconds", NET_SPEECH_SECONDS),
    )


@settings(deadline=None)
@given(st.integers(0, 299))
def test_missing_speech_is_reported_to_the_tenth_of_a_second(tenths: int) -> None:
    bench = Bench()
    uri = bench.known_voice("ana", speech_seconds=tenths / 10)
    assert refused(bench.enrollment(), uri)[1] == message_with(f"{tenths // 10}.{tenths % 10} seconds")


def test_a_failed_overwrite_leaves_the_speaker_as_before(bench: Bench) -> None:
    bench.enroll("ana", "old voice")
    before = snapshot(bench)
    work = bench.enrollment(ExistingEnrollmentAction="OVERWRITE")
    assert refused(work, bench.known_voice("ana", speech_seconds=29))[0] == 400
    assert snapshot(bench) == before


def test_a_failed_enrollment_leaves_an_expired_speaker_expired(bench: Bench) -> None:
    bench.enroll("ana", "old voice")
    before = snapshot(bench)
    assert refused(bench.enrollment(), "s3://batch-input/none", at=EXPIRED_FROM)[0] == 400
    assert snapshot(bench) == before


def test_unreadable_audio_fails_the_enrollment(bench: Bench) -> None:
    assert refused(bench.enrollment(), "s3://batch-input/none") == (
        400,
        message_with("audio file", "s3://batch-input/none"),
    )


def test_the_audio_of_an_enrolled_speaker_who_is_skipped_is_not_read(bench: Bench, ana: str) -> None:
    """J12."""
    bench.enroll("ana")
    enroll(bench.enrollment(), ana)
    assert bench.storage.reads == []


# How many speakers there may be


def test_a_new_speaker_within_the_limit_is_enrolled(bench: Bench, ana: str) -> None:
    bench.quotas.speakers = 2
    bench.enroll("ben")
    assert enroll(bench.enrollment(), ana)["EnrollmentStatus"] == "NEW_ENROLLMENT"


def test_a_new_speaker_over_the_limit_is_refused(bench: Bench, ana: str) -> None:
    bench.quotas.speakers = 1_000
    for number in range(1_000):
        bench.enroll(f"s{number}")
    assert refused(bench.enrollment(), ana) == (402, "The domain has its limit of 1,000 speakers.")
    assert len(bench.speakers) == 1_000


def test_speakers_who_opted_out_count(bench: Bench, ana: str) -> None:
    bench.quotas.speakers = 1
    bench.speakers.add("ben", "OPTED_OUT", START)
    assert refused(bench.enrollment(), ana)[0] == 402


@pytest.mark.parametrize(
    ("at", "status"), [(LATER, "ENROLLMENT_OVERWRITE"), (EXPIRED_FROM, "NEW_ENROLLMENT")]
)
def test_a_speaker_who_is_there_is_enrolled_again_at_the_limit(
    bench: Bench, ana: str, at: int, status: str
) -> None:
    bench.quotas.speakers = 1
    bench.enroll("ana")
    work = bench.enrollment(ExistingEnrollmentAction="OVERWRITE")
    assert enroll(work, ana, at=at)["EnrollmentStatus"] == status


def test_a_job_takes_as_many_requests_as_its_quota(bench: Bench) -> None:
    assert bench.enrollment().limit == 10_000
    bench.quotas.speakers_per_job = 7
    assert bench.enrollment().limit == 7


# Fraud


def test_the_risk_threshold_is_50_unless_configured() -> None:
    assert DEFAULT_RISK_THRESHOLD == 50


@pytest.mark.parametrize("config", [{}, fraud(), fraud(FraudDetectionAction="FAIL")])
def test_a_known_fraudster_is_refused(bench: Bench, ana: str, config: dict[str, Any]) -> None:
    bench.register("ana")
    assert refused(bench.enrollment(**config), ana) == (
        400,
        "The fraud check failed: known fraudster risk 100, voice spoofing risk 0, "
        f"risk threshold {DEFAULT_RISK_THRESHOLD}.",
    )
    assert len(bench.speakers) == 0


@pytest.mark.parametrize(
    ("config", "threshold"), [({}, DEFAULT_RISK_THRESHOLD), (fraud(RiskThreshold=80), 80)]
)
def test_a_known_fraudster_is_refused_from_the_threshold_on(
    bench: Bench, ana: str, config: dict[str, Any], threshold: int
) -> None:
    bench.register("mallory")
    bench.voices.similarity("ana", "mallory", threshold)
    assert refused(bench.enrollment(**config), ana) == (
        400,
        message_with("fraudster risk", threshold, "spoofing risk", 0, "threshold", threshold),
    )
    bench.voices.similarity("ana", "mallory", threshold - 1)
    assert enroll(bench.enrollment(**config), ana)["EnrollmentStatus"] == "NEW_ENROLLMENT"


@pytest.mark.parametrize(
    ("config", "threshold"), [({}, DEFAULT_RISK_THRESHOLD), (fraud(RiskThreshold=80), 80)]
)
def test_spoofing_is_refused_from_the_threshold_on(
    bench: Bench, config: dict[str, Any], threshold: int
) -> None:
    assert refused(bench.enrollment(**config), bench.known_voice("ana", spoofing_risk=threshold)) == (
        400,
        message_with("fraudster risk", 0, "spoofing risk", threshold, "threshold", threshold),
    )
    below = bench.known_voice("ana", spoofing_risk=threshold - 1)
    assert enroll(bench.enrollment(**config), below)["EnrollmentStatus"] == "NEW_ENROLLMENT"


def test_a_threshold_of_0_refuses_everybody(bench: Bench, ana: str) -> None:
    assert refused(bench.enrollment(**fraud(RiskThreshold=0)), ana) == (
        400,
        message_with("fraudster risk", 0, "spoofing risk", 0, "threshold", 0),
    )


def test_ignored_fraud_check_enrolls_a_fraudster(bench: Bench) -> None:
    bench.register("mallory")
    uri = bench.known_voice("ana", "mallory", spoofing_risk=100)
    outcome = enroll(bench.enrollment(**fraud(FraudDetectionAction="IGNORE")), uri)
    assert outcome["EnrollmentStatus"] == "NEW_ENROLLMENT"
    assert speaker(bench).voiceprint == {"mallory"}


def test_ignoring_fraud_does_not_ignore_too_little_speech(bench: Bench) -> None:
    uri = bench.known_voice("ana", speech_seconds=29)
    assert refused(bench.enrollment(**fraud(FraudDetectionAction="IGNORE")), uri)[0] == 400


def test_a_fraudster_on_another_watchlist_is_not_a_risk(bench: Bench, ana: str) -> None:
    bench.register("ana", bench.new_watchlist("other"))
    assert enroll(bench.enrollment(), ana)["EnrollmentStatus"] == "NEW_ENROLLMENT"


def test_a_fraudster_on_the_watchlist_that_is_given_is_a_risk(bench: Bench, ana: str) -> None:
    other = bench.new_watchlist("other")
    bench.register("ana", other)
    assert refused(bench.enrollment(watchlist=other), ana)[0] == 400


def test_the_check_hears_all_files(bench: Bench, ana: str) -> None:
    bench.register("mallory")
    assert refused(bench.enrollment(), ana, bench.known_voice("mallory"))[0] == 400


def test_a_refused_overwrite_leaves_the_speaker_as_before(bench: Bench, ana: str) -> None:
    bench.enroll("ana", "old voice")
    bench.register("ana")
    before = snapshot(bench)
    assert refused(bench.enrollment(ExistingEnrollmentAction="OVERWRITE"), ana)[0] == 400
    assert snapshot(bench) == before


def test_a_fraudster_who_is_enrolled_already_is_skipped_unchecked(bench: Bench, ana: str) -> None:
    bench.enroll("ana")
    bench.register("ana")
    assert enroll(bench.enrollment(), ana)["EnrollmentStatus"] == "DUPLICATE_SKIPPED"

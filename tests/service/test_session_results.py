"""What EvaluateSession finds out (E3 to E6, E8)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import VoiceID
from mock_voiceid.handle.sessions import Session
from tests.options import FIXED_OPTIONS, SESSION

pytestmark = FIXED_OPTIONS
Evaluate = Callable[..., dict[str, Any]]


class Calls:
    """Calls that come into a domain, in which Ann and Ben are enrolled and Mallory is a known fraudster."""

    def __init__(self, voiceid: VoiceID, batch: Any) -> None:
        for who in ("ann", "ben"):
            voiceid.voices.assign(batch.bucket.put(f"calls/{who}"), who)
        voiceid.voices.assign(batch.bucket.put("calls/mallory"), "mallory")
        self.ann, self.ben = batch.enrolled("ann", "ben")
        (self.mallory,) = batch.registered("mallory")
        self.voiceid, self.batch, self.client = voiceid, batch, batch.client
        self.domain_id, self.clock = batch.domain_id, batch.clock

    def start(self, speaker_id: str | None = "ann", voice: str | None = None, **options: Any) -> Session:
        return self.start_by_default(speaker_id, voice, **{**SESSION, **options})

    def start_by_default(self, speaker_id: str | None, voice: str | None = None, **options: Any) -> Session:
        return self.voiceid.sessions.start(self.domain_id, "contact", speaker_id, voice, **options)

    def evaluate(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.evaluate_session(
            DomainId=self.domain_id, SessionNameOrId="contact"
        )
        return answer

    def authentication(self) -> dict[str, Any]:
        result: dict[str, Any] = self.evaluate()["AuthenticationResult"]
        return result

    def fraud(self) -> dict[str, Any]:
        result: dict[str, Any] = self.evaluate()["FraudDetectionResult"]
        return result

    def last_accessed(self) -> dt.datetime:
        accessed: dt.datetime = self.batch.speaker("ann")["LastAccessedAt"]
        return accessed


@pytest.fixture
def calls(voiceid: VoiceID, batch: Any) -> Calls:
    return Calls(voiceid, batch)


# Authentication


def test_genuine_caller_is_accepted(calls: Calls) -> None:
    """E3, E4."""
    began = calls.clock.now()
    session = calls.start("ann", "ann")
    calls.clock.tick(10)
    result = calls.authentication()
    assert len(result.pop("AuthenticationResultId")) == 22
    assert result == {
        "Decision": "ACCEPT",
        "Score": 100,
        "Configuration": {"AcceptanceThreshold": 90},
        "CustomerSpeakerId": "ann",
        "GeneratedSpeakerId": calls.ann["GeneratedSpeakerId"],
        "AudioAggregationStartedAt": began,
        "AudioAggregationEndedAt": began + dt.timedelta(seconds=10),
    }
    assert session.streaming_status == "ONGOING"


def test_somebody_else_is_rejected(calls: Calls) -> None:
    """E4, X1."""
    calls.start("ann", "ben")
    calls.clock.tick(10)
    result = calls.authentication()
    assert (result["Decision"], result["Score"]) == ("REJECT", 0)


def test_caller_without_a_voice_is_who_they_claim_to_be(calls: Calls) -> None:
    """X1: first, and that is whose voice it is from then on."""
    session = calls.start(None)
    session.set_speaker("nobody-yet")
    session.set_speaker(calls.ben["GeneratedSpeakerId"])
    calls.clock.tick(10)
    result = calls.authentication()
    assert (result["Decision"], result["CustomerSpeakerId"]) == ("ACCEPT", "ben")
    session.set_speaker("ann")
    result = calls.authentication()
    assert (result["Decision"], result["CustomerSpeakerId"]) == ("REJECT", "ann")


@pytest.mark.parametrize("act", ["opts out", "is enrolled with another voice", "is deleted"])
def test_caller_keeps_the_voice_if_the_speaker_changes(calls: Calls, act: str) -> None:
    """E5, E6, X1."""
    calls.voiceid.voices.similarity("ann", "mallory", 80)
    calls.start("ann")
    calls.clock.tick(10)
    assert calls.fraud()["Decision"] == "HIGH_RISK"
    speaker = {"DomainId": calls.domain_id, "SpeakerId": "ann"}
    if act == "opts out":
        calls.client.opt_out_speaker(**speaker)
    elif act == "is deleted":
        calls.client.delete_speaker(**speaker)
    else:
        calls.voiceid.voices.assign(calls.batch.bucket.uri("calls/ann"), "another")
        calls.batch.enrolled("ann", EnrollmentConfig={"ExistingEnrollmentAction": "OVERWRITE"})
    calls.clock.tick(1)
    answer = calls.evaluate()
    assert answer["FraudDetectionResult"]["Decision"] == "HIGH_RISK"
    assert answer["AuthenticationResult"]["Decision"] != "ACCEPT"


def test_refused_evaluation_changes_nothing(calls: Calls) -> None:
    """E5, E8."""
    watchlist_id = calls.batch.watchlist("short-lived")
    before = calls.last_accessed()
    calls.start("ann", watchlist_id=watchlist_id)
    calls.clock.tick(10)
    calls.client.delete_watchlist(DomainId=calls.domain_id, WatchlistId=watchlist_id)
    with pytest.raises(calls.client.exceptions.ResourceNotFoundException):
        calls.evaluate()
    assert calls.last_accessed() == before


@pytest.mark.parametrize(("score", "decision"), [(89, "REJECT"), (90, "ACCEPT"), (91, "ACCEPT")])
def test_score_from_the_threshold_on_is_accepted(calls: Calls, score: int, decision: str) -> None:
    """E4: 90 unless the session says otherwise."""
    calls.voiceid.voices.similarity("ann", "ann-with-a-cold", score)
    session = calls.start_by_default("ann", "ann-with-a-cold")
    calls.clock.tick(10)
    result = calls.authentication()
    assert (result["Decision"], result["Score"]) == (decision, score)
    session.configure(acceptance_threshold=score)
    assert calls.authentication()["Decision"] == "ACCEPT"
    session.configure(acceptance_threshold=score + 1)
    assert calls.authentication()["Decision"] == "REJECT"


@pytest.mark.parametrize(("seconds", "decision"), [(9.9, "NOT_ENOUGH_SPEECH"), (10, "ACCEPT")])
def test_authentication_needs_ten_seconds_by_default(calls: Calls, seconds: float, decision: str) -> None:
    """E3."""
    calls.start_by_default("ann")
    calls.clock.tick(seconds)
    assert calls.authentication()["Decision"] == decision


@pytest.mark.parametrize("minimum", [5, 7.5, 10])
def test_authentication_takes_speech(calls: Calls, minimum: float) -> None:
    """E3."""
    began = calls.clock.now()
    calls.start("ann", minimum_speech_seconds=minimum)
    result = calls.authentication()
    assert result["Decision"] == "NOT_ENOUGH_SPEECH"
    assert "AudioAggregationStartedAt" not in result
    calls.clock.tick(minimum - 0.5)
    result = calls.authentication()
    assert result["Decision"] == "NOT_ENOUGH_SPEECH"
    assert result["AudioAggregationStartedAt"] == began
    assert not {"Score", "AudioAggregationEndedAt"} & set(result)
    calls.clock.tick(0.5)
    assert calls.authentication()["Decision"] == "ACCEPT"


def test_caller_who_says_too_little_is_not_decided_about(calls: Calls) -> None:
    """E2, E3."""
    session = calls.start("ann", speech_seconds=9.9)
    calls.clock.tick(hours=1)
    session.end()
    answer = calls.evaluate()
    assert answer["StreamingStatus"] == "ENDED"
    assert answer["AuthenticationResult"]["Decision"] == "NOT_ENOUGH_SPEECH"
    assert answer["FraudDetectionResult"]["Decision"] == "NOT_ENOUGH_SPEECH"


def test_another_stream_is_another_try(calls: Calls) -> None:
    """E2, E6, E10."""
    calls.start("ann", duration=4)
    calls.clock.tick(60)
    session = calls.start("ann", "ben")
    calls.clock.tick(4)
    assert calls.authentication()["Decision"] == "NOT_ENOUGH_SPEECH"
    calls.clock.tick(6)
    assert calls.authentication()["Decision"] == "REJECT"
    assert session.speech_seconds == 10


def test_without_a_speaker_nobody_is_authenticated(calls: Calls) -> None:
    """E4."""
    session = calls.start(None)
    calls.clock.tick(10)
    result = calls.authentication()
    assert result["Decision"] == "SPEAKER_ID_NOT_PROVIDED"
    assert not {"Score", "CustomerSpeakerId", "GeneratedSpeakerId"} & set(result)
    session.set_speaker("ann")
    assert calls.authentication()["Decision"] == "ACCEPT"


@pytest.mark.parametrize("seconds", [0, 10])
def test_speaker_decides_before_any_speech(calls: Calls, seconds: float) -> None:
    """E4, S3, S5."""
    session = calls.start("carla")
    calls.clock.tick(seconds)
    assert calls.authentication()["Decision"] == "SPEAKER_NOT_ENROLLED"
    calls.client.opt_out_speaker(DomainId=calls.domain_id, SpeakerId="ben")
    session.set_speaker("ben")
    result = calls.authentication()
    assert result["Decision"] == "SPEAKER_OPTED_OUT"
    assert result["GeneratedSpeakerId"] == calls.ben["GeneratedSpeakerId"]
    assert "Score" not in result
    calls.clock.tick(days=3 * 365)
    session.set_speaker("ann")
    assert calls.authentication()["Decision"] == "SPEAKER_EXPIRED"


def test_speaker_deleted_meanwhile_is_not_enrolled(calls: Calls) -> None:
    """E4."""
    calls.start("ann")
    calls.clock.tick(10)
    calls.client.delete_speaker(DomainId=calls.domain_id, SpeakerId="ann")
    result = calls.authentication()
    assert (result["Decision"], result["CustomerSpeakerId"]) == ("SPEAKER_NOT_ENROLLED", "ann")
    assert "GeneratedSpeakerId" not in result


def test_success_refreshes_the_last_access(calls: Calls) -> None:
    """E8, S5: and so an enrollment lasts three years more."""
    before = calls.batch.speaker("ann")
    calls.clock.tick(days=1_000)
    calls.start("ann")
    calls.clock.tick(9)
    calls.evaluate()
    assert calls.last_accessed() == before["LastAccessedAt"]
    calls.clock.tick(1)
    calls.evaluate()
    now = calls.clock.now()
    assert calls.last_accessed() == now
    assert calls.batch.speaker("ann")["UpdatedAt"] == before["UpdatedAt"]
    calls.clock.tick(days=1_000)
    assert calls.batch.speaker("ann")["Status"] == "ENROLLED"
    calls.clock.tick(days=95)
    assert calls.batch.speaker("ann")["Status"] == "EXPIRED"


def test_failure_and_a_cached_success_do_not_refresh_it(calls: Calls) -> None:
    """E8."""
    before = calls.last_accessed()
    session = calls.start("ann", "ben")
    calls.clock.tick(10)
    assert calls.authentication()["Decision"] == "REJECT"
    assert calls.last_accessed() == before
    session.end()
    calls.start("ann")
    calls.clock.tick(10)
    calls.voiceid.sessions.start(calls.domain_id, "other")
    session.end()
    assert calls.authentication()["Decision"] == "ACCEPT"
    accessed = calls.last_accessed()
    calls.clock.tick(10)
    assert calls.authentication()["Decision"] == "ACCEPT"
    assert calls.last_accessed() == accessed


# Fraud


def test_ordinary_caller_is_a_low_risk(calls: Calls) -> None:
    """E5."""
    began = calls.clock.now()
    calls.start("ann")
    calls.clock.tick(10)
    result = calls.fraud()
    assert len(result.pop("FraudDetectionResultId")) == 22
    assert result == {
        "Decision": "LOW_RISK",
        "Reasons": [],
        "Configuration": {"RiskThreshold": 50, "WatchlistId": calls.batch.default_watchlist},
        "RiskDetails": {"KnownFraudsterRisk": {"RiskScore": 0}, "VoiceSpoofingRisk": {"RiskScore": 0}},
        "AudioAggregationStartedAt": began,
        "AudioAggregationEndedAt": began + dt.timedelta(seconds=10),
    }


@pytest.mark.parametrize(("seconds", "decision"), [(9.9, "NOT_ENOUGH_SPEECH"), (10, "LOW_RISK")])
def test_fraud_detection_takes_ten_seconds(calls: Calls, seconds: float, decision: str) -> None:
    """E5: whatever authentication takes."""
    calls.start("ann", minimum_speech_seconds=5)
    calls.clock.tick(seconds)
    result = calls.fraud()
    assert result["Decision"] == decision
    assert ("RiskDetails" in result) == (decision == "LOW_RISK")


@pytest.mark.parametrize(
    ("score", "spoofing", "reasons"),
    [
        (49, 49, []),
        (50, 49, ["KNOWN_FRAUDSTER"]),
        (49, 50, ["VOICE_SPOOFING"]),
        (100, 100, ["KNOWN_FRAUDSTER", "VOICE_SPOOFING"]),
    ],
)
def test_risk_from_the_threshold_on_is_high(
    calls: Calls, score: int, spoofing: int, reasons: list[str]
) -> None:
    """E5: 50 unless the session says otherwise."""
    calls.voiceid.voices.similarity("mallory", "caller", score)
    calls.start_by_default(None, "caller", spoofing_risk=spoofing)
    calls.clock.tick(10)
    result = calls.fraud()
    assert result["Decision"] == ("HIGH_RISK" if reasons else "LOW_RISK")
    assert result["Reasons"] == reasons
    assert result["RiskDetails"] == {
        "KnownFraudsterRisk": {
            "RiskScore": score,
            "GeneratedFraudsterId": calls.mallory["GeneratedFraudsterId"],
        },
        "VoiceSpoofingRisk": {"RiskScore": spoofing},
    }


def test_watchlist_of_the_session_counts(calls: Calls) -> None:
    """E5."""
    watchlist_id = calls.batch.watchlist("others")
    session = calls.start(None, "mallory", watchlist_id=watchlist_id, risk_threshold=1)
    calls.clock.tick(10)
    result = calls.fraud()
    assert result["Decision"] == "LOW_RISK"
    assert result["Configuration"] == {"RiskThreshold": 1, "WatchlistId": watchlist_id}
    session.configure(watchlist_id=calls.batch.default_watchlist)
    assert calls.fraud()["Decision"] == "HIGH_RISK"


def test_opted_out_speaker_is_checked_for_fraud_too(calls: Calls) -> None:
    """E5."""
    calls.client.opt_out_speaker(DomainId=calls.domain_id, SpeakerId="ann")
    calls.start("ann", "mallory")
    calls.clock.tick(10)
    assert calls.fraud()["Decision"] == "HIGH_RISK"


@pytest.mark.parametrize("authentication", [True, False])
@pytest.mark.parametrize("fraud_detection", [True, False])
def test_what_is_off_has_no_result(calls: Calls, authentication: bool, fraud_detection: bool) -> None:
    """E9."""
    calls.start("ann", authentication=authentication, fraud_detection=fraud_detection)
    calls.clock.tick(10)
    answer = calls.evaluate()
    assert ("AuthenticationResult" in answer) == authentication
    assert ("FraudDetectionResult" in answer) == fraud_detection


# Cached results


def test_results_are_the_same_until_there_is_more_speech(calls: Calls) -> None:
    """E6."""
    session = calls.start("ann")
    calls.clock.tick(10)
    first = calls.evaluate()
    second = calls.evaluate()
    for kind in ("AuthenticationResult", "FraudDetectionResult"):
        assert second[kind] == first[kind]
    calls.clock.tick(1)
    third = calls.evaluate()
    session.end()
    calls.clock.tick(60)
    fourth = calls.evaluate()
    for kind in ("AuthenticationResult", "FraudDetectionResult"):
        assert third[kind][f"{kind}Id"] != first[kind][f"{kind}Id"]
        assert fourth[kind] == third[kind]


def test_threshold_changes_its_own_result_alone(calls: Calls) -> None:
    """E6."""
    session = calls.start("ann")
    calls.clock.tick(10)
    first = calls.evaluate()
    session.configure(acceptance_threshold=80)
    second = calls.evaluate()
    assert second["FraudDetectionResult"] == first["FraudDetectionResult"]
    assert second["AuthenticationResult"]["Configuration"] == {"AcceptanceThreshold": 80}
    session.configure(risk_threshold=80)
    third = calls.evaluate()
    assert third["AuthenticationResult"] == second["AuthenticationResult"]
    assert third["FraudDetectionResult"]["Configuration"]["RiskThreshold"] == 80
    identifiers = [
        (
            one["AuthenticationResult"]["AuthenticationResultId"],
            one["FraudDetectionResult"]["FraudDetectionResultId"],
        )
        for one in (first, second, third)
    ]
    assert [len(set(ids)) for ids in zip(*identifiers, strict=True)] == [2, 2]


@pytest.mark.parametrize("voice", ["ann", None])
def test_another_speaker_is_another_authentication(calls: Calls, voice: str | None) -> None:
    """E6: the fraud result is about the voice, and stays."""
    session = calls.start("ann", voice)
    calls.clock.tick(10)
    first = calls.evaluate()
    session.set_speaker("ben")
    second = calls.evaluate()
    assert second["AuthenticationResult"]["Decision"] == "REJECT"
    assert second["FraudDetectionResult"] == first["FraudDetectionResult"]


def test_speaker_who_opts_out_is_not_accepted_any_more(calls: Calls) -> None:
    """E4, E6: also without more speech."""
    calls.start("ann")
    calls.clock.tick(10)
    assert calls.authentication()["Decision"] == "ACCEPT"
    calls.client.opt_out_speaker(DomainId=calls.domain_id, SpeakerId="ann")
    assert calls.authentication()["Decision"] == "SPEAKER_OPTED_OUT"


def test_fraudster_registered_later_does_not_change_a_result(calls: Calls) -> None:
    """E6: until there is more speech."""
    session = calls.start(None, "trudy")
    calls.clock.tick(10)
    session.end()
    before = calls.fraud()
    calls.voiceid.voices.assign(calls.batch.bucket.put("calls/trudy"), "trudy")
    calls.batch.registered("trudy")
    assert calls.fraud() == before
    calls.start(None, "trudy")
    calls.clock.tick(10)
    assert calls.fraud()["Decision"] == "HIGH_RISK"

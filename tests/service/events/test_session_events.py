"""Events of sessions (N1, N4 to N6)."""

from typing import Any

import pytest

from mock_voiceid import VoiceID
from tests.messages import message_with
from tests.options import FIXED_OPTIONS, SESSION

pytestmark = FIXED_OPTIONS
SPEAKER = "VoiceId Speaker Action"
START, UPDATE, EVALUATE, ENROLL = (
    f"VoiceId {what} Action"
    for what in ("Start Session", "Update Session", "Evaluate Session", "Session Speaker Enrollment")
)


def test_stream_of_a_session_is_published(voiceid: VoiceID, listener: Any, batch: Any) -> None:
    """N1, N6."""
    session = voiceid.sessions.start(batch.domain_id, "contact", "ann", duration=40, **SESSION)
    session.enroll()
    voiceid.clock.tick(60)
    events = listener.bodies()
    assert [(event["detail-type"], event["time"][11:19]) for event in events] == [
        (START, "09:00:00"),
        (ENROLL, "09:00:00"),
        (SPEAKER, "09:00:30"),
        (START, "09:00:40"),
    ]
    began, requested, enrolled, ended = (event["detail"] for event in events)
    generated_id = batch.speaker("ann")["GeneratedSpeakerId"]
    progress = {"audioAggregationStartedAt": "2026-01-05T09:00:00Z", "audioAggregationEndedAt": None}
    assert began == {
        "sourceId": began["sourceId"],
        "action": "START_SESSION",
        "status": "SUCCESS",
        "domainId": batch.domain_id,
        "systemAttributes": None,
        "session": {
            "sessionId": session.session_id,
            "sessionName": "contact",
            "authenticationConfiguration": {"acceptanceThreshold": 90},
            "fraudDetectionConfiguration": {"riskThreshold": 50, "watchlistId": batch.default_watchlist},
            "streamingConfiguration": {"authenticationMinimumSpeechInSeconds": 10},
            "enrollmentAudioProgress": None,
            "authenticationAudioProgress": progress,
            "fraudDetectionAudioProgress": progress,
            "generatedSpeakerId": generated_id,
        },
        "errorInfo": None,
    }
    assert requested == {
        "sourceId": requested["sourceId"],
        "action": "SESSION_ENROLLMENT_REQUEST",
        "status": "SUCCESS",
        "domainId": batch.domain_id,
        "sessionId": session.session_id,
        "sessionName": "contact",
        "systemAttributes": None,
        "errorInfo": None,
    }
    assert enrolled["data"] == {
        "enrollmentSource": "SESSION",
        "enrollmentSourceId": session.session_id,
        "enrollmentStatus": "NEW_ENROLLMENT",
    }
    assert enrolled["generatedSpeakerId"] == generated_id
    over = {**progress, "audioAggregationEndedAt": "2026-01-05T09:00:40Z"}
    assert ended["session"]["authenticationAudioProgress"] == over
    assert ended["session"]["enrollmentAudioProgress"] == {"audioAggregationStatus": "COMPLETED", **over}


def test_only_the_end_of_a_stream_that_never_began_is_published(
    voiceid: VoiceID, listener: Any, batch: Any
) -> None:
    """N1."""
    voiceid.timing.streaming = 5
    session = voiceid.sessions.start(batch.domain_id, "contact")
    session.end()
    voiceid.clock.tick(10)
    (event,) = listener.bodies()
    assert event["time"] == "2026-01-05T09:00:00Z"


def test_update_of_a_session_is_published(voiceid: VoiceID, listener: Any, batch: Any) -> None:
    """N1."""
    session = voiceid.sessions.start(batch.domain_id, "contact", authentication=False, **SESSION)
    session.set_speaker("ann")
    session.configure(risk_threshold=80)
    _, with_speaker, with_threshold = listener.bodies()
    assert with_speaker["detail-type"] == with_threshold["detail-type"] == UPDATE
    assert with_speaker["detail"] == {
        "sourceId": with_speaker["detail"]["sourceId"],
        "action": "UPDATE_SESSION",
        "status": "SUCCESS",
        "domainId": batch.domain_id,
        "session": {
            "sessionId": session.session_id,
            "sessionName": "contact",
            "authenticationConfiguration": None,
            "fraudDetectionConfiguration": {"riskThreshold": 50, "watchlistId": batch.default_watchlist},
            "streamingConfiguration": {"authenticationMinimumSpeechInSeconds": 10},
            "generatedSpeakerId": batch.speaker("ann")["GeneratedSpeakerId"],
        },
        "errorInfo": None,
    }
    assert with_threshold["detail"]["session"]["fraudDetectionConfiguration"]["riskThreshold"] == 80


def test_event_of_an_evaluation_has_the_whole_result(voiceid: VoiceID, listener: Any, batch: Any) -> None:
    """N5: but not the customer's own id (N4)."""
    batch.enrolled("ann")
    listener.bodies()
    session = voiceid.sessions.start(batch.domain_id, "contact", "ann", spoofing_risk=70, **SESSION)
    voiceid.clock.tick(10)
    answer = batch.client.evaluate_session(DomainId=batch.domain_id, SessionNameOrId="contact")
    _, event = listener.bodies()
    assert event["detail-type"] == EVALUATE
    times = {
        "audioAggregationStartedAt": "2026-01-05T10:00:00Z",
        "audioAggregationEndedAt": "2026-01-05T10:00:10Z",
    }
    assert event["detail"] == {
        "sourceId": event["detail"]["sourceId"],
        "action": "EVALUATE_SESSION",
        "status": "SUCCESS",
        "domainId": batch.domain_id,
        "systemAttributes": None,
        "session": {
            "sessionId": session.session_id,
            "sessionName": "contact",
            "streamingStatus": "ONGOING",
            "generatedSpeakerId": batch.speaker("ann")["GeneratedSpeakerId"],
            "authenticationResult": {
                "authenticationResultId": answer["AuthenticationResult"]["AuthenticationResultId"],
                "decision": "ACCEPT",
                "score": 100,
                "configuration": {"acceptanceThreshold": 90},
                **times,
            },
            "fraudDetectionResult": {
                "fraudDetectionResultId": answer["FraudDetectionResult"]["FraudDetectionResultId"],
                "decision": "HIGH_RISK",
                "reasons": ["VOICE_SPOOFING"],
                "configuration": {"riskThreshold": 50, "watchlistId": batch.default_watchlist},
                "riskDetails": {
                    "knownFraudsterRisk": {"generatedFraudsterId": None, "riskScore": 0},
                    "voiceSpoofingRisk": {"riskScore": 70},
                },
                **times,
            },
        },
        "errorInfo": None,
    }


def test_evaluation_without_a_result_has_null_for_it(voiceid: VoiceID, listener: Any, batch: Any) -> None:
    """N2, N5."""
    voiceid.sessions.start(batch.domain_id, "contact", authentication=False, fraud_detection=False)
    batch.client.evaluate_session(DomainId=batch.domain_id, SessionNameOrId="contact")
    _, event = listener.bodies()
    assert event["detail"]["session"]["authenticationResult"] is None
    assert event["detail"]["session"]["fraudDetectionResult"] is None
    assert event["detail"]["session"]["generatedSpeakerId"] is None


def test_rejected_actions_on_a_session_are_published(voiceid: VoiceID, listener: Any, batch: Any) -> None:
    """N1, N2."""
    session = voiceid.sessions.start(batch.domain_id, "contact")
    for act in (
        lambda: voiceid.sessions.start(batch.domain_id, "contact"),
        session.enroll,
        lambda: session.set_speaker("id#" + "A" * 22),
    ):
        with pytest.raises(Exception, match=r".") as caught:
            act()
        *_, event = listener.bodies()
        assert event["detail"]["status"] == "FAILURE"
        assert event["detail"]["errorInfo"]["errorMessage"] == str(caught.value)
        assert event["detail"]["errorInfo"]["errorType"] == type(caught.value).__name__


def test_failed_enrollment_in_a_session_is_published(voiceid: VoiceID, listener: Any, batch: Any) -> None:
    """N4."""
    session = voiceid.sessions.start(batch.domain_id, "contact", "ann")
    session.enroll()
    batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    voiceid.clock.tick(30)
    *_, event = listener.bodies()
    assert event["detail"]["action"] == "ENROLL_SPEAKER"
    assert event["detail"]["generatedSpeakerId"] == batch.speaker("ann")["GeneratedSpeakerId"]
    assert event["detail"]["errorInfo"] == {
        "errorCode": 409,
        "errorMessage": message_with("speaker", "opted"),
        "errorType": "ConflictException",
    }

"""EvaluateSession: what was found out about the caller of a session (E1 to E8)."""

from typing import Any

from ...control.voices import Match
from ...instants import Instant
from .. import events, watchlists
from ..call import Call
from ..domains import Domain
from ..evaluation import AuthenticationResult, FraudDetectionResult, authenticate, detect_fraud
from ..jobs.audio_reader import VoiceSample
from ..sessions import StoredSession, claimed_speaker, find


def evaluate_session(call: Call, *, domain_id: str, session_name_or_id: str) -> dict[str, Any]:
    """Answer EvaluateSession: what was found out by now."""
    domain = call.region.changeable_domain(domain_id)
    with call.publishing(
        domain, "Evaluate Session Action", "EVALUATE_SESSION", systemAttributes=None, session=None
    ) as event:
        session = find(domain, session_name_or_id)
        event["session"] = {"sessionId": session.session_id, "sessionName": session.session_name}
        found = _evaluated(call, domain, session)
        event["session"] = lambda: _described(call, domain, session, found)
    return found


def _evaluated(call: Call, domain: Domain, session: StoredSession) -> dict[str, Any]:
    instant = call.instant
    found: dict[str, Any] = {
        "DomainId": domain.domain_id,
        "SessionId": session.session_id,
        "SessionName": session.session_name,
        "StreamingStatus": session.stream.status(instant),
    }
    # Fraud first: where the watchlist is not there any more, nobody is authenticated either.
    if session.configuration.fraud_detection:
        found["FraudDetectionResult"] = _fraud_detection_result(call, domain, session, instant)
    if session.configuration.authentication:
        found["AuthenticationResult"] = _authentication_result(call, domain, session, instant)
    return found


def _authentication_result(
    call: Call, domain: Domain, session: StoredSession, instant: Instant
) -> AuthenticationResult:
    speaker = claimed_speaker(domain, session, instant, call.context.timing)
    audio = session.audio(speaker, instant)

    def produce() -> AuthenticationResult:
        result = authenticate(
            call.region.new_id(),
            audio,
            session.customer_speaker_id,
            speaker,
            threshold=session.configuration.acceptance_threshold,
            minimum_speech=session.configuration.minimum_speech,
            voices=call.context.voices,
        )
        if speaker is not None and result.decision == "ACCEPT":
            speaker.last_accessed_at = instant  # E8
        return result

    # Leave LastAccessedAt out of the cache key: evaluating updates it.
    who = speaker and (speaker.generated_speaker_id, speaker.status, speaker.voiceprint)
    key = (audio, session.customer_speaker_id, who, session.configuration.acceptance_threshold)
    return session.authentication.get(key, produce)


def _fraud_detection_result(
    call: Call, domain: Domain, session: StoredSession, instant: Instant
) -> FraudDetectionResult:
    audio = session.audio(claimed_speaker(domain, session, instant, call.context.timing), instant)
    configuration = session.configuration
    watchlist_id = configuration.watchlist_id or domain.default_watchlist.watchlist_id
    watchlist = watchlists.find(domain, watchlist_id)

    def closest_fraudster(sample: VoiceSample) -> Match | None:
        return domain.fraudsters.closest_on(watchlist, sample, call.context.voices)

    def produce() -> FraudDetectionResult:
        return detect_fraud(
            call.region.new_id(),
            audio,
            closest_fraudster,
            threshold=configuration.risk_threshold,
            watchlist_id=watchlist_id,
        )

    # Whom the caller claims to be does not matter here, so the voice may have no name yet.
    key = (audio.sample.speech_seconds, configuration.risk_threshold, watchlist_id)
    return session.fraud_detection.get(key, produce)


def _described(call: Call, domain: Domain, session: StoredSession, found: dict[str, Any]) -> dict[str, Any]:
    """Return what an event tells of an evaluation: all of it but the customer's own id (N4, N5)."""
    described: dict[str, Any] = events.in_camel_case("EvaluateSessionResponse", found)
    del described["domainId"]
    if described["authenticationResult"] is not None:
        del described["authenticationResult"]["customerSpeakerId"]
        del described["authenticationResult"]["generatedSpeakerId"]
    speaker = claimed_speaker(domain, session, call.instant, call.context.timing)
    return {**described, "generatedSpeakerId": speaker and speaker.generated_speaker_id}

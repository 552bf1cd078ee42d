"""What sessions should do: they stream, are evaluated, and enroll their speaker."""

from collections.abc import Callable
from typing import Any

from .reference_jobs import Sound
from .resources import SECOND, Domain, Fraudster, NewSession, Refused, Result, Session, Speaker, without_none

ENOUGH_TO_ENROLL, ENOUGH_TO_DECIDE = 30 * SECOND, 10 * SECOND
WITHOUT_LISTENING = {
    "PENDING": "SPEAKER_NOT_ENROLLED",
    "OPTED_OUT": "SPEAKER_OPTED_OUT",
    "EXPIRED": "SPEAKER_EXPIRED",
}


def find(domain: Domain, name_or_id: str) -> Session:
    for session in domain.sessions:
        if name_or_id in (session.id, session.new.name):
            return session
    raise Refused("ResourceNotFoundException", "SESSION")


def start(domain: Domain, new: NewSession, now: int, limit: int, known: Callable[[str], Speaker]) -> Session:
    """Start a session or a new stream of one; `known` returns a speaker, created if necessary."""
    session = next((one for one in domain.sessions if one.new.name == new.name), None)
    if session is not None and session.ended_at is None:
        raise Refused("ConflictException", "ANOTHER_ACTIVE_STREAM")
    if sum(one.ended_at is None for one in domain.sessions) >= limit:
        raise Refused("ServiceQuotaExceededException")
    if new.watchlist is not None and new.watchlist not in [one.id for one in domain.watchlists]:
        raise Refused("ResourceNotFoundException", "WATCHLIST")
    if session is not None and session.enrolls and new.speaker is not None:
        ids = [
            session.speaker,
            *(one.id for one in domain.speakers.values() if one.customer_id == session.speaker),
        ]
        if new.speaker not in ids:
            raise Refused("ConflictException", "CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT")
    speaker = None if new.speaker is None else known(new.speaker).customer_id
    if session is None:
        session = Session(domain.id, new, speaker, now)
        domain.sessions.append(session)
    session.new, session.begun_at, session.ended_at = new, now, None
    session.speaker = speaker or session.speaker
    session.authentication = session.fraud = None
    return session


def await_speech(session: Session, now: int, number: int) -> None:
    """If enrollment was requested, wait for enough speech."""
    if session.enrollment == "NOT_ENOUGH_SPEECH":
        enough = session.begun_at + ENOUGH_TO_ENROLL
        if session.ended_at is None or enough <= session.ended_at:
            session.due, session.scheduled = max(now, enough), number


def enroll(domain: Domain, session: Session) -> None:
    """Request the enrollment of a session's speaker."""
    if session.speaker is None:
        raise Refused("ConflictException", "SPEAKER_NOT_SET")
    if session.enrolls:
        raise Refused("ConflictException", "ENROLLMENT_ALREADY_EXISTS")
    if session.speaker not in domain.speakers:
        raise Refused("ResourceNotFoundException", "SPEAKER")
    if domain.speakers[session.speaker].status == "OPTED_OUT":
        raise Refused("ConflictException", "SPEAKER_OPTED_OUT")
    session.enrollment = "NOT_ENOUGH_SPEECH"


def complete(domain: Domain, session: Session, now: int) -> None:
    """Enroll the speaker, who may have been deleted meanwhile."""
    session.due = None
    speaker = domain.speakers.get(session.speaker or "")
    if speaker is None or speaker.status == "OPTED_OUT":
        session.enrollment = "FAILED"
    else:
        session.enrollment = "COMPLETED"
        speaker.status, speaker.voices = "ENROLLED", frozenset([session.new.voice])
        speaker.updated_at = speaker.last_accessed_at = now


def end(session: Session, now: int) -> None:
    """End the stream, and stop waiting for speech."""
    if session.ended_at is None:
        session.ended_at, session.due = now, None


def evaluate(domain: Domain, session: Session, sound: Sound, now: int) -> Session:
    """Evaluate who speaks."""
    watchlist = session.new.watchlist or domain.default.id
    named = next((one for one in domain.watchlists if one.id == watchlist), None)
    if named is None:
        raise Refused("ResourceNotFoundException", "WATCHLIST")
    _authenticate(domain, session, sound, now)
    _detect_fraud(session, sorted(named.members, key=lambda one: one.number), watchlist, sound, now)
    return session


def _authenticate(domain: Domain, session: Session, sound: Sound, now: int) -> None:
    new, speaker = session.new, domain.speakers.get(session.speaker or "")
    status = speaker.status_at(now) if speaker else "PENDING"
    key = (
        *_heard(session, now),
        session.speaker,
        speaker,
        status,
        speaker and speaker.voices,
        new.acceptance,
    )
    if session.authentication is not None and session.authentication.key == key:
        return
    score = None
    if session.speaker is None:
        decision = "SPEAKER_ID_NOT_PROVIDED"
    elif speaker is None or status in WITHOUT_LISTENING:
        decision = WITHOUT_LISTENING[status]
    elif session.speech(now) < ENOUGH_TO_DECIDE:
        decision = "NOT_ENOUGH_SPEECH"
    else:
        score = sound.score([new.voice], speaker.voices)
        decision = "ACCEPT" if score >= new.acceptance else "REJECT"
    if decision == "ACCEPT" and speaker is not None:
        speaker.last_accessed_at = now
    content = without_none(
        Decision=decision,
        Score=score,
        Configuration={"AcceptanceThreshold": new.acceptance},
        CustomerSpeakerId=session.speaker,
        GeneratedSpeakerId=speaker and speaker.id,
        **_times(session, now, decided=score is not None),
    )
    session.authentication = Result("AuthenticationResultId", key, content)


def _detect_fraud(session: Session, known: list[Fraudster], watchlist: str, sound: Sound, now: int) -> None:
    threshold = session.new.risk
    key = (*_heard(session, now), threshold, watchlist)
    if session.fraud is not None and session.fraud.key == key:
        return
    enough = session.speech(now) >= ENOUGH_TO_DECIDE
    score, closest = sound.closest(frozenset([session.new.voice]), known)
    risks = {"KNOWN_FRAUDSTER": score, "VOICE_SPOOFING": 0} if enough else {}
    reasons = [reason for reason, risk in risks.items() if risk >= threshold]
    details = {"KnownFraudsterRisk": {"RiskScore": score}, "VoiceSpoofingRisk": {"RiskScore": 0}}
    content = without_none(
        Decision="NOT_ENOUGH_SPEECH" if not enough else "HIGH_RISK" if reasons else "LOW_RISK",
        Reasons=reasons,
        RiskDetails=details if enough else None,
        Configuration={"RiskThreshold": threshold, "WatchlistId": watchlist},
        **_times(session, now, decided=enough),
    )
    session.fraud = Result("FraudDetectionResultId", key, content, closest if enough and score else [])


def _heard(session: Session, now: int) -> tuple[Any, ...]:
    return session.begun_at, session.speech(now), session.new.voice


def _times(session: Session, now: int, *, decided: bool) -> dict[str, Any]:
    return {
        "AudioAggregationStartedAt": session.begun_at if session.speech(now) else None,
        "AudioAggregationEndedAt": session.begun_at + session.speech(now) if decided else None,
    }

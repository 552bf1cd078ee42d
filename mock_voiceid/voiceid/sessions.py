"""Sessions: calls whose audio Amazon Connect streams to Voice ID (E1 to E8)."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..agenda import Entry
from ..batch.listening import Heard
from ..batch.voices import Match, Voiceprint
from ..instants import Instant, microseconds_of
from . import speakers, watchlists
from .evaluation import (
    Audio,
    AuthenticationResult,
    FraudDetectionResult,
    LatestResult,
    authenticate,
    detect_fraud,
)
from .exceptions import ConflictException, ResourceNotFoundException, ServiceQuotaExceededException
from .session_enrollment import FAILED, SessionEnrollment
from .streaming import Stream

if TYPE_CHECKING:
    from .domains import Domain
    from .models import VoiceIDBackend

GENERATED = "id#"
"""What the id of a session begins with; no name does."""


@dataclass
class Configuration:
    """What a session is to find out, and by which thresholds.

    Args:
        watchlist_id: the watchlist that the caller is compared with; None for the domain's default one.
        acceptance_threshold: the score from which on a caller is accepted, 0 to 100.
        risk_threshold: the risk score from which on the risk is high, 0 to 100.
        authentication: whether the caller is authenticated.
        fraud_detection: whether fraudsters are looked for.
        minimum_speech: the seconds of net speech that authentication takes.
    """

    watchlist_id: str | None = None
    acceptance_threshold: int = 90
    risk_threshold: int = 50
    authentication: bool = True
    fraud_detection: bool = True
    minimum_speech: float = 10


@dataclass(frozen=True)
class Caller:
    """Who really speaks in a call.

    Args:
        voice: whose voice it is; None where the caller is who they say they are.
        spoofing_risk: the risk that the voice is played back or synthetic, 0 to 100.
    """

    voice: str | None = None
    spoofing_risk: int = 0


@dataclass
class Session:
    """A session, with its latest stream."""

    domain_id: str
    session_id: str
    session_name: str
    configuration: Configuration
    caller: Caller
    stream: Stream
    customer_speaker_id: str | None = None
    enrollment: SessionEnrollment | None = None
    stream_end: Entry | None = None
    authentication: LatestResult[AuthenticationResult] = field(default_factory=LatestResult)
    fraud_detection: LatestResult[FraudDetectionResult] = field(default_factory=LatestResult)

    @property
    def enrolls(self) -> bool:
        """Whether an enrollment was requested, and has not failed."""
        return self.enrollment is not None and self.enrollment.status != FAILED

    def voiceprint(self, speaker: speakers.Speaker | None) -> Voiceprint:
        """Return the caller's voice: its own, else that of the speaker whom the caller claims to be.

        Who claims to be nobody enrolled has a voice that nobody else has.
        """
        if self.caller.voice is not None:
            return frozenset([self.caller.voice])
        return (speaker.voiceprint if speaker else None) or frozenset([self.session_id])

    def audio(self, speaker: speakers.Speaker | None, instant: Instant) -> Audio:
        """Return what was heard by an instant, of a caller who claims to be a speaker."""
        stream = self.stream
        speech_seconds = stream.speech_seconds(instant)
        return Audio(
            Heard(self.voiceprint(speaker), speech_seconds, self.caller.spoofing_risk),
            stream.begins_at if speech_seconds else None,
            stream.last_heard(instant),
        )


class Sessions:
    """The sessions of a domain, found by id and by name."""

    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}
        self._by_name: dict[str, Session] = {}
        self._streaming: dict[str, Session] = {}

    @property
    def streaming(self) -> list[Session]:
        """Those whose audio has not ended."""
        return list(self._streaming.values())

    def find(self, name_or_id: str) -> Session | None:
        """Return the session with this name or id, or None (E1)."""
        return (self._by_id if name_or_id.startswith(GENERATED) else self._by_name).get(name_or_id)

    def add(self, session: Session) -> None:
        """Add a session, or one that streams again."""
        self._by_id[session.session_id] = self._by_name[session.session_name] = session
        self._streaming[session.session_id] = session

    def end(self, session: Session, instant: Instant) -> None:
        """Let a session's stream end (E2)."""
        if self._streaming.pop(session.session_id, None) is None:
            return
        session.stream.ended_at = instant
        if session.stream_end is not None:
            session.stream_end.cancel()
        if session.enrollment is not None:
            session.enrollment.stream_ended()


def start_session(
    backend: "VoiceIDBackend",
    domain_id: str,
    name: str,
    *,
    speaker_id: str | None,
    caller: Caller,
    configuration: Configuration,
    speech_seconds: float | None,
    duration: float | None,
) -> Session:
    """Start a session, or let one whose stream has ended stream again (E1, E2, E7).

    Args:
        backend: where the domain is.
        domain_id: the domain's id.
        name: the session's name, the contact id.
        speaker_id: the speaker whom the caller claims to be.
        caller: who really speaks.
        configuration: what it is to find out.
        speech_seconds: how much the caller says in all; None for as long as it streams.
        duration: seconds until the stream ends by itself; None where it does not.

    Raises:
        ConflictException: the domain is suspended, the session streams already (`ANOTHER_ACTIVE_STREAM`), or
            it has enrolled another speaker (`CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT`).
        ResourceNotFoundException: the domain, the watchlist or the speaker is not there.
        ServiceQuotaExceededException: the domain has its limit of sessions that stream, or of speakers.
    """
    domain = backend.changeable_domain(domain_id)
    instant = backend.instant()
    session = domain.sessions.find(name)
    if session is not None and not session.stream.ended:
        raise ConflictException(
            "ANOTHER_ACTIVE_STREAM", f"Session '{name}' is streaming already; end that stream first."
        )
    limit = backend.settings.quotas.sessions
    if len(domain.sessions.streaming) >= limit:
        raise ServiceQuotaExceededException(
            f"Domain '{domain_id}' has its limit of {limit:,} concurrent sessions; end one first."
        )
    _check_watchlist(domain, configuration)
    if session is not None:
        _check_speaker_may_change(session, speaker_id, domain)
    customer_speaker_id = None if speaker_id is None else _known_speaker(backend, domain, speaker_id)
    stream = Stream(
        instant + microseconds_of(backend.settings.timing.streaming),
        None if speech_seconds is None else microseconds_of(speech_seconds),
    )
    if session is None:
        session = Session(domain_id, f"{GENERATED}{backend.new_id()}", name, configuration, caller, stream)
    else:
        session.configuration, session.caller, session.stream = configuration, caller, stream
    session.customer_speaker_id = customer_speaker_id
    domain.sessions.add(session)
    if session.enrollment is not None:
        session.enrollment.listen(instant)
    if duration is not None:
        started = session
        session.stream_end = backend.agenda.at(
            stream.begins_at + microseconds_of(duration),
            lambda instant: domain.sessions.end(started, instant),
        )
    return session


def set_speaker(backend: "VoiceIDBackend", domain_id: str, name_or_id: str, speaker_id: str) -> None:
    """Say who the caller claims to be (E7).

    Raises:
        ConflictException: the domain is suspended, or the session enrolls or has enrolled another speaker
            (`CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT`).
        ResourceNotFoundException: the domain, the session or a generated speaker id is not there.
        ServiceQuotaExceededException: the speaker is new, and the domain has its limit of them.
    """
    domain = backend.changeable_domain(domain_id)
    session = find(domain, name_or_id)
    _check_speaker_may_change(session, speaker_id, domain)
    session.customer_speaker_id = _known_speaker(backend, domain, speaker_id)


def configure(backend: "VoiceIDBackend", domain_id: str, name_or_id: str, **changes: Any) -> None:
    """Change what a session finds out, and by which thresholds: members of its `Configuration`.

    Raises:
        ConflictException: the domain is suspended.
        ResourceNotFoundException: the domain, the session or the watchlist is not there.
    """
    domain = backend.changeable_domain(domain_id)
    session = find(domain, name_or_id)
    configuration = replace(session.configuration, **changes)
    _check_watchlist(domain, configuration)
    session.configuration = configuration


def enroll(backend: "VoiceIDBackend", domain_id: str, name_or_id: str) -> None:
    """Enroll a session's speaker, again where it is enrolled, as soon as there is enough speech (E7).

    Raises:
        ConflictException: the domain is suspended, the session has no speaker (`SPEAKER_NOT_SET`), the
            speaker has opted out (`SPEAKER_OPTED_OUT`), or the session has an enrollment already
            (`ENROLLMENT_ALREADY_EXISTS`).
        ResourceNotFoundException: the domain, the session or its speaker is not there.
    """
    domain = backend.changeable_domain(domain_id)
    session = find(domain, name_or_id)
    if session.customer_speaker_id is None:
        raise ConflictException(
            "SPEAKER_NOT_SET",
            "You must set the speaker ID before requesting an enrollment. "
            f"Session '{session.session_name}' has none.",
        )
    if session.enrolls:
        raise ConflictException(
            "ENROLLMENT_ALREADY_EXISTS",
            f"There is already an enrollment for this session. It is session '{session.session_name}'.",
        )
    speaker = speakers.find(domain, session.customer_speaker_id)
    if speaker.status == "OPTED_OUT":
        raise ConflictException(
            "SPEAKER_OPTED_OUT",
            "You cannot request an enrollment for an opted out speaker. "
            f"Delete speaker '{speaker.generated_speaker_id}' first.",
        )
    session.enrollment = SessionEnrollment(session, domain.speakers, backend.agenda)
    session.enrollment.listen(backend.instant())


def end_session(backend: "VoiceIDBackend", domain_id: str, name_or_id: str) -> None:
    """End a session's stream; again, it changes nothing (E2).

    Raises:
        ResourceNotFoundException: the domain or the session is not there.
    """
    domain = backend.domain(domain_id)
    domain.sessions.end(find(domain, name_or_id), backend.instant())


def evaluate_session(backend: "VoiceIDBackend", *, domain_id: str, session_name_or_id: str) -> dict[str, Any]:
    """Answer EvaluateSession: what was found out by now (E1 to E8)."""
    domain = backend.changeable_domain(domain_id)
    session = find(domain, session_name_or_id)
    instant = backend.instant()
    found: dict[str, Any] = {}
    if session.configuration.authentication:
        found["AuthenticationResult"] = _authentication_result(backend, domain, session, instant)
    if session.configuration.fraud_detection:
        found["FraudDetectionResult"] = _fraud_detection_result(backend, domain, session, instant)
    return {
        "DomainId": domain_id,
        "SessionId": session.session_id,
        "SessionName": session.session_name,
        "StreamingStatus": session.stream.status(instant),
        **found,
    }


def find(domain: "Domain", name_or_id: str) -> Session:
    """Return a session of a domain.

    Raises:
        ResourceNotFoundException: it is not there (`SESSION`).
    """
    session = domain.sessions.find(name_or_id)
    if session is None:
        raise ResourceNotFoundException(
            "SESSION",
            f"Session '{name_or_id}' is not in domain '{domain.domain_id}'. Amazon Connect starts sessions; "
            "in mock-voiceid a test does: voice_id.sessions.start(domain_id, name).",
        )
    return session


def _check_watchlist(domain: "Domain", configuration: Configuration) -> None:
    if configuration.watchlist_id is not None:
        watchlists.find(domain, configuration.watchlist_id)


def _check_speaker_may_change(session: Session, speaker_id: str | None, domain: "Domain") -> None:
    if session.enrolls and domain.speakers.customer_id(speaker_id) != session.customer_speaker_id:
        raise ConflictException(
            "CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT",
            "You cannot change the speaker ID after an enrollment has been requested. "
            f"Start another session than '{session.session_name}' for another speaker.",
        )


def _known_speaker(backend: "VoiceIDBackend", domain: "Domain", speaker_id: str) -> str:
    """Return the customer id of a speaker, who is PENDING from now on where it was not known (E7)."""
    if domain.speakers.find(speaker_id) is None and not speaker_id.startswith(speakers.GENERATED):
        speakers.check_quota(domain, backend.settings.quotas.speakers)
        domain.speakers.add(speaker_id, "PENDING", backend.instant())
    return speakers.find(domain, speaker_id).customer_speaker_id


def _claimed_speaker(domain: "Domain", session: Session, instant: Instant) -> speakers.Speaker | None:
    customer_speaker_id = session.customer_speaker_id
    return None if customer_speaker_id is None else domain.speakers.current(customer_speaker_id, instant)


def _authentication_result(
    backend: "VoiceIDBackend", domain: "Domain", session: Session, instant: Instant
) -> AuthenticationResult:
    speaker = _claimed_speaker(domain, session, instant)
    audio = session.audio(speaker, instant)

    def produce() -> AuthenticationResult:
        result = authenticate(
            backend.new_id(),
            audio,
            session.customer_speaker_id,
            speaker,
            threshold=session.configuration.acceptance_threshold,
            minimum_speech=session.configuration.minimum_speech,
            voices=backend.settings.voices,
        )
        if result.decision == "ACCEPT":
            domain.speakers.accessed(str(session.customer_speaker_id), instant)
        return result

    # An access moves the speaker's LastAccessedAt alone, so it is no change of the speaker.
    who = speaker and (speaker.generated_speaker_id, speaker.status, speaker.voiceprint)
    key = (audio, session.customer_speaker_id, who, session.configuration.acceptance_threshold)
    return session.authentication.get(key, produce)


def _fraud_detection_result(
    backend: "VoiceIDBackend", domain: "Domain", session: Session, instant: Instant
) -> FraudDetectionResult:
    audio = session.audio(_claimed_speaker(domain, session, instant), instant)
    configuration = session.configuration
    watchlist_id = configuration.watchlist_id or domain.default_watchlist.watchlist_id

    watchlist = watchlists.find(domain, watchlist_id)

    def closest_fraudster(heard: Heard) -> Match | None:
        return domain.fraudsters.closest_on(watchlist, heard, backend.settings.voices)

    def produce() -> FraudDetectionResult:
        return detect_fraud(
            backend.new_id(),
            audio,
            closest_fraudster,
            threshold=configuration.risk_threshold,
            watchlist_id=watchlist_id,
        )

    return session.fraud_detection.get((audio, configuration.risk_threshold, watchlist_id), produce)

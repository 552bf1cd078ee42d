"""Sessions: calls whose audio Amazon Connect streams to Voice ID (E1 to E8)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..api.exceptions import ConflictException, ResourceNotFoundException, ServiceQuotaExceededException
from ..control.voices import Voiceprint
from ..instants import Instant, microseconds_of
from ..simtime.agenda import Entry
from . import events, speakers, watchlists
from .evaluation import Audio, AuthenticationResult, FraudDetectionResult, LatestResult
from .jobs.audio_reader import VoiceSample
from .session_enrollment import FAILED, Outcome, SessionEnrollment
from .streaming import Stream

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend
    from .domains import Domain

STARTED = ("Start Session Action", "START_SESSION")
"""What events call the beginning of a stream, and its end."""

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
    own_voice: Voiceprint | None = None
    enrollment: SessionEnrollment | None = None
    stream_end: Entry | None = None
    authentication: LatestResult[AuthenticationResult] = field(default_factory=LatestResult)
    fraud_detection: LatestResult[FraudDetectionResult] = field(default_factory=LatestResult)

    def stream_again(self, configuration: Configuration, caller: Caller, stream: Stream) -> None:
        """Begin another stream, whose caller may be another one."""
        self.configuration, self.caller, self.stream = configuration, caller, stream
        self.own_voice = None
        self.authentication, self.fraud_detection = LatestResult(), LatestResult()

    @property
    def enrolls(self) -> bool:
        """Whether an enrollment was requested, and has not failed."""
        return self.enrollment is not None and self.enrollment.status != FAILED

    def voiceprint(self, speaker: speakers.Speaker | None) -> Voiceprint:
        """Return the caller's voice: the one that the test names, or the first one that the caller claims.

        Once the caller has claimed to be somebody with a voiceprint, that is the caller's voice for good.
        Until then it is a voice that nobody else has.
        """
        if self.caller.voice is not None:
            return frozenset([self.caller.voice])
        if self.own_voice is None and speaker is not None and speaker.voiceprint:
            self.own_voice = speaker.voiceprint
        return self.own_voice or frozenset([self.session_id])

    def audio(self, speaker: speakers.Speaker | None, instant: Instant) -> Audio:
        """Return what was heard by an instant, of a caller who claims to be a speaker."""
        stream = self.stream
        speech_seconds = stream.speech_seconds(instant)
        return Audio(
            VoiceSample(self.voiceprint(speaker), speech_seconds, self.caller.spoofing_risk),
            stream.begins_at if speech_seconds else None,
            stream.last_heard(instant),
        )


class Sessions:
    """The sessions of a domain, found by id and by name."""

    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}
        self._by_name: dict[str, Session] = {}
        self._streaming: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._by_id.values()))

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

    def end(self, session: Session, instant: Instant) -> bool:
        """Let a session's stream end (E2), and return whether it had not."""
        if self._streaming.pop(session.session_id, None) is None:
            return False
        session.stream.ended_at = instant
        if session.stream_end is not None:
            session.stream_end.cancel()
        if session.enrollment is not None:
            session.enrollment.stream_ended()
        return True


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
        speaker_id: whom the caller claims to be; None: nobody, or who it was in the stream before.
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
    stream = Stream(
        backend.instant() + microseconds_of(backend.settings.timing.streaming),
        None if speech_seconds is None else microseconds_of(speech_seconds),
    )
    members = {"systemAttributes": None, "session": {"sessionId": None, "sessionName": name}}
    with events.publishing_failures(backend, domain, *STARTED, members):
        session = _started(backend, domain, name, speaker_id, caller, configuration, stream)

    def begin(instant: Instant) -> None:
        # It may have ended before any audio came.
        if not stream.ended:
            _publish_stream(backend, domain, session, instant)

    backend.agenda.at(stream.begins_at, begin)
    if duration is not None:
        session.stream_end = backend.agenda.at(
            stream.begins_at + microseconds_of(duration),
            lambda instant: end_stream(backend, domain, session, instant),
        )
    return session


def _started(
    backend: "VoiceIDBackend",
    domain: "Domain",
    name: str,
    speaker_id: str | None,
    caller: Caller,
    configuration: Configuration,
    stream: Stream,
) -> Session:
    session = domain.sessions.find(name)
    if session is not None and not session.stream.ended:
        raise ConflictException(
            "ANOTHER_ACTIVE_STREAM", f"Session '{name}' is streaming already; end that stream first."
        )
    limit = backend.settings.quotas.sessions
    if len(domain.sessions.streaming) >= limit:
        raise ServiceQuotaExceededException(
            f"Domain '{domain.domain_id}' has its limit of {limit:,} concurrent sessions; end one first."
        )
    _check_watchlist(domain, configuration)
    if session is not None and speaker_id is not None:
        _check_speaker_may_change(session, speaker_id, domain)
    customer_speaker_id = None if speaker_id is None else _known_speaker(backend, domain, speaker_id)
    if session is None:
        session_id = f"{GENERATED}{backend.new_id()}"
        session = Session(domain.domain_id, session_id, name, configuration, caller, stream)
    else:
        session.stream_again(configuration, caller, stream)
    session.customer_speaker_id = customer_speaker_id or session.customer_speaker_id
    _hear(domain, session, backend.instant())
    domain.sessions.add(session)
    if session.enrollment is not None:
        session.enrollment.listen(backend.instant())
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
    with _publishing_update(backend, domain, session):
        _check_speaker_may_change(session, speaker_id, domain)
        session.customer_speaker_id = _known_speaker(backend, domain, speaker_id)
        _hear(domain, session, backend.instant())


def configure(backend: "VoiceIDBackend", domain_id: str, name_or_id: str, **changes: Any) -> None:
    """Change what a session finds out, and by which thresholds: members of its `Configuration`.

    Raises:
        ConflictException: the domain is suspended.
        ResourceNotFoundException: the domain, the session or the watchlist is not there.
    """
    domain = backend.changeable_domain(domain_id)
    session = find(domain, name_or_id)
    with _publishing_update(backend, domain, session):
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
    with events.publishing(
        backend,
        domain,
        "Session Speaker Enrollment Action",
        "SESSION_ENROLLMENT_REQUEST",
        sessionId=session.session_id,
        sessionName=session.session_name,
        systemAttributes=None,
    ):
        _check_may_enroll(domain, session)

    def ended(outcome: Outcome, instant: Instant) -> None:
        events.speaker_enrolled(
            backend, domain, outcome, instant, source="SESSION", source_id=session.session_id
        )

    session.enrollment = SessionEnrollment(session, domain.speakers, backend.agenda, ended)
    session.enrollment.listen(backend.instant())


def _check_may_enroll(domain: "Domain", session: Session) -> None:
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


def end_session(backend: "VoiceIDBackend", domain_id: str, name_or_id: str) -> None:
    """End a session's stream; again, it changes nothing (E2).

    Raises:
        ResourceNotFoundException: the domain or the session is not there.
    """
    domain = backend.domain(domain_id)
    end_stream(backend, domain, find(domain, name_or_id), backend.instant())


def end_stream(backend: "VoiceIDBackend", domain: "Domain", session: Session, instant: Instant) -> None:
    """Let a session's stream end, unless it has ended (E2)."""
    if domain.sessions.end(session, instant):
        _publish_stream(backend, domain, session, instant)


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


def _publish_stream(backend: "VoiceIDBackend", domain: "Domain", session: Session, instant: Instant) -> None:
    """Tell that a stream has begun or ended (N1)."""
    members = {"systemAttributes": None, "session": lambda: events.stream_described(domain, session)}
    events.send(backend, domain, *STARTED, events.SUCCESS, instant, members)


def _publishing_update(
    backend: "VoiceIDBackend", domain: "Domain", session: Session
) -> AbstractContextManager[object]:
    return events.publishing(
        backend,
        domain,
        "Update Session Action",
        "UPDATE_SESSION",
        session=lambda: events.session_described(domain, session),
    )


def claimed_speaker(domain: "Domain", session: Session, instant: Instant) -> speakers.Speaker | None:
    """Return the speaker whom the caller claims to be, as it is at an instant; None where there is none."""
    customer_speaker_id = session.customer_speaker_id
    return None if customer_speaker_id is None else domain.speakers.current(customer_speaker_id, instant)


def _check_watchlist(domain: "Domain", configuration: Configuration) -> None:
    if configuration.watchlist_id is not None:
        watchlists.find(domain, configuration.watchlist_id)


def _hear(domain: "Domain", session: Session, instant: Instant) -> None:
    """Have a caller without a named voice take that of the speaker whom they claim to be."""
    session.voiceprint(claimed_speaker(domain, session, instant))


def _check_speaker_may_change(session: Session, speaker_id: str, domain: "Domain") -> None:
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

"""Sessions: calls whose audio Amazon Connect streams to Voice ID (E1 to E8)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..api.exceptions import ResourceNotFoundException
from ..control.options import Timing
from ..control.voices import Voiceprint
from ..instants import Instant
from ..simtime.agenda import Entry
from .evaluation import Audio, AuthenticationResult, FraudDetectionResult, LatestResult
from .jobs.audio_reader import VoiceSample
from .session_enrollment import FAILED, SessionEnrollment
from .speakers import Speaker
from .streaming import Stream

if TYPE_CHECKING:
    from .domains import Domain

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
class StoredSession:
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

    def voiceprint(self, speaker: Speaker | None) -> Voiceprint:
        """Return the caller's voice: the one that the test names, or the first one that the caller claims.

        Once the caller has claimed to be somebody with a voiceprint, that is the caller's voice for good.
        Until then it is a voice that nobody else has.
        """
        if self.caller.voice is not None:
            return frozenset([self.caller.voice])
        if self.own_voice is None and speaker is not None and speaker.voiceprint:
            self.own_voice = speaker.voiceprint
        return self.own_voice or frozenset([self.session_id])

    def audio(self, speaker: Speaker | None, instant: Instant) -> Audio:
        """Return what was heard by an instant, of a caller who claims to be a speaker."""
        stream = self.stream
        speech_seconds = stream.speech_seconds(instant)
        return Audio(
            VoiceSample(self.voiceprint(speaker), speech_seconds, self.caller.spoofing_risk),
            stream.begins_at if speech_seconds else None,
            stream.last_heard(instant),
        )


class SessionTable:
    """The sessions of a domain, found by id and by name."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredSession] = {}
        self._by_name: dict[str, StoredSession] = {}
        self._streaming: dict[str, StoredSession] = {}

    def __iter__(self) -> Iterator[StoredSession]:
        return iter(list(self._by_id.values()))

    @property
    def streaming(self) -> list[StoredSession]:
        """Those whose audio has not ended."""
        return list(self._streaming.values())

    def find(self, name_or_id: str) -> StoredSession | None:
        """Return the session with this name or id, or None (E1)."""
        return (self._by_id if name_or_id.startswith(GENERATED) else self._by_name).get(name_or_id)

    def add(self, session: StoredSession) -> None:
        """Add a session, or one that streams again."""
        self._by_id[session.session_id] = self._by_name[session.session_name] = session
        self._streaming[session.session_id] = session

    def end(self, session: StoredSession, instant: Instant) -> bool:
        """Let a session's stream end (E2), and return whether it had not."""
        if self._streaming.pop(session.session_id, None) is None:
            return False
        session.stream.ended_at = instant
        if session.stream_end is not None:
            session.stream_end.cancel()
        if session.enrollment is not None:
            session.enrollment.stream_ended()
        return True


def find(domain: "Domain", name_or_id: str) -> StoredSession:
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


def claimed_speaker(
    domain: "Domain", session: StoredSession, instant: Instant, timing: Timing
) -> Speaker | None:
    """Return the speaker whom the caller claims to be, as of an instant; None if there is none.

    Args:
        domain: the session's.
        session: the caller's.
        instant: microseconds since the epoch.
        timing: says when speakers expire.
    """
    customer_speaker_id = session.customer_speaker_id
    if customer_speaker_id is None:
        return None
    return domain.speakers.current(customer_speaker_id, instant, timing)

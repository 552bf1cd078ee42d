"""Amazon Connect's part: the sessions of calls, which Connect starts, and a test does here (E1 to E8)."""

from collections.abc import Callable
from typing import Any

from ..api.exceptions import ResourceNotFoundException
from ..api.validation import form_of, is_valid
from ..control.checks import is_number, is_score, parse_flag
from ..control.context import Context
from ..control.options import DAY
from ..control.voices import check_voice
from ..service import contacts
from ..service.call import Call
from ..service.sessions import Caller, Configuration, StoredSession, find

LONGEST = DAY
"""How long a call may take, in seconds."""

MINIMUM_SPEECH = (5, 10)
"""The range of the seconds of net speech that authentication may be configured to take (E3)."""


class Sessions:
    """Starts sessions, as Amazon Connect does when a call comes in.

    Args:
        context: what applies in the mock.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def start(
        self,
        domain_id: str,
        name: str,
        speaker_id: str | None = None,
        voice: str | None = None,
        *,
        acceptance_threshold: int = 90,
        risk_threshold: int = 50,
        watchlist_id: str | None = None,
        spoofing_risk: int = 0,
        speech_seconds: float | None = None,
        duration: float | None = None,
        minimum_speech_seconds: float = 10,
        authentication: bool = True,
        fraud_detection: bool = True,
    ) -> "Session":
        """Start a session, and let the caller's audio stream into it from now on.

        A session whose stream has ended may be started again: it streams anew, under the same id and with the
        same speaker unless another one is given. All else is given anew.

        Args:
            domain_id: the domain, of whatever account and region.
            name: the session's name, the contact id: 1 to 36 letters, digits, `_` and `-`.
            speaker_id: whom the caller claims to be: a `CustomerSpeakerId` or a `GeneratedSpeakerId`. One who
                is not known becomes a `PENDING` speaker.
            voice: who really speaks, a name as in `voices`. None: the caller is who they first claim to be.
            acceptance_threshold: the score from which on the caller is accepted, 0 to 100.
            risk_threshold: the risk score from which on the risk is high, 0 to 100.
            watchlist_id: the watchlist that the caller is compared with; None for the default one.
            spoofing_risk: the risk that the voice is played back or synthetic, 0 to 100.
            speech_seconds: how much the caller says in all, up to a day; None for as long as it streams.
            duration: the seconds, up to a day, after which the stream ends by itself; None: it goes on until
                `end()`.
            minimum_speech_seconds: the net speech that authentication takes, 5 to 10 seconds.
            authentication: whether the caller is authenticated.
            fraud_detection: whether fraudsters are looked for.

        Raises:
            ConflictException: the domain is suspended (`DOMAIN_NOT_ACTIVE`), the session is streaming already
                (`ANOTHER_ACTIVE_STREAM`), or it has enrolled another speaker
                (`CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT`).
            ResourceNotFoundException: the domain, the watchlist or a generated speaker id is not there.
            RuntimeError: the mock is over.
            ServiceQuotaExceededException: the domain has its limit of sessions that stream, or of speakers.
            TypeError: a flag is neither True nor False.
            ValueError: an argument is out of range.
        """
        _check_id("name", name, "SessionName")
        if speaker_id is not None:
            _check_id("speaker_id", speaker_id, "SpeakerId")
        if voice is not None:
            check_voice(voice)
        _check_score("acceptance_threshold", acceptance_threshold)
        _check_score("risk_threshold", risk_threshold)
        _check_score("spoofing_risk", spoofing_risk)
        if watchlist_id is not None:
            _check_id("watchlist_id", watchlist_id, "WatchlistId")
        _check_seconds("speech_seconds", speech_seconds)
        _check_seconds("duration", duration)
        least, most = MINIMUM_SPEECH
        if not is_number(minimum_speech_seconds) or not least <= minimum_speech_seconds <= most:
            raise ValueError(
                f"minimum_speech_seconds is a number of seconds from {least} to {most}, "
                f"not {minimum_speech_seconds!r}"
            )
        session = _perform(
            self._context,
            domain_id,
            lambda call: contacts.start_session(
                call,
                domain_id,
                name,
                speaker_id=speaker_id,
                caller=Caller(voice, spoofing_risk),
                configuration=Configuration(
                    watchlist_id=watchlist_id,
                    acceptance_threshold=acceptance_threshold,
                    risk_threshold=risk_threshold,
                    authentication=parse_flag("authentication", authentication),
                    fraud_detection=parse_flag("fraud_detection", fraud_detection),
                    minimum_speech=minimum_speech_seconds,
                ),
                speech_seconds=speech_seconds,
                duration=duration,
            ),
        )
        return Session(self._context, session)

    def get(self, domain_id: str, name_or_id: str) -> "Session":
        """Return a session that was started before.

        Args:
            domain_id: the domain, of whatever account and region.
            name_or_id: the session's name, or its id.

        Raises:
            ResourceNotFoundException: the domain or the session is not there.
            RuntimeError: the mock is over.
        """
        session = _perform(
            self._context,
            domain_id,
            lambda call: find(call.region.domain(domain_id), name_or_id),
        )
        return Session(self._context, session)


class Session:
    """A session that a test has started. Once the mock is over, or reset, it refuses everything.

    Attributes:
        domain_id: the domain's id.
        session_id: the session's id, which begins with `id#`.
        session_name: its name, the contact id.
    """

    def __init__(self, context: Context, session: StoredSession) -> None:
        self.domain_id = session.domain_id
        self.session_id = session.session_id
        self.session_name = session.session_name
        self._context = context

    @property
    def streaming_status(self) -> str:
        """`PENDING_CONFIGURATION`, `ONGOING` or `ENDED`, as of now (E2)."""
        return self._now().stream.status(self._context.clock.instant())

    @property
    def speech_seconds(self) -> float:
        """How much net speech there is by now."""
        return self._now().stream.speech_seconds(self._context.clock.instant())

    @property
    def enrollment_status(self) -> str | None:
        """`NOT_ENOUGH_SPEECH` yet, `COMPLETED` or `FAILED`; None where `enroll` was not called (E7)."""
        enrollment = self._now().enrollment
        return enrollment.status if enrollment else None

    @property
    def enrollment_message(self) -> str | None:
        """Why the enrollment has failed; None where it has not."""
        enrollment = self._now().enrollment
        return enrollment.message if enrollment else None

    def set_speaker(self, speaker_id: str) -> None:
        """Say whom the caller claims to be.

        Args:
            speaker_id: a `CustomerSpeakerId` or a `GeneratedSpeakerId`.

        Raises:
            ConflictException: the domain is suspended, or this session enrolls another speaker
                (`CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT`).
            ResourceNotFoundException: the session, or a generated speaker id, is not there.
            RuntimeError: the mock is over.
            ServiceQuotaExceededException: the speaker is new, and the domain has its limit of them.
            ValueError: it is no speaker id.
        """
        _check_id("speaker_id", speaker_id, "SpeakerId")
        self._perform(lambda call: contacts.set_speaker(call, self.domain_id, self.session_id, speaker_id))

    def configure(
        self,
        *,
        acceptance_threshold: int | None = None,
        risk_threshold: int | None = None,
        watchlist_id: str | None = None,
    ) -> None:
        """Change the thresholds and the watchlist. What is None stays as it is.

        Args:
            acceptance_threshold: the score from which on the caller is accepted, 0 to 100.
            risk_threshold: the risk score from which on the risk is high, 0 to 100.
            watchlist_id: the watchlist that the caller is compared with.

        Raises:
            ConflictException: the domain is suspended.
            ResourceNotFoundException: the session or the watchlist is not there.
            RuntimeError: the mock is over.
            TypeError: nothing is given.
            ValueError: a threshold is out of range.
        """
        changes: dict[str, Any] = {}
        if acceptance_threshold is not None:
            _check_score("acceptance_threshold", acceptance_threshold)
            changes["acceptance_threshold"] = acceptance_threshold
        if risk_threshold is not None:
            _check_score("risk_threshold", risk_threshold)
            changes["risk_threshold"] = risk_threshold
        if watchlist_id is not None:
            _check_id("watchlist_id", watchlist_id, "WatchlistId")
            changes["watchlist_id"] = watchlist_id
        if not changes:
            raise TypeError(
                "configure takes what is to change: acceptance_threshold, risk_threshold, watchlist_id"
            )
        self._perform(lambda call: contacts.configure(call, self.domain_id, self.session_id, **changes))

    def enroll(self) -> None:
        """Enroll the speaker, again where it is enrolled, as soon as there are 30 seconds of net speech (E7).

        Raises:
            ConflictException: the domain is suspended, no speaker is set (`SPEAKER_NOT_SET`), the speaker has
                opted out (`SPEAKER_OPTED_OUT`), or this session has an enrollment already
                (`ENROLLMENT_ALREADY_EXISTS`).
            ResourceNotFoundException: the session or its speaker is not there any more.
            RuntimeError: the mock is over.
        """
        self._perform(lambda call: contacts.enroll(call, self.domain_id, self.session_id))

    def end(self) -> None:
        """End the stream, as when the caller hangs up. Once it has ended, this changes nothing.

        Raises:
            ResourceNotFoundException: the session is not there any more.
            RuntimeError: the mock is over.
        """
        self._perform(lambda call: contacts.end_session(call, self.domain_id, self.session_id))

    def _perform(self, action: Callable[[Call], None]) -> None:
        _perform(self._context, self.domain_id, action)

    def _now(self) -> StoredSession:
        """Return the session as of now; it is not there any more once the mock is over, or reset."""
        found: StoredSession = _perform(
            self._context,
            self.domain_id,
            lambda call: find(call.region.domain(self.domain_id), self.session_id),
        )
        return found


def _perform(context: Context, domain_id: str, action: Callable[[Call], Any]) -> Any:
    # Only now, since the backends import Moto.
    from ..voiceid.models import region_with_domain

    if context.clock.ended:
        raise RuntimeError(
            "this mock_voiceid is over, and so are its sessions: use the active one, mock_voiceid.current()"
        )
    with context.clock.request() as instant:
        region = region_with_domain(domain_id)
        if region is None:
            raise ResourceNotFoundException(
                "DOMAIN", f"Domain '{domain_id}' is in no account and region; create it first."
            )
        return action(Call(region, context, instant))


def _check_id(name: str, value: object, shape_name: str) -> None:
    if not is_valid(shape_name, value):
        raise ValueError(f"{name} {value!r} is no {shape_name}: {form_of(shape_name)}")


def _check_score(name: str, value: object) -> None:
    if not is_score(value):
        raise ValueError(f"{name} is a whole number from 0 to 100, not {value!r}")


def _check_seconds(name: str, value: Any) -> None:
    if value is not None and (not is_number(value) or not 0 <= value <= LONGEST):
        raise ValueError(f"{name} is a number of seconds from 0 to {LONGEST:,}, a day, not {value!r}")

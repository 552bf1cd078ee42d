"""What Voice ID finds out from a session's speech: whether it is the speaker, or a fraudster (E3 to E6)."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..control.voices import Match, Voices
from ..instants import Instant
from .jobs.audio_reader import VoiceSample
from .speakers import Speaker

FRAUD_DETECTION_MINIMUM_SPEECH = 10
"""Seconds of net speech that fraud detection needs (E5)."""

SPEAKER_DECISIONS = {
    "PENDING": "SPEAKER_NOT_ENROLLED",
    "OPTED_OUT": "SPEAKER_OPTED_OUT",
    "EXPIRED": "SPEAKER_EXPIRED",
}
"""What is decided without listening, by the speaker's status (E4)."""


@dataclass(frozen=True)
class Audio:
    """The audio that a result is about.

    Args:
        heard: whose voice it is, how much net speech there is, and how likely it is spoofed.
        started_at: when the audio began to come; None while none has.
        ended_at: when its last speech came.
    """

    sample: VoiceSample
    started_at: Instant | None
    ended_at: Instant


@dataclass(frozen=True)
class AuthenticationResult:
    """Whether the caller is who they say they are."""

    authentication_result_id: str
    decision: str
    configuration: dict[str, Any]
    customer_speaker_id: str | None
    generated_speaker_id: str | None
    score: int | None
    audio_aggregation_started_at: Instant | None
    audio_aggregation_ended_at: Instant | None


@dataclass(frozen=True)
class FraudDetectionResult:
    """Whether the caller is a fraudster, known or by a spoofed voice."""

    fraud_detection_result_id: str
    decision: str
    configuration: dict[str, Any]
    reasons: list[str]
    risk_details: dict[str, Any] | None
    audio_aggregation_started_at: Instant | None
    audio_aggregation_ended_at: Instant | None


Result = TypeVar("Result")


class LatestResult(Generic[Result]):
    """The latest result of a kind: it is returned again until what it was found from has changed (E6)."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._result: Result | None = None

    def get(self, key: Hashable, produce: Callable[[], Result]) -> Result:
        """Return the latest result where it was found from the same, else a new one."""
        if self._result is None or key != self._key:
            self._result = produce()
            self._key = key
        return self._result


def authenticate(
    result_id: str,
    audio: Audio,
    customer_speaker_id: str | None,
    speaker: Speaker | None,
    *,
    threshold: int,
    minimum_speech: float,
    voices: Voices,
) -> AuthenticationResult:
    """Decide whether a caller is the speaker they say they are (E3, E4).

    Args:
        result_id: the id of the result.
        audio: what was heard.
        customer_speaker_id: who the caller says they are; None where that was not said.
        speaker: that speaker as of now; None where there is none.
        threshold: the score from which on the caller is accepted, 0 to 100.
        minimum_speech: the seconds of net speech that it takes.
        voices: which voices are alike.
    """
    decision, score = _authentication(audio, customer_speaker_id, speaker, threshold, minimum_speech, voices)
    return AuthenticationResult(
        authentication_result_id=result_id,
        decision=decision,
        configuration={"AcceptanceThreshold": threshold},
        customer_speaker_id=customer_speaker_id,
        generated_speaker_id=speaker.generated_speaker_id if speaker else None,
        score=score,
        audio_aggregation_started_at=audio.started_at,
        audio_aggregation_ended_at=None if score is None else audio.ended_at,
    )


def detect_fraud(
    result_id: str,
    audio: Audio,
    closest_fraudster: Callable[[VoiceSample], Match | None],
    *,
    threshold: int,
    watchlist_id: str,
) -> FraudDetectionResult:
    """Decide how likely a caller is a fraudster (E5).

    Args:
        result_id: the id of the result.
        audio: what was heard.
        closest_fraudster: finds whose voice on the watchlist is closest.
        threshold: the risk score from which on the risk is high, 0 to 100.
        watchlist_id: the watchlist that the caller is compared with.
    """
    enough = audio.sample.speech_seconds >= FRAUD_DETECTION_MINIMUM_SPEECH
    risks = _risks(audio.sample, closest_fraudster(audio.sample)) if enough else {}
    reasons = [reason for reason, risk in risks.items() if risk["RiskScore"] >= threshold]
    return FraudDetectionResult(
        fraud_detection_result_id=result_id,
        decision="NOT_ENOUGH_SPEECH" if not enough else "HIGH_RISK" if reasons else "LOW_RISK",
        configuration={"RiskThreshold": threshold, "WatchlistId": watchlist_id},
        reasons=reasons,
        risk_details=(
            {"KnownFraudsterRisk": risks["KNOWN_FRAUDSTER"], "VoiceSpoofingRisk": risks["VOICE_SPOOFING"]}
            if enough
            else None
        ),
        audio_aggregation_started_at=audio.started_at,
        audio_aggregation_ended_at=audio.ended_at if enough else None,
    )


def _authentication(
    audio: Audio,
    customer_speaker_id: str | None,
    speaker: Speaker | None,
    threshold: int,
    minimum_speech: float,
    voices: Voices,
) -> tuple[str, int | None]:
    if customer_speaker_id is None:
        return "SPEAKER_ID_NOT_PROVIDED", None
    if speaker is None or speaker.status in SPEAKER_DECISIONS:
        return SPEAKER_DECISIONS[speaker.status if speaker else "PENDING"], None
    if audio.sample.speech_seconds < minimum_speech:
        return "NOT_ENOUGH_SPEECH", None
    score = voices._score(audio.sample.voiceprint, speaker.voiceprint)
    return ("ACCEPT" if score >= threshold else "REJECT"), score


def _risks(sample: VoiceSample, closest: Match | None) -> dict[str, dict[str, Any]]:
    known: dict[str, Any] = {"RiskScore": 0}
    if closest is not None:
        known = {"RiskScore": closest.score, "GeneratedFraudsterId": closest.owner}
    return {"KNOWN_FRAUDSTER": known, "VOICE_SPOOFING": {"RiskScore": sample.spoofing_risk}}

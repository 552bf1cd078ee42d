"""The audio of a session, as it streams in from a call (E2, E3)."""

from dataclasses import dataclass

from ..instants import SECOND, Instant

PENDING_CONFIGURATION, ONGOING, ENDED = "PENDING_CONFIGURATION", "ONGOING", "ENDED"


@dataclass
class Stream:
    """One stream of audio. The caller speaks from its first instant on, without a pause.

    Args:
        begins_at: when the audio begins to come.
        speech_limit: how much the caller says in all, in microseconds; None for as long as it streams.
        ended_at: when the stream ended; None while it goes on.
    """

    begins_at: Instant
    speech_limit: int | None = None
    ended_at: Instant | None = None

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.ended_at is not None

    def status(self, instant: Instant) -> str:
        """Return the `StreamingStatus` at an instant."""
        if self.ended:
            return ENDED
        return ONGOING if instant > self.begins_at else PENDING_CONFIGURATION

    def speech(self, instant: Instant) -> int:
        """Return how much net speech there is by an instant, in microseconds."""
        until = instant if self.ended_at is None else min(instant, self.ended_at)
        streamed = max(0, until - self.begins_at)
        return streamed if self.speech_limit is None else min(streamed, self.speech_limit)

    def speech_seconds(self, instant: Instant) -> float:
        """Return how much net speech there is by an instant, in seconds."""
        return self.speech(instant) / SECOND

    def reaches(self, speech: int) -> Instant | None:
        """Return when there is so much net speech, in microseconds; None where the caller never says it."""
        if self.speech_limit is not None and speech > self.speech_limit:
            return None
        reached = self.begins_at + speech
        return None if self.ended_at is not None and reached > self.ended_at else reached

    def last_heard(self, instant: Instant) -> Instant:
        """Return when the last speech came by an instant."""
        return self.begins_at + self.speech(instant)

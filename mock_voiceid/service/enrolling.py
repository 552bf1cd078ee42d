"""What enrollment has in common in batch jobs and in sessions (E3, J11)."""

from dataclasses import dataclass

NET_SPEECH_SECONDS = 30
"""Speech that an enrollment needs, over all files of a request and without silence (J11)."""


@dataclass(frozen=True)
class Outcome:
    """How an enrollment ended.

    Args:
        generated_speaker_id: the speaker's; None where there is no speaker any more.
        enrollment_status: `NEW_ENROLLMENT` or `ENROLLMENT_OVERWRITE`; None where it failed.
        failure_code: an HTTP status, where it failed.
        failure_message: why it failed.
    """

    generated_speaker_id: str | None = None
    enrollment_status: str | None = None
    failure_code: int | None = None
    failure_message: str | None = None

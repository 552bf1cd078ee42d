"""Enrollment of the speaker of a session, as soon as the caller has said enough (E7)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..control.context import Context
from ..instants import SECOND, Instant
from ..simtime.agenda import Agenda, Entry
from .enrolling import NET_SPEECH_SECONDS, Outcome

if TYPE_CHECKING:
    from .sessions import StoredSession
    from .speakers import Speakers

ENOUGH = NET_SPEECH_SECONDS * SECOND
"""How much net speech an enrollment takes, in microseconds (E3)."""

NOT_ENOUGH_SPEECH, COMPLETED, FAILED = "NOT_ENOUGH_SPEECH", "COMPLETED", "FAILED"


class SessionEnrollment:
    """A request to enroll. It waits for enough speech, if need be for that of a later stream of the session.

    Args:
        session: whose speaker is enrolled.
        speakers: those of the domain.
        agenda: where its completion is scheduled.
        context: says when speakers expire.
        ended: called when it is completed or has failed.

    Attributes:
        status: `NOT_ENOUGH_SPEECH` until the caller has said enough, then `COMPLETED` or `FAILED`.
        message: why it has failed; None otherwise.
    """

    def __init__(
        self,
        session: "StoredSession",
        speakers: "Speakers",
        agenda: Agenda,
        context: Context,
        ended: Callable[[Outcome, Instant], None],
    ) -> None:
        self.status = NOT_ENOUGH_SPEECH
        self.message: str | None = None
        self._session = session
        self._speakers = speakers
        self._agenda = agenda
        self._context = context
        self._ended = ended
        self._completion: Entry | None = None

    def listen(self, instant: Instant) -> None:
        """Listen to the session's stream: complete now where the caller has said enough, else then."""
        if self.status != NOT_ENOUGH_SPEECH:
            return
        enough = self._session.stream.reaches(ENOUGH)
        if enough is not None:
            self._completion = self._agenda.at(max(enough, instant), self._complete)

    def stream_ended(self) -> None:
        """Wait for a later stream, unless there was enough speech."""
        if self._completion is not None and self._session.stream.reaches(ENOUGH) is None:
            self._completion.cancel()

    def _complete(self, instant: Instant) -> None:
        outcome = self._outcome(instant)
        self.status = FAILED if outcome.failure_code else COMPLETED
        self.message = outcome.failure_message
        self._ended(outcome, instant)

    def _outcome(self, instant: Instant) -> Outcome:
        speaker = self._speakers.current(
            str(self._session.customer_speaker_id), instant, self._context.timing
        )
        if speaker is None:
            return Outcome(failure_code=404, failure_message="The speaker was deleted.")
        if speaker.status == "OPTED_OUT":
            return Outcome(
                speaker.generated_speaker_id, failure_code=409, failure_message="The speaker has opted out."
            )
        status = "ENROLLMENT_OVERWRITE" if speaker.status == "ENROLLED" else "NEW_ENROLLMENT"
        voiceprint = self._session.voiceprint(speaker)
        self._speakers.enroll(speaker.customer_speaker_id, voiceprint, instant)
        return Outcome(speaker.generated_speaker_id, status)

"""Enrollment of the speaker of a session, as soon as the caller has said enough (E7)."""

from typing import TYPE_CHECKING

from ..agenda import Agenda, Entry
from ..batch.enrollment import NET_SPEECH_SECONDS
from ..instants import SECOND, Instant

if TYPE_CHECKING:
    from .sessions import Session
    from .speakers import Speakers

ENOUGH = NET_SPEECH_SECONDS * SECOND
"""How much net speech an enrollment takes, in microseconds (E3)."""

NOT_ENOUGH_SPEECH, COMPLETED, FAILED = "NOT_ENOUGH_SPEECH", "COMPLETED", "FAILED"


class SessionEnrollment:
    """A request to enroll. It waits for enough speech, if need be for that of a later stream of the session.

    Args:
        session: whose speaker is enrolled.
        speakers: those of the domain.
        agenda: where its completion is put down.

    Attributes:
        status: `NOT_ENOUGH_SPEECH` until the caller has said enough, then `COMPLETED` or `FAILED`.
        message: why it has failed; None otherwise.
    """

    def __init__(self, session: "Session", speakers: "Speakers", agenda: Agenda) -> None:
        self.status = NOT_ENOUGH_SPEECH
        self.message: str | None = None
        self._session = session
        self._speakers = speakers
        self._agenda = agenda
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
        speaker = self._speakers.find(str(self._session.customer_speaker_id))
        if speaker is None:
            self._fail("The speaker was deleted.")
        elif speaker.status == "OPTED_OUT":
            self._fail("The speaker has opted out.")
        else:
            voiceprint = self._session.voiceprint(speaker)
            self._speakers.enroll(speaker.customer_speaker_id, voiceprint, instant)
            self.status = COMPLETED

    def _fail(self, message: str) -> None:
        self.status = FAILED
        self.message = message

"""Speakers: those who are, were or will not be enrolled (S1 to S6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..api.exceptions import ResourceNotFoundException, ServiceQuotaExceededException
from ..control.options import Timing
from ..control.voices import Voiceprint
from ..instants import Instant, microseconds_of
from .tables import ResourceTable

GENERATED = "id#"
"""What a generated id begins with; no customer id does."""


@dataclass(slots=True)
class Speaker:
    """A speaker. `status` is what was last decided: see `Speakers.as_of` for what time has made of it."""

    domain_id: str
    generated_speaker_id: str
    customer_speaker_id: str
    created_at: Instant
    updated_at: Instant
    status: str
    voiceprint: Voiceprint = frozenset()
    last_accessed_at: Instant | None = None


class Speakers:
    """The speakers of a domain, found by their own and by their generated id (S1).

    Args:
        domain_id: the domain's id.
        new_id: draws a new id.
    """

    def __init__(self, domain_id: str, new_id: Callable[[], str]) -> None:
        self.all: ResourceTable[Speaker] = ResourceTable()
        self._domain_id = domain_id
        self._new_id = new_id
        self._generated_id_of: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.all)

    def find(self, speaker_id: str) -> Speaker | None:
        """Return the speaker with this customer id or generated id, or None."""
        if speaker_id.startswith(GENERATED):
            return self.all.get(speaker_id)
        generated_id = self._generated_id_of.get(speaker_id)
        return None if generated_id is None else self.all.get(generated_id)

    def get(self, speaker_id: str) -> Speaker:
        """Return the speaker with this customer id or generated id.

        Raises:
            ResourceNotFoundException: there is none (`SPEAKER`).
        """
        speaker = self.find(speaker_id)
        if speaker is None:
            # A SpeakerId is sensitive, so it is not shown.
            raise ResourceNotFoundException(
                "SPEAKER", f"The speaker with this SpeakerId is not in domain '{self._domain_id}'."
            )
        return speaker

    def check_quota(self, limit: int) -> None:
        """Check that the domain accepts one more speaker (S6).

        Raises:
            ServiceQuotaExceededException: it has its limit of them.
        """
        if len(self) >= limit:
            raise ServiceQuotaExceededException(
                f"Domain '{self._domain_id}' has its limit of {limit:,} speakers; delete one first."
            )

    def customer_id(self, speaker_id: str) -> str:
        """Return the customer id of whom a customer id or generated id names, also of somebody unknown."""
        speaker = self.find(speaker_id)
        return speaker.customer_speaker_id if speaker else speaker_id

    def current(self, speaker_id: str, instant: Instant, timing: Timing) -> Speaker | None:
        """Return the speaker with this customer id or generated id as of an instant, or None; see `as_of`."""
        speaker = self.find(speaker_id)
        return None if speaker is None else self.as_of(speaker, instant, timing)

    def as_of(self, speaker: Speaker, instant: Instant, timing: Timing) -> Speaker:
        """Return a speaker as of an instant: one long unused was updated when it expired (S5).

        Args:
            speaker: as it was last changed.
            instant: microseconds since the epoch.
            timing: says how long an unused enrollment lasts.
        """
        if speaker.status != "ENROLLED" or speaker.last_accessed_at is None:
            return speaker
        expires_at = speaker.last_accessed_at + microseconds_of(timing.speaker_expiry)
        return speaker if instant < expires_at else replace(speaker, status="EXPIRED", updated_at=expires_at)

    def enroll(self, customer_speaker_id: str, voiceprint: Voiceprint, instant: Instant) -> Speaker:
        """Enroll a speaker, or enroll it again with a new voiceprint (S4)."""
        speaker = self.find(customer_speaker_id) or self.add(customer_speaker_id, "PENDING", instant)
        speaker.status = "ENROLLED"
        speaker.voiceprint = voiceprint
        speaker.updated_at = speaker.last_accessed_at = instant
        return speaker

    def add(self, customer_speaker_id: str, status: str, instant: Instant) -> Speaker:
        """Add a speaker who has no voiceprint: `PENDING` before an enrollment, or `OPTED_OUT` (S2)."""
        generated_id = GENERATED + self._new_id()
        speaker = Speaker(self._domain_id, generated_id, customer_speaker_id, instant, instant, status)
        self.all.add(generated_id, speaker)
        self._generated_id_of[customer_speaker_id] = generated_id
        return speaker

    def opt_out(self, speaker: Speaker, instant: Instant) -> None:
        """Opt a speaker out, and delete its voiceprint (S2)."""
        if speaker.status != "OPTED_OUT":
            speaker.status = "OPTED_OUT"
            speaker.voiceprint = frozenset()
            speaker.updated_at = instant

    def delete(self, speaker: Speaker) -> None:
        """Delete a speaker."""
        self.all.remove(speaker.generated_speaker_id)
        del self._generated_id_of[speaker.customer_speaker_id]

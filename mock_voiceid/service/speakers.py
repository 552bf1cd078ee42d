"""Speakers: those who are, were or will not be enrolled (S1 to S6)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..api.exceptions import ResourceNotFoundException, ServiceQuotaExceededException
from ..control.voices import Voiceprint
from ..instants import Instant
from . import events
from .tables import ResourceTable

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend
    from .domains import Domain

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
        expiry: tells how long, in microseconds, an unused enrollment lasts (S5).
    """

    def __init__(self, domain_id: str, new_id: Callable[[], str], expiry: Callable[[], int]) -> None:
        self.all: ResourceTable[Speaker] = ResourceTable()
        self._domain_id = domain_id
        self._new_id = new_id
        self._expiry = expiry
        self._generated_id_of: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.all)

    def find(self, speaker_id: str) -> Speaker | None:
        """Return the speaker with this customer id or generated id, or None."""
        if speaker_id.startswith(GENERATED):
            return self.all.get(speaker_id)
        generated_id = self._generated_id_of.get(speaker_id)
        return None if generated_id is None else self.all.get(generated_id)

    def customer_id(self, speaker_id: str) -> str:
        """Return the customer id of whom a customer id or generated id names, also of somebody unknown."""
        speaker = self.find(speaker_id)
        return speaker.customer_speaker_id if speaker else speaker_id

    def current(self, speaker_id: str, instant: Instant) -> Speaker | None:
        """Return the speaker with this customer id or generated id as it is at an instant, or None."""
        speaker = self.find(speaker_id)
        return None if speaker is None else self.as_of(speaker, instant)

    def as_of(self, speaker: Speaker, instant: Instant) -> Speaker:
        """Return a speaker as it is at an instant: one long unused was updated when it expired (S5)."""
        if speaker.status != "ENROLLED" or speaker.last_accessed_at is None:
            return speaker
        expires_at = speaker.last_accessed_at + self._expiry()
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


def describe_speaker(backend: "VoiceIDBackend", *, domain_id: str, speaker_id: str) -> dict[str, Any]:
    """Answer DescribeSpeaker."""
    domain = backend.readable_domain(domain_id)
    return {"Speaker": domain.speakers.as_of(find(domain, speaker_id), backend.instant())}


def list_speakers(
    backend: "VoiceIDBackend", *, domain_id: str, max_results: int = 100, next_token: str | None = None
) -> dict[str, Any]:
    """Answer ListSpeakers."""
    speakers = backend.readable_domain(domain_id).speakers
    listing = backend.listing("ListSpeakers", {"DomainId": domain_id}, max_results, next_token)
    page, token = listing.page(speakers.all)
    summaries = [speakers.as_of(speaker, listing.instant) for speaker in page]
    return {"SpeakerSummaries": summaries, "NextToken": token}


def opt_out_speaker(backend: "VoiceIDBackend", *, domain_id: str, speaker_id: str) -> dict[str, Any]:
    """Answer OptOutSpeaker: any speaker, also one that is not known yet (S2)."""
    domain = backend.changeable_domain(domain_id)
    speakers = domain.speakers
    with _publishing(backend, domain, "OPT_OUT_SPEAKER") as event:
        if speaker_id.startswith(GENERATED) or speakers.find(speaker_id) is not None:
            speaker = find(domain, speaker_id)
            speakers.opt_out(speaker, backend.instant())
        else:
            check_quota(domain, backend.settings.quotas.speakers)
            speaker = speakers.add(speaker_id, "OPTED_OUT", backend.instant())
        event["generatedSpeakerId"] = speaker.generated_speaker_id
    return {"Speaker": speaker}


def delete_speaker(backend: "VoiceIDBackend", *, domain_id: str, speaker_id: str) -> dict[str, Any]:
    """Answer DeleteSpeaker."""
    domain = backend.changeable_domain(domain_id)
    with _publishing(backend, domain, "DELETE_SPEAKER") as event:
        speaker = find(domain, speaker_id)
        event["generatedSpeakerId"] = speaker.generated_speaker_id
        domain.speakers.delete(speaker)
    return {}


def _publishing(
    backend: "VoiceIDBackend", domain: "Domain", action: str
) -> AbstractContextManager[dict[str, Any]]:
    return events.publishing(
        backend, domain, "Speaker Action", action, generatedSpeakerId=None, systemAttributes=None, data=None
    )


def check_quota(domain: "Domain", limit: int) -> None:
    """Make sure that a domain takes one more speaker (S6).

    Raises:
        ServiceQuotaExceededException: it does not.
    """
    if len(domain.speakers) >= limit:
        raise ServiceQuotaExceededException(
            f"Domain '{domain.domain_id}' has its limit of {limit:,} speakers; delete one first."
        )


def find(domain: "Domain", speaker_id: str) -> Speaker:
    """Return a speaker of a domain.

    Raises:
        ResourceNotFoundException: it is not there (`SPEAKER`).
    """
    speaker = domain.speakers.find(speaker_id)
    if speaker is None:
        # A SpeakerId is sensitive, so it is not shown.
        raise ResourceNotFoundException(
            "SPEAKER", f"The speaker with this SpeakerId is not in domain '{domain.domain_id}'."
        )
    return speaker

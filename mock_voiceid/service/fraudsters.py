"""Fraudsters: those whose voices are known, each on one or more watchlists (W5 to W9)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..api.exceptions import ResourceNotFoundException
from ..control.voices import Match, VoiceIndex, Voiceprint, Voices
from ..instants import Instant
from .jobs.audio_reader import VoiceSample
from .tables import ResourceTable

if TYPE_CHECKING:
    from .domains import Domain
    from .watchlists import Watchlist


@dataclass(slots=True)
class Fraudster:
    """A fraudster."""

    domain_id: str
    generated_fraudster_id: str
    created_at: Instant
    voiceprint: Voiceprint
    watchlist_ids: list[str] = field(default_factory=list)


class Fraudsters:
    """The fraudsters of a domain, found by id and by voice."""

    def __init__(self, domain_id: str, new_id: Callable[[], str]) -> None:
        self.all: ResourceTable[Fraudster] = ResourceTable()
        self._domain_id = domain_id
        self._new_id = new_id
        self._index = VoiceIndex()

    def __iter__(self) -> Iterator[Fraudster]:
        return iter(self.all)

    def register(self, voiceprint: Voiceprint, watchlist: "Watchlist", instant: Instant) -> Fraudster:
        """Add a new fraudster, on one watchlist."""
        fraudster = Fraudster(self._domain_id, f"id#{self._new_id()}", instant, voiceprint)
        self.all.add(fraudster.generated_fraudster_id, fraudster)
        self._index.add(fraudster.generated_fraudster_id, voiceprint)
        associate(fraudster, watchlist)
        return fraudster

    def delete(self, fraudster: Fraudster) -> None:
        """Take a fraudster out of the domain; its watchlists are the caller's."""
        self.all.remove(fraudster.generated_fraudster_id)
        self._index.remove(fraudster.generated_fraudster_id, fraudster.voiceprint)

    def closest(self, sample: VoiceSample, voices: Voices) -> Match | None:
        """Return whose voice in the whole domain is closest, or None where nobody is alike at all."""
        return self._index.closest(sample.voiceprint, voices)

    def closest_on(self, watchlist: "Watchlist", sample: VoiceSample, voices: Voices) -> Match | None:
        """Return whose voice on a watchlist is closest, or None where nobody is alike at all."""
        return self._index.closest(sample.voiceprint, voices, watchlist.fraudsters.__contains__)


def associate(fraudster: Fraudster, watchlist: "Watchlist") -> None:
    """Put a fraudster on a watchlist."""
    fraudster.watchlist_ids.append(watchlist.watchlist_id)
    watchlist.fraudsters.add(fraudster.generated_fraudster_id, fraudster)


def disassociate(fraudster: Fraudster, watchlist: "Watchlist") -> None:
    """Take a fraudster off a watchlist."""
    fraudster.watchlist_ids.remove(watchlist.watchlist_id)
    watchlist.fraudsters.remove(fraudster.generated_fraudster_id)


def find(domain: "Domain", fraudster_id: str) -> Fraudster:
    """Return a fraudster of a domain.

    Raises:
        ResourceNotFoundException: it is not there (`FRAUDSTER`).
    """
    fraudster = domain.fraudsters.all.get(fraudster_id)
    if fraudster is None:
        raise ResourceNotFoundException(
            # A FraudsterId is sensitive, so it is not shown.
            "FRAUDSTER",
            f"The fraudster with this FraudsterId is not in domain '{domain.domain_id}'.",
        )
    return fraudster

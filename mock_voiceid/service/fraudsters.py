"""Fraudsters: those whose voices are known, each on one or more watchlists (W5 to W9)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..api.exceptions import ConflictException, ResourceNotFoundException, ServiceQuotaExceededException
from ..control.voices import Match, VoiceIndex, Voiceprint, Voices
from ..instants import Instant
from . import events, watchlists
from .jobs.audio_reader import VoiceSample
from .tables import ResourceTable

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend
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


def associate_fraudster(
    backend: "VoiceIDBackend", *, domain_id: str, fraudster_id: str, watchlist_id: str
) -> dict[str, Any]:
    """Answer AssociateFraudster: again, it changes nothing (W6)."""
    domain = backend.changeable_domain(domain_id)
    fraudster, watchlist = _find(domain, fraudster_id), watchlists.find(domain, watchlist_id)
    if watchlist_id not in fraudster.watchlist_ids:
        limit = backend.settings.quotas.fraudsters_per_watchlist
        if len(watchlist.fraudsters) >= limit:
            raise ServiceQuotaExceededException(
                f"Watchlist '{watchlist_id}' has its limit of {limit:,} fraudsters."
            )
        associate(fraudster, watchlist)
    return {"Fraudster": fraudster}


def disassociate_fraudster(
    backend: "VoiceIDBackend", *, domain_id: str, fraudster_id: str, watchlist_id: str
) -> dict[str, Any]:
    """Answer DisassociateFraudster: a fraudster stays on one watchlist at least (W7)."""
    domain = backend.changeable_domain(domain_id)
    fraudster, watchlist = _find(domain, fraudster_id), watchlists.find(domain, watchlist_id)
    if fraudster.watchlist_ids == [watchlist_id]:
        raise ConflictException(
            "FRAUDSTER_MUST_BELONG_TO_AT_LEAST_ONE_WATCHLIST",
            f"The fraudster is on no other watchlist than '{watchlist_id}'; "
            "associate it with another one first, or delete it.",
        )
    if watchlist_id in fraudster.watchlist_ids:
        disassociate(fraudster, watchlist)
    return {"Fraudster": fraudster}


def delete_fraudster(backend: "VoiceIDBackend", *, domain_id: str, fraudster_id: str) -> dict[str, Any]:
    """Answer DeleteFraudster: it is on no watchlist any more (W8)."""
    domain = backend.changeable_domain(domain_id)
    with events.publishing(
        backend,
        domain,
        "Fraudster Action",
        "DELETE_FRAUDSTER",
        generatedFraudsterId=None,
        watchlistIds=None,
        data=None,
    ) as event:
        fraudster = _find(domain, fraudster_id)
        event["generatedFraudsterId"] = fraudster.generated_fraudster_id
        event["watchlistIds"] = list(fraudster.watchlist_ids)
        for watchlist_id in event["watchlistIds"]:
            disassociate(fraudster, watchlists.find(domain, watchlist_id))
        domain.fraudsters.delete(fraudster)
    return {}


def describe_fraudster(backend: "VoiceIDBackend", *, domain_id: str, fraudster_id: str) -> dict[str, Any]:
    """Answer DescribeFraudster."""
    return {"Fraudster": _find(backend.readable_domain(domain_id), fraudster_id)}


def list_fraudsters(
    backend: "VoiceIDBackend",
    *,
    domain_id: str,
    watchlist_id: str | None = None,
    max_results: int = 100,
    next_token: str | None = None,
) -> dict[str, Any]:
    """Answer ListFraudsters: those of one watchlist, or of the whole domain."""
    domain = backend.readable_domain(domain_id)
    register = domain.fraudsters.all
    if watchlist_id is not None:
        register = watchlists.find(domain, watchlist_id).fraudsters
    asked = {"DomainId": domain_id, "WatchlistId": watchlist_id}
    page, token = backend.listing("ListFraudsters", asked, max_results, next_token).page(register)
    return {"FraudsterSummaries": page, "NextToken": token}


def _find(domain: "Domain", fraudster_id: str) -> Fraudster:
    fraudster = domain.fraudsters.all.get(fraudster_id)
    if fraudster is None:
        raise ResourceNotFoundException(
            # A FraudsterId is sensitive, so it is not shown.
            "FRAUDSTER",
            f"The fraudster with this FraudsterId is not in domain '{domain.domain_id}'.",
        )
    return fraudster

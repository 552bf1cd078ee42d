"""Watchlists: the lists of fraudsters that callers are checked against (W1 to W5)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..api.exceptions import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from ..instants import Instant
from .jobs.manifests import JobFailure
from .tables import ResourceTable

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend
    from .domains import Domain
    from .fraudsters import Fraudster
    from .jobs.run import Run

DEFAULT_NAME = "default-watchlist"
DEFAULT_DESCRIPTION = "The default watchlist of the domain"


@dataclass
class Watchlist:
    """A watchlist, and the fraudsters on it."""

    domain_id: str
    watchlist_id: str
    name: str
    created_at: Instant
    updated_at: Instant
    default_watchlist: bool
    description: str | None = None
    fraudsters: "ResourceTable[Fraudster]" = field(default_factory=ResourceTable)
    runs: "list[Run]" = field(default_factory=list)
    """The jobs under way that use it."""


def find(domain: "Domain", watchlist_id: str) -> Watchlist:
    """Return a watchlist of a domain.

    Raises:
        ResourceNotFoundException: it is not there (`WATCHLIST`).
    """
    watchlist = domain.watchlists.get(watchlist_id)
    if watchlist is None:
        raise ResourceNotFoundException(
            "WATCHLIST", f"Watchlist '{watchlist_id}' is not in domain '{domain.domain_id}'."
        )
    return watchlist


def create_watchlist(
    backend: "VoiceIDBackend", *, domain_id: str, name: str, description: str | None = None
) -> dict[str, Any]:
    """Answer CreateWatchlist."""
    domain = backend.changeable_domain(domain_id)
    limit = backend.settings.quotas.watchlists
    if len(domain.watchlists) >= limit:
        raise ServiceQuotaExceededException(
            f"Domain '{domain_id}' has its limit of {limit:,} watchlists, the default one included."
        )
    watchlist = add(domain, backend.new_id(), name, description, backend.instant())
    return {"Watchlist": watchlist}


def add(
    domain: "Domain",
    watchlist_id: str,
    name: str,
    description: str | None,
    instant: Instant,
    *,
    default: bool = False,
) -> Watchlist:
    """Add a watchlist to a domain."""
    watchlist = Watchlist(domain.domain_id, watchlist_id, name, instant, instant, default, description)
    domain.watchlists.add(watchlist_id, watchlist)
    return watchlist


def describe_watchlist(backend: "VoiceIDBackend", *, domain_id: str, watchlist_id: str) -> dict[str, Any]:
    """Answer DescribeWatchlist."""
    return {"Watchlist": find(backend.readable_domain(domain_id), watchlist_id)}


def list_watchlists(
    backend: "VoiceIDBackend", *, domain_id: str, max_results: int = 100, next_token: str | None = None
) -> dict[str, Any]:
    """Answer ListWatchlists."""
    domain = backend.readable_domain(domain_id)
    listing = backend.listing("ListWatchlists", {"DomainId": domain_id}, max_results, next_token)
    page, token = listing.page(domain.watchlists)
    return {"WatchlistSummaries": page, "NextToken": token}


def update_watchlist(
    backend: "VoiceIDBackend",
    *,
    domain_id: str,
    watchlist_id: str,
    name: str | None = None,
    description: str | None = None,
) -> dict[str, Any]:
    """Answer UpdateWatchlist: only what is given changes (W3)."""
    watchlist = _own(backend.changeable_domain(domain_id), watchlist_id, "updated")
    watchlist.name = watchlist.name if name is None else name
    watchlist.description = watchlist.description if description is None else description
    watchlist.updated_at = backend.instant()
    return {"Watchlist": watchlist}


def delete_watchlist(backend: "VoiceIDBackend", *, domain_id: str, watchlist_id: str) -> dict[str, Any]:
    """Answer DeleteWatchlist: a job that uses it fails, as with the whole domain (J18)."""
    domain = backend.changeable_domain(domain_id)
    watchlist = _own(domain, watchlist_id, "deleted")
    if len(watchlist.fraudsters):
        raise ConflictException(
            "CANNOT_DELETE_NON_EMPTY_WATCHLIST",
            f"Watchlist '{watchlist_id}' holds {len(watchlist.fraudsters):,} fraudsters; "
            "delete or disassociate them first.",
        )
    domain.watchlists.remove(watchlist_id)
    gone = JobFailure(409, f"Watchlist '{watchlist_id}' was deleted while the job was on its way.")
    for run in list(watchlist.runs):
        run.abort(backend.instant(), gone)
    return {}


def _own(domain: "Domain", watchlist_id: str, what: str) -> Watchlist:
    watchlist = find(domain, watchlist_id)
    if watchlist.default_watchlist:
        raise ValidationException(
            f"Watchlist '{watchlist_id}' is the default one of its domain, and can't be {what}."
        )
    return watchlist

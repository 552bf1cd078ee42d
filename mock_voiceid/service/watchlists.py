"""Watchlists: the lists of fraudsters that callers are checked against (W1 to W5)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..api.exceptions import (
    ResourceNotFoundException,
)
from ..instants import Instant
from .tables import ResourceTable

if TYPE_CHECKING:
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

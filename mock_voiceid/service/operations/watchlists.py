"""The operations on watchlists (W1 to W5)."""

from typing import Any

from ...api.exceptions import ConflictException, ServiceQuotaExceededException, ValidationException
from ...control.failures import JobFailure
from ..call import Call
from ..domains import Domain
from ..watchlists import Watchlist, add, find


def create_watchlist(
    call: Call, *, domain_id: str, name: str, description: str | None = None
) -> dict[str, Any]:
    """Answer CreateWatchlist."""
    domain = call.region.changeable_domain(domain_id)
    limit = call.context.quotas.watchlists
    if len(domain.watchlists) >= limit:
        raise ServiceQuotaExceededException(
            f"Domain '{domain_id}' has its limit of {limit:,} watchlists, the default one included."
        )
    watchlist = add(domain, call.region.new_id(), name, description, call.instant)
    return {"Watchlist": watchlist}


def describe_watchlist(call: Call, *, domain_id: str, watchlist_id: str) -> dict[str, Any]:
    """Answer DescribeWatchlist."""
    return {"Watchlist": find(call.region.readable_domain(domain_id), watchlist_id)}


def list_watchlists(
    call: Call, *, domain_id: str, max_results: int = 100, next_token: str | None = None
) -> dict[str, Any]:
    """Answer ListWatchlists."""
    domain = call.region.readable_domain(domain_id)
    listing = call.listing("ListWatchlists", {"DomainId": domain_id}, max_results, next_token)
    page, token = listing.page(domain.watchlists)
    return {"WatchlistSummaries": page, "NextToken": token}


def update_watchlist(
    call: Call,
    *,
    domain_id: str,
    watchlist_id: str,
    name: str | None = None,
    description: str | None = None,
) -> dict[str, Any]:
    """Answer UpdateWatchlist: only what is given changes (W3)."""
    watchlist = _own(call.region.changeable_domain(domain_id), watchlist_id, "updated")
    watchlist.name = watchlist.name if name is None else name
    watchlist.description = watchlist.description if description is None else description
    watchlist.updated_at = call.instant
    return {"Watchlist": watchlist}


def delete_watchlist(call: Call, *, domain_id: str, watchlist_id: str) -> dict[str, Any]:
    """Answer DeleteWatchlist: a job that uses it fails, as with the whole domain (J18)."""
    domain = call.region.changeable_domain(domain_id)
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
        run.abort(call.instant, gone)
    return {}


def _own(domain: Domain, watchlist_id: str, what: str) -> Watchlist:
    watchlist = find(domain, watchlist_id)
    if watchlist.default_watchlist:
        raise ValidationException(
            f"Watchlist '{watchlist_id}' is the default one of its domain, and can't be {what}."
        )
    return watchlist

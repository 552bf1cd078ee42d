"""The operations on fraudsters (W5 to W9)."""

from typing import Any

from ...api.exceptions import ConflictException, ServiceQuotaExceededException
from .. import watchlists
from ..call import Call
from ..fraudsters import associate, disassociate, find


def associate_fraudster(
    call: Call, *, domain_id: str, fraudster_id: str, watchlist_id: str
) -> dict[str, Any]:
    """Answer AssociateFraudster: again, it changes nothing (W6)."""
    domain = call.region.changeable_domain(domain_id)
    fraudster, watchlist = find(domain, fraudster_id), watchlists.find(domain, watchlist_id)
    if watchlist_id not in fraudster.watchlist_ids:
        limit = call.context.quotas.fraudsters_per_watchlist
        if len(watchlist.fraudsters) >= limit:
            raise ServiceQuotaExceededException(
                f"Watchlist '{watchlist_id}' has its limit of {limit:,} fraudsters."
            )
        associate(fraudster, watchlist)
    return {"Fraudster": fraudster}


def disassociate_fraudster(
    call: Call, *, domain_id: str, fraudster_id: str, watchlist_id: str
) -> dict[str, Any]:
    """Answer DisassociateFraudster: a fraudster stays on one watchlist at least (W7)."""
    domain = call.region.changeable_domain(domain_id)
    fraudster, watchlist = find(domain, fraudster_id), watchlists.find(domain, watchlist_id)
    if fraudster.watchlist_ids == [watchlist_id]:
        raise ConflictException(
            "FRAUDSTER_MUST_BELONG_TO_AT_LEAST_ONE_WATCHLIST",
            f"The fraudster is on no other watchlist than '{watchlist_id}'; "
            "associate it with another one first, or delete it.",
        )
    if watchlist_id in fraudster.watchlist_ids:
        disassociate(fraudster, watchlist)
    return {"Fraudster": fraudster}


def delete_fraudster(call: Call, *, domain_id: str, fraudster_id: str) -> dict[str, Any]:
    """Answer DeleteFraudster: it is on no watchlist any more (W8)."""
    domain = call.region.changeable_domain(domain_id)
    with call.publishing(
        domain,
        "Fraudster Action",
        "DELETE_FRAUDSTER",
        generatedFraudsterId=None,
        watchlistIds=None,
        data=None,
    ) as event:
        fraudster = find(domain, fraudster_id)
        event["generatedFraudsterId"] = fraudster.generated_fraudster_id
        event["watchlistIds"] = list(fraudster.watchlist_ids)
        for watchlist_id in event["watchlistIds"]:
            disassociate(fraudster, watchlists.find(domain, watchlist_id))
        domain.fraudsters.delete(fraudster)
    return {}


def describe_fraudster(call: Call, *, domain_id: str, fraudster_id: str) -> dict[str, Any]:
    """Answer DescribeFraudster."""
    return {"Fraudster": find(call.region.readable_domain(domain_id), fraudster_id)}


def list_fraudsters(
    call: Call,
    *,
    domain_id: str,
    watchlist_id: str | None = None,
    max_results: int = 100,
    next_token: str | None = None,
) -> dict[str, Any]:
    """Answer ListFraudsters: those of one watchlist, or of the whole domain."""
    domain = call.region.readable_domain(domain_id)
    table = domain.fraudsters.all
    if watchlist_id is not None:
        table = watchlists.find(domain, watchlist_id).fraudsters
    asked = {"DomainId": domain_id, "WatchlistId": watchlist_id}
    page, token = call.listing("ListFraudsters", asked, max_results, next_token).page(table)
    return {"FraudsterSummaries": page, "NextToken": token}

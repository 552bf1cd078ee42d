"""One request to a region, or what Amazon Connect does there: the state, the context and the instant."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from ..control.context import Context
from ..instants import Instant
from .domains import Domain
from .events import Detail
from .pagination import Listing
from .region import Region


class Call:
    """What an operation works with.

    Args:
        region: the account and region that it goes to.
        context: what it is answered by.
        instant: when it arrived, in microseconds since the epoch: the one instant of everything that it does.
    """

    __slots__ = ("context", "instant", "region")

    def __init__(self, region: Region, context: Context, instant: Instant) -> None:
        self.region = region
        self.context = context
        self.instant = instant

    def listing(
        self, operation: str, asked: Mapping[str, Any], max_results: int, token: str | None
    ) -> Listing:
        """Return one call of a listing operation, which cuts the page.

        Args:
            operation: the operation's name.
            asked: what was asked for, besides the page.
            max_results: how many resources a page holds at most.
            token: where the page begins; None for the first.
        """
        return Listing(operation, asked, max_results, token, self.instant, self.region.token_secret)

    def publishing(
        self, domain: Domain, detail_type: str, action: str, **members: Any
    ) -> AbstractContextManager[Detail]:
        """Publish an event when the block ends; see `Publisher.publishing`."""
        return self.region.publisher.publishing(domain, detail_type, action, self.instant, members)

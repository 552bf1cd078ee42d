"""Listings that are read page by page while resources change."""

from dataclasses import dataclass
from typing import Any

from .reference import Reference
from .resources import DAY, ENROLLMENT, REGISTRATION, Document, Refused


@dataclass
class OpenListing:
    """A listing in progress: where the next page begins, and its token."""

    operation: str
    arguments: dict[str, Any]
    token: str | None = None
    given_at: int = 0
    place: int | None = None

    def expected(self, reference: Reference, size: int) -> tuple[list[Any], bool]:
        """Return the expected next page and whether more should follow, and advance."""
        things = self._things(reference)
        if self.token is not None and reference.now - self.given_at > DAY:
            raise Refused("ValidationException")
        if self.operation.endswith("_jobs"):
            things = [pair for pair in things[::-1] if self.place is None or pair[0] < self.place]
        else:
            things = [pair for pair in things if self.place is None or pair[0] > self.place]
        page = things[:size]
        if page:
            self.place = page[-1][0]
        return [thing for _, thing in page], len(things) > size

    def turned(self, answer: Document, now: int) -> list[Document]:
        """Record the token of a page, and return its items."""
        self.token, self.given_at = answer.pop("NextToken", None), now
        (page,) = answer.values()
        return list(page)

    def _things(self, reference: Reference) -> list[tuple[int, Any]]:
        if self.operation == "list_domains":
            return [(domain.number, domain) for domain in reference.domains]
        domain = reference.readable(self.arguments["domain_id"])
        if self.operation == "list_watchlists":
            return [(watchlist.number, watchlist) for watchlist in domain.watchlists]
        if self.operation == "list_speakers":
            return [(speaker.number, speaker) for speaker in domain.speakers.values()]
        if self.operation == "list_fraudsters":
            watchlist_id = self.arguments.get("watchlist_id")
            if watchlist_id is None:
                return [(fraudster.number, fraudster) for fraudster in domain.fraudsters]
            members = reference.watchlist(domain, watchlist_id).members
            return [(number, fraudster) for fraudster, number in members.items()]
        kind = ENROLLMENT if ENROLLMENT in self.operation else REGISTRATION
        status = self.arguments.get("job_status")
        return [(job.number, job) for job in domain.jobs if job.kind == kind and status in (None, job.status)]


OPERATIONS = [
    "list_domains",
    "list_watchlists",
    "list_fraudsters",
    "list_speakers",
    f"list_{ENROLLMENT}_jobs",
    f"list_{REGISTRATION}_jobs",
]

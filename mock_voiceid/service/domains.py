"""Domains: what everything else in Voice ID is in (D1 to D13)."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from ..instants import Instant
from .encryption import Reencryption, UpdateDetails
from .fraudsters import Fraudsters
from .jobs.job import Job
from .jobs.run import Run
from .sessions import SessionTable
from .speakers import Speakers
from .tables import ResourceTable
from .watchlists import Watchlist

ACTIVE, SUSPENDED = "ACTIVE", "SUSPENDED"


@dataclass
class Domain:
    """A domain, and all that is in it."""

    domain_id: str
    arn: str
    name: str
    server_side_encryption_configuration: dict[str, Any]
    created_at: Instant
    updated_at: Instant
    speakers: Speakers
    fraudsters: Fraudsters
    key_of_data: str
    """The ARN of the KMS key that the data are encrypted with; an alias may have moved on since."""
    key_to_be: str
    """ARN of the target key; equals `key_of_data` unless re-encryption is running."""
    description: str | None = None
    domain_status: str = ACTIVE
    tags: dict[str, str] = field(default_factory=dict)
    watchlist_details: dict[str, str] = field(default_factory=dict)
    watchlists: ResourceTable[Watchlist] = field(default_factory=ResourceTable)
    jobs: defaultdict[str, ResourceTable[Job]] = field(default_factory=lambda: defaultdict(ResourceTable))
    """The jobs, by the name of their kind."""
    runs: defaultdict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))
    """The jobs that have not ended, by the name of their kind."""
    sessions: SessionTable = field(default_factory=SessionTable)
    reencryption: Reencryption | None = None

    @property
    def server_side_encryption_update_details(self) -> UpdateDetails | None:
        """How the latest change of key is going; None before the first (D8)."""
        return None if self.reencryption is None else self.reencryption.details

    @property
    def default_watchlist(self) -> Watchlist:
        """The watchlist that every domain has (W1)."""
        watchlist = self.watchlists.get(self.watchlist_details["DefaultWatchlistId"])
        assert watchlist is not None  # noqa: S101 - it can't be deleted
        return watchlist

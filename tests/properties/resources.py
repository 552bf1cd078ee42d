"""The resources of the reference, and how clients should see them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.options import TIMING

SECOND = 1_000_000
"""Instants and durations in microseconds; instants since 1970."""

DAY = 86_400 * SECOND
REENCRYPTION = TIMING["reencryption"] * SECOND
GONE_AFTER = TIMING["domain_deletion"] * SECOND
EXPIRES_AFTER = TIMING["speaker_expiry"] * SECOND

ENROLLMENT, REGISTRATION = "speaker_enrollment", "fraudster_registration"

TROUBLES = {"no manifest": 404, "no JSON": 400, "a request id twice": 400, "no output bucket": 404}
"""The mistakes a user can make with a job, and the HTTP status that it fails with."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """An error as a client sees it: its code, and its resource or conflict type."""

    code: str
    kind: str | None = None


class Refused(Exception):
    """The reference rejects a call."""

    def __init__(self, code: str, kind: str | None = None) -> None:
        super().__init__(code, kind)
        self.refusal = Refusal(code, kind)


def without_none(**members: Any) -> Document:
    """Return a document without members that are None."""
    return {name: value for name, value in members.items() if value is not None}


@dataclass(eq=False)
class Watchlist:
    """A watchlist. Its members are in the order of association, with increasing numbers."""

    number: int
    domain_id: str
    name: str
    created_at: int
    updated_at: int
    default: bool = False
    description: str | None = None
    id: str = ""
    members: "dict[Fraudster, int]" = field(default_factory=dict)

    def document(self) -> Document:
        return without_none(
            DomainId=self.domain_id,
            WatchlistId=self.id,
            Name=self.name,
            Description=self.description,
            DefaultWatchlist=self.default,
            CreatedAt=self.created_at,
            UpdatedAt=self.updated_at,
        )


@dataclass(eq=False)
class Fraudster:
    """A fraudster. The double generates its id, which is known once it has been seen."""

    number: int
    domain_id: str
    voices: frozenset[str]
    created_at: int
    id: str = ""
    watchlists: list[Watchlist] = field(default_factory=list)

    def document(self) -> Document:
        return {
            "DomainId": self.domain_id,
            "GeneratedFraudsterId": self.id,
            "CreatedAt": self.created_at,
            "WatchlistIds": [watchlist.id for watchlist in self.watchlists],
        }


@dataclass(eq=False)
class Speaker:
    """A speaker, with its latest status."""

    number: int
    domain_id: str
    customer_id: str
    created_at: int
    updated_at: int
    status: str = "OPTED_OUT"
    voices: frozenset[str] = frozenset()
    last_accessed_at: int | None = None
    id: str = ""

    def expired(self, now: int) -> bool:
        last = self.last_accessed_at
        return self.status == "ENROLLED" and last is not None and now >= last + EXPIRES_AFTER

    def status_at(self, now: int) -> str:
        return "EXPIRED" if self.expired(now) else self.status

    def document(self, now: int) -> Document:
        expired_at = (self.last_accessed_at or 0) + EXPIRES_AFTER
        return without_none(
            DomainId=self.domain_id,
            GeneratedSpeakerId=self.id,
            CustomerSpeakerId=self.customer_id,
            Status=self.status_at(now),
            CreatedAt=self.created_at,
            UpdatedAt=expired_at if self.expired(now) else self.updated_at,
            LastAccessedAt=self.last_accessed_at,
        )


@dataclass(frozen=True)
class Request:
    """A request of a manifest; `audio` are keys in the bucket; registrations have no speaker."""

    id: str
    audio: tuple[str, ...]
    speaker: str | None = None


@dataclass(frozen=True)
class Options:
    """How a job handles duplicates and fraud.

    Args:
        insist: overwrite enrolled speakers, or register duplicates as new.
        ignore: enroll speakers who fail the fraud check.
        threshold: risk at which enrollment fails, or similarity of a duplicate, 0 to 100; None for 50.
        watchlist: id of the watchlist; None for the default one.
    """

    insist: bool = False
    ignore: bool = False
    threshold: int | None = None
    watchlist: str | None = None


@dataclass(frozen=True)
class NewJob:
    """A job to start, with the mistake that the user makes."""

    kind: str
    requests: list[Request]
    options: Options = Options()
    trouble: str | None = None

    @property
    def status(self) -> int | None:
        """The HTTP status that the job fails with, or None."""
        return TROUBLES[self.trouble] if self.trouble else None


@dataclass(eq=False)
class Job:
    """A batch job.

    `due` is the instant of its next step. Of several at the same instant, the one with the lowest `scheduled`
    goes first, because it was scheduled first.
    """

    number: int
    domain_id: str
    new: NewJob
    watchlist: Watchlist
    manifest_key: str
    created_at: int
    due: int
    scheduled: int
    id: str = ""
    status: str = "SUBMITTED"
    done: int = 0
    ended_at: int | None = None
    failure: int | None = None
    errors: list[Document] = field(default_factory=list)
    successes: list[tuple[Document, list[Fraudster] | Speaker]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.new.kind

    @property
    def requests(self) -> list[Request]:
        return self.new.requests

    @property
    def active(self) -> bool:
        return self.ended_at is None

    @property
    def output_key(self) -> str:
        return f"results/{self.id}/{self.manifest_key}.out"

    def end(self, status: str, now: int, failure: int | None = None) -> None:
        self.status, self.ended_at, self.failure = status, now, failure

    def document(self) -> Document:
        """Return the common members of lists and descriptions."""
        percent = 100 * self.done // len(self.requests) if self.requests else 0
        return without_none(
            DomainId=self.domain_id,
            JobId=self.id,
            JobStatus=self.status,
            JobProgress={"PercentComplete": 100 if self.status.startswith("COMPLETED") else percent},
            CreatedAt=self.created_at,
            EndedAt=self.ended_at,
            FailureDetails=None if self.failure is None else {"StatusCode": self.failure},
        )


@dataclass(eq=False)
class Result:
    """The result of an evaluation, which is cached until its inputs, `key`, change."""

    id_member: str
    key: tuple[Any, ...]
    content: Document
    closest: list[Fraudster] = field(default_factory=list)
    id: str = ""

    def document(self) -> Document:
        return {self.id_member: self.id, **self.content}


@dataclass(frozen=True)
class NewSession:
    """A session to start: the claimed speaker, the voice, and the thresholds."""

    name: str
    voice: str
    speaker: str | None = None
    acceptance: int = 90
    risk: int = 50
    watchlist: str | None = None


@dataclass(eq=False)
class Session:
    """A session, with its latest stream. `due` is when a waiting enrollment has enough speech."""

    domain_id: str
    new: NewSession
    speaker: str | None
    begun_at: int
    id: str = ""
    ended_at: int | None = None
    enrollment: str | None = None
    due: int | None = None
    scheduled: int = 0
    authentication: Result | None = None
    fraud: Result | None = None

    @property
    def enrolls(self) -> bool:
        return self.enrollment in ("NOT_ENOUGH_SPEECH", "COMPLETED")

    def speech(self, now: int) -> int:
        return (now if self.ended_at is None else self.ended_at) - self.begun_at

    def status(self, now: int) -> str:
        if self.ended_at is not None:
            return "ENDED"
        return "ONGOING" if now > self.begun_at else "PENDING_CONFIGURATION"


@dataclass(eq=False)
class Domain:
    """A domain and its resources, oldest first."""

    number: int
    name: str
    key: str
    created_at: int
    updated_at: int
    description: str | None = None
    id: str = ""
    deleted_at: int | None = None
    key_change: tuple[str, int] | None = None
    watchlists: list[Watchlist] = field(default_factory=list)
    fraudsters: list[Fraudster] = field(default_factory=list)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    @property
    def default(self) -> Watchlist:
        return self.watchlists[0]

    def gone(self, now: int) -> bool:
        return self.deleted_at is not None and now >= self.deleted_at + GONE_AFTER

    def active_jobs(self, kind: str | None = None) -> Iterator[Job]:
        return (job for job in self.jobs if job.active and kind in (None, job.kind))

    def is_reencrypting(self, now: int) -> bool:
        return self.key_change is not None and now < self.key_change[1] + REENCRYPTION

    def document(self, now: int) -> Document:
        details = None
        if self.key_change is not None:
            status = "IN_PROGRESS" if self.is_reencrypting(now) else "COMPLETED"
            details = {"OldKmsKeyId": self.key_change[0], "UpdateStatus": status}
        return without_none(
            DomainId=self.id,
            Arn=f"arn:aws:voiceid:us-east-1:123456789012:domain/{self.id}",
            Name=self.name,
            Description=self.description,
            DomainStatus="ACTIVE" if self.deleted_at is None else "SUSPENDED",
            ServerSideEncryptionConfiguration={"KmsKeyId": self.key},
            ServerSideEncryptionUpdateDetails=details,
            CreatedAt=self.created_at,
            UpdatedAt=self.updated_at,
            WatchlistDetails={"DefaultWatchlistId": self.default.id},
        )

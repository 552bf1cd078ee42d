"""Domains: what everything else in Voice ID is in (D1 to D13)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..api.exceptions import ConflictException, ResourceNotFoundException, ServiceQuotaExceededException
from ..instants import Instant, microseconds_of
from . import watchlists
from .encryption import Reencryption, UpdateDetails
from .fraudsters import Fraudsters
from .jobs.manifests import JobFailure
from .jobs.run import Run
from .sessions import Sessions, end_stream
from .speakers import Speakers
from .tables import ResourceTable
from .tags import tagged
from .watchlists import Watchlist

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend
    from .jobs.operations import Job

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
    """The ARN of the KMS key that they are to be encrypted with, the same unless a change is under way."""
    description: str | None = None
    domain_status: str = ACTIVE
    tags: dict[str, str] = field(default_factory=dict)
    watchlist_details: dict[str, str] = field(default_factory=dict)
    watchlists: ResourceTable[Watchlist] = field(default_factory=ResourceTable)
    jobs: "dict[str, ResourceTable[Job]]" = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(default_factory=dict)
    sessions: Sessions = field(default_factory=Sessions)
    reencryption: Reencryption | None = None

    @property
    def server_side_encryption_update_details(self) -> UpdateDetails | None:
        """How the latest change of key is going; None before the first (D8)."""
        return None if self.reencryption is None else self.reencryption.details

    @property
    def default_watchlist(self) -> Watchlist:
        """The watchlist that every domain has (W1)."""
        return watchlists.find(self, self.watchlist_details["DefaultWatchlistId"])


def create_domain(
    backend: "VoiceIDBackend",
    *,
    name: str,
    server_side_encryption_configuration: dict[str, Any],
    description: str | None = None,
    tags: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Answer CreateDomain."""
    if not backend.settings.compliance_consent:
        raise ResourceNotFoundException(
            "COMPLIANCE_CONSENT",
            "The account has not accepted the biometric consent (BIPA) that Voice ID asks for. "
            "In mock-voiceid: mock_voiceid(compliance_consent=True), which is the default.",
        )
    limit = backend.settings.quotas.domains
    if backend.active_domains_of_account() >= limit:
        raise ServiceQuotaExceededException(
            f"The account has its limit of {limit:,} active domains, over all regions; delete one first."
        )
    backend.check_key(server_side_encryption_configuration["KmsKeyId"])
    key_arn = backend.arn_of_key(server_side_encryption_configuration["KmsKeyId"])
    instant = backend.instant()
    domain_id = backend.new_id()
    domain = Domain(
        domain_id=domain_id,
        arn=f"arn:{backend.partition}:voiceid:{backend.region_name}:{backend.account_id}:domain/{domain_id}",
        name=name,
        description=description,
        server_side_encryption_configuration=server_side_encryption_configuration,
        created_at=instant,
        updated_at=instant,
        tags=tagged({}, tags or []),
        speakers=Speakers(
            domain_id, backend.new_id, lambda: microseconds_of(backend.settings.timing.speaker_expiry)
        ),
        fraudsters=Fraudsters(domain_id, backend.new_id),
        key_of_data=key_arn,
        key_to_be=key_arn,
    )
    _add_default_watchlist(domain, backend.new_id(), instant)
    backend.domains.add(domain_id, domain)
    return {"Domain": domain}


def describe_domain(backend: "VoiceIDBackend", *, domain_id: str) -> dict[str, Any]:
    """Answer DescribeDomain, also for a suspended domain (D5)."""
    domain = backend.domain(domain_id)
    if domain.reencryption is not None:
        domain.reencryption.described()
    return {"Domain": domain}


def update_domain(
    backend: "VoiceIDBackend",
    *,
    domain_id: str,
    name: str,
    server_side_encryption_configuration: dict[str, Any],
    description: str | None = None,
) -> dict[str, Any]:
    """Answer UpdateDomain: what is not given is removed (D7), and a new key is a re-encryption (D9)."""
    domain = backend.active_domain(domain_id)
    instant = backend.instant()
    _change_key(backend, domain, server_side_encryption_configuration["KmsKeyId"], instant)
    domain.server_side_encryption_configuration = server_side_encryption_configuration
    domain.name = name
    domain.description = description
    domain.updated_at = instant
    return {"Domain": domain}


def list_domains(
    backend: "VoiceIDBackend", *, max_results: int = 10, next_token: str | None = None
) -> dict[str, Any]:
    """Answer ListDomains: at most 10 a page (D13)."""
    page, token = backend.listing("ListDomains", {}, max_results, next_token).page(backend.domains)
    return {"DomainSummaries": page, "NextToken": token}


def delete_domain(backend: "VoiceIDBackend", *, domain_id: str) -> dict[str, Any]:
    """Answer DeleteDomain: the domain is suspended now, and gone 30 days later (D5, E2, J18)."""
    domain = backend.active_domain(domain_id)
    instant = backend.instant()
    domain.domain_status = SUSPENDED
    domain.updated_at = instant
    for run in [run for runs in domain.runs.values() for run in runs]:
        run.abort(instant, JobFailure(409, f"Domain '{domain_id}' was deleted while the job was on its way."))
    for session in domain.sessions.streaming:
        end_stream(backend, domain, session, instant)
    gone = instant + microseconds_of(backend.settings.timing.domain_deletion)
    backend.agenda.at(gone, lambda _: backend.forget_domain(domain_id))
    return {}


def _change_key(backend: "VoiceIDBackend", domain: Domain, new_key: str, instant: Instant) -> None:
    now, underway = domain.server_side_encryption_configuration["KmsKeyId"], domain.reencryption
    new_arn = backend.arn_of_key(new_key)
    if new_arn == domain.key_to_be and not (underway and underway.failed):
        return
    if underway is not None and underway.running:
        raise ConflictException(
            "DOMAIN_LOCKED_FROM_ENCRYPTION_UPDATES",
            f"Domain '{domain.domain_id}' is being encrypted with '{now}'; "
            "change the key when that has ended.",
        )
    backend.check_key(new_key)
    # After a change that failed the data are still encrypted with the key before it.
    old_key = underway.details.old_kms_key_id if underway and underway.failed else now

    def completed() -> None:
        domain.key_of_data = new_arn

    domain.key_to_be = new_arn
    domain.reencryption = backend.reencryption(old_key, new_key, completed)
    domain.reencryption.begin(instant)


def _add_default_watchlist(domain: Domain, watchlist_id: str, instant: Instant) -> None:
    domain.watchlist_details["DefaultWatchlistId"] = watchlist_id
    watchlists.add(
        domain,
        watchlist_id,
        watchlists.DEFAULT_NAME,
        watchlists.DEFAULT_DESCRIPTION,
        instant,
        default=True,
    )

"""The operations on domains (D1 to D13)."""

from collections.abc import Callable
from typing import Any

from ...api.exceptions import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from ...control.failures import JobFailure
from ...instants import Instant, microseconds_of
from .. import watchlists
from ..call import Call
from ..contacts import end_stream
from ..domains import SUSPENDED, Domain
from ..encryption import Reencryption
from ..fraudsters import Fraudsters
from ..jobs.pace import Pace
from ..speakers import Speakers
from ..tags import tagged
from ..transitions import BY_TIMING, DOMAIN_ENCRYPTION


def create_domain(
    call: Call,
    *,
    name: str,
    server_side_encryption_configuration: dict[str, Any],
    description: str | None = None,
    tags: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Answer CreateDomain."""
    if not call.context.compliance_consent:
        raise ResourceNotFoundException(
            "COMPLIANCE_CONSENT",
            "The account has not accepted the biometric consent (BIPA) that Voice ID asks for. "
            "In mock-voiceid: mock_voiceid(compliance_consent=True), which is the default.",
        )
    limit = call.context.quotas.domains
    if call.region.active_domains_of_account() >= limit:
        raise ServiceQuotaExceededException(
            f"The account has its limit of {limit:,} active domains, over all regions; delete one first."
        )
    kms_key_id = server_side_encryption_configuration["KmsKeyId"]
    _check_key(call, kms_key_id)
    key_arn = call.region.ports.keys.arn_of(kms_key_id)
    instant = call.instant
    domain_id = call.region.new_id()
    domain = Domain(
        domain_id=domain_id,
        arn=f"arn:{call.region.partition}:voiceid:{call.region.name}:{call.region.account_id}:domain/{domain_id}",
        name=name,
        description=description,
        server_side_encryption_configuration=server_side_encryption_configuration,
        created_at=instant,
        updated_at=instant,
        tags=tagged({}, tags or []),
        speakers=Speakers(domain_id, call.region.new_id),
        fraudsters=Fraudsters(domain_id, call.region.new_id),
        key_of_data=key_arn,
        key_to_be=key_arn,
    )
    _add_default_watchlist(domain, call.region.new_id(), instant)
    call.region.domains.add(domain_id, domain)
    return {"Domain": domain}


def describe_domain(call: Call, *, domain_id: str) -> dict[str, Any]:
    """Answer DescribeDomain, also for a suspended domain (D5)."""
    domain = call.region.domain(domain_id)
    if domain.reencryption is not None:
        domain.reencryption.described()
    return {"Domain": domain}


def update_domain(
    call: Call,
    *,
    domain_id: str,
    name: str,
    server_side_encryption_configuration: dict[str, Any],
    description: str | None = None,
) -> dict[str, Any]:
    """Answer UpdateDomain: what is not given is removed (D7), and a new key is a re-encryption (D9)."""
    domain = call.region.active_domain(domain_id)
    instant = call.instant
    _change_key(call, domain, server_side_encryption_configuration["KmsKeyId"], instant)
    domain.server_side_encryption_configuration = server_side_encryption_configuration
    domain.name = name
    domain.description = description
    domain.updated_at = instant
    return {"Domain": domain}


def list_domains(call: Call, *, max_results: int = 10, next_token: str | None = None) -> dict[str, Any]:
    """Answer ListDomains: at most 10 a page (D13)."""
    page, token = call.listing("ListDomains", {}, max_results, next_token).page(call.region.domains)
    return {"DomainSummaries": page, "NextToken": token}


def delete_domain(call: Call, *, domain_id: str) -> dict[str, Any]:
    """Answer DeleteDomain: the domain is suspended now, and gone 30 days later (D5, E2, J18)."""
    domain = call.region.active_domain(domain_id)
    instant = call.instant
    domain.domain_status = SUSPENDED
    domain.updated_at = instant
    for run in [run for runs in domain.runs.values() for run in runs]:
        run.abort(instant, JobFailure(409, f"Domain '{domain_id}' was deleted while the job was on its way."))
    for session in domain.sessions.streaming:
        end_stream(call.region, domain, session, instant)
    gone = instant + microseconds_of(call.context.timing.domain_deletion)

    def forget(_: Instant) -> None:
        call.region.domains.remove(domain_id)

    call.region.agenda.at(gone, forget)
    return {}


def _change_key(call: Call, domain: Domain, new_key: str, instant: Instant) -> None:
    now, underway = domain.server_side_encryption_configuration["KmsKeyId"], domain.reencryption
    new_arn = call.region.ports.keys.arn_of(new_key)
    if new_arn == domain.key_to_be and not (underway and underway.failed):
        return
    if underway is not None and underway.running:
        raise ConflictException(
            "DOMAIN_LOCKED_FROM_ENCRYPTION_UPDATES",
            f"Domain '{domain.domain_id}' is being encrypted with '{now}'; "
            "change the key when that has ended.",
        )
    _check_key(call, new_key)
    # After a change that failed the data are still encrypted with the key before it.
    old_key = underway.details.old_kms_key_id if underway and underway.failed else now

    def completed() -> None:
        domain.key_of_data = new_arn

    domain.key_to_be = new_arn
    domain.reencryption = _reencryption(call, old_key, new_key, completed)
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


def _check_key(call: Call, kms_key_id: str) -> None:
    """Check that a KMS key can encrypt a domain (D12)."""
    problem = call.region.ports.keys.problem_with(kms_key_id, strict=call.context.strict)
    if problem is not None:
        raise (ValidationException if problem.asymmetric else AccessDeniedException)(problem.message)


def _reencryption(call: Call, old_key: str, new_key: str, completed: Callable[[], None]) -> Reencryption:
    """Return a re-encryption of a domain from one key to another, not begun (D9)."""
    region, context = call.region, call.context
    transition = region.ports.transition(DOMAIN_ENCRYPTION)
    if transition == BY_TIMING:
        transition = {"progression": "time", "seconds": context.timing.reencryption}

    def problem_with(kms_key_id: str) -> str | None:
        problem = region.ports.keys.problem_with(kms_key_id, strict=context.strict)
        return None if problem is None else problem.message

    pace = Pace.of(transition, context.timing)
    return Reencryption(old_key, new_key, problem_with, pace, region.agenda, completed)

"""The operations on batch jobs: speaker enrollment and fraudster registration (J1, J2, J15 to J17)."""

from typing import Any

from ...api.exceptions import ResourceNotFoundException, ServiceQuotaExceededException
from ...instants import Instant
from .. import events, watchlists
from ..call import Call
from .audio_reader import AudioReader
from .enrollment import Enrollment
from .job import Job
from .kind import JobKind
from .pace import Pace
from .registration import Registration
from .run import Run


def start_speaker_enrollment_job(
    call: Call,
    *,
    domain_id: str,
    data_access_role_arn: str,
    input_data_config: dict[str, Any],
    output_data_config: dict[str, Any],
    job_name: str | None = None,
    enrollment_config: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Answer StartSpeakerEnrollmentJob."""
    config = enrollment_config or {}
    return _start(
        call,
        Enrollment,
        domain_id,
        config,
        config.get("FraudDetectionConfig", {}).get("WatchlistIds", []),
        data_access_role_arn=data_access_role_arn,
        input_data_config=input_data_config,
        output_data_config=output_data_config,
        job_name=job_name,
        enrollment_config=enrollment_config,
    )


def start_fraudster_registration_job(
    call: Call,
    *,
    domain_id: str,
    data_access_role_arn: str,
    input_data_config: dict[str, Any],
    output_data_config: dict[str, Any],
    job_name: str | None = None,
    registration_config: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Answer StartFraudsterRegistrationJob."""
    config = registration_config or {}
    return _start(
        call,
        Registration,
        domain_id,
        config,
        config.get("WatchlistIds", []),
        data_access_role_arn=data_access_role_arn,
        input_data_config=input_data_config,
        output_data_config=output_data_config,
        job_name=job_name,
        registration_config=registration_config,
    )


def describe_speaker_enrollment_job(call: Call, *, domain_id: str, job_id: str) -> dict[str, Any]:
    """Answer DescribeSpeakerEnrollmentJob."""
    return _describe(call, Enrollment, domain_id, job_id)


def describe_fraudster_registration_job(call: Call, *, domain_id: str, job_id: str) -> dict[str, Any]:
    """Answer DescribeFraudsterRegistrationJob."""
    return _describe(call, Registration, domain_id, job_id)


def list_speaker_enrollment_jobs(
    call: Call,
    *,
    domain_id: str,
    job_status: str | None = None,
    max_results: int = 100,
    next_token: str | None = None,
) -> dict[str, Any]:
    """Answer ListSpeakerEnrollmentJobs."""
    return _list(call, Enrollment, domain_id, job_status, max_results, next_token)


def list_fraudster_registration_jobs(
    call: Call,
    *,
    domain_id: str,
    job_status: str | None = None,
    max_results: int = 100,
    next_token: str | None = None,
) -> dict[str, Any]:
    """Answer ListFraudsterRegistrationJobs."""
    return _list(call, Registration, domain_id, job_status, max_results, next_token)


def _start(
    call: Call,
    kind: type[JobKind],
    domain_id: str,
    config: dict[str, Any],
    watchlist_ids: list[str],
    **members: Any,
) -> dict[str, Any]:
    region, context = call.region, call.context
    domain = region.changeable_domain(domain_id)
    job = Job(domain_id=domain_id, job_id=region.new_id(), created_at=call.instant, **members)
    watchlist = watchlists.find(domain, watchlist_ids[0]) if watchlist_ids else domain.default_watchlist
    runs, limit = domain.runs[kind.name], context.quotas.active_jobs
    if len(runs) >= limit:
        raise ServiceQuotaExceededException(
            f"Domain '{domain.domain_id}' has its limit of {limit:,} active {kind.name} jobs; "
            "wait until one has ended."
        )
    pace = Pace.of(region.ports.transition(kind.model), context.timing)
    storage = region.ports.storage(job.data_access_role_arn, context.strict)
    audio_reader = AudioReader(storage, context.voices, strict=context.strict)
    work = kind.of(domain, watchlist, config, audio_reader, context)

    def ended(run: Run) -> None:
        runs.remove(run)
        watchlist.runs.remove(run)
        events.batch_action(region.publisher, domain, kind, job)

    def performed(entry: dict[str, Any], instant: Instant) -> None:
        job.keep(instant, entry)
        kind.publish(region.publisher, domain, job.job_id, entry, instant)

    failure = context._orders.take_job()
    run = Run(job, work, pace, region.agenda, storage, context._orders, failure, ended, performed)
    domain.jobs[kind.name].add(job.job_id, job)
    runs.append(run)
    watchlist.runs.append(run)
    events.batch_action(region.publisher, domain, kind, job)
    run.submit(job.created_at)
    return {"Job": job}


def _describe(call: Call, kind: type[JobKind], domain_id: str, job_id: str) -> dict[str, Any]:
    domain = call.region.readable_domain(domain_id)
    job = domain.jobs[kind.name].get(job_id)
    if job is None:
        raise ResourceNotFoundException(
            "BATCH_JOB", f"There is no {kind.name} job '{job_id}' in domain '{domain_id}'."
        )
    for run in domain.runs[kind.name]:
        if run.job is job:
            if run.counts_describes:
                run.described(call.instant)
            break
    return {"Job": job}


def _list(
    call: Call,
    kind: type[JobKind],
    domain_id: str,
    job_status: str | None,
    max_results: int,
    next_token: str | None,
) -> dict[str, Any]:
    domain = call.region.readable_domain(domain_id)
    asked = {"DomainId": domain_id, "JobStatus": job_status}
    page, token = call.listing(kind.list_operation, asked, max_results, next_token).page(
        domain.jobs[kind.name],
        newest_first=True,
        wanted=lambda job: job_status in (None, job.job_status),
    )
    return {"JobSummaries": page, "NextToken": token}

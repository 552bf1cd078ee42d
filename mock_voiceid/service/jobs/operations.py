"""Batch jobs: speaker enrollment and fraudster registration (J1, J2, J15 to J17)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ...api.exceptions import ResourceNotFoundException, ServiceQuotaExceededException
from ...control.voices import Match
from ...instants import Instant
from .. import events, watchlists
from ..tables import ResourceTable
from .audio_reader import AudioReader, VoiceSample
from .enrollment import Enrollment
from .pace import ENROLLMENT_JOB, REGISTRATION_JOB, Pace
from .registration import Registration
from .run import Run, Work

if TYPE_CHECKING:
    from ...handle.voice_id import VoiceID
    from ...voiceid.models import VoiceIDBackend
    from ..domains import Domain
    from ..watchlists import Watchlist


REQUESTS_KEPT = 500
"""Of so many requests a job keeps what became of them, to be shown."""


@dataclass
class Job:
    """A job, as clients see it. Each kind has its own member for how it goes about duplicates and fraud."""

    domain_id: str
    job_id: str
    data_access_role_arn: str
    input_data_config: dict[str, Any]
    output_data_config: dict[str, Any]
    created_at: Instant
    job_name: str | None = None
    enrollment_config: dict[str, Any] | None = None
    registration_config: dict[str, Any] | None = None
    job_status: str = "SUBMITTED"
    ended_at: Instant | None = None
    failure_details: dict[str, Any] | None = None
    total: int = 0
    done: int = 0
    began_at: Instant | None = None
    performed: list[tuple[Instant, dict[str, Any]]] = field(default_factory=list)
    """The first requests that were done, each with its entry of the output file."""

    @property
    def job_progress(self) -> dict[str, int]:
        """How much of the requests is done, 0 to 100."""
        if self.job_status.startswith("COMPLETED"):
            return {"PercentComplete": 100}
        return {"PercentComplete": 100 * self.done // self.total if self.total else 0}

    def begin(self, instant: Instant, total: int) -> None:
        """Be IN_PROGRESS, with so many requests to do."""
        self.job_status = "IN_PROGRESS"
        self.began_at = instant
        self.total = total

    def advance(self) -> None:
        """Have done one more request."""
        self.done += 1

    def complete(self, instant: Instant, *, errors: bool) -> None:
        """Be COMPLETED or COMPLETED_WITH_ERRORS."""
        self.job_status = "COMPLETED_WITH_ERRORS" if errors else "COMPLETED"
        self.ended_at = instant

    def fail(self, instant: Instant, status: int, message: str) -> None:
        """Be FAILED."""
        self.job_status = "FAILED"
        self.ended_at = instant
        self.failure_details = {"Message": message, "StatusCode": status}


@dataclass(frozen=True)
class Kind:
    """One of the two kinds of job.

    Args:
        name: what messages and the domain call it.
        transition: what Moto's state manager calls it.
        listing: the operation that lists such jobs.
        config: the shape of its configuration.
        detail_type: what kind of event tells of it.
        action: what events call it.
        performed: sends the event of one request.
        work: makes what a job does, from its domain, its watchlist, its configuration, what listens to audio
            and what the mock is set to.
    """

    name: str
    transition: str
    listing: str
    config: str
    detail_type: str
    action: str
    performed: "Callable[[VoiceIDBackend, Domain, str, dict[str, Any], Instant], None]"
    work: "Callable[[Domain, Watchlist, dict[str, Any], AudioReader, VoiceID], Work]"


def _enrollment(
    domain: "Domain",
    watchlist: "Watchlist",
    config: dict[str, Any],
    audio_reader: AudioReader,
    settings: "VoiceID",
) -> Work:
    def closest_fraudster(sample: VoiceSample) -> Match | None:
        return domain.fraudsters.closest_on(watchlist, sample, settings.voices)

    # A copy: quotas that change while a job is on its way count for the next one.
    quotas = replace(settings.quotas)
    return Enrollment(domain.speakers, config, audio_reader, closest_fraudster, quotas)


def _registration(
    domain: "Domain",
    watchlist: "Watchlist",
    config: dict[str, Any],
    audio_reader: AudioReader,
    settings: "VoiceID",
) -> Work:
    def closest_fraudster(sample: VoiceSample) -> Match | None:
        return domain.fraudsters.closest(sample, settings.voices)

    quotas = replace(settings.quotas)
    return Registration(domain.fraudsters, watchlist, config, audio_reader, closest_fraudster, quotas)


ENROLLMENT = Kind(
    name="speaker enrollment",
    transition=ENROLLMENT_JOB,
    listing="ListSpeakerEnrollmentJobs",
    config="EnrollmentConfig",
    detail_type="Batch Speaker Enrollment Action",
    action="BATCH_ENROLLMENT_REQUEST",
    performed=events.enrolled,
    work=_enrollment,
)
REGISTRATION = Kind(
    name="fraudster registration",
    transition=REGISTRATION_JOB,
    listing="ListFraudsterRegistrationJobs",
    config="RegistrationConfig",
    detail_type="Batch Fraudster Registration Action",
    action="BATCH_REGISTRATION_REQUEST",
    performed=events.registered,
    work=_registration,
)


def start_speaker_enrollment_job(
    backend: "VoiceIDBackend",
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
    job = Job(
        domain_id,
        backend.new_id(),
        data_access_role_arn,
        input_data_config,
        output_data_config,
        backend.instant(),
        job_name,
        enrollment_config=enrollment_config,
    )
    named = config.get("FraudDetectionConfig", {}).get("WatchlistIds", [])
    return _start(backend, ENROLLMENT, job, config, named)


def start_fraudster_registration_job(
    backend: "VoiceIDBackend",
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
    job = Job(
        domain_id,
        backend.new_id(),
        data_access_role_arn,
        input_data_config,
        output_data_config,
        backend.instant(),
        job_name,
        registration_config=registration_config,
    )
    return _start(backend, REGISTRATION, job, config, config.get("WatchlistIds", []))


def describe_speaker_enrollment_job(
    backend: "VoiceIDBackend", *, domain_id: str, job_id: str
) -> dict[str, Any]:
    """Answer DescribeSpeakerEnrollmentJob."""
    return _describe(backend, ENROLLMENT, domain_id, job_id)


def describe_fraudster_registration_job(
    backend: "VoiceIDBackend", *, domain_id: str, job_id: str
) -> dict[str, Any]:
    """Answer DescribeFraudsterRegistrationJob."""
    return _describe(backend, REGISTRATION, domain_id, job_id)


def list_speaker_enrollment_jobs(
    backend: "VoiceIDBackend",
    *,
    domain_id: str,
    job_status: str | None = None,
    max_results: int = 100,
    next_token: str | None = None,
) -> dict[str, Any]:
    """Answer ListSpeakerEnrollmentJobs."""
    return _list(backend, ENROLLMENT, domain_id, job_status, max_results, next_token)


def list_fraudster_registration_jobs(
    backend: "VoiceIDBackend",
    *,
    domain_id: str,
    job_status: str | None = None,
    max_results: int = 100,
    next_token: str | None = None,
) -> dict[str, Any]:
    """Answer ListFraudsterRegistrationJobs."""
    return _list(backend, REGISTRATION, domain_id, job_status, max_results, next_token)


_NO_JOBS: ResourceTable[Job] = ResourceTable()


def _start(
    backend: "VoiceIDBackend", kind: Kind, job: Job, config: dict[str, Any], watchlist_ids: list[str]
) -> dict[str, Any]:
    domain = backend.changeable_domain(job.domain_id)
    watchlist = watchlists.find(domain, watchlist_ids[0]) if watchlist_ids else domain.default_watchlist
    settings = backend.settings
    runs = domain.runs.setdefault(kind.name, [])
    if len(runs) >= settings.quotas.active_jobs:
        raise ServiceQuotaExceededException(
            f"Domain '{domain.domain_id}' has its limit of {settings.quotas.active_jobs:,} active "
            f"{kind.name} jobs; wait until one has ended."
        )
    pace = Pace.of(backend.transition(kind.transition), settings.timing)
    storage = backend.storage(job.data_access_role_arn)
    audio_reader = AudioReader(storage, settings.voices, strict=settings.strict)
    work = kind.work(domain, watchlist, config, audio_reader, settings)

    def ended(run: Run) -> None:
        runs.remove(run)
        watchlist.runs.remove(run)
        events.batch_action(backend, domain, kind, job)

    def performed(outcome: dict[str, Any], instant: Instant) -> None:
        if len(job.performed) < REQUESTS_KEPT:
            job.performed.append((instant, outcome))
        kind.performed(backend, domain, job.job_id, outcome, instant)

    run = Run(job, work, pace, backend.agenda, storage, settings.jobs, ended, performed)
    domain.jobs.setdefault(kind.name, ResourceTable()).add(job.job_id, job)
    runs.append(run)
    watchlist.runs.append(run)
    events.batch_action(backend, domain, kind, job)
    run.submit(job.created_at)
    return {"Job": job}


def _describe(backend: "VoiceIDBackend", kind: Kind, domain_id: str, job_id: str) -> dict[str, Any]:
    domain = backend.readable_domain(domain_id)
    job = domain.jobs.get(kind.name, _NO_JOBS).get(job_id)
    if job is None:
        raise ResourceNotFoundException(
            "BATCH_JOB", f"There is no {kind.name} job '{job_id}' in domain '{domain_id}'."
        )
    for run in domain.runs.get(kind.name, ()):
        if run.job is job:
            if run.counts_describes:
                run.described(backend.instant())
            break
    return {"Job": job}


def _list(
    backend: "VoiceIDBackend",
    kind: Kind,
    domain_id: str,
    job_status: str | None,
    max_results: int,
    next_token: str | None,
) -> dict[str, Any]:
    domain = backend.readable_domain(domain_id)
    asked = {"DomainId": domain_id, "JobStatus": job_status}
    page, token = backend.listing(kind.listing, asked, max_results, next_token).page(
        domain.jobs.get(kind.name, _NO_JOBS),
        newest_first=True,
        wanted=lambda job: job_status in (None, job.job_status),
    )
    return {"JobSummaries": page, "NextToken": token}

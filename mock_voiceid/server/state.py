"""All that is mocked, as JSON for the page: members as in the API, instants as ISO 8601."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..api.serialization import document_of
from ..handle.voice_id import VoiceID
from ..instants import SECOND, Instant, instant_of, iso_of
from ..sdk.description import operations, shape
from ..service.domains import Domain
from ..service.jobs.job import Job
from ..service.jobs.kind import JobKind
from ..service.jobs.kinds import KINDS
from ..service.region import Region
from ..service.sessions import StoredSession
from ..voiceid.models import all_regions

LISTED = 100
"""So many speakers and fraudsters of a domain are shown."""

Document = dict[str, Any]


def state(voice_id: VoiceID) -> Document:
    """Return everything that is mocked, as of now."""
    return {**clock(voice_id), "domains": [_domain(voice_id, *place) for place in _places()]}


def clock(voice_id: VoiceID) -> Document:
    """Return simulated time, and when the next scheduled action is due."""
    due = voice_id.clock.next_due()
    now = voice_id.clock.instant()
    return {
        "now": iso_of(now),
        "frozen": voice_id.clock.frozen,
        # The clock may have run past it since the request was admitted.
        "due": None if due is None else iso_of(max(now, instant_of(due))),
    }


def find_job(job_id: str) -> tuple[Region, Job] | None:
    """Return a job of whatever domain, and the region that has it."""
    for region, domain in _places():
        for table in domain.jobs.values():
            job = table.get(job_id)
            if job is not None:
                return region, job
    return None


def _places() -> Iterator[tuple[Region, Domain]]:
    for region in all_regions():
        for domain in tuple(region.domains):
            yield region, domain


def _described(operation: str, **found: Any) -> Document:
    """Return a resource as an operation describes it, with instants as ISO 8601."""
    ((member, document),) = document_of(operation, found).items()
    output = operations()[operation].output_shape or ""
    described: Document = _with_iso(shape(output)["members"][member]["shape"], document)
    return described


def _with_iso(shape_name: str, value: Any) -> Any:
    described = shape(shape_name)
    match described["type"]:
        case "structure":
            return {
                name: _with_iso(described["members"][name]["shape"], member) for name, member in value.items()
            }
        case "timestamp":
            return iso_of(round(value * SECOND))
    return value


def _domain(voice_id: VoiceID, region: Region, domain: Domain) -> Document:
    instant = voice_id.clock.instant()
    return {
        **_described("DescribeDomain", Domain=domain),
        "AccountId": region.account_id,
        "Region": region.name,
        "Speakers": _speakers(voice_id, domain, instant),
        "Watchlists": [
            {**_described("DescribeWatchlist", Watchlist=one), "Fraudsters": len(one.fraudsters)}
            for one in domain.watchlists
        ],
        "Fraudsters": {
            "Total": len(domain.fraudsters.all),
            "Listed": [
                _described("DescribeFraudster", Fraudster=one)
                for _, one in _first(domain.fraudsters.all.before(0))
            ],
        },
        "Sessions": [_session(session, instant) for session in domain.sessions],
        "Jobs": [_job(kind, job) for kind in KINDS for job in domain.jobs[kind.name]],
    }


def _speakers(voice_id: VoiceID, domain: Domain, instant: Instant) -> Document:
    speakers = domain.speakers
    return {
        "Total": len(speakers),
        "ByStatus": Counter(speakers.as_of(one, instant, voice_id.timing).status for one in speakers.all),
        "Listed": [
            _described("DescribeSpeaker", Speaker=speakers.as_of(one, instant, voice_id.timing))
            for _, one in _first(speakers.all.before(0))
        ],
    }


def _first(numbered: Iterator[Any]) -> Iterator[Any]:
    for _, one in zip(range(LISTED), numbered, strict=False):
        yield one


def _session(session: StoredSession, instant: Instant) -> Document:
    found = {
        "SessionId": session.session_id,
        "SessionName": session.session_name,
        "StreamingStatus": session.stream.status(instant),
        "SpeechSeconds": session.stream.speech_seconds(instant),
        "StartedAt": iso_of(session.stream.begins_at),
        "EndedAt": None if session.stream.ended_at is None else iso_of(session.stream.ended_at),
        "CustomerSpeakerId": session.customer_speaker_id,
        "EnrollmentStatus": session.enrollment and session.enrollment.status,
    }
    return {name: value for name, value in found.items() if value is not None}


def _job(kind: type[JobKind], job: Job) -> Document:
    described = {**_described(kind.describe_operation, Job=job), "Kind": kind.label, "Total": job.total}
    if job.began_at is not None:
        described["BeganAt"] = iso_of(job.began_at)
    if job.job_status.startswith("COMPLETED"):
        described["OutputUri"] = job.output_location.uri
    described["Requests"] = [
        {
            "RequestId": entry["RequestId"],
            "At": iso_of(instant),
            "Outcome": entry.get("EnrollmentStatus") or entry.get("RegistrationStatus"),
            **{name: entry[name] for name in ("ErrorCode", "ErrorMessage") if name in entry},
        }
        for instant, entry in job.performed
    ]
    return described

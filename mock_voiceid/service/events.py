"""The events that Voice ID sends to EventBridge (N1 to N6).

Each function looks first whether anybody could listen, so that an event nobody gets costs next to nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from ..api.exceptions import VoiceIDError
from ..instants import Instant, iso_of
from ..sdk.description import camel_case, shape, snake_case
from .enrolling import Outcome

if TYPE_CHECKING:
    from .domains import Domain
    from .jobs.job import Job
    from .jobs.kind import JobKind
    from .sessions import StoredSession

SUBMITTED, SUCCESS, FAILURE = "SUBMITTED", "SUCCESS", "FAILURE"

_ERROR_TYPES = {
    400: "ValidationException",
    402: "ServiceQuotaExceededException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    409: "ConflictException",
}
"""What a job's or request's failure is called in an event, by its status."""

Detail = dict[str, Any]


class EventBus(Protocol):
    """Where events go; `adapters.eventbridge` has the default bus of the mocked EventBridge."""

    def has_rules_for(self, detail_type: str) -> bool:
        """Return whether there is a rule that an event of a type could match."""

    def publish(self, detail_type: str, resource: str, instant: Instant, detail: Detail) -> None:
        """Send an event to the targets of the rules that match it.

        Args:
            detail_type: the type of event.
            resource: the ARN of what it is about.
            instant: when that happened (N6).
            detail: what happened.
        """


class Publisher:
    """Publishes the events of one account and region.

    Args:
        bus: where they go.
        new_id: draws an id, by which receivers recognise an event that comes twice.
    """

    def __init__(self, bus: EventBus, new_id: Callable[[], str]) -> None:
        self._bus = bus
        self._new_id = new_id

    @contextmanager
    def publishing(
        self, domain: "Domain", detail_type: str, action: str, instant: Instant, members: Detail
    ) -> Iterator[Detail]:
        """Publish an event when the block ends: success, or failure if it raises an API error.

        Args:
            domain: what it is done to.
            detail_type: the type of event, without `VoiceId`.
            action: what is done.
            instant: when it is done.
            members: further members of the detail, as they are if an error ends the block.

        Yields:
            the members, which the block may fill in.
        """
        with self.publishing_failures(domain, detail_type, action, instant, members):
            yield members
        self.publish(domain, detail_type, action, SUCCESS, instant, members)

    @contextmanager
    def publishing_failures(
        self, domain: "Domain", detail_type: str, action: str, instant: Instant, members: Detail
    ) -> Iterator[None]:
        """Publish an event if the block raises an API error; see `publishing`."""
        try:
            yield
        except VoiceIDError as error:
            info = error_info(error.status, error.message, error.code)
            self.publish(domain, detail_type, action, FAILURE, instant, members, info)
            raise

    def publish(
        self,
        domain: "Domain",
        detail_type: str,
        action: str,
        status: str,
        instant: Instant,
        members: Detail,
        info: Detail | None = None,
    ) -> None:
        """Publish an event, unless no rule could match it.

        Args:
            domain: what it happened to.
            detail_type: the type of event, without `VoiceId`.
            action: what happened.
            status: how it went.
            instant: when it happened.
            members: further members of the detail; callables are evaluated when the event is sent.
            info: what went wrong.
        """
        name = f"VoiceId {detail_type}"
        if not self._bus.has_rules_for(name):
            return
        detail = {
            "sourceId": self._new_id(),
            "action": action,
            "status": status,
            "domainId": domain.domain_id,
            **{member: value() if callable(value) else value for member, value in members.items()},
            "errorInfo": info,
        }
        self._bus.publish(name, domain.arn, instant, detail)


def batch_action(publisher: Publisher, domain: "Domain", kind: "type[JobKind]", job: "Job") -> None:
    """Tell that a job was submitted, or has ended (N3)."""
    failure = job.failure_details
    status = SUBMITTED if job.ended_at is None else FAILURE if failure else SUCCESS
    members = {
        "batchJobId": job.job_id,
        "data": lambda: {
            "dataAccessRoleArn": job.data_access_role_arn,
            **{
                camel_case(shape_name): in_camel_case(shape_name, getattr(job, snake_case(shape_name)))
                for shape_name in (kind.config_shape, "InputDataConfig", "OutputDataConfig")
            },
        },
    }
    instant = job.created_at if job.ended_at is None else job.ended_at
    info = failure and error_info(failure["StatusCode"], failure["Message"])
    publisher.publish(domain, kind.detail_type, kind.action, status, instant, members, info)


def enrolled(publisher: Publisher, domain: "Domain", job_id: str, entry: Detail, instant: Instant) -> None:
    """Tell what became of one request of an enrollment job, from its entry of the output file (N3, N4)."""
    outcome = Outcome(
        entry.get("GeneratedSpeakerId"),
        entry.get("EnrollmentStatus"),
        entry.get("ErrorCode"),
        entry.get("ErrorMessage"),
    )
    speaker_enrolled(publisher, domain, outcome, instant, source="BATCH", source_id=job_id)


def speaker_enrolled(
    publisher: Publisher,
    domain: "Domain",
    outcome: Outcome,
    instant: Instant,
    *,
    source: str,
    source_id: str,
) -> None:
    """Tell that a speaker was enrolled, or why not (N4).

    Args:
        publisher: of the region where it happened.
        domain: the speaker's.
        outcome: how it went.
        instant: when it happened.
        source: `BATCH` or `SESSION`.
        source_id: the id of the job or session.
    """
    members = {
        "generatedSpeakerId": outcome.generated_speaker_id,
        "systemAttributes": None,
        "data": {
            "enrollmentSource": source,
            "enrollmentSourceId": source_id,
            "enrollmentStatus": outcome.enrollment_status,
        },
    }
    info = _failure_info(outcome.failure_code, outcome.failure_message)
    status = FAILURE if info else SUCCESS
    publisher.publish(domain, "Speaker Action", "ENROLL_SPEAKER", status, instant, members, info)


def registered(publisher: Publisher, domain: "Domain", job_id: str, entry: Detail, instant: Instant) -> None:
    """Tell what became of one request of a registration job, from its entry of the output file (N3, N4)."""
    fraudster_id = entry.get("GeneratedFraudsterId")
    fraudster = fraudster_id and domain.fraudsters.all.get(fraudster_id)
    members = {
        "generatedFraudsterId": fraudster_id,
        "watchlistIds": list(fraudster.watchlist_ids) if fraudster else None,
        "data": {
            "registrationSource": "BATCH",
            "registrationSourceId": job_id,
            "registrationStatus": entry.get("RegistrationStatus"),
        },
    }
    info = _failure_info(entry.get("ErrorCode"), entry.get("ErrorMessage"))
    status = FAILURE if info else SUCCESS
    publisher.publish(domain, "Fraudster Action", "REGISTER_FRAUDSTER", status, instant, members, info)


def session_described(domain: "Domain", session: "StoredSession") -> Detail:
    """Return what events tell of a session that starts or changes."""
    configuration = session.configuration
    speaker_id = session.customer_speaker_id
    speaker = domain.speakers.find(speaker_id) if speaker_id else None
    return {
        "sessionId": session.session_id,
        "sessionName": session.session_name,
        "authenticationConfiguration": (
            {"acceptanceThreshold": configuration.acceptance_threshold}
            if configuration.authentication
            else None
        ),
        "fraudDetectionConfiguration": (
            {
                "riskThreshold": configuration.risk_threshold,
                "watchlistId": configuration.watchlist_id or domain.default_watchlist.watchlist_id,
            }
            if configuration.fraud_detection
            else None
        ),
        "streamingConfiguration": {"authenticationMinimumSpeechInSeconds": configuration.minimum_speech},
        "generatedSpeakerId": speaker.generated_speaker_id if speaker else None,
    }


def stream_described(domain: "Domain", session: "StoredSession") -> Detail:
    """Return what events tell of a session whose stream begins or ends."""
    stream = session.stream
    progress = {
        "audioAggregationStartedAt": iso_of(stream.begins_at),
        "audioAggregationEndedAt": None if stream.ended_at is None else iso_of(stream.ended_at),
    }
    enrollment = session.enrollment
    return {
        **session_described(domain, session),
        "authenticationAudioProgress": progress if session.configuration.authentication else None,
        "fraudDetectionAudioProgress": progress if session.configuration.fraud_detection else None,
        "enrollmentAudioProgress": enrollment and {"audioAggregationStatus": enrollment.status, **progress},
    }


def in_camel_case(shape_name: str, value: Any) -> Any:
    """Return a value of the API as events spell it: lowerCamelCase, and null for what is absent (N2)."""
    description = shape(shape_name)
    if value is None:
        return None
    match description["type"]:
        case "structure":
            get = value.get if isinstance(value, dict) else lambda name: getattr(value, snake_case(name))
            return {
                camel_case(name): in_camel_case(member["shape"], get(name))
                for name, member in description["members"].items()
            }
        case "timestamp":
            return iso_of(value)
    return value


def _failure_info(code: int | None, message: str | None) -> Detail | None:
    return None if code is None else error_info(code, message or "")


def error_info(status: int, message: str, error: str | None = None) -> Detail:
    """Return what an event says of an error.

    Args:
        status: an HTTP status.
        message: what is wrong.
        error: the error's name in the API; None for the one that goes with the status.
    """
    return {
        "errorCode": status,
        "errorMessage": message,
        "errorType": error or _ERROR_TYPES.get(status, "InternalServerException"),
    }

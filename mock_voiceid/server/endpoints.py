"""What can be asked under `/mock-voiceid/`: each member of the handle, as one request."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from ..handle.sessions import Session
from ..handle.voice_id import VoiceID
from ..service.jobs.storage import StorageError
from .fields import BadInput, Field, arguments_of
from .state import clock, find_job, state

Perform = Callable[[VoiceID, dict[str, Any]], Any]


@dataclass(frozen=True)
class Endpoint:
    """One thing that can be asked.

    Args:
        method: of HTTP.
        path: what follows `/mock-voiceid/`.
        summary: what it does, in a sentence.
        perform: does it, and returns what is answered.
        fields: what the request carries: in its query where the method is GET, else in its body.
    """

    method: str
    path: str
    summary: str
    perform: Perform
    fields: tuple[Field, ...] = ()

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return what a request carries, checked.

        Raises:
            BadInput: a field is unknown, missing, or of the wrong type.
        """
        return arguments_of(self.fields, given)

    def field_in(self, message: str) -> str | None:
        """Return the field that a message is about: the first that it names, or the only one there is."""
        named = [field.name for field in self.fields if field.name in message]
        if named:
            return min(named, key=message.index)
        return self.fields[0].name if len(self.fields) == 1 else None


def _then_clock(act: Perform) -> Perform:
    def perform(voice_id: VoiceID, arguments: dict[str, Any]) -> Any:
        act(voice_id, arguments)
        return clock(voice_id)

    return perform


def _then_nothing(act: Perform) -> Perform:
    def perform(voice_id: VoiceID, arguments: dict[str, Any]) -> Any:
        act(voice_id, arguments)
        return {}

    return perform


def _session(session: Session) -> dict[str, Any]:
    return {
        "domain_id": session.domain_id,
        "session_id": session.session_id,
        "session_name": session.session_name,
        "streaming_status": session.streaming_status,
        "speech_seconds": session.speech_seconds,
        "enrollment_status": session.enrollment_status,
        "enrollment_message": session.enrollment_message,
    }


def _on_session(act: Callable[..., Any]) -> Perform:
    def perform(voice_id: VoiceID, arguments: dict[str, Any]) -> Any:
        session = voice_id.sessions.get(arguments.pop("domain_id"), arguments.pop("session"))
        act(session, **arguments)
        return _session(session)

    return perform


def _options(voice_id: VoiceID, arguments: dict[str, Any]) -> Any:
    for name, value in arguments.items():
        if name in ("timing", "quotas"):
            value = {**asdict(getattr(voice_id, name)), **value}
        setattr(voice_id, name, value)
    return {
        "timing": asdict(voice_id.timing),
        "quotas": asdict(voice_id.quotas),
        "strict": voice_id.strict,
        "throttle": voice_id.throttle,
        "compliance_consent": voice_id.compliance_consent,
    }


def _output(voice_id: VoiceID, arguments: dict[str, Any]) -> Any:
    job_id = arguments["job_id"]
    found = find_job(job_id)
    if found is None:
        raise BadInput("job_id", f"There is no job {job_id!r}.")
    region, job = found
    try:
        content = (
            region.ports.storage(job.data_access_role_arn, voice_id.strict).find(job.output_location).read()
        )
    except StorageError as error:
        raise BadInput("job_id", f"The job {job_id!r} has no output. {error.message}") from None
    return json.loads(content)


_AT = "an instant in ISO 8601, in UTC unless it says otherwise, such as 2026-01-05T09:00:00Z"
_DOMAIN = Field("domain_id", "string", "the domain's id", required=True)
_SESSION = Field("session", "string", "the session's name or id", required=True)
_VOICES = (
    Field("acceptance_threshold", "integer", "the score from which on a caller is accepted, 0 to 100"),
    Field("risk_threshold", "integer", "the risk score from which on the risk is high, 0 to 100"),
    Field("watchlist_id", "string", "the watchlist that the caller is compared with"),
)

ENDPOINTS = (
    Endpoint("GET", "clock", "Tell simulated time.", lambda voice_id, _: clock(voice_id)),
    Endpoint(
        "POST",
        "clock/tick",
        "Move time on by the sum of the fields; time that runs is frozen first.",
        _then_clock(lambda voice_id, given: voice_id.clock.tick(given.pop("seconds", None), **given)),
        tuple(
            Field(unit, "number", f"{unit} to move on by") for unit in ("seconds", "minutes", "hours", "days")
        ),
    ),
    Endpoint(
        "POST",
        "clock/move-to",
        "Move time on to an instant; time that runs is frozen first.",
        _then_clock(lambda voice_id, given: voice_id.clock.move_to(given["instant"])),
        (Field("instant", "string", _AT, required=True),),
    ),
    Endpoint(
        "POST",
        "clock/freeze",
        "Make time stand still, where it is or further on.",
        _then_clock(lambda voice_id, given: voice_id.clock.freeze(given.get("at"))),
        (Field("at", "string", _AT),),
    ),
    Endpoint(
        "POST",
        "clock/run-until-idle",
        "Move time on to the last thing due.",
        _then_clock(lambda voice_id, _: voice_id.clock.run_until_idle()),
    ),
    Endpoint(
        "POST",
        "voices/assign",
        "Say what is heard in an audio object.",
        _then_nothing(lambda voice_id, given: voice_id.voices.assign(**given)),
        (
            Field("s3_uri", "string", "the object, as manifests name it", required=True),
            Field("voice", "string", "whose voice it is: any name"),
            Field("speech_seconds", "number", "how much net speech there is, in seconds"),
            Field("spoofing_risk", "integer", "the risk that the voice is spoofed, 0 to 100"),
        ),
    ),
    Endpoint(
        "POST",
        "voices/similarity",
        "Say how alike two voices are.",
        _then_nothing(lambda voice_id, given: voice_id.voices.similarity(**given)),
        (
            Field("voice_a", "string", "a voice", required=True),
            Field("voice_b", "string", "another one", required=True),
            Field("score", "integer", "how alike they are, 0 to 100", required=True),
        ),
    ),
    Endpoint(
        "POST",
        "faults/fail-next-job",
        "Let the next job that is started fail as a whole.",
        _then_nothing(lambda voice_id, given: voice_id.faults.fail_next_job(**given)),
        (
            Field("message", "string", "what FailureDetails will say", required=True),
            Field("status_code", "integer", "the status there, 400 to 599; 500 by default"),
        ),
    ),
    Endpoint(
        "POST",
        "faults/fail-request",
        "Let the next request with this id fail; the others of its job go on.",
        _then_nothing(lambda voice_id, given: voice_id.faults.fail_request(**given)),
        (
            Field("request_id", "string", "the RequestId in the manifest", required=True),
            Field("code", "integer", "the ErrorCode: 400, 402, 409 or 500", required=True),
            Field("message", "string", "the ErrorMessage", required=True),
        ),
    ),
    Endpoint(
        "GET",
        "jobs/output",
        "Return the output file of a job.",
        _output,
        (Field("job_id", "string", "the job's id", required=True),),
    ),
    Endpoint(
        "POST",
        "sessions",
        "Start a session, as Amazon Connect did.",
        lambda voice_id, given: _session(voice_id.sessions.start(**given)),
        (
            _DOMAIN,
            Field("name", "string", "the session's name, the contact id", required=True),
            Field("speaker_id", "string", "whom the caller claims to be"),
            Field("voice", "string", "who really speaks"),
            *_VOICES,
            Field("spoofing_risk", "integer", "the risk that the voice is spoofed, 0 to 100"),
            Field("speech_seconds", "number", "how much the caller says in all"),
            Field("duration", "number", "the seconds after which the stream ends by itself"),
            Field("minimum_speech_seconds", "number", "what authentication takes, 5 to 10 seconds"),
            Field("authentication", "boolean", "whether the caller is authenticated"),
            Field("fraud_detection", "boolean", "whether fraudsters are looked for"),
        ),
    ),
    Endpoint(
        "GET",
        "sessions",
        "Tell a session.",
        _on_session(lambda _: None),
        (_DOMAIN, _SESSION),
    ),
    Endpoint(
        "POST",
        "sessions/set-speaker",
        "Say whom the caller claims to be.",
        _on_session(Session.set_speaker),
        (_DOMAIN, _SESSION, Field("speaker_id", "string", "the speaker's id", required=True)),
    ),
    Endpoint(
        "POST",
        "sessions/configure",
        "Change thresholds and the watchlist.",
        _on_session(Session.configure),
        (_DOMAIN, _SESSION, *_VOICES),
    ),
    Endpoint(
        "POST",
        "sessions/enroll",
        "Enroll the speaker of a session, as soon as there is enough speech.",
        _on_session(Session.enroll),
        (_DOMAIN, _SESSION),
    ),
    Endpoint(
        "POST",
        "sessions/end",
        "End the stream of a session.",
        _on_session(Session.end),
        (_DOMAIN, _SESSION),
    ),
    Endpoint(
        "POST",
        "faults",
        "Let the next calls of an operation get an error.",
        _then_nothing(lambda voice_id, given: voice_id.faults.inject(**given)),
        (
            Field("operation", "string", "its name in the API, such as DescribeDomain", required=True),
            Field("error", "string", "any error of the API, such as ThrottlingException", required=True),
            Field("times", "integer", "how many calls get it; 1 by default"),
            Field("message", "string", "the error's message"),
            Field("resource_type", "string", "of a ResourceNotFoundException"),
            Field("conflict_type", "string", "of a ConflictException"),
            Field("each_attempt", "boolean", "count each attempt of a call by itself"),
        ),
    ),
    Endpoint(
        "DELETE",
        "faults",
        "Forget all errors that were ordered.",
        _then_nothing(lambda voice_id, _: voice_id.faults.clear()),
    ),
    Endpoint("GET", "options", "Tell the options.", lambda voice_id, _: _options(voice_id, {})),
    Endpoint(
        "POST",
        "options",
        "Change options; of timing and quotas only what is given.",
        _options,
        (
            Field("timing", "object", "how long things take, in seconds"),
            Field("quotas", "object", "how much the service allows"),
            Field("strict", "boolean", "refuse what the mocks do not know"),
            Field("throttle", "boolean", "throttle calls as the service did"),
            Field("compliance_consent", "boolean", "whether the biometric consent was given"),
        ),
    ),
    Endpoint(
        "POST",
        "reset",
        "Drop all state of all services, and what was ordered. Time stays.",
        _then_clock(lambda voice_id, _: voice_id.reset()),
    ),
    Endpoint("GET", "state", "Return everything, for the page.", lambda voice_id, _: state(voice_id)),
)

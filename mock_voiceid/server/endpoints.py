"""The requests under `/mock-voiceid/`: each calls one method of the handle."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from ..control.faults import Faults
from ..control.voices import Voices
from ..handle.sessions import Session, Sessions
from ..handle.voice_id import VoiceID
from ..service.jobs.storage import StorageError
from ..simtime.clock import Clock
from .fields import BadInput, Field, arguments_of, fields_of, summary_of
from .state import clock, find_job, state


def _handle(voice_id: VoiceID) -> VoiceID:
    return voice_id


def _clock(voice_id: VoiceID) -> Clock:
    return voice_id.clock


def _voices(voice_id: VoiceID) -> Voices:
    return voice_id.voices


def _faults(voice_id: VoiceID) -> Faults:
    return voice_id.faults


def _sessions(voice_id: VoiceID) -> Sessions:
    return voice_id.sessions


def _session(voice_id: VoiceID, domain_id: str, session: str) -> Session:
    """Return a session.

    Args:
        domain_id: the domain's id.
        session: the session's name or id.
    """
    return voice_id.sessions.get(domain_id, session)


def _describe_session(session: Session) -> Session:
    """Describe a session."""
    return session


def _options(voice_id: VoiceID) -> dict[str, Any]:
    """Return the options."""
    return {
        "timing": asdict(voice_id.timing),
        "quotas": asdict(voice_id.quotas),
        "strict": voice_id.strict,
        "throttle": voice_id.throttle,
        "compliance_consent": voice_id.compliance_consent,
    }


def _change_options(
    voice_id: VoiceID,
    timing: dict[str, Any] | None = None,
    quotas: dict[str, Any] | None = None,
    strict: bool | None = None,
    throttle: bool | None = None,
    compliance_consent: bool | None = None,
) -> dict[str, Any]:
    """Change options. Those that are left out stay, and so do the members of timing and quotas.

    Args:
        timing: how long things take, in seconds.
        quotas: how much the service allows.
        strict: whether audio that is not a WAV file, and unknown roles and KMS keys, are refused.
        throttle: whether calls are throttled as the service did.
        compliance_consent: whether the account has accepted the biometric consent.
    """
    voice_id.timing = replace(voice_id.timing, **timing or {})
    voice_id.quotas = replace(voice_id.quotas, **quotas or {})
    flags = {"strict": strict, "throttle": throttle, "compliance_consent": compliance_consent}
    for name, value in flags.items():
        if value is not None:
            setattr(voice_id, name, value)
    return _options(voice_id)


def _output(voice_id: VoiceID, job_id: str) -> Any:
    """Return the output file of a job.

    Args:
        job_id: the job's id.
    """
    found = find_job(job_id)
    if found is None:
        raise BadInput("job_id", f"There is no job {job_id!r}.", 404)
    region, job = found
    storage = region.ports.storage(job.data_access_role_arn, voice_id.strict)
    try:
        content = storage.find(job.output_location).read()
    except StorageError as error:
        raise BadInput("job_id", f"The job {job_id!r} has no output. {error.message}", 409) from None
    return json.loads(content)


def _result(_: VoiceID, result: Any) -> Any:
    return result


def _session_answer(_: VoiceID, session: Session) -> dict[str, Any]:
    return {
        "domain_id": session.domain_id,
        "session_id": session.session_id,
        "session_name": session.session_name,
        "streaming_status": session.streaming_status,
        "speech_seconds": session.speech_seconds,
        "enrollment_status": session.enrollment_status,
        "enrollment_message": session.enrollment_message,
    }


@dataclass(frozen=True)
class Answer:
    """What a request answers with.

    Args:
        schema: the name of its schema in the OpenAPI document.
        make: makes it from the handle and from what was called.
    """

    schema: str
    make: Callable[[VoiceID, Any], Any] = _result


_NOTHING = Answer("Nothing", lambda *_: {})
_CLOCK = Answer("Clock", lambda voice_id, _: clock(voice_id))
_SESSION = Answer("Session", _session_answer)
_OPTIONS = Answer("Options")


@dataclass(frozen=True)
class Endpoint:
    """One request, and the call that it makes: `function(on(handle, ...), ...)`.

    Its fields are the parameters of both functions, and its summary is the function's docstring.

    Args:
        method: the HTTP method. A GET has its fields in the query, any other in its body.
        path: what follows `/mock-voiceid/`.
        function: what is called.
        answer: makes the answer, from the function's result or, if it has none, from the object.
        on: returns the object that it is called on.
        blamed: the fields that may be wrong together with others, or with the state of the mock.
        some_of: whether at least one of those has to be given.
    """

    method: str
    path: str
    function: Callable[..., Any]
    answer: Answer
    on: Callable[..., Any] = _handle
    blamed: tuple[str, ...] = ()
    some_of: bool = False

    @property
    def summary(self) -> str:
        """What the request does."""
        return summary_of(self.function)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """What the request carries."""
        return (*fields_of(self.on), *fields_of(self.function))

    def perform(self, voice_id: VoiceID, given: dict[str, Any]) -> Any:
        """Carry out a request, and return its answer.

        Args:
            voice_id: the handle.
            given: what the request carries.

        Raises:
            BadInput: a field is unknown, missing, of the wrong type or out of range.
            TypeError: the handle refuses a value.
            ValueError: the handle refuses a value.
            VoiceIDError: Voice ID refuses the call.
        """
        arguments = arguments_of(self.fields, given)
        if self.some_of and not any(name in arguments for name in self.blamed):
            raise BadInput(self.blamed[0], f"Give at least one of {', '.join(self.blamed)}.")
        found = self.on(voice_id, **{field.name: arguments.pop(field.name) for field in fields_of(self.on)})
        result = self.function(found, **arguments)
        return self.answer.make(voice_id, found if result is None else result)

    def to_blame(self, given: dict[str, Any]) -> str | None:
        """Return the field that is wrong if the handle refuses fields that are right one by one."""
        relevant = [name for name in self.blamed if given.get(name) is not None]
        return next(iter(relevant or self.blamed), None)


_UNITS = ("seconds", "minutes", "hours", "days")
_CHANGES = ("acceptance_threshold", "risk_threshold", "watchlist_id")

ENDPOINTS = (
    Endpoint("GET", "clock", clock, _CLOCK),
    Endpoint("POST", "clock/tick", Clock.tick, _CLOCK, _clock, _UNITS, some_of=True),
    Endpoint("POST", "clock/move-to", Clock.move_to, _CLOCK, _clock, ("instant",)),
    Endpoint("POST", "clock/freeze", Clock.freeze, _CLOCK, _clock, ("at",)),
    Endpoint("POST", "clock/run-until-idle", Clock.run_until_idle, _CLOCK, _clock),
    Endpoint("POST", "voices/assign", Voices.assign, _NOTHING, _voices),
    Endpoint("POST", "voices/similarity", Voices.similarity, _NOTHING, _voices, ("voice_b",)),
    Endpoint("POST", "faults/fail-next-job", Faults.fail_next_job, _NOTHING, _faults),
    Endpoint("POST", "faults/fail-request", Faults.fail_request, _NOTHING, _faults),
    Endpoint("GET", "jobs/output", _output, Answer("Output")),
    Endpoint("POST", "sessions", Sessions.start, _SESSION, _sessions),
    Endpoint("GET", "sessions", _describe_session, _SESSION, _session),
    Endpoint("POST", "sessions/set-speaker", Session.set_speaker, _SESSION, _session),
    Endpoint("POST", "sessions/configure", Session.configure, _SESSION, _session, _CHANGES, some_of=True),
    Endpoint("POST", "sessions/enroll", Session.enroll, _SESSION, _session),
    Endpoint("POST", "sessions/end", Session.end, _SESSION, _session),
    Endpoint("POST", "faults", Faults.inject, _NOTHING, _faults, ("resource_type", "conflict_type")),
    Endpoint("DELETE", "faults", Faults.clear, _NOTHING, _faults),
    Endpoint("GET", "options", _options, _OPTIONS),
    Endpoint("POST", "options", _change_options, _OPTIONS),
    Endpoint("POST", "reset", VoiceID.reset, _CLOCK),
    Endpoint("GET", "state", state, Answer("State")),
)

"""What Amazon Connect does with a contact: it starts, changes and ends sessions, and enrolls (E1 to E8)."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from ..api.exceptions import ConflictException, ServiceQuotaExceededException
from ..instants import Instant, microseconds_of
from . import events, speakers, watchlists
from .call import Call
from .domains import Domain
from .enrolling import Outcome
from .region import Region
from .session_enrollment import SessionEnrollment
from .sessions import GENERATED, Caller, Configuration, StoredSession, claimed_speaker, find
from .streaming import Stream

STARTED = ("Start Session Action", "START_SESSION")
"""What events call the beginning of a stream, and its end."""


def start_session(
    call: Call,
    domain_id: str,
    name: str,
    *,
    speaker_id: str | None,
    caller: Caller,
    configuration: Configuration,
    speech_seconds: float | None,
    duration: float | None,
) -> StoredSession:
    """Start a session, or let one whose stream has ended stream again (E1, E2, E7).

    Args:
        call: where and when.
        domain_id: the domain's id.
        name: the session's name, the contact id.
        speaker_id: whom the caller claims to be; None: nobody, or who it was in the stream before.
        caller: who really speaks.
        configuration: what it is to find out.
        speech_seconds: how much the caller says in all; None for as long as it streams.
        duration: seconds until the stream ends by itself; None where it does not.

    Raises:
        ConflictException: the domain is suspended, the session streams already (`ANOTHER_ACTIVE_STREAM`), or
            it has enrolled another speaker (`CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT`).
        ResourceNotFoundException: the domain, the watchlist or the speaker is not there.
        ServiceQuotaExceededException: the domain has its limit of sessions that stream, or of speakers.
    """
    domain = call.region.changeable_domain(domain_id)
    stream = Stream(
        call.instant + microseconds_of(call.context.timing.streaming),
        None if speech_seconds is None else microseconds_of(speech_seconds),
    )
    members = {"systemAttributes": None, "session": {"sessionId": None, "sessionName": name}}
    publisher = call.region.publisher
    with publisher.publishing_failures(domain, *STARTED, call.instant, members):
        session = _started(call, domain, name, speaker_id, caller, configuration, stream)

    def begin(instant: Instant) -> None:
        # It may have ended before any audio came.
        if not stream.ended:
            _publish_stream(call.region, domain, session, instant)

    call.region.agenda.at(stream.begins_at, begin)
    if duration is not None:
        session.stream_end = call.region.agenda.at(
            stream.begins_at + microseconds_of(duration),
            lambda instant: end_stream(call.region, domain, session, instant),
        )
    return session


def _started(
    call: Call,
    domain: Domain,
    name: str,
    speaker_id: str | None,
    caller: Caller,
    configuration: Configuration,
    stream: Stream,
) -> StoredSession:
    session = domain.sessions.find(name)
    if session is not None and not session.stream.ended:
        raise ConflictException(
            "ANOTHER_ACTIVE_STREAM", f"Session '{name}' is streaming already; end that stream first."
        )
    limit = call.context.quotas.sessions
    if len(domain.sessions.streaming) >= limit:
        raise ServiceQuotaExceededException(
            f"Domain '{domain.domain_id}' has its limit of {limit:,} concurrent sessions; end one first."
        )
    _check_watchlist(domain, configuration)
    if session is not None and speaker_id is not None:
        _check_speaker_may_change(session, speaker_id, domain)
    customer_speaker_id = None if speaker_id is None else _known_speaker(call, domain, speaker_id)
    if session is None:
        session_id = f"{GENERATED}{call.region.new_id()}"
        session = StoredSession(domain.domain_id, session_id, name, configuration, caller, stream)
    else:
        session.stream_again(configuration, caller, stream)
    session.customer_speaker_id = customer_speaker_id or session.customer_speaker_id
    _hear(call, domain, session)
    domain.sessions.add(session)
    if session.enrollment is not None:
        session.enrollment.listen(call.instant)
    return session


def set_speaker(call: Call, domain_id: str, name_or_id: str, speaker_id: str) -> None:
    """Say who the caller claims to be (E7).

    Raises:
        ConflictException: the domain is suspended, or the session enrolls or has enrolled another speaker
            (`CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT`).
        ResourceNotFoundException: the domain, the session or a generated speaker id is not there.
        ServiceQuotaExceededException: the speaker is new, and the domain has its limit of them.
    """
    domain = call.region.changeable_domain(domain_id)
    session = find(domain, name_or_id)
    with _publishing_update(call, domain, session):
        _check_speaker_may_change(session, speaker_id, domain)
        session.customer_speaker_id = _known_speaker(call, domain, speaker_id)
        _hear(call, domain, session)


def configure(call: Call, domain_id: str, name_or_id: str, **changes: Any) -> None:
    """Change what a session finds out, and by which thresholds: members of its `Configuration`.

    Raises:
        ConflictException: the domain is suspended.
        ResourceNotFoundException: the domain, the session or the watchlist is not there.
    """
    domain = call.region.changeable_domain(domain_id)
    session = find(domain, name_or_id)
    with _publishing_update(call, domain, session):
        configuration = replace(session.configuration, **changes)
        _check_watchlist(domain, configuration)
        session.configuration = configuration


def enroll(call: Call, domain_id: str, name_or_id: str) -> None:
    """Enroll a session's speaker, again where it is enrolled, as soon as there is enough speech (E7).

    Raises:
        ConflictException: the domain is suspended, the session has no speaker (`SPEAKER_NOT_SET`), the
            speaker has opted out (`SPEAKER_OPTED_OUT`), or the session has an enrollment already
            (`ENROLLMENT_ALREADY_EXISTS`).
        ResourceNotFoundException: the domain, the session or its speaker is not there.
    """
    domain = call.region.changeable_domain(domain_id)
    session = find(domain, name_or_id)
    with call.publishing(
        domain,
        "Session Speaker Enrollment Action",
        "SESSION_ENROLLMENT_REQUEST",
        sessionId=session.session_id,
        sessionName=session.session_name,
        systemAttributes=None,
    ):
        _check_may_enroll(domain, session)

    def ended(outcome: Outcome, instant: Instant) -> None:
        events.speaker_enrolled(
            call.region.publisher, domain, outcome, instant, source="SESSION", source_id=session.session_id
        )

    session.enrollment = SessionEnrollment(session, domain.speakers, call.region.agenda, call.context, ended)
    session.enrollment.listen(call.instant)


def _check_may_enroll(domain: Domain, session: StoredSession) -> None:
    if session.customer_speaker_id is None:
        raise ConflictException(
            "SPEAKER_NOT_SET",
            "You must set the speaker ID before requesting an enrollment. "
            f"Session '{session.session_name}' has none.",
        )
    if session.enrolls:
        raise ConflictException(
            "ENROLLMENT_ALREADY_EXISTS",
            f"There is already an enrollment for this session. It is session '{session.session_name}'.",
        )
    speaker = domain.speakers.get(session.customer_speaker_id)
    if speaker.status == "OPTED_OUT":
        raise ConflictException(
            "SPEAKER_OPTED_OUT",
            "You cannot request an enrollment for an opted out speaker. "
            f"Delete speaker '{speaker.generated_speaker_id}' first.",
        )


def end_session(call: Call, domain_id: str, name_or_id: str) -> None:
    """End a session's stream; again, it changes nothing (E2).

    Raises:
        ResourceNotFoundException: the domain or the session is not there.
    """
    domain = call.region.domain(domain_id)
    end_stream(call.region, domain, find(domain, name_or_id), call.instant)


def end_stream(region: Region, domain: Domain, session: StoredSession, instant: Instant) -> None:
    """Let a session's stream end, unless it has ended (E2).

    Args:
        region: where the domain is.
        domain: the session's.
        session: whose stream ends.
        instant: when, in microseconds since the epoch.
    """
    if domain.sessions.end(session, instant):
        _publish_stream(region, domain, session, instant)


def _publish_stream(region: Region, domain: Domain, session: StoredSession, instant: Instant) -> None:
    """Tell that a stream has begun or ended (N1)."""
    members = {"systemAttributes": None, "session": lambda: events.stream_described(domain, session)}
    region.publisher.publish(domain, *STARTED, events.SUCCESS, instant, members)


def _publishing_update(call: Call, domain: Domain, session: StoredSession) -> AbstractContextManager[object]:
    return call.publishing(
        domain,
        "Update Session Action",
        "UPDATE_SESSION",
        session=lambda: events.session_described(domain, session),
    )


def _check_watchlist(domain: Domain, configuration: Configuration) -> None:
    if configuration.watchlist_id is not None:
        watchlists.find(domain, configuration.watchlist_id)


def _hear(call: Call, domain: Domain, session: StoredSession) -> None:
    """Have a caller without a named voice take that of the speaker whom they claim to be."""
    session.voiceprint(claimed_speaker(domain, session, call.instant, call.context.timing))


def _check_speaker_may_change(session: StoredSession, speaker_id: str, domain: Domain) -> None:
    if session.enrolls and domain.speakers.customer_id(speaker_id) != session.customer_speaker_id:
        raise ConflictException(
            "CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT",
            "You cannot change the speaker ID after an enrollment has been requested. "
            f"Start another session than '{session.session_name}' for another speaker.",
        )


def _known_speaker(call: Call, domain: Domain, speaker_id: str) -> str:
    """Return the customer id of a speaker, who is PENDING from now on where it was not known (E7)."""
    if domain.speakers.find(speaker_id) is None and not speaker_id.startswith(speakers.GENERATED):
        domain.speakers.check_quota(call.context.quotas.speakers)
        domain.speakers.add(speaker_id, "PENDING", call.instant)
    return domain.speakers.get(speaker_id).customer_speaker_id

"""The operations: a request's body in, an answer out. No HTTP and no patching here: all doors lead here."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..api.exceptions import (
    SerializationException,
    UnknownOperationException,
    ValidationException,
    VoiceIDError,
)
from ..api.serialization import serialize
from ..api.validation import InvalidInput, read
from ..sdk.description import operations
from . import domains, fraudsters, session_evaluation, speakers, tags, watchlists
from .jobs import operations as jobs

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend

Handler = Callable[..., dict[str, Any]]

HANDLERS: Mapping[str, Handler] = {
    "AssociateFraudster": fraudsters.associate_fraudster,
    "CreateDomain": domains.create_domain,
    "CreateWatchlist": watchlists.create_watchlist,
    "DeleteDomain": domains.delete_domain,
    "DeleteFraudster": fraudsters.delete_fraudster,
    "DeleteSpeaker": speakers.delete_speaker,
    "DeleteWatchlist": watchlists.delete_watchlist,
    "DescribeDomain": domains.describe_domain,
    "DescribeFraudster": fraudsters.describe_fraudster,
    "DescribeFraudsterRegistrationJob": jobs.describe_fraudster_registration_job,
    "DescribeSpeaker": speakers.describe_speaker,
    "DescribeSpeakerEnrollmentJob": jobs.describe_speaker_enrollment_job,
    "DescribeWatchlist": watchlists.describe_watchlist,
    "DisassociateFraudster": fraudsters.disassociate_fraudster,
    "EvaluateSession": session_evaluation.evaluate_session,
    "ListDomains": domains.list_domains,
    "ListFraudsterRegistrationJobs": jobs.list_fraudster_registration_jobs,
    "ListFraudsters": fraudsters.list_fraudsters,
    "ListSpeakerEnrollmentJobs": jobs.list_speaker_enrollment_jobs,
    "ListSpeakers": speakers.list_speakers,
    "ListTagsForResource": tags.list_tags_for_resource,
    "ListWatchlists": watchlists.list_watchlists,
    "OptOutSpeaker": speakers.opt_out_speaker,
    "StartFraudsterRegistrationJob": jobs.start_fraudster_registration_job,
    "StartSpeakerEnrollmentJob": jobs.start_speaker_enrollment_job,
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
    "UpdateDomain": domains.update_domain,
    "UpdateWatchlist": watchlists.update_watchlist,
}
"""What answers each operation: its input members as keyword arguments, its output members as a dict."""

CLIENT_TOKEN = "client_token"  # noqa: S105 - the name of a member, not a secret


class Answer(NamedTuple):
    """What goes back to the client.

    Attributes:
        status: the HTTP status.
        text: the JSON object.
    """

    status: int
    text: str

    @property
    def body(self) -> bytes:
        """The JSON as it travels."""
        return self.text.encode()


def answer(
    backend: "VoiceIDBackend", operation: str, body: bytes, invocation_id: str | None = None
) -> Answer:
    """Answer a request.

    Args:
        backend: the account and region that it goes to.
        operation: the operation's name, as in the request's target.
        body: the JSON, as it came.
        invocation_id: the same for all attempts of one call; None where the client does not tell.
    """
    try:
        _check_known(operation)
        _check_trouble(backend, operation, invocation_id)
        return Answer(200, serialize(operation, perform(backend, operation, _document(body))))
    except VoiceIDError as error:
        return error_response(error)


def perform(backend: "VoiceIDBackend", operation: str, document: dict[str, Any]) -> dict[str, Any]:
    """Perform an operation, whoever asks for it.

    Args:
        backend: where.
        operation: its name in the API.
        document: its input, as it travels.

    Returns:
        its output members, as the handler gives them.

    Raises:
        VoiceIDError: it is refused.
    """
    try:
        arguments = read(operation, document)
    except InvalidInput as error:
        raise ValidationException(error.message) from None
    handler = HANDLERS[operation]
    token = arguments.pop(CLIENT_TOKEN, None)
    if token is None:
        return handler(backend, **arguments)
    return backend.client_tokens.once(
        operation, token, arguments, backend.instant(), lambda: handler(backend, **arguments)
    )


def error_response(error: VoiceIDError) -> Answer:
    """Return the answer that carries an error (V3)."""
    return Answer(error.status, json.dumps({"__type": error.code, **error.members()}))


def _check_known(operation: str) -> None:
    if operation not in operations():
        raise UnknownOperationException(f"Voice ID has no operation '{operation}'.")


def _check_trouble(backend: "VoiceIDBackend", operation: str, invocation_id: str | None) -> None:
    """Raise the error that a test ordered, or that there are too many calls (A2)."""
    voice_id = backend.settings
    fault = voice_id.faults.take(operation, invocation_id)
    if fault is not None:
        raise fault
    if voice_id.throttle:
        voice_id.throttling.count(backend.account_id, operation, backend.instant())


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = _decode(body.decode())
    except (ValueError, RecursionError):
        raise SerializationException("The body of the request is not JSON.") from None
    if not isinstance(document, dict):
        raise SerializationException("The body of the request is not a JSON object.")
    return document


def _refuse_constant(name: str) -> None:
    # Python reads NaN and Infinity, which are no JSON.
    raise ValueError(name)


# Made once: json's own functions make one for every call with such options.
_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode

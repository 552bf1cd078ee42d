"""Answering a request: from its body to the JSON of the answer. All entry points lead here."""

import json
from typing import Any, NamedTuple

from ..api.exceptions import (
    SerializationException,
    UnknownOperationException,
    ValidationException,
    VoiceIDError,
)
from ..api.serialization import serialize
from ..api.validation import InvalidInput, read
from ..sdk.description import operations
from .call import Call
from .operations import HANDLERS

CLIENT_TOKEN = "client_token"  # noqa: S105 - the name of a member, not a secret


class Answer(NamedTuple):
    """What goes back to the client.

    Attributes:
        status: the HTTP status.
        body: the JSON object.
    """

    status: int
    body: bytes


def answer(call: Call, operation: str, body: bytes, invocation_id: str | None = None) -> Answer:
    """Answer a request.

    Args:
        call: the account and region that it goes to, and what it is answered by.
        operation: the operation's name, as in the request's target.
        body: the JSON, as it came.
        invocation_id: the same for all attempts of one call; None where the client does not tell.
    """
    try:
        _check_known(operation)
        _check_trouble(call, operation, invocation_id)
        return Answer(200, serialize(operation, perform(call, operation, _document(body))).encode())
    except VoiceIDError as error:
        return error_response(error)


def perform(call: Call, operation: str, document: dict[str, Any]) -> dict[str, Any]:
    """Perform an operation, whoever asks for it.

    Args:
        call: where and when.
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
        return handler(call, **arguments)
    return call.region.client_tokens.once(
        operation, token, arguments, call.instant, lambda: handler(call, **arguments)
    )


def error_response(error: VoiceIDError) -> Answer:
    """Return the answer that carries an error (V3)."""
    return Answer(error.status, json.dumps({"__type": error.code, **error.members()}).encode())


def _check_known(operation: str) -> None:
    if operation not in operations():
        raise UnknownOperationException(f"Voice ID has no operation '{operation}'.")


def _check_trouble(call: Call, operation: str, invocation_id: str | None) -> None:
    """Raise the error that a test ordered, or that there are too many calls (A2)."""
    context = call.context
    fault = context._orders.take_call(operation, invocation_id)
    if fault is not None:
        raise fault
    if context.throttle:
        context._throttling.count(call.region.account_id, operation, call.instant)


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

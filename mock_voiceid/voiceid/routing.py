"""From an entry point to the rules: which operation of which account and region a request is for."""

import gzip
import logging
import re
import zlib
from collections.abc import Mapping

from ..api.exceptions import AccessDeniedException, InternalServerException, VoiceIDError
from ..control.context import current
from ..internals.randomness import new_uuid
from ..sdk.description import JSON_VERSION, TARGET_PREFIX
from ..service.answering import Answer, answer, error_response
from ..service.call import Call
from .models import REGIONS, VoiceIDBackend, voiceid_backends

log = logging.getLogger(__name__)

CONTENT_TYPE = f"application/x-amz-json-{JSON_VERSION}"

_ACCOUNT = re.compile("[0-9]{12}")
_GZIP = b"\x1f\x8b"  # how what gzip has compressed begins


class UnknownRegion(VoiceIDError):
    """Voice ID is not in that region (A3)."""

    @property
    def code(self) -> str:
        """The error's name on the wire."""
        return "UnrecognizedRegionException"


def operation_in(target: str) -> str:
    """Return the operation that an `X-Amz-Target` header names; a foreign target as a whole."""
    return target.removeprefix(f"{TARGET_PREFIX}.")


def decompressed(body: bytes) -> bytes:
    """Return a body as it was before a client compressed it: no JSON begins as gzip's files do."""
    if not body.startswith(_GZIP):
        return body
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return body  # which is no JSON


def backend_for(account_id: str, region: str) -> VoiceIDBackend:
    """Return the backend of an account and region.

    Raises:
        AccessDeniedException: the account is none.
        UnknownRegion: Voice ID was never there, and Moto does not allow other regions.
    """
    # Moto's own look-up makes the backend where there is none yet, and is not quick.
    regions: Mapping[str, VoiceIDBackend] = voiceid_backends.get(account_id) or {}
    backend = regions.get(region)
    if backend is not None:
        return backend
    if not isinstance(account_id, str) or not _ACCOUNT.fullmatch(account_id):
        raise AccessDeniedException(
            f"{account_id!r} is no account: an account id is text of 12 digits. A request's comes from the "
            "header x-moto-account-id, the variable MOTO_ACCOUNT_ID, or the credentials."
        )
    try:
        return voiceid_backends[account_id][region]
    except KeyError:
        raise UnknownRegion(
            f"Voice ID is not in {region}. It was in {', '.join(REGIONS)}. "
            "Set MOTO_ALLOW_NONEXISTENT_REGION=true to have it anywhere."
        ) from None


def respond(
    account_id: str, region: str, operation: str, body: bytes, invocation_id: str | None = None
) -> Answer:
    """Answer a request to an account and region: the gate through which every request enters.

    Args:
        account_id: the caller's.
        region: where the request goes.
        operation: the operation's name.
        body: the JSON, decompressed.
        invocation_id: the same for all attempts of one call; None if the client sends none.
    """
    context = current()
    with context.clock.request() as instant:
        try:
            backend = backend_for(account_id, region)
        except VoiceIDError as error:
            return error_response(error)
        return answer(Call(backend.region, context, instant), operation, body, invocation_id)


def respond_without_raising(
    account_id: str, region: str, operation: str, body: bytes, invocation_id: str | None
) -> Answer:
    """Answer a request that came over HTTP; see `respond`.

    What breaks inside is an `InternalServerException` to the client, and logged with its cause.
    """
    try:
        return respond(account_id, region, operation, body, invocation_id)
    except Exception:
        log.exception("Voice ID could not answer %s", operation)
        return error_response(
            InternalServerException("Something went wrong inside mock-voiceid; see its log.")
        )


def response_headers() -> dict[str, str]:
    """Return the headers that go with every answer."""
    return {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": new_uuid()}

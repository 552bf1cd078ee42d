"""The server's application: Voice ID itself, control over it, the page, and Moto for everything else."""

from collections.abc import Iterable
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from ..api.exceptions import SerializationException
from ..api.hosts import INVOCATION_ID, region_in
from ..internals.recorder import is_recorded_or_enforced
from ..sdk.description import TARGET_PREFIX
from ..service.answering import error_response
from ..voiceid.callers import account_of
from ..voiceid.moto_server import moto_application
from ..voiceid.routing import operation_in, respond_without_raising, response_headers
from .control import PREFIX, Control

ROOT = "/"

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*, x-amzn-RequestId, x-amzn-ErrorType, Date",
}
"""What lets a browser's script on any page see an answer."""


class Application:
    """A WSGI application. It answers Voice ID's requests by itself, as that is several times as fast."""

    def __init__(self) -> None:
        self._moto = moto_application()
        self._control = Control()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            answer = self._control.answer
        elif _is_for_voice_id(request):
            answer = _voice_id
        elif request.method == "OPTIONS":
            answer = _preflight
        else:
            return self._moto(environ, start_response)  # type: ignore[no-any-return]
        response = _preflight(request) if request.method == "OPTIONS" else answer(request)
        response.headers.extend(CORS)
        return response(environ, start_response)


def _is_for_voice_id(request: Request) -> bool:
    target = request.headers.get("X-Amz-Target", "")
    return (
        target.startswith(f"{TARGET_PREFIX}.")
        and request.path == ROOT
        and request.method == "POST"
        and not is_recorded_or_enforced()
    )


def _voice_id(request: Request) -> Response:
    headers = request.headers
    region = region_in(request.url, headers)
    try:
        body = request.get_data(cache=False)
    except HTTPException:
        # The client announced more than it sent.
        reply = error_response(SerializationException("The body of the request did not come to its end."))
    else:
        reply = respond_without_raising(
            account_of(headers, region),
            region,
            operation_in(headers["X-Amz-Target"]),
            body,
            headers.get(INVOCATION_ID),
        )
    return Response(reply.body, reply.status, response_headers())


def _preflight(request: Request) -> Response:
    asked = request.headers.get("Access-Control-Request-Headers", "*")
    headers = {
        "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, HEAD, PATCH, OPTIONS",
        "Access-Control-Allow-Headers": asked,
        "Access-Control-Max-Age": "3600",
    }
    return Response(status=200, headers=headers)

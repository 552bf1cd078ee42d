"""The server's application: Voice ID itself, control over it, the page, and Moto for everything else."""

import json
import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from email.utils import formatdate
from typing import Any

from werkzeug.wrappers import Request, Response

from ..api.exceptions import SerializationException
from ..api.hosts import INVOCATION_ID, region_in
from ..control import context
from ..instants import SECOND, iso_of
from ..internals.http_server import GONE, WAITING
from ..internals.real_time import wall_clock
from ..internals.recorder import is_recorded_or_enforced
from ..sdk.description import TARGET_PREFIX
from ..service.answering import error_response
from ..voiceid.callers import account_of
from ..voiceid.moto_application import moto_application
from ..voiceid.routing import operation_in, respond_without_raising, response_headers
from . import bodies, long_polls, moto_requests
from .access import Access, preflight
from .control import PREFIX, Control, refuse

log = logging.getLogger(__name__)

ROOT = "/"

TIME_HEADER = "x-mock-voiceid-time"
"""The header of every answer that carries simulated time. `Date` is the real one, as of any server."""

_REPLACED = frozenset(
    {
        "date",
        "connection",
        "keep-alive",
        "transfer-encoding",
        "access-control-allow-origin",
        "access-control-expose-headers",
    }
)
"""Headers of Moto's answers that this server sets by itself, or its HTTP does."""

_JSON_TYPE = "application/x-amz-json-1.1"

StartResponse = Callable[..., Any]


class Application:
    """A WSGI application. It answers Voice ID's requests by itself, as that is several times as fast.

    Args:
        access: who may talk to it.
    """

    def __init__(self, access: Access | None = None) -> None:
        self._access = access or Access()
        self._moto = moto_application()
        self._control = Control()
        long_polls.install()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        control = _is_control(request)
        more = self._access.headers_for(request, control=control)

        def start(status: str, headers: list[tuple[str, str]], *others: Any) -> Any:
            kept = [one for one in headers if one[0].lower() not in _REPLACED]
            kept += [("Date", formatdate(wall_clock(), usegmt=True)), (TIME_HEADER, _simulated_time()), *more]
            return start_response(status, kept, *others)

        response = self._refused(request, control)
        if response is not None:
            pass
        elif request.method == "OPTIONS":
            response = preflight(request)
        elif control:
            response = self._control.answer(request)
        elif _is_for_voice_id(request):
            response = _voice_id(request)
        else:
            return self._others(environ, request, start)
        return response(environ, start)

    def _refused(self, request: Request, control: bool) -> Response | None:
        host, origin = request.headers.get("Host"), request.headers.get("Origin")
        if host is not None and self._access.refuses_host(host):
            return refuse(
                403,
                f"The Host {host!r} is not a name of this server. Use localhost, an IP address or a name "
                f"without a dot; or start the server with --allow-origin http://{host}",
            )
        if control and self._access.refuses_control(request):
            return refuse(
                403,
                f"Pages of the origin {origin!r} may not use {PREFIX}/. To allow it, start the server with "
                f"--allow-origin {origin}",
            )
        if not control and self._access.refuses_call(request):
            return _aws_error(
                403,
                "AccessDeniedException",
                f"Pages of the origin {origin!r} may not call AWS here. To allow it, start the server with "
                f"--cors-origin {origin}",
            )
        return None

    def _others(self, environ: dict[str, Any], request: Request, start: StartResponse) -> Iterable[bytes]:
        try:
            bodies.decompress(environ)
        except bodies.BadBody as error:
            return refuse(error.status, str(error))(environ, start)
        bodies.correct_content_type(environ)
        try:
            moto_requests.route_unsigned(environ, request)
        except moto_requests.Unroutable as error:
            return _aws_error(400, "MissingAuthenticationTokenException", str(error))(environ, start)
        moto_requests.find_template(environ)
        answering = long_polls.Request(
            environ.get(GONE, bool),
            environ.get(WAITING, nullcontext),
            lambda: context.current().clock.settle(),
        )
        before = long_polls.answering.set(answering)
        try:
            return self._motos_answer(environ, start)
        except Exception:
            # Moto lets out what goes wrong in it, and waitress would hang up at an OSError.
            log.exception("Moto could not answer %s %s", request.method, request.path)
            message = "Something went wrong inside Moto; see the log of mock-voiceid."
            return _aws_error(500, "InternalFailure", message)(environ, start)
        finally:
            long_polls.answering.reset(before)

    def _motos_answer(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        correct = moto_requests.correction_for(environ)
        if correct is None:
            return self._moto(environ, start)  # type: ignore[no-any-return]
        response = Response.from_app(self._moto, environ)
        by = round(wall_clock() * SECOND) - context.current().clock.instant()
        response.set_data(correct(response.get_data(), by))
        return response(environ, start)


def _is_control(request: Request) -> bool:
    path = request.path
    if path != PREFIX and not path.startswith(f"{PREFIX}/"):
        return False
    # S3 has buckets of that name too, and its requests are signed.
    signed = request.headers.get("Authorization", "").startswith("AWS")
    return not signed and request.args.keys().isdisjoint(("X-Amz-Signature", "Signature"))


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
        body = bodies.json_body(request)
    except bodies.TooLarge as error:
        reply = error_response(SerializationException(str(error)))
    else:
        reply = respond_without_raising(
            account_of(headers, region),
            region,
            operation_in(headers["X-Amz-Target"]),
            body,
            headers.get(INVOCATION_ID),
        )
    return Response(reply.body, reply.status, response_headers())


def _simulated_time() -> str:
    return iso_of(context.current().clock.instant())


def _aws_error(status: int, code: str, message: str) -> Response:
    body = json.dumps({"__type": code, "Message": message})
    return Response(body, status, content_type=_JSON_TYPE)

"""The handle over HTTP: JSON in and out, under `/mock-voiceid/`, and the page."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from ..api.exceptions import VoiceIDError
from ..control import context
from ..handle.voice_id import VoiceID
from .endpoints import ENDPOINTS, Endpoint
from .fields import BadInput
from .openapi import document

PREFIX = "/mock-voiceid"

PAGE = Path(__file__).with_name("page.html")


class Control:
    """Answers what is asked under `/mock-voiceid/`, with the handle of the innermost active mock."""

    def answer(self, request: Request) -> Response:
        """Answer a request."""
        path = request.path.removeprefix(PREFIX)
        match path:
            case "":
                return redirect(f"{PREFIX}/")
            case "/":
                return _for(request, {"GET": _page})
            case "/openapi.json":
                return _for(request, {"GET": lambda _: _json(200, document(PREFIX))})
        endpoints = {one.method: one for one in ENDPOINTS if f"/{one.path}" == path}
        if not endpoints:
            known = ", ".join(f"{one.method} {PREFIX}/{one.path}" for one in ENDPOINTS)
            return _error_response(404, f"There is no {request.path}. There is {known}.")
        return _for(request, {method: _performer(one) for method, one in endpoints.items()})


def _for(request: Request, by_method: dict[str, Callable[[Request], Response]]) -> Response:
    method = "GET" if request.method == "HEAD" else request.method
    if method in by_method:
        return by_method[method](request)
    allowed = ", ".join(sorted(by_method))
    error_response = _error_response(405, f"{request.path} takes {allowed}, not {request.method}.")
    error_response.headers["Allow"] = allowed
    return error_response


def _page(_: Request) -> Response:
    return Response(PAGE.read_bytes(), 200, content_type="text/html; charset=utf-8")


def _performer(endpoint: Endpoint) -> Callable[[Request], Response]:
    def perform(request: Request) -> Response:
        voice_id = context.current()
        if not isinstance(voice_id, VoiceID):
            return _error_response(
                409, "No mock_voiceid is active in this process: start one, such as `with mock_voiceid():`."
            )
        try:
            given = _query(request) if endpoint.method == "GET" else _body(request)
            return _json(200, _perform(endpoint, voice_id, given))
        except BadInput as error:
            return _error_response(400, error.message, field=error.field)
        except VoiceIDError as error:
            return _error_response(error.status, error.message, error=error.code)
        except (AttributeError, TypeError, ValueError) as error:
            # The handle checks what it is given, and names it.
            return _error_response(400, str(error), field=endpoint.field_in(str(error)))

    return perform


def _perform(endpoint: Endpoint, voice_id: VoiceID, given: dict[str, Any]) -> Any:
    arguments = endpoint.arguments(given)
    with voice_id.clock.request():
        return endpoint.perform(voice_id, arguments)


def _query(request: Request) -> dict[str, Any]:
    return request.args.to_dict()


def _body(request: Request) -> dict[str, Any]:
    try:
        text = request.get_data(cache=False).decode()
    except UnicodeDecodeError:
        raise BadInput(None, "The body is not UTF-8.") from None
    except HTTPException:
        raise BadInput(None, "The body did not come to its end.") from None
    if not text.strip():
        return {}
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput(None, "The body is not JSON.") from None
    if not isinstance(given, dict):
        raise BadInput(None, "The body is not a JSON object.")
    return given


def _error_response(status: int, message: str, **more: str | None) -> Response:
    return _json(status, {"message": message, **{name: value for name, value in more.items() if value}})


def _json(status: int, value: Any) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")

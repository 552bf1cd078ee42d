"""The handle over HTTP: JSON in and out, under `/mock-voiceid/`, and the page."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from ..api.exceptions import ResourceNotFoundException, VoiceIDError
from ..control import context
from ..handle.voice_id import VoiceID
from .bodies import TooLarge, json_body
from .endpoints import ENDPOINTS, Endpoint
from .fields import BadInput
from .openapi import document

PREFIX = "/mock-voiceid"

PAGE = Path(__file__).with_name("page")

_FILES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
}

_FIELDS = {
    "DOMAIN": "domain_id",
    "SESSION": "session",
    "SPEAKER": "speaker_id",
    "WATCHLIST": "watchlist_id",
}
"""The field that names a resource that is not there."""

Answer = Callable[[Request], Response]


class NoMock(Exception):
    """No mock is active."""


class Control:
    """Answers the requests under `/mock-voiceid/`, with the handle of the innermost active mock."""

    def __init__(self) -> None:
        answers: list[tuple[str, str, Answer]] = [
            *(("GET", path, partial(_file, *file)) for path, file in _FILES.items()),
            ("GET", "openapi.json", _openapi),
            *((one.method, one.path, partial(_perform, one)) for one in ENDPOINTS),
        ]
        self._routes = Map(
            [Rule(f"{PREFIX}/{path}", endpoint=answer, methods=[method]) for method, path, answer in answers],
            merge_slashes=False,
        ).bind("")

    def answer(self, request: Request) -> Response:
        """Answer a request."""
        try:
            answer, _ = self._routes.match(request.path, request.method)
        except RequestRedirect:
            # Only the page has a path that ends with a slash.
            return redirect(f"{PREFIX}/")
        except NotFound:
            known = ", ".join(f"{one.method} {PREFIX}/{one.path}" for one in ENDPOINTS)
            return refuse(404, f"There is no {request.path}. There is {known}.")
        except MethodNotAllowed as wrong:
            allowed = ", ".join(sorted(wrong.valid_methods or ()))
            refused = refuse(405, f"{request.path} takes {allowed}, not {request.method}.")
            refused.headers["Allow"] = allowed
            return refused
        answered: Response = answer(request)
        return answered


def _file(name: str, content_type: str, _: Request) -> Response:
    # Nobody may show the page in a frame, where others could aim a visitor's clicks.
    headers = {"Cache-Control": "no-cache", "X-Frame-Options": "DENY"}
    return Response((PAGE / name).read_bytes(), 200, headers, content_type=content_type)


def _openapi(_: Request) -> Response:
    return _json(200, document(PREFIX))


def _perform(endpoint: Endpoint, request: Request) -> Response:
    try:
        given = _query(request) if endpoint.method == "GET" else _body(request)
        return _json(200, _with_handle(lambda voice_id: endpoint.perform(voice_id, given)))
    except NoMock as error:
        return refuse(409, str(error))
    except BadInput as error:
        return refuse(error.status, error.message, field=error.field)
    except TooLarge as error:
        return refuse(413, str(error))
    except ResourceNotFoundException as error:
        return refuse(404, error.message, error=error.code, field=_FIELDS.get(error.resource_type))
    except VoiceIDError as error:
        return refuse(409, error.message, error=error.code)
    except (TypeError, ValueError) as error:
        # Each field is right by itself, but not together with others, or in the present state.
        return refuse(409, str(error), field=endpoint.to_blame(given))


def _with_handle(action: Callable[[VoiceID], Any]) -> Any:
    """Return what an action on the innermost active mock returns, after what is scheduled by now.

    Raises:
        NoMock: no mock is active.
    """
    while True:
        voice_id = context.current()
        if not isinstance(voice_id, VoiceID):
            raise NoMock("No mock_voiceid is active in this process: start one with `with mock_voiceid():`.")
        try:
            with voice_id.clock.request():
                return action(voice_id)
        except RuntimeError:
            # Another thread has ended this mock meanwhile, and nothing was done.
            if not voice_id.clock.ended:
                raise


def _query(request: Request) -> dict[str, Any]:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise BadInput(name, f"{name} must be given once, got {len(values)} values.")
    return request.args.to_dict()


def _body(request: Request) -> dict[str, Any]:
    for name in request.args:
        raise BadInput(name, f"{request.method} {request.path} takes no query. Send {name!r} in the body.")
    try:
        text = json_body(request).decode()
    except UnicodeDecodeError:
        raise BadInput(None, "The body is not UTF-8.") from None
    if not text.strip():
        return {}
    try:
        given = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadInput(None, "The body is not JSON.") from None
    if not isinstance(given, dict):
        raise BadInput(None, "The body is not a JSON object.")
    return given


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def refuse(status: int, message: str, **more: str | None) -> Response:
    """Return an answer that says why a request is refused.

    Args:
        status: the HTTP status.
        message: what was given, and what is allowed.
        more: further members of the document; those that are None are left out.
    """
    return _json(status, {"message": message, **{name: value for name, value in more.items() if value}})


def _json(status: int, value: Any) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")

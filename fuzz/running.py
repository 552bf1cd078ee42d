"""Sends requests and checks each response."""

import faulthandler
import json
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from mock_voiceid import Quotas
from mock_voiceid.api.exceptions import VoiceIDError
from mock_voiceid.control.context import current
from mock_voiceid.server.control import PREFIX
from mock_voiceid.server.endpoints import ENDPOINTS
from tests.contract.conformance import problems_of, read
from tests.load.invariants import check_invariants

from .documents import Known, resolved, spoil
from .entry_points import TARGET, EntryPoint, Request, handlers
from .steps import ALMOST, BODIES, WILD, Ask, Call, Control, Step, TimePasses, Wild
from .tally import VALID, Tally
from .world import World, request_for

HANGS = 60.0
"""Seconds of real time after which a sequence of requests is considered to hang."""

SERVER_ERRORS = 500
YEAR, LAST_YEAR = 366 * 86_400, 9_998

_ORDERED = "The test ordered this"

_REAL = {"clock": time.perf_counter}
"""In a dict, because freezegun replaces names in modules."""


class Runner:
    """Sends requests to a world through an entry point.

    Args:
        world: the world.
        entry_point: sends the requests.
        name: name of the entry point in the report.
        tally: counts the responses.
    """

    def __init__(self, world: World, entry_point: EntryPoint, name: str, tally: Tally) -> None:
        self._world = world
        self._entry_point = entry_point
        self._name = name
        self._tally = tally
        self._quotas = True
        self._ordered: set[str] = set()

    def run(self, steps: list[Step]) -> None:
        """Execute steps, then check the state.

        Raises:
            AssertionError: a response violates the model, or the state is inconsistent.
        """
        with _no_hanging():
            for step in steps:
                self._take(step)
            self._check_state()

    def _take(self, step: Step) -> None:
        match step:
            case Ask():
                self._ask(step)
            case Wild():
                self._wild(step)
            case Control():
                self._control(step)
            case TimePasses():
                self._pass_time(step.seconds)
            case Call():
                domain = self._world.domain(step.pick % 12)
                try:
                    if domain is not None:
                        self._world.call(step.what, domain, step.pick, step.speaker)
                except VoiceIDError:
                    pass  # for example, the session already streams

    def _pass_time(self, seconds: float) -> None:
        clock = self._world.handle.clock
        # A control request may have moved the clock to the end of time.
        if clock.now().year + seconds / YEAR < LAST_YEAR:
            clock.tick(seconds)

    def _ask(self, ask: Ask) -> None:
        kind = ALMOST if ask.spoiling else VALID
        status, body = self._send(self._request(ask), kind, ask.operation)
        self._check(ask.operation, status, body)
        if status == 200:
            token = read(body).get("NextToken")
            if token:
                self._world.tokens.append(token)

    def _request(self, ask: Ask) -> Request:
        whole = self._resolved(ask.members)
        text = spoil(ask.operation, whole, ask.spoiling) if ask.spoiling else json.dumps(whole)
        if not ask.ascii_only:
            text = _unescaped(text)
        return request_for(ask.operation, text.encode("utf-8", "surrogatepass"))

    def _wild(self, wild: Wild) -> None:
        valid = self._request(wild.ask)
        headers = {**valid.headers, **wild.headers}
        if wild.target is not None:
            headers[TARGET] = wild.target
            if not wild.target:
                del headers[TARGET]
        request = Request(wild.method, wild.path, headers, BODIES[wild.body](valid.body, wild.noise))
        if self._is_for_voice_id(request):
            status, body = self._send(request, WILD, wild.body)
            self._check(headers[TARGET].removeprefix("VoiceID."), status, body)
            return
        try:
            self._send(request, "not for Voice ID", wild.body)
        except Exception as error:
            # Moto answers requests to other services, and fails at some of these.
            where = traceback.extract_tb(error.__traceback__)[-1].filename
            assert "mock_voiceid" not in where
            self._tally.add((self._name, "not for Voice ID", wild.body, f"Moto's {type(error).__name__}"), 0)

    @staticmethod
    def _is_for_voice_id(request: Request) -> bool:
        return (
            request.method == "POST"
            and request.path == "/"
            and request.headers.get(TARGET, "").startswith("VoiceID.")
            and "Content-Encoding" not in request.headers
            and "Transfer-Encoding" not in request.headers
        )

    def _control(self, control: Control) -> None:
        endpoint = ENDPOINTS[control.endpoint]
        given = self._resolved(control.given)
        method = control.method or endpoint.method
        path, body = f"{PREFIX}/{endpoint.path}", b""
        if endpoint.method == "GET":
            path += "?" + urlencode(
                {
                    name: value if isinstance(value, str) else json.dumps(value)
                    for name, value in given.items()
                },
                errors="replace",
            )
        else:
            body = json.dumps(given).encode()
        if control.raw is not None:
            body = control.raw
        request = Request(method, path, {"Content-Type": "application/json"}, body)
        kind = "control, valid" if control.valid else "control, spoilt"
        status, answer = self._send(request, kind, f"{endpoint.method} {endpoint.path}")
        if status == 200 and endpoint.path in ("options", "reset", "faults"):
            self._quotas = False
        if status == 200 and endpoint.path == "faults" and endpoint.method == method:
            self._ordered.add(json.loads(body).get("message", ""))
        assert status < SERVER_ERRORS, f"{method} {path} {body!r} answers {status}: {answer[:500]!r}"
        if method == endpoint.method:
            document = read(answer)
            assert status == 200 or document["message"], answer

    def _resolved(self, value: dict[str, Any]) -> dict[str, Any]:
        where = value.get("DomainId", value.get("domain_id", Known("DomainId", 0)))
        domain = self._world.domain(where.pick) if isinstance(where, Known) else None
        whole: dict[str, Any] = resolved(value, lambda known: self._world.known(known, domain))
        return whole

    def _send(self, request: Request, kind: str, asked: str) -> tuple[int, bytes]:
        begun = _REAL["clock"]()
        status, body = self._entry_point(request)
        self._tally.add((self._name, kind, asked, _outcome(status, body)), _REAL["clock"]() - begun)
        return status, body

    def _check(self, operation: str, status: int, body: bytes) -> None:
        if self._is_ordered(body):
            return
        problems = problems_of(operation, status, body)
        assert not problems, f"{operation} answers {status} and violates its model: {problems} {body[:500]!r}"
        assert status < SERVER_ERRORS, body

    def _is_ordered(self, body: bytes) -> bool:
        """Return whether a response is an error that a control request injected."""
        if f'"Message": "{_ORDERED}'.encode() in body:
            return True
        return bool(self._ordered) and read(body).get("Message") in self._ordered

    def _check_state(self) -> None:
        handle = self._world.handle
        handle.faults.clear()
        handle.throttle = handle.strict = False
        if not self._quotas:
            # They may be lower now than the number of existing resources.
            handle.quotas = Quotas(domains=10**6, watchlists=10**6, active_jobs=10**6)

        def ask(operation: str, **members: Any) -> dict[str, Any]:
            status, body = handlers(request_for(operation, json.dumps(members).encode()))
            self._check(operation, status, body)
            assert status == 200, f"{operation} {members}: {body!r}"
            document: dict[str, Any] = read(body)
            return document

        check_invariants(ask, handle.quotas, handle.clock.now())
        assert current() is handle


def _outcome(status: int, body: bytes) -> str:
    if status == 200:
        return "200"
    try:
        document = json.loads(body)
        return f"{status} {document.get('__type', document.get('error', ''))}".strip()
    except (ValueError, AttributeError):
        return f"{status} not JSON"


def _unescaped(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


@contextmanager
def _no_hanging() -> Iterator[None]:
    # Exit with the stacks of all threads if a request hangs.
    faulthandler.dump_traceback_later(HANGS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()

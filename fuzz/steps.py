"""The steps of a fuzzing run: requests of every kind, and other events between them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from mock_voiceid.sdk.description import operations, shape
from mock_voiceid.server.endpoints import ENDPOINTS, Endpoint

from .documents import PICKS, Known, Spoiling, all_operations, document, spoilings

ALMOST, WILD = "almost valid", "wild"


@dataclass(frozen=True)
class Ask:
    """A request for an operation, valid unless spoilt."""

    operation: str
    members: dict[str, Any]
    spoiling: Spoiling | None = None
    ascii_only: bool = True


@dataclass(frozen=True)
class Wild:
    """A request with an arbitrary body, target, method, path or headers.

    Args:
        ask: a valid request to derive the body from.
        body: how to derive it, a key of `BODIES`.
        noise: random bytes for the body.
        target: value of the target header; None for the right one, empty to leave it out.
        method: HTTP method.
        path: path and query.
        headers: additional headers.
    """

    ask: Ask
    body: str
    noise: bytes
    target: str | None
    method: str
    path: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Control:
    """A request to an endpoint under `/mock-voiceid/`.

    Args:
        endpoint: index in `ENDPOINTS`.
        given: fields of the request.
        valid: whether the fields are valid.
        raw: body to send instead of the fields as JSON.
        method: HTTP method to use instead of the endpoint's.
    """

    endpoint: int
    given: dict[str, Any]
    valid: bool
    raw: bytes | None = None
    method: str | None = None


@dataclass(frozen=True)
class TimePasses:
    """Advances the clock, by simulated seconds."""

    seconds: float


@dataclass(frozen=True)
class Call:
    """An event in a call: a session starts, enrolls or ends."""

    what: str
    pick: int
    speaker: int


Step = Ask | Wild | Control | TimePasses | Call

_GAPS = (0, 1e-6, 0.5, 1, 5, 5.5, 6, 10, 30, 60, 300, 1_200, 86_400, 31 * 86_400, 1_100 * 86_400)

_beside: st.SearchStrategy[Step] = st.builds(
    TimePasses, st.sampled_from([*_GAPS[:10], *_GAPS[:10], *_GAPS])
) | st.builds(
    Call,
    st.sampled_from(["start", "start", "enroll", "set speaker", "end"]),
    st.integers(0, PICKS - 1),
    st.integers(0, PICKS - 1),
)


@st.composite
def _valid(draw: st.DrawFn) -> Ask:
    operation = draw(st.sampled_from(_OPERATIONS))
    return Ask(operation, draw(document(operation)))


_OPERATIONS = list(all_operations())
valid_asks: st.SearchStrategy[Ask] = _valid()


@st.composite
def _almost_valid(draw: st.DrawFn) -> Ask:
    ask = draw(valid_asks)
    return Ask(ask.operation, ask.members, draw(spoilings), ascii_only=draw(st.booleans()))


almost_valid_asks: st.SearchStrategy[Ask] = _almost_valid()


def _cut(whole: bytes, noise: bytes) -> bytes:
    return whole[: sum(noise) % max(1, len(whole))]


BODIES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "whole": lambda whole, noise: whole,
    "noise": lambda whole, noise: noise,
    "cut": _cut,
    "noise within": lambda whole, noise: _cut(whole, noise) + noise + whole[len(_cut(whole, noise)) :],
    "noise after": lambda whole, noise: whole + noise,
    "twice": lambda whole, noise: whole + whole,
    "in a list": lambda whole, noise: b"[" + whole + b"]",
    "as text": lambda whole, noise: json.dumps(whole.decode()).encode(),
    "UTF-16": lambda whole, noise: whole.decode().encode("utf-16"),
    "UTF-32": lambda whole, noise: whole.decode().encode("utf-32-be"),
    "with a byte order mark": lambda whole, noise: whole.decode().encode("utf-8-sig"),
    "UTF-7": lambda whole, noise: whole.decode().encode("utf-7"),
    "surrogates": lambda whole, noise: whole[:-1] + b', "a": "\xed\xa0\x80"}',
    "nothing": lambda whole, noise: b"",
    "blank": lambda whole, noise: b" \r\n\t",
    "nulls": lambda whole, noise: bytes(len(noise)),
    "deep": lambda whole, noise: b"[" * 100_000,
    "a form": lambda whole, noise: b"Action=ListDomains&Version=2021-09-27",
}
"""Functions that derive the body of a wild request from a valid body and noise."""

_TARGETS = (
    "",
    "VoiceID.",
    "VoiceID",
    "VoiceID.listdomains",
    "VoiceID.ListDomains.ListDomains",
    "VoiceID.ListDomains ",
    "VoiceID._reader",
    "VoiceID.__class__",
    "VoiceID.VoiceID.ListDomains",
    "voiceid.ListDomains",
    "DynamoDB_20120810.ListTables",
    "VoiceID.\xe9",
    "VoiceID." + "a" * 5_000,
)
_HEADERS: dict[str, tuple[str, ...]] = {
    "Content-Type": ("", "text/plain", "application/json; charset=utf-16", "multipart/form-data", "\xff;=;="),
    "Authorization": (
        "",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=",
        "AWS4-HMAC-SHA256 Credential=a/20260105/eu-west-1/voiceid/aws4_request, Signature=b",
        "AWS4-HMAC-SHA256 Credential=\xff/1/\xe9/voiceid/aws4_request",
        "Basic YTpi",
    ),
    "User-Agent": ("", "region/eu-west-1", "region/xx-yyyy-0", "region/us-east-1 region/eu-west-2", "\xff"),
    "x-moto-account-id": ("", "1", "abc", "\xe9", "123456789012 ", "a" * 1_000),
    "amz-sdk-invocation-id": ("", "one", "\xff\xfe"),
    "Accept": ("", "text/html", "\xff"),
    "Origin": ("null", "https://example.com"),
    "Host": ("", "voiceid.eu-west-1.amazonaws.com", "voiceid.mars.amazonaws.com", "a b", "[::1", "\xff"),
    "Content-Length": ("", "abc", "-1", "0", "1", "99999999999999999999", "\xb2"),
    "Transfer-Encoding": ("identity", "gzip"),
    "Content-Encoding": ("gzip", "deflate", "identity", "\xff"),
    "Expect": ("100-continue",),
    "X-Forwarded-Host": ("voiceid.eu-west-2.amazonaws.com", "\xff"),
}
_headers = st.lists(
    st.sampled_from([(name, value) for name, values in _HEADERS.items() for value in values]), max_size=2
).map(dict)

METHODS = ("GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "post", "BREW")
_PATHS = (
    "//",
    "/x",
    "/?",
    "/?Action=ListDomains",
    "/%ff",
    "/../",
    "/mock-voiceid",
    "/mock-voiceidx",
    "/\xe9",
)


def wild_requests(*, well_addressed: bool) -> st.SearchStrategy[Wild]:
    """Return wild requests; well-addressed ones are a POST to `/` with a target of Voice ID."""
    for_voice_id = [target for target in _TARGETS if target.startswith("VoiceID.")]
    targets = st.sampled_from([None] * 20 + for_voice_id if well_addressed else [None] * 10 + list(_TARGETS))
    return st.builds(
        Wild,
        valid_asks,
        st.sampled_from([*BODIES, "noise within", "cut"]),
        st.binary(min_size=1, max_size=24),
        targets,
        st.just("POST") if well_addressed else st.sampled_from(["POST"] * 12 + list(METHODS)),
        st.just("/") if well_addressed else st.sampled_from(["/"] * 12 + list(_PATHS)),
        _headers if not well_addressed else st.just({}),
    )


# Control

_NUMBERS = (0, 1, 5, 10, 50, 60, 99, 100, 3_600, 0.5, 1e-7, 1e5)
_ODD: tuple[Any, ...] = (
    None,
    "",
    "a",
    "é\ud800",
    True,
    -1,
    101,
    1e308,
    1e14,
    3e11,
    10**400,
    2**63,
    1e-320,
    [],
    {},
    {"a": 1},
    "9999-12-31T23:59:59Z",
    "0001-01-01",
    "2026-01-05T09:00:00+99:99",
    "NaN",
    float("nan"),
    float("inf"),
)
_TIMES = ("2026-01-05T09:00:00Z", "2027-01-01", "2026-03-01T00:00:00+02:00", "2026-01-05T09:00:00.1234567Z")
_TEXT_OF = {
    "domain_id": "DomainId",
    "session": "SessionNameOrId",
    "speaker_id": "SpeakerId",
    "watchlist_id": "WatchlistId",
    "job_id": "JobId",
    "s3_uri": "S3Uri",
}
_ENUMS: dict[str, list[str]] = {
    "operation": list(operations()),
    "error": sorted({error for operation in operations().values() for error in operation.errors}),
    "resource_type": shape("ResourceType")["enum"],
    "conflict_type": shape("ConflictType")["enum"],
    "name": [f"call-{number}" for number in range(60)],
    "instant": list(_TIMES),
    "at": list(_TIMES),
    "request_id": [f"request-{number}" for number in range(6)],
}
_OBJECTS: dict[str, list[dict[str, Any]]] = {
    "timing": [{"queue": 0}, {"per_request": 0.001}, {"queue": 5, "per_request": 1}, {"streaming": 2}],
    "quotas": [{"domains": 3}, {"active_jobs": 4}, {"watchlists": 10}, {"sessions": 1}, {"speakers": 3}],
}


def _field(name: str, kind: str) -> st.SearchStrategy[Any]:
    if name in _TEXT_OF:
        return st.integers(0, PICKS - 1).map(lambda pick: Known(_TEXT_OF[name], pick))
    if name in _ENUMS:
        return st.sampled_from(_ENUMS[name])
    if name in _OBJECTS:
        return st.sampled_from(_OBJECTS[name])
    match kind:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.sampled_from(
                [number for number in _NUMBERS if isinstance(number, int)] + [400, 409, 500]
            )
        case "number":
            return st.sampled_from(_NUMBERS)
    return st.sampled_from(["anna", "bert", "carl"])


@st.composite
def _control(draw: st.DrawFn) -> Control:
    number = draw(st.sampled_from(_ENDPOINTS))
    endpoint = ENDPOINTS[number]
    optional = draw(st.integers(0, 2**12 - 1))
    given = {
        field.name: draw(_field(field.name, field.kind))
        for position, field in enumerate(endpoint.fields)
        if field.required or optional >> position & 1
    }
    if draw(st.booleans()):
        return Control(number, given, valid=True)
    match draw(st.integers(0, 5)):
        case 0:
            return Control(number, given, False, raw=draw(st.binary(max_size=24)))
        case 1:
            return Control(number, given, False, method=draw(st.sampled_from(METHODS)))
        case 2:
            return Control(number, {**given, draw(st.sampled_from(["", "Seconds", "é\ud800"])): 1}, False)
    for name in draw(st.lists(st.sampled_from([*_names(endpoint)]), min_size=1, max_size=2)):
        odd = draw(st.sampled_from(_ODD))
        given[name] = {draw(st.sampled_from(_INNER)): odd} if name in _OBJECTS and draw(_TWICE) else odd
    return Control(number, given, False)


_TWICE = st.booleans()
_INNER = (
    "queue",
    "per_request",
    "reencryption",
    "domain_deletion",
    "speaker_expiry",
    "streaming",
    "domains",
    "active_jobs",
    "speakers",
    "sessions",
    "watchlists",
    "a",
)


def _names(endpoint: Endpoint) -> list[str]:
    return [field.name for field in endpoint.fields] or ["seconds"]


# Endpoints that reset or fail everything are rarely called.
_ENDPOINTS = [
    number for number, one in enumerate(ENDPOINTS) for _ in range(1 if one.path in ("reset", "faults") else 4)
]

controls: st.SearchStrategy[Control] = _control()


@dataclass(frozen=True)
class Mixture:
    """The mixture of steps in a run, in percent of each kind; `lengths` is the least and most steps."""

    valid: int
    almost: int
    wild: int = 0
    control: int = 0
    beside: int = 12
    well_addressed: bool = True
    lengths: tuple[int, int] = field(default=(30, 50))

    def sequences(self) -> st.SearchStrategy[list[Step]]:
        """Return sequences of steps."""
        parts: list[tuple[int, st.SearchStrategy[Any]]] = [
            (self.valid, valid_asks),
            (self.almost, almost_valid_asks),
            (self.wild, wild_requests(well_addressed=self.well_addressed)),
            (self.control, controls),
            (self.beside, _beside),
        ]
        which = [strategy for weight, strategy in parts for _ in range(weight // 4)]
        least, most = self.lengths
        return st.lists(
            st.sampled_from(which).flatmap(lambda strategy: strategy), min_size=least, max_size=most
        )

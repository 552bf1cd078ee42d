"""Generates valid documents from the service model, and spoils them."""

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from mock_voiceid.sdk.description import operations, shape
from tests.api.test_validation_properties import valid
from tests.contract.samples import breaks, full, largest, places, recipe, smallest


@dataclass(frozen=True)
class Known:
    """A placeholder for a value that exists in the world when the request is sent, such as a speaker id.

    Args:
        shape_name: the shape of the value.
        pick: which of the existing values, 0 to `PICKS` - 1; see `World.known`.
    """

    shape_name: str
    pick: int


KNOWN = (
    "AmazonResourceName",
    "DomainId",
    "FraudsterId",
    "IamRoleArn",
    "JobId",
    "KmsKeyId",
    "NextToken",
    "S3Uri",
    "SessionNameOrId",
    "SpeakerId",
    "WatchlistId",
)
"""Shapes whose values come from the world."""

PICKS = 16
"""The number of different picks."""

# Rarely sent, because most requests with them fail or repeat an earlier response.
_RARE = ("NextToken", "ClientToken")
_SAMPLED = {"JobName", "DomainName", "WatchlistName", "ClientTokenString", "TagKey", "TagValue"}


@functools.cache
def document(operation: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return valid documents of an operation, with `Known` placeholders."""
    return _structure(operations()[operation].input_shape)


@functools.cache
def _value(shape_name: str) -> st.SearchStrategy[Any]:
    if shape_name in KNOWN:
        return st.integers(0, PICKS - 1).map(functools.partial(Known, shape_name))
    description = shape(shape_name)
    match description["type"]:
        case "structure":
            return _structure(shape_name)
        case "list":
            most = min(description["max"], 3)
            return st.lists(
                _value(description["member"]["shape"]), min_size=description["min"], max_size=most
            )
        case "integer":
            return st.integers(description["min"], description["max"])
    if "enum" in description:
        return st.sampled_from(description["enum"])
    return st.sampled_from(texts(shape_name)) | valid(shape_name)


@functools.cache
def texts(shape_name: str) -> tuple[str, ...]:
    """Return strings of a shape: at the limits of its constraints, and ordinary ones."""
    description = shape(shape_name)
    least, most = description["min"], description["max"]
    candidates = [smallest(shape_name), full(shape_name), largest(shape_name), *recipe(shape_name).near_hits]
    everyday = [text for text in candidates if least <= len(text) <= most]
    return (*(f"name-{number}" for number in range(3)), *everyday)


def _structure(shape_name: str) -> st.SearchStrategy[dict[str, Any]]:
    description = shape(shape_name)
    required = description.get("required", ())
    members = [(name, member["shape"], name in required) for name, member in description["members"].items()]

    @st.composite
    def structure(draw: st.DrawFn) -> dict[str, Any]:
        # One draw for all optional members, because draws are slow.
        given = draw(_OPTIONAL)
        whole = {}
        for position, (name, part, is_required) in enumerate(members):
            bits = 7 if name in _RARE else 1
            if is_required or given >> position & bits == bits:
                whole[name] = draw(_value(part))
        return whole

    return structure()


_OPTIONAL = st.integers(0, 2**10 - 1)


@dataclass(frozen=True)
class Spoiling:
    """How a valid document is spoilt.

    Args:
        how: a key of `SPOILERS`.
        place: which place in the document, modulo their number.
        choice: which of several values, modulo their number.
    """

    how: str
    place: int
    choice: int


_RAW = "placeholder of raw text"

_TEXTS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "-0.0",
    "1e400",
    "-1e400",
    "1e308",
    "5.0",
    "5e-324",
    "1" + "0" * 400,
    "-1" + "0" * 400,
    "9" * 5_000,
    "007",
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\u0000"',
    '"s3://recordings/\\ud800"',
    '"arn:aws:iam::123456789012:role/\\ud800"',
    '"' + "a" * 100_000 + '"',
    "[" * 50 + "]" * 50,
    "[" * 900 + "]" * 900,
    "[" * 3_000 + "]" * 3_000,
    "[" * 100_000 + "]" * 100_000,
    "[" * 100_000,
    '{"a":' * 60 + "1" + "}" * 60,
    '{"DomainId":' * 950 + "1" + "}" * 950,
    '{"a":' * 50_000 + "1" + "}" * 50_000,
    "'text'",
    "undefined",
    "tru",
    '"\n"',
    '"\\x41"',
    "[1,]",
    '{"a":1,"a":2}',
    "[null]",
    '[{"Key":"a","Value":"b"},{"Key":"a","Value":"c"}]',
    '[{"Key":"AWS:a","Value":"b"}]',
    "/* */ 1",
)
"""Unusual and invalid JSON values."""

_EXTRA = (
    "",
    "domainId",
    "DomainID",
    "__type",
    "__class__",
    "self",
    "backend",
    "Known",
    "é\ud800",
    "a" * 5_000,
)


def spoil(operation: str, whole: dict[str, Any], spoiling: Spoiling) -> str:
    """Return a document as JSON text, spoilt.

    Args:
        operation: name of the operation.
        whole: a valid document of it.
        spoiling: how to spoil it.
    """
    input_shape = operations()[operation].input_shape
    there = list(places(input_shape, whole))
    if not there:
        return SPOILERS["extra"](whole, None, spoiling.choice)
    return SPOILERS[spoiling.how](whole, there[spoiling.place % len(there)], spoiling.choice)


def _put(value: Callable[[Any, int], Any]) -> Callable[[Any, Any, int], str]:
    def spoiler(whole: Any, place: Any, choice: int) -> str:
        return json.dumps(place.put(whole, value(place, choice)))

    return spoiler


def _drop(whole: Any, place: Any, _: int) -> str:
    return json.dumps(place.drop(whole))


def _raw(whole: Any, place: Any, choice: int) -> str:
    return json.dumps(place.put(whole, _RAW)).replace(json.dumps(_RAW), _of(_TEXTS, choice), 1)


def _extra(whole: Any, _: Any, choice: int) -> str:
    return json.dumps({**whole, _of(_EXTRA, choice): whole})


def _duplicate(whole: Any, place: Any, choice: int) -> str:
    again = json.dumps(whole)[1:]
    name = json.dumps(place.steps[0])
    return f"{{{name}: {_of(_TEXTS[:9], choice)}, {again}" if choice % 2 else f"{{{again[:-1]}, {again}"


@functools.cache
def _breaks(shape_name: str) -> tuple[Any, ...]:
    broken = [value for _, value in breaks(shape_name)]
    return (*broken, *(recipe(shape_name).near_misses if shape(shape_name)["type"] == "string" else ()))


def _of(values: Any, choice: int) -> Any:
    return values[choice % len(values)]


def _here(place: Any, whole: Any) -> Any:
    for step in place.steps:
        whole = whole[step]
    return whole


def _wrapped(whole: Any, place: Any, choice: int) -> str:
    value = _here(place, whole)
    wrapped = _of(([value], {"Value": value}, {place.steps[-1]: value}, [value, value], [[value]]), choice)
    return json.dumps(place.put(whole, wrapped))


def _elsewhere(whole: Any, place: Any, choice: int) -> str:
    return json.dumps(place.put(whole, _of(list(whole.values()), choice)))


SPOILERS: Mapping[str, Callable[[Any, Any, int], str]] = {
    "broken": _put(lambda place, choice: _of(_breaks(place.shape_name), choice)),
    "dropped": _drop,
    "null": _put(lambda place, choice: None),
    "raw": _raw,
    "extra": _extra,
    "duplicate": _duplicate,
    "wrapped": _wrapped,
    "elsewhere": _elsewhere,
}
"""Functions that spoil a document at a place."""

spoilings = st.builds(
    Spoiling, st.sampled_from(["broken", "broken", "raw", *SPOILERS]), st.integers(0, 30), st.integers(0, 200)
)


def resolved(value: Any, known: Callable[[Known], str]) -> Any:
    """Return a document with its `Known` placeholders replaced."""
    if isinstance(value, Known):
        return known(value)
    if isinstance(value, dict):
        return {name: resolved(part, known) for name, part in value.items()}
    if isinstance(value, list):
        return [resolved(part, known) for part in value]
    return value


def all_operations() -> Iterator[str]:
    """Yield the operations, each as often as it is to be called: destructive ones rarely."""
    often = {"CreateWatchlist": 2, "TagResource": 2, "StartSpeakerEnrollmentJob": 4, "EvaluateSession": 4}
    often |= {"StartFraudsterRegistrationJob": 4, "CreateDomain": 3, "OptOutSpeaker": 3}
    for name in operations():
        yield from [name] * often.get(name, 1 if name in ("DeleteDomain", "DeleteWatchlist") else 3)

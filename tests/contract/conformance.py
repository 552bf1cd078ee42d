"""Checks responses on the wire against the service model, and nothing else.

It shares nothing with what the package writes answers with, so that the two can disagree.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import regex

from mock_voiceid.sdk.description import operations, shape

COMMON_ERRORS = frozenset(
    {
        "AccessDeniedException",
        "SerializationException",
        "ThrottlingException",
        "UnknownOperationException",
        "UnrecognizedRegionException",
    }
)
"""Errors that any operation can return, declared or not; some are not shapes of the model."""

CLIENT_ERROR, SERVER_ERROR = 400, 500

_UNDECLARED_ERROR: Mapping[str, Any] = {"type": "structure", "members": {"Message": {"shape": "String"}}}
_END_OF_TIME = 253_402_300_800
"""The year 10000 in epoch seconds; a larger number would be milliseconds or microseconds."""


def conforms(operation: str, document: object) -> list[str]:
    """Return the violations in the document of a successful response, each with its place.

    Args:
        operation: the operation's name in the API.
        document: the body, read as JSON.

    Raises:
        KeyError: the API has no such operation.
    """
    output_shape = operations()[operation].output_shape
    description: Mapping[str, Any] = shape(output_shape) if output_shape else {"members": {}}
    return list(_structure(description, document, ""))


def conforms_as_error(operation: str, status: int, document: object) -> list[str]:
    """Return the violations in the document of an error, each with its place.

    Every member that the model gives the error has to be there (V3).

    Args:
        operation: the operation's name in the API, or one that it does not know.
        status: the HTTP status.
        document: the body, read as JSON.
    """
    if not isinstance(document, dict):
        return [f"the response is not an object: {_shown(document)}"]
    code = document.get("__type")
    declared = operations()[operation].errors if operation in operations() else frozenset()
    if not isinstance(code, str) or code not in declared | COMMON_ERRORS:
        return [f"__type: {_shown(code)} is not an error of {operation}"]
    description = shape(code) if code in declared else _UNDECLARED_ERROR
    members = {name: value for name, value in document.items() if name != "__type"}
    problems = list(_structure({**description, "required": list(description["members"])}, members, ""))
    expected = SERVER_ERROR if description.get("fault") else CLIENT_ERROR
    if status != expected:
        problems.append(f"status: {status} is not {expected}")
    return problems


def problems_of(operation: str, status: int, body: bytes) -> list[str]:
    """Return the violations of a raw response, successful or not."""
    try:
        document = read(body)
    except ValueError as error:
        return [f"the response is not JSON: {error}"]
    if status == 200:
        return conforms(operation, document)
    return conforms_as_error(operation, status, document)


def read(body: bytes) -> Any:
    """Parse JSON strictly; unlike Python, without NaN and the like.

    Raises:
        ValueError: it is none.
    """

    def refuse(text: str) -> Any:
        raise ValueError(f"{text} is not a number in JSON")

    def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            raise ValueError(f"a member stands twice in {names}")
        return dict(pairs)

    return json.loads(body, parse_constant=refuse, object_pairs_hook=only_once)


Member = tuple[str, str]
"""A shape and one of its members."""


@dataclass
class Seen:
    """Coverage of the model by responses: operations, members, and values of enums.

    Errors are shapes of the model too.
    """

    operations: set[str] = field(default_factory=set)
    members: set[Member] = field(default_factory=set)
    values: set[Member] = field(default_factory=set)

    def add(self, operation: str, document: Any) -> None:
        """Record the document of a successful response."""
        self.operations.add(operation)
        output_shape = operations()[operation].output_shape
        if output_shape:
            self._add(output_shape, document)

    def add_refusal(self, document: Any) -> None:
        """Record the document of a modelled error."""
        members = {name: value for name, value in document.items() if name != "__type"}
        self._add(document["__type"], members)

    def _add(self, shape_name: str, value: Any) -> None:
        description = shape(shape_name)
        if description["type"] == "structure":
            for name, given in value.items():
                self.members.add((shape_name, name))
                self._add(description["members"][name]["shape"], given)
        elif description["type"] == "list":
            for item in value:
                self._add(description["member"]["shape"], item)
        elif "enum" in description:
            self.values.add((shape_name, value))


def promised() -> Seen:
    """Return everything that responses of the API can contain, including errors."""
    everything = Seen()

    def add(shape_name: str) -> None:
        description = shape(shape_name)
        for name, member in description.get("members", {}).items():
            everything.members.add((shape_name, name))
            add(member["shape"])
        if "member" in description:
            add(description["member"]["shape"])
        everything.values |= {(shape_name, value) for value in description.get("enum", ())}

    for name, operation in operations().items():
        everything.operations.add(name)
        for shape_name in (operation.output_shape, *operation.errors):
            if shape_name:
                add(shape_name)
    return everything


def check_responses(client: Any, seen: Seen | None = None) -> Any:
    """Make a boto3 client of Voice ID fail on any response that violates the model, and return it.

    Its calls raise AssertionError then, which says what is wrong and where.

    Args:
        client: the client.
        seen: records responses, except errors that are not shapes of the model.
    """

    def check(event_name: str, response_dict: Mapping[str, Any] | None, **_: Any) -> None:
        if response_dict is None:
            return  # there was no response
        operation, status, body = (
            event_name.split(".")[-1],
            response_dict["status_code"],
            response_dict["body"],
        )
        problems = problems_of(operation, status, body)
        assert not problems, f"{operation} answers {status}, but not as its model says: {'; '.join(problems)}"
        if seen is None:
            return
        document = read(body)
        if status == 200:
            seen.add(operation, document)
        elif document["__type"] in operations()[operation].errors:
            seen.add_refusal(document)

    client.meta.events.register("response-received.voice-id.*", check)
    return client


def _value(shape_name: str, value: Any, path: str) -> Iterator[str]:
    description = shape(shape_name)
    if value is None:
        yield f"{path}: is null, instead of absent"
        return
    yield from _CHECKS[description["type"]](description, value, path)


def _structure(description: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path or 'the response'}: {_shown(value)} is not a structure"
        return
    members = description["members"]
    for name in description.get("required", ()):
        if name not in value:
            yield f"{_below(path, name)}: is required, and missing"
    for name, given in value.items():
        if name in members:
            yield from _value(members[name]["shape"], given, _below(path, name))
        else:
            yield f"{_below(path, name)}: is not a member of the model"


def _list(description: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: {_shown(value)} is not a list"
        return
    yield from _bounds(description, len(value), path, "items")
    for position, item in enumerate(value):
        yield from _value(description["member"]["shape"], item, f"{path}[{position}]")


def _string(description: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{path}: {_shown(value)} is not a string"
        return
    yield from _bounds(description, len(value), path, "characters")
    # Not match: `$` also matches before a trailing newline.
    if "pattern" in description and not _pattern(description["pattern"]).fullmatch(value):
        yield f"{path}: {_shown(value)} does not match {description['pattern']}"
    if value not in description.get("enum", [value]):
        yield f"{path}: {_shown(value)} is none of {', '.join(description['enum'])}"


def _integer(description: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield f"{path}: {_shown(value)} is not an integer"
        return
    yield from _bounds(description, value, path, "")


def _boolean(description: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{path}: {_shown(value)} is not a boolean"


def _timestamp(description: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _END_OF_TIME:
        yield f"{path}: {_shown(value)} is not a time in epoch seconds"


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Any, str], Iterator[str]]] = {
    "structure": _structure,
    "list": _list,
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "timestamp": _timestamp,
}


def _bounds(description: Mapping[str, Any], size: int, path: str, unit: str) -> Iterator[str]:
    least, most = description.get("min", -math.inf), description.get("max", math.inf)
    if not least <= size <= most:
        yield f"{path}: {f'{size} {unit}'.strip()} is not within {least} to {most}"


@cache
def _pattern(pattern: str) -> Any:
    return regex.compile(pattern)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:97]}..."

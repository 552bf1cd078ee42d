"""What the API answers: results of operations, written as the service model says (V2).

Each operation's output is compiled once, from the model, into nested closures, writers, which write JSON
straight from what is kept: to build a document first and write that costs twice as much, in every call.
"""

import functools
import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from ..instants import SECOND, Instant
from ..sdk.description import operations, shape, snake_case

Writer = Callable[[Any], str]
"""Turns a value of ours into the JSON that travels."""


def serialize(operation_name: str, result: object) -> str:
    """Return the JSON that answers an operation (API reference: the operation's response).

    Args:
        operation_name: its name in the API.
        result: a mapping by the API's member names, or an object whose snake_case attributes carry the
            members; so are the structures in it. Timestamps are instants, enums strings. What is missing or
            None is absent from the document, never null, and what the API does not know is left out. None
            where there is nothing to return.

    Raises:
        KeyError: the API has no such operation.
    """
    return _writer_of_output(operation_name)(result)


def document_of(operation_name: str, result: object) -> dict[str, Any]:
    """Return what `serialize` writes, as a client reads it."""
    document: dict[str, Any] = json.loads(serialize(operation_name, result))
    return document


@functools.cache
def _writer_of_output(operation_name: str) -> Writer:
    output_shape = operations()[operation_name].output_shape
    # An operation without output answers an empty document, whatever its result.
    return _structure(output_shape) if output_shape else lambda _: "{}"


def _writer(shape_name: str) -> Writer:
    match shape(shape_name)["type"]:
        case "structure":
            return _structure(shape_name)
        case "list":
            return _list(shape_name)
        case "timestamp":
            return _epoch_seconds
        case "string":
            return quoted
        case "integer":
            return str
    return json.dumps


@functools.cache
def _structure(shape_name: str) -> Writer:
    members = tuple(
        (name, snake_case(name), f"{quoted(name)}: ", _writer(member["shape"]))
        for name, member in shape(shape_name)["members"].items()
    )

    def write_structure(value: Any) -> str:
        written = []
        kind: type = type(value)
        if kind is dict or _is_mapping(kind):
            for name, _, begin, write in members:
                given = value.get(name)
                if given is not None:
                    written.append(begin + write(given))
        else:
            for _, attribute, begin, write in members:
                given = getattr(value, attribute, None)
                if given is not None:
                    written.append(begin + write(given))
        return f"{{{', '.join(written)}}}"

    return write_structure


@functools.cache
def _is_mapping(kind: type) -> bool:
    # Remembered by type: asking an abstract class costs more than writing a small structure.
    return issubclass(kind, Mapping)


def _list(shape_name: str) -> Writer:
    write = _writer(shape(shape_name)["member"]["shape"])
    return lambda values: f"[{', '.join([write(value) for value in values])}]"


def _epoch_seconds(instant: Instant) -> str:
    return repr(instant / SECOND)

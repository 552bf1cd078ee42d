"""Serializes the results of operations as the service model defines (V2).

The output shape of each operation is compiled once into nested closures, the writers. They write JSON
directly from the stored objects, because building a document first costs twice as much.
"""

import functools
import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from ..instants import SECOND, Instant
from ..sdk.description import operations, shape, snake_case

Writer = Callable[[Any], str]
"""Converts a value to JSON."""


def serialize(operation_name: str, result: object) -> str:
    """Return the JSON response of an operation (API reference: the operation's response).

    Args:
        operation_name: name of the operation in the API, such as `DescribeDomain`.
        result: a mapping with the member names of the API, or an object with snake_case attributes; nested
            structures too. Timestamps are instants, enums are strings. Missing members and None are absent
            from the response, never null; unknown members are ignored. None for an operation without output.

    Raises:
        KeyError: the API does not have the operation.
    """
    return _writer_of_output(operation_name)(result)


def document_of(operation_name: str, result: object) -> dict[str, Any]:
    """Return the document that `serialize` writes, parsed."""
    document: dict[str, Any] = json.loads(serialize(operation_name, result))
    return document


@functools.cache
def _writer_of_output(operation_name: str) -> Writer:
    output_shape = operations()[operation_name].output_shape
    # The response of an operation without output is an empty document.
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
    # Cached by type: issubclass with an abstract class costs more than writing a small structure.
    return issubclass(kind, Mapping)


def _list(shape_name: str) -> Writer:
    write = _writer(shape(shape_name)["member"]["shape"])
    return lambda values: f"[{', '.join([write(value) for value in values])}]"


def _epoch_seconds(instant: Instant) -> str:
    return repr(instant / SECOND)

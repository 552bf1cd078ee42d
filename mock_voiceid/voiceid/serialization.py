"""What the API answers: results of operations, written as the service model says (V2).

Each operation's output is compiled once, from the model, into nested closures: writers.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from ..instants import SECOND, Instant
from ..sdk.description import operations, shape, snake_case

Writer = Callable[[Any], Any]
"""Turns a value of ours into what travels as JSON."""


def serialize(operation_name: str, result: object) -> dict[str, Any]:
    """Return the document that answers an operation (API reference: the operation's response).

    Args:
        operation_name: its name in the API.
        result: a mapping by the API's member names, or an object whose snake_case attributes carry the
            members; so are the structures in it. Timestamps are instants, enums strings. What is missing or
            None is absent from the document, never null, and what the API does not know is left out. None
            where there is nothing to return.

    Raises:
        KeyError: the API has no such operation.
    """
    document: dict[str, Any] = _writer_of_output(operation_name)(result)
    return document


@functools.cache
def _writer_of_output(operation_name: str) -> Writer:
    output_shape = operations()[operation_name].output_shape
    # An operation without output answers an empty document, whatever its result.
    return _structure(output_shape) if output_shape else lambda _: {}


def _writer(shape_name: str) -> Writer | None:
    """Compile a shape; None where its values travel as they are."""
    match shape(shape_name)["type"]:
        case "structure":
            return _structure(shape_name)
        case "list":
            return _list(shape_name)
        case "timestamp":
            return _epoch_seconds
    return None


@functools.cache
def _structure(shape_name: str) -> Writer:
    members = tuple(
        (name, snake_case(name), _writer(member["shape"]))
        for name, member in shape(shape_name)["members"].items()
    )

    def write_structure(value: Any) -> dict[str, Any]:
        document = {}
        kind: type = type(value)
        if kind is dict or _is_mapping(kind):
            for name, _, write in members:
                given = value.get(name)
                if given is not None:
                    document[name] = given if write is None else write(given)
        else:
            for name, attribute, write in members:
                given = getattr(value, attribute, None)
                if given is not None:
                    document[name] = given if write is None else write(given)
        return document

    return write_structure


@functools.cache
def _is_mapping(kind: type) -> bool:
    # Remembered by type: asking an abstract class costs more than writing a small structure.
    return issubclass(kind, Mapping)


def _list(shape_name: str) -> Writer:
    write = _writer(shape(shape_name)["member"]["shape"])
    # Without a writer still a list of its own: an answer does not change when the state does.
    return list if write is None else lambda values: [write(value) for value in values]


def _epoch_seconds(instant: Instant) -> float:
    return instant / SECOND

"""Validates the input of operations against all constraints of the service model (V5, V6).

The input shape of each operation is compiled once into nested closures, the readers. A reader takes a value
and its path, records violations, and returns the value for the operation. So a request is validated and
parsed in one pass.
"""

import functools
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from ..sdk.description import camel_case, operations, shape, snake_case

Reader = Callable[[Any, str, list[str]], Any]
"""Parses a value at a path, and appends its violations to a list."""

_ANYTHING = "(?s:.*)"


class InvalidInput(Exception):
    """The input of an operation violates constraints of the API.

    Args:
        violations: one sentence per violated constraint, in the model's order and AWS's wording.
    """

    def __init__(self, violations: list[str]) -> None:
        errors = "error" if len(violations) == 1 else "errors"
        super().__init__(f"{len(violations)} validation {errors} detected: {'; '.join(violations)}")
        self.violations = violations

    @property
    def message(self) -> str:
        """All violations in one message (API reference: `ValidationException`)."""
        return str(self)


def read(operation_name: str, document: object) -> dict[str, Any]:
    """Return the validated input of an operation as keyword arguments.

    Top-level members have snake_case names. Nested values are copies as they were sent, without nulls and
    members that the API does not know, because the service ignores both (a decision in docs/fidelity.md).
    Whole floats become integers.

    Raises:
        InvalidInput: the document violates constraints of the model; the message names all of them.
        KeyError: the API does not have the operation.
    """
    found: list[str] = []
    arguments: dict[str, Any] = _reader_of_input(operation_name)(document, "", found)
    if found:
        raise InvalidInput(found)
    return arguments


def is_valid(shape_name: str, value: object) -> bool:
    """Return whether a value satisfies every constraint of a shape.

    Raises:
        KeyError: the API does not have the shape.
    """
    found: list[str] = []
    _reader(shape_name)(value, "", found)
    return not found


def form_of(shape_name: str) -> str:
    """Return the length and the pattern of a string shape in words, for messages.

    Raises:
        KeyError: the API does not have the shape.
    """
    constraints = shape(shape_name)
    return f"{constraints['min']} to {constraints['max']} characters that match {constraints['pattern']}"


@functools.cache
def _reader_of_input(operation_name: str) -> Reader:
    input_shape = operations()[operation_name].input_shape
    read_members = _members_reader(input_shape, key_of=snake_case, separator="")
    hidden = _is_sensitive(input_shape)

    def read_input(document: Any, path: str, found: list[str]) -> Any:
        if isinstance(document, dict):
            return read_members(document, path, found)
        # Callers reject non-objects (V7); this is only a safety net.
        found.append(_violation(document, "input", "Member must be of type structure", hidden))
        return None

    return read_input


@functools.cache
def _reader(shape_name: str) -> Reader:
    # No input of this API contains a boolean or a timestamp; a new model that does fails here.
    compile_reader = {"string": _string, "integer": _integer, "list": _list, "structure": _structure}
    return compile_reader[shape(shape_name)["type"]](shape_name)


def _structure(shape_name: str) -> Reader:
    read_members = _members_reader(shape_name, key_of=str, separator=".")
    hidden = _is_sensitive(shape_name)

    def read_structure(value: Any, path: str, found: list[str]) -> Any:
        if isinstance(value, dict):
            return read_members(value, path, found)
        found.append(_violation(value, path, "Member must be of type structure", hidden))
        return None

    return read_structure


def _members_reader(shape_name: str, *, key_of: Callable[[str], str], separator: str) -> Reader:
    description = shape(shape_name)
    required = description.get("required", ())
    members = tuple(
        (
            name,
            key_of(name),
            f"{separator}{camel_case(name)}",
            name in required,
            _reader(member["shape"]),
        )
        for name, member in description["members"].items()
    )

    def read_members(value: Any, path: str, found: list[str]) -> Any:
        known = {}
        for name, key, step, is_required, read_member in members:
            given = value.get(name)
            if given is not None:
                known[key] = read_member(given, path + step, found)
            elif is_required:
                found.append(_violation(None, path + step, "Member must not be null", hidden=False))
        return known

    return read_members


def _list(shape_name: str) -> Reader:
    description = shape(shape_name)
    least, most = description.get("min", 0), description.get("max", math.inf)
    read_item = _reader(description["member"]["shape"])
    hidden = _is_sensitive(shape_name)

    def read_list(value: Any, path: str, found: list[str]) -> Any:
        if not isinstance(value, list):
            found.append(_violation(value, path, "Member must be of type list", hidden))
            return None
        if not least <= len(value) <= most:
            found.append(_violation(value, path, _length_constraint(len(value), least, most), hidden))
        items = []
        for position, item in enumerate(value, start=1):
            if item is None:
                found.append(
                    _violation(None, f"{path}.{position}.member", "Member must not be null", hidden=False)
                )
            else:
                items.append(read_item(item, f"{path}.{position}.member", found))
        return items

    return read_list


def _integer(shape_name: str) -> Reader:
    description = shape(shape_name)
    least, most = description.get("min", -math.inf), description.get("max", math.inf)
    hidden = _is_sensitive(shape_name)

    def read_integer(value: Any, path: str, found: list[str]) -> Any:
        if isinstance(value, float) and value.is_integer():
            # AWS's JSON services accept 5.0 as 5. They differ about 5.5, which is rejected here.
            value = int(value)
        # In Python a bool is an int, in JSON it is not.
        if not isinstance(value, int) or isinstance(value, bool):
            found.append(_violation(value, path, "Member must be of type integer", hidden))
        elif value < least:
            constraint = f"Member must have value greater than or equal to {least}"
            found.append(_violation(value, path, constraint, hidden))
        elif value > most:
            constraint = f"Member must have value less than or equal to {most}"
            found.append(_violation(value, path, constraint, hidden))
        return value

    return read_integer


def _string(shape_name: str) -> Reader:
    description = shape(shape_name)
    if "enum" in description:
        return _enumeration(description["enum"], hidden=_is_sensitive(shape_name))
    pattern = description.get("pattern", _ANYTHING)
    least, most = description.get("min", 0), description.get("max", math.inf)
    matches = _matcher(pattern)
    hidden = _is_sensitive(shape_name)

    def read_string(value: Any, path: str, found: list[str]) -> Any:
        if not isinstance(value, str):
            found.append(_violation(value, path, "Member must be of type string", hidden))
            return None
        if not matches(value):
            constraint = f"Member must satisfy regular expression pattern: {pattern}"
            found.append(_violation(value, path, constraint, hidden))
        if not least <= len(value) <= most:
            found.append(_violation(value, path, _length_constraint(len(value), least, most), hidden))
        return value

    return read_string


def _enumeration(names: list[str], *, hidden: bool) -> Reader:
    constraint = f"Member must satisfy enum value set: [{', '.join(names)}]"
    allowed = frozenset(names)

    def read_name(value: Any, path: str, found: list[str]) -> Any:
        if not isinstance(value, str):
            found.append(_violation(value, path, "Member must be of type string", hidden))
        elif value not in allowed:
            found.append(_violation(value, path, constraint, hidden))
        return value

    return read_name


def _matcher(pattern: str) -> Callable[[str], object]:
    # Not match: `$` at the end of the patterns also matches before a trailing newline.
    if r"\p{" not in pattern:
        return re.compile(pattern).fullmatch
    # Unicode classes need `regex`, which is slow to import, so it is imported on first use.
    return lambda value: _unicode_pattern(pattern).fullmatch(value)


@functools.cache
def _unicode_pattern(pattern: str) -> Any:
    import regex

    return regex.compile(pattern)


def _is_sensitive(shape_name: str) -> bool:
    """Return whether the model marks the shape, or anything in it, as sensitive."""
    description: Mapping[str, Any] = shape(shape_name)
    parts = [
        *description.get("members", {}).values(),
        *([description["member"]] if "member" in description else []),
    ]
    return description.get("sensitive", False) or any(_is_sensitive(part["shape"]) for part in parts)


def _length_constraint(length: int, least: int, most: float) -> str:
    if length < least:
        return f"Member must have length greater than or equal to {least}"
    return f"Member must have length less than or equal to {most}"


def _violation(value: object, path: str, constraint: str, hidden: bool) -> str:
    shown = "Value" if hidden else f"Value {_shown(value)}"
    return f"{shown} at '{path}' failed to satisfy constraint: {constraint}"


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"'[{', '.join(_text(item) for item in value)}]'"
    return f"'{_text(value)}'"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, TypeError, ValueError):
        # Too deeply nested, or not JSON: show the type.
        return type(value).__name__

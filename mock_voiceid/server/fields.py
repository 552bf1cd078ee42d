"""What a control request may carry, and what is told of what it may not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..control.checks import did_you_mean, is_number, is_whole

KINDS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    "integer": is_whole,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
}
"""The types of JSON that fields have, and how each is told."""


class BadInput(Exception):
    """A request carries what it may not.

    Args:
        field: the field that is wrong; None where it is the body as a whole.
        message: what is wrong with it, and what it takes.
    """

    def __init__(self, field: str | None, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True)
class Field:
    """One member of a request's body, or of its query.

    Args:
        name: its name.
        kind: its type in JSON.
        description: what it says.
        required: whether it must be there.
    """

    name: str
    kind: str
    description: str
    required: bool = False


def arguments_of(fields: tuple[Field, ...], given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given, checked; members that are null are as if they were not there.

    Raises:
        BadInput: a field is unknown, missing, or of the wrong type.
    """
    known = {field.name: field for field in fields}
    for name in given:
        if name not in known:
            there = did_you_mean(name, known) if known else ". It takes none."
            raise BadInput(name, f"There is no field {name!r}{there}")
    arguments = {name: value for name, value in given.items() if value is not None}
    for field in fields:
        if field.name not in arguments:
            if field.required:
                raise BadInput(field.name, f"The field {field.name!r} is missing: {field.description}.")
        elif not KINDS[field.kind](arguments[field.name]):
            article = "an" if field.kind[0] in "aeiou" else "a"
            raise BadInput(
                field.name, f"The field {field.name!r} is {article} {field.kind}: {field.description}."
            )
    return arguments

"""The fields of a control request: derived from the function that it calls, and checked before the call."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import GenericAlias
from typing import Any, get_args, get_origin

from ..control.checks import did_you_mean
from .schemas import constraints_on, violation

_KIND_OF = {str: "string", float: "number", int: "integer", bool: "boolean", dict: "object"}


class BadInput(Exception):
    """A request cannot be carried out as it was sent.

    Args:
        field: the field that is wrong; None if it is the body as a whole.
        message: what was given, and what is allowed.
        status: the HTTP status of the refusal.
    """

    def __init__(self, field: str | None, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Field:
    """One member of a request's body, or of its query.

    Args:
        name: its name.
        kind: its type in JSON.
        description: what the function's docstring says about it.
        required: whether it must be there.
    """

    name: str
    kind: str
    description: str
    required: bool

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its value."""
        return {"type": self.kind, **constraints_on(self.name)}


def fields_of(function: Callable[..., Any]) -> tuple[Field, ...]:
    """Return a field for each parameter of a function but the first, from its signature and docstring.

    Raises:
        TypeError: a parameter's annotation has no counterpart in JSON.
    """
    descriptions = _descriptions(function)
    return tuple(
        Field(
            one.name,
            _kind_of(function, one),
            descriptions.get(one.name, ""),
            required=one.default is inspect.Parameter.empty,
        )
        for one in tuple(inspect.signature(function).parameters.values())[1:]
    )


def summary_of(function: Callable[..., Any]) -> str:
    """Return the first paragraph of a function's docstring, as one line."""
    return " ".join((inspect.getdoc(function) or "").partition("\n\n")[0].split())


def arguments_of(fields: tuple[Field, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that were given, checked. A member that is null counts as left out.

    Raises:
        BadInput: a field is unknown, missing, of the wrong type or out of range.
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
                raise BadInput(field.name, f"{field.name} is missing: {field.description}")
        elif (wrong := violation(field.name, field.schema, arguments[field.name])) is not None:
            raise BadInput(field.name, f"{wrong}: {field.description}")
        elif field.kind == "integer":
            arguments[field.name] = int(arguments[field.name])
    return arguments


def _kind_of(function: Callable[..., Any], parameter: inspect.Parameter) -> str:
    annotation = parameter.annotation
    members = (annotation,) if isinstance(annotation, GenericAlias) else get_args(annotation) or (annotation,)
    for member in members:
        kind = _KIND_OF.get(get_origin(member) or member)
        if kind is not None:
            return kind
    raise TypeError(f"{parameter.name} of {function.__qualname__} has no type in JSON: {annotation!r}")


def _descriptions(function: Callable[..., Any]) -> dict[str, str]:
    _, _, section = (inspect.getdoc(function) or "").partition("\nArgs:\n")
    entries = re.split(r"^ {4}(?=\w)", section.partition("\n\n")[0], flags=re.MULTILINE)
    described = {}
    for entry in entries[1:]:
        name, _, text = entry.partition(":")
        described[name] = re.sub(r"\bNone\b", "null", " ".join(text.split()))
    return described

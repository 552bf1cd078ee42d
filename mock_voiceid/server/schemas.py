"""JSON Schema of the fields of control requests, and the check of values against it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of_dataclass
from typing import Any

from ..api.validation import form_of
from ..control import options
from ..control.checks import did_you_mean, is_number, is_whole
from ..control.faults import REQUEST_CODES
from ..control.options import Quotas, Timing
from ..handle import sessions
from ..instants import instant_of
from ..sdk.description import operations, shape

Schema = dict[str, Any]

MOST_OF_A_UNIT = 1_000_000_000_000
"""The largest number of seconds, minutes, hours or days that one request may move time by."""

_SHOWN = 80
"""Characters of a refused value that a message repeats."""

_SCORE = {"minimum": 0, "maximum": 100}
_SECONDS = {"minimum": 0, "maximum": sessions.LONGEST}
_AMOUNT = {"minimum": 0, "maximum": MOST_OF_A_UNIT}
_TEXT = {"minLength": 1}
_INSTANT = {"format": "date-time"}
_OBJECT_URI = r"^s3://[a-z0-9][.a-z0-9-]{1,61}[a-z0-9]/([\s\S]*/)?[^/]+$"

_ARTICLES = {"integer": "an integer", "object": "an object"}

_IS_KIND: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    # A JSON number is an integer by its value, not by how it is written.
    "integer": lambda value: is_whole(value) or (isinstance(value, float) and value.is_integer()),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
}


def constraints_on(field: str) -> Schema:
    """Return what a field's value has to satisfy besides its type.

    Args:
        field: the field's name; fields with the same name mean the same.
    """
    return _CONSTRAINTS.get(field, {})


def violation(name: str, schema: Mapping[str, Any], value: Any) -> str | None:
    """Return a sentence about what is wrong with a value, or None.

    Args:
        name: what the sentence calls the value.
        schema: what the value has to satisfy.
        value: the value.
    """
    kind = schema["type"]
    if not _IS_KIND[kind](value):
        return f"{name} must be {_article(kind)}, got {_shown(value)}"
    match kind:
        case "string":
            return _string_violation(name, schema, value)
        case "object":
            return _object_violation(name, schema, value)
        case "boolean":
            return None
    return _number_violation(name, schema, value)


def _string_violation(name: str, schema: Mapping[str, Any], value: str) -> str | None:
    wrong = f", got {_shown(value)}"
    if "enum" in schema and value not in schema["enum"]:
        return f"Voice ID has no {name} {_shown(value)}{did_you_mean(value, schema['enum'])}"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)) or (
        "pattern" in schema and not re.fullmatch(schema["pattern"], value)
    ):
        return f"{name} must be {schema.get('title', 'a text that is not empty')}{wrong}"
    if "format" in schema:
        try:
            instant_of(value)
        except ValueError:
            return f"{name} must be an instant in ISO 8601 such as 2026-01-05T09:00:00Z{wrong}"
    return None


def _number_violation(name: str, schema: Mapping[str, Any], value: Any) -> str | None:
    if "enum" in schema and value not in schema["enum"]:
        return f"{name} must be one of {', '.join(map(str, schema['enum']))}, got {value!r}"
    least, most = schema.get("minimum"), schema.get("maximum")
    # So that nan is refused too.
    if (least is None or value >= least) and (most is None or value <= most):
        return None
    span = f"of at least {least}" if most is None else f"from {least} to {most:,}"
    return f"{name} must be {_article(schema['type'])} {span}, got {_shown(value)}"


def _object_violation(name: str, schema: Mapping[str, Any], value: dict[str, Any]) -> str | None:
    members = schema["properties"]
    for member, one in value.items():
        if member not in members:
            return f"{name} has no {_shown(member)}{did_you_mean(member, members)}"
        if (found := violation(f"{name} {member}", members[member], one)) is not None:
            return found
    return None


def _article(kind: str) -> str:
    return _ARTICLES.get(kind, f"a {kind}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _shape(name: str) -> Schema:
    described = shape(name)
    return {
        "title": form_of(name),
        "minLength": described["min"],
        "maxLength": described["max"],
        "pattern": described["pattern"],
    }


def _types(member: str) -> Schema:
    error = f"{member.removesuffix('Type').replace('Resource', 'ResourceNotFound')}Exception"
    return {"enum": list(shape(shape(error)["members"][member]["shape"])["enum"])}


def _members(option: type[Timing] | type[Quotas], kind: str, most: float | None) -> Schema:
    limits = {"minimum": 0} if most is None else {"minimum": 0, "maximum": most}
    return {
        "properties": {one.name: {"type": kind, **limits} for one in fields_of_dataclass(option)},
        "additionalProperties": False,
    }


_CONSTRAINTS: dict[str, Schema] = {
    **dict.fromkeys(("acceptance_threshold", "risk_threshold", "score", "spoofing_risk"), _SCORE),
    **dict.fromkeys(("duration", "speech_seconds"), _SECONDS),
    **dict.fromkeys(("seconds", "minutes", "hours", "days"), _AMOUNT),
    **dict.fromkeys(("message", "request_id", "voice", "voice_a", "voice_b"), _TEXT),
    **dict.fromkeys(("at", "instant"), _INSTANT),
    "code": {"enum": list(REQUEST_CODES)},
    "conflict_type": _types("ConflictType"),
    "error": {"enum": sorted({error for one in operations().values() for error in one.errors})},
    "minimum_speech_seconds": dict(zip(("minimum", "maximum"), sessions.MINIMUM_SPEECH, strict=True)),
    "name": _shape("SessionName"),
    "operation": {"enum": sorted(operations())},
    "quotas": _members(Quotas, "integer", None),
    "resource_type": _types("ResourceType"),
    "s3_uri": {"pattern": _OBJECT_URI, "title": "the S3 URI of an object, such as s3://bucket/key"},
    "speaker_id": _shape("SpeakerId"),
    "status_code": {"minimum": 400, "maximum": 599},
    "times": {"minimum": 1},
    "timing": _members(Timing, "number", options.LONGEST),
    "watchlist_id": _shape("WatchlistId"),
}

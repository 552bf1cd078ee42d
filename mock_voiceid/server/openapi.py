"""The description of the control requests, in OpenAPI 3.1."""

from importlib.metadata import version
from typing import Any

from .endpoints import ENDPOINTS, Endpoint
from .fields import Field
from .schemas import constraints_on

Document = dict[str, Any]

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_INSTANT = {"type": "string", "format": "date-time", "description": "an instant in ISO 8601, in UTC."}
_NOT_NEGATIVE = {"type": "number", "minimum": 0}


def _object(properties: Document, *, optional: tuple[str, ...] = (), **more: Any) -> Document:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, **more}


_CLOCK = {
    "now": {**_INSTANT, "description": "simulated time: an instant in ISO 8601, in UTC."},
    "frozen": {"type": "boolean", "description": "whether simulated time is frozen."},
    "due": {
        "type": ["string", "null"],
        "format": "date-time",
        "description": "the instant of the next scheduled action, never before now; null if nothing is.",
    },
}

SCHEMAS: Document = {
    "Nothing": {"type": "object", "maxProperties": 0},
    "Clock": _object(_CLOCK, additionalProperties=False),
    "Session": _object(
        {
            "domain_id": _TEXT,
            "session_id": _TEXT,
            "session_name": _TEXT,
            "streaming_status": {"type": "string", "enum": ["PENDING_CONFIGURATION", "ONGOING", "ENDED"]},
            "speech_seconds": {**_NOT_NEGATIVE, "description": "net speech by now, in seconds."},
            "enrollment_status": _TEXT_OR_NULL,
            "enrollment_message": _TEXT_OR_NULL,
        },
        additionalProperties=False,
    ),
    "Options": _object(
        {
            "timing": _object(
                constraints_on("timing")["properties"], description="how long things take, in seconds."
            ),
            "quotas": _object(constraints_on("quotas")["properties"]),
            "strict": {"type": "boolean"},
            "throttle": {"type": "boolean"},
            "compliance_consent": {"type": "boolean"},
        },
        additionalProperties=False,
    ),
    "Output": {"type": "object", "description": "the job's output file."},
    "State": _object(
        {**_CLOCK, "domains": {"type": "array", "items": {"type": "object"}}},
        description="members as in the API of Voice ID, instants in ISO 8601.",
    ),
    "Refusal": _object(
        {
            "message": {**_TEXT, "description": "what was given, and what is allowed."},
            "field": {**_TEXT, "description": "the field that is wrong."},
            "error": {**_TEXT, "description": "the error's name in the API of Voice ID."},
        },
        optional=("field", "error"),
        additionalProperties=False,
    ),
}

_REFUSALS = {
    "400": "A field is unknown, missing, of the wrong type or out of range.",
    "403": "The request comes from a page of another origin, or for another host.",
    "404": "Something that the request names is not there.",
    "409": "The fields do not go together, or with the state of the mock; or no mock is active.",
    "413": "The body is too large.",
}


def document(prefix: str) -> Document:
    """Return the document.

    Args:
        prefix: what stands before each path.
    """
    paths: Document = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(f"{prefix}/{endpoint.path}", {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Control of mock-voiceid",
            "version": version("mock-voiceid"),
            "description": "Time, voices, failures and sessions of a mocked Amazon Connect Voice ID.",
        },
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: Endpoint) -> Document:
    responses = {"200": _response("It is done.", endpoint.answer.schema)}
    responses |= {status: _response(words, "Refusal") for status, words in _REFUSALS.items()}
    operation: Document = {
        "summary": endpoint.summary,
        "operationId": f"{endpoint.method.lower()}-{endpoint.path.replace('/', '-')}",
        "responses": responses,
    }
    if endpoint.method == "GET":
        operation["parameters"] = [
            {
                "name": field.name,
                "in": "query",
                "required": field.required,
                "description": field.description,
                "schema": field.schema,
            }
            for field in endpoint.fields
        ]
    else:
        operation["requestBody"] = {"content": {"application/json": {"schema": _body(endpoint)}}}
        operation["requestBody"]["required"] = endpoint.some_of or any(
            one.required for one in endpoint.fields
        )
    return operation


def _body(endpoint: Endpoint) -> Document:
    properties = {one.name: {**_schema(one), "description": one.description} for one in endpoint.fields}
    optional = tuple(one.name for one in endpoint.fields if not one.required)
    body = _object(properties, optional=optional, additionalProperties=False)
    if endpoint.some_of:
        kinds = {one.name: one.kind for one in endpoint.fields}
        body["anyOf"] = [
            {"required": [name], "properties": {name: {"type": kinds[name]}}} for name in endpoint.blamed
        ]
    return body


def _schema(field: Field) -> Document:
    """Return the schema of a member: null stands for one that is left out."""
    schema = dict(field.schema)
    if not field.required:
        schema["type"] = [field.kind, "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return schema


def _response(description: str, schema: str) -> Document:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}

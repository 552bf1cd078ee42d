"""The description of the control requests, in OpenAPI 3.1."""

from importlib.metadata import version
from typing import Any

from .endpoints import ENDPOINTS, Endpoint
from .fields import Field

REFUSED = {
    "description": "The request is wrong; the message says what, and the field which of its members.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
}


def document(prefix: str) -> dict[str, Any]:
    """Return the document.

    Args:
        prefix: what stands before each path.
    """
    paths: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(f"{prefix}/{endpoint.path}", {})[endpoint.method.lower()] = _operation(endpoint)
    error_response = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("message", "field", "error")},
        "required": ["message"],
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Control of mock-voiceid",
            "version": version("mock-voiceid"),
            "description": "Time, voices, failures and sessions of a mocked Amazon Connect Voice ID.",
        },
        "paths": paths,
        "components": {"schemas": {"Refusal": error_response}},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": f"{endpoint.method.lower()}-{endpoint.path.replace('/', '-')}",
        "responses": {
            "200": {"description": "It is done.", "content": {"application/json": {"schema": {}}}},
            "400": REFUSED,
        },
    }
    if endpoint.fields and endpoint.method == "GET":
        operation["parameters"] = [
            {"name": field.name, "in": "query", "required": field.required, **_described(field)}
            for field in endpoint.fields
        ]
    elif endpoint.fields:
        schema = {
            "type": "object",
            "properties": {
                field.name: {"type": field.kind, "description": field.description}
                for field in endpoint.fields
            },
            "required": [field.name for field in endpoint.fields if field.required],
            "additionalProperties": False,
        }
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation


def _described(field: Field) -> dict[str, Any]:
    return {"description": field.description, "schema": {"type": field.kind}}

"""Reads the package's copy of the API's description."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

TARGET_PREFIX = "VoiceID"
"""The prefix of the operation's name in `X-Amz-Target` (API reference)."""

JSON_VERSION = "1.0"
"""The version of the AWS JSON protocol that the service uses (API reference)."""

SERVICE = "voice-id"
"""boto3's name of the service."""

ENDPOINT_PREFIX = "voiceid"
"""Endpoint prefix: used in host names and in endpoints.json."""

PARTITION = "aws"
"""The only partition that had the service (endpoints.json)."""

DATA = Path(__file__).with_name("data")
"""A data folder in botocore's layout: the model, paginators and endpoint rules of the service."""

MODEL = DATA / SERVICE / "2021-09-27"
"""The folder of the API's version."""

ENDPOINTS = Path(__file__).with_name("endpoints.json")
"""The service's entry of AWS's endpoints.json."""

# Enough for this API: none of its names has two capitals in a row.
_WORD_BOUNDARY = re.compile("([a-z0-9])([A-Z])")


@dataclass(frozen=True)
class Operation:
    """An operation of the API, as defined in the API reference.

    Attributes:
        name: name in the API, such as `DescribeDomain`.
        input_shape: name of the input structure.
        output_shape: name of the output structure; None if there is no output.
        errors: names of the errors that it can return.
    """

    name: str
    input_shape: str
    output_shape: str | None
    errors: frozenset[str]


@functools.cache
def operations() -> Mapping[str, Operation]:
    """Return all operations by name, read-only and in the order of the API reference."""
    return MappingProxyType({name: _operation(given) for name, given in _service()["operations"].items()})


def shape(name: str) -> Mapping[str, Any]:
    """Return the description of a shape: its `type` and its constraints (API reference).

    It is shared: do not modify it.

    Raises:
        KeyError: the API does not have the shape.
    """
    return cast(Mapping[str, Any], _service()["shapes"][name])


def snake_case(name: str) -> str:
    """Convert an API name to snake case, as boto3 does: `S3Uri` becomes `s3_uri`."""
    return _WORD_BOUNDARY.sub(r"\1_\2", name).lower()


def camel_case(name: str) -> str:
    """Convert an API name to camel case, as in events and violations: `S3Uri` becomes `s3Uri`."""
    return f"{name[0].lower()}{name[1:]}"


@functools.cache
def endpoints() -> Mapping[str, Any]:
    """Return the service's entry of endpoints.json: regions and FIPS hosts.

    It is shared: do not modify it.
    """
    return _json_in(ENDPOINTS)


def regions() -> tuple[str, ...]:
    """Return the regions that had the service, sorted by name."""
    return tuple(sorted(name for name in endpoints()["endpoints"] if not name.startswith("fips-")))


@functools.cache
def _service() -> dict[str, Any]:
    return _json_in(MODEL / "service-2.json")


def _json_in(file: Path) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(file.read_text(encoding="utf-8")))


def _operation(given: Mapping[str, Any]) -> Operation:
    return Operation(
        name=given["name"],
        input_shape=given["input"]["shape"],
        output_shape=given["output"]["shape"] if "output" in given else None,
        errors=frozenset(error["shape"] for error in given["errors"]),
    )

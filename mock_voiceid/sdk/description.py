"""What the API's description says, read from the package's own copy of it."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

TARGET_PREFIX = "VoiceID"
"""What stands before the operation's name in `X-Amz-Target` (API reference)."""

JSON_VERSION = "1.0"
"""The version of the AWS JSON protocol that the service speaks (API reference)."""

SERVICE = "voice-id"
"""What boto3 calls the service."""

ENDPOINT_PREFIX = "voiceid"
"""What its hosts, and its entry in AWS's list of endpoints, are called by."""

PARTITION = "aws"
"""The one partition that the service was in (AWS's list of endpoints)."""

DATA = Path(__file__).with_name("data")
"""A folder that is laid out as botocore's data is: the service's model, paginators and endpoint rules."""

MODEL = DATA / SERVICE / "2021-09-27"
"""Where its files are, by the version of the API."""

ENDPOINTS = Path(__file__).with_name("endpoints.json")
"""The service's entry in AWS's list of endpoints."""
# All that this API's names need: none has two capitals in a row.
_WORD_BOUNDARY = re.compile("([a-z0-9])([A-Z])")


@dataclass(frozen=True)
class Operation:
    """An operation of the API, as the API reference declares it.

    Attributes:
        name: its name in the API, such as `DescribeDomain`.
        input_shape: the name of the structure that it takes.
        output_shape: the name of the structure that it returns; None where it returns nothing.
        errors: the names of the errors that it may answer with.
        method_name: its name as a method of a boto3 client, such as `describe_domain`.
    """

    name: str
    input_shape: str
    output_shape: str | None
    errors: frozenset[str]
    method_name: str


@functools.cache
def operations() -> Mapping[str, Operation]:
    """Return every operation of the API by its name, read-only and in the API reference's order."""
    return MappingProxyType({name: _operation(given) for name, given in _service()["operations"].items()})


def shape(name: str) -> Mapping[str, Any]:
    """Return the description of a shape: its `type` and what goes with that (API reference).

    It is shared: look, don't change.

    Raises:
        KeyError: the API has no shape of this name.
    """
    return cast(Mapping[str, Any], _service()["shapes"][name])


def snake_case(name: str) -> str:
    """Return an API name the way boto3 spells it in Python: `S3Uri` becomes `s3_uri`."""
    return _WORD_BOUNDARY.sub(r"\1_\2", name).lower()


def camel_case(name: str) -> str:
    """Return an API name as events and violations spell it: `S3Uri` becomes `s3Uri`."""
    return f"{name[0].lower()}{name[1:]}"


@functools.cache
def endpoints() -> Mapping[str, Any]:
    """Return the service's entry in AWS's list of endpoints: the regions, and the hosts for FIPS.

    It is shared: look, don't change.
    """
    return _json_in(ENDPOINTS)


def regions() -> tuple[str, ...]:
    """Return the regions that the service was in, in the order of their names (A3)."""
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
        method_name=snake_case(given["name"]),
    )

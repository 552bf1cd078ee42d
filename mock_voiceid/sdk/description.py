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

_SERVICE_FILE = Path(__file__).with_name("service-2.json")
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
def _service() -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(_SERVICE_FILE.read_text(encoding="utf-8")))


def _operation(given: Mapping[str, Any]) -> Operation:
    return Operation(
        name=given["name"],
        input_shape=given["input"]["shape"],
        output_shape=given["output"]["shape"] if "output" in given else None,
        errors=frozenset(error["shape"] for error in given["errors"]),
        method_name=snake_case(given["name"]),
    )

"""Properties of the validation of all operations (V5)."""

import functools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_voiceid.api.validation import InvalidInput, read
from mock_voiceid.sdk.description import MODEL, operations, shape, snake_case

from .reading import violations

DOMAIN_ID = "d" * 22
ARN = f"arn:aws:voiceid:us-east-1:123456789012:domain/{DOMAIN_ID}"
ROLE = "arn:aws:iam::123456789012:role/reader"
SERVICE = ServiceModel(json.loads((MODEL / "service-2.json").read_text(encoding="utf-8")))

# No deadline: under coverage, on a busy machine, an example is slow.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@functools.cache
def valid(shape_name: str) -> st.SearchStrategy[Any]:
    """Return valid values of a shape."""
    given_shape = shape(shape_name)
    match given_shape["type"]:
        case "structure":
            required = given_shape.get("required", ())
            members = {name: valid(part["shape"]) for name, part in given_shape["members"].items()}
            return st.fixed_dictionaries(
                {name: members[name] for name in members if name in required},
                optional={name: members[name] for name in members if name not in required},
            )
        case "list":
            items = valid(given_shape["member"]["shape"])
            return st.lists(items, min_size=given_shape["min"], max_size=min(given_shape["max"], 3))
        case "integer":
            return st.integers(given_shape["min"], given_shape["max"])
    return valid_text(given_shape)


def valid_text(given_shape: Any) -> st.SearchStrategy[str]:
    if "enum" in given_shape:
        return st.sampled_from(given_shape["enum"])
    pattern = given_shape.get("pattern", "")
    least, most = given_shape["min"], min(given_shape["max"], 40)
    if r"\p{L}" in pattern:
        return st.text("aZ09 é日ß٣½\u3000\u2028_.:/=+-@", min_size=least, max_size=most)
    if not pattern or r"\p{ASCII}" in pattern:
        return st.text(st.characters(max_codepoint=127), min_size=least, max_size=most)
    whole = st.from_regex(pattern.removeprefix("^").removesuffix("$"), fullmatch=True)
    return whole.filter(lambda text: least <= len(text) <= given_shape["max"])


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw an operation and a valid document of it."""
    operation = draw(st.sampled_from(list(operations().values())))
    return operation.name, draw(valid(operation.input_shape))


def places(shape_name: str, value: Any, path: str = "") -> Iterator[tuple[Any, Any, str, str]]:
    """Yield each place in a document: its container and key, its shape and its path."""
    given_shape = shape(shape_name)
    if given_shape["type"] == "structure":
        parts = [(name, given_shape["members"][name]["shape"], name[0].lower() + name[1:]) for name in value]
    elif given_shape["type"] == "list":
        parts = [(i, given_shape["member"]["shape"], f"{i + 1}.member") for i in range(len(value))]
    else:
        return
    for key, part_shape, step in parts:
        part_path = f"{path}.{step}" if path else step
        yield value, key, part_shape, part_path
        yield from places(part_shape, value[key], part_path)


def spoilt(shape_name: str) -> list[tuple[Any, str]]:
    """Return values that violate one constraint of a shape, each with its message."""
    given_shape = shape(shape_name)
    least, most = given_shape.get("min", 0), given_shape.get("max", 0)
    kind = given_shape["type"]
    found: list[tuple[Any, str]] = [({"structure": [], "string": 5}.get(kind, {}), f"be of type {kind}")]
    if kind == "integer":
        found.append((least - 1, f"have value greater than or equal to {least}"))
        found.append((most + 1, f"have value less than or equal to {most}"))
    if kind in ("string", "list") and least:
        found.append(("" if kind == "string" else [], f"have length greater than or equal to {least}"))
    if kind in ("string", "list") and most:
        too_long = "a" * (most + 1) if kind == "string" else ["a"] * (most + 1)
        found.append((too_long, f"have length less than or equal to {most}"))
    if "pattern" in given_shape:
        found.append(
            ("\x85" * least or "\x85", f"satisfy regular expression pattern: {given_shape['pattern']}")
        )
    if "enum" in given_shape:
        found.append(("NONE", f"satisfy enum value set: [{', '.join(given_shape['enum'])}]"))
    return found


@st.composite
def spoilt_requests(draw: st.DrawFn) -> tuple[str, dict[str, Any], str, str]:
    """Draw a request with one invalid member: operation, document, path and message."""
    name, document = draw(requests().filter(lambda request: bool(request[1])))
    input_shape = operations()[name].input_shape
    container, key, shape_name, path = draw(st.sampled_from(list(places(input_shape, document))))
    container[key], constraint = draw(st.sampled_from(spoilt(shape_name)))
    return name, document, path, constraint


@patient
@given(requests())
def test_every_valid_document_is_accepted(request_: tuple[str, dict[str, Any]]) -> None:
    name, document = request_
    assert violations(name, document) == []
    assert read(name, document) == {snake_case(member): value for member, value in document.items()}


@patient
@given(spoilt_requests())
def test_every_violation_is_reported_with_its_path(case: tuple[str, dict[str, Any], str, str]) -> None:
    name, document, path, constraint = case
    reported = violations(name, document)
    assert [
        line
        for line in reported
        if f" at '{path}' failed to satisfy constraint: Member must {constraint}" in line
    ]
    assert all(f" at '{path}" in line for line in reported)


@patient
@given(requests(), st.data())
def test_every_missing_member_is_reported_with_its_path(
    request_: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    name, document = request_
    candidates = [
        (container, key, path)
        for container, key, _, path in places(operations()[name].input_shape, document)
        if isinstance(container, dict)
    ]
    if not candidates:
        return
    container, key, path = data.draw(st.sampled_from(candidates))
    before = read(name, document)
    container[key] = None
    reported = violations(name, document)
    assert reported in ([], [f"Value null at '{path}' failed to satisfy constraint: Member must not be null"])
    assert reported or read(name, document) != before


@patient
@given(st.one_of(requests(), spoilt_requests().map(lambda case: case[:2])), st.data())
def test_what_botocore_rejects_is_rejected(request_: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    name, document = request_
    if data.draw(st.booleans()) and document:
        del document[data.draw(st.sampled_from(list(document)))]
    input_shape = SERVICE.operation_model(name).input_shape
    assert input_shape is not None
    report = ParamValidator().validate(document, input_shape)
    if report.has_errors():
        assert violations(name, document), report.generate_report()


NAMES = sorted(
    {name for operation in operations().values() for name in shape(operation.input_shape)["members"]}
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
JSON = st.recursive(
    SCALARS,
    lambda parts: (
        st.lists(parts) | st.dictionaries(st.sampled_from([*NAMES, "Key", "S3Uri"]) | st.text(), parts)
    ),
)


@patient
@given(st.sampled_from(list(operations())), JSON)
def test_validation_never_crashes(name: str, document: object) -> None:
    reported = violations(name, document)
    assert all(" failed to satisfy constraint: Member must " in line for line in reported)
    if reported:
        with pytest.raises(InvalidInput, match=f"^{len(reported)} validation error"):
            read(name, document)
    else:
        read(name, document)

"""Every constraint of the model on inputs, violated once each, on the wire (V5, V6)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.sdk.description import operations, shape
from mock_voiceid.service.answering import answer
from mock_voiceid.service.call import Call
from tests.calls import client, post
from tests.contract.conformance import problems_of
from tests.contract.samples import (
    MARKER,
    RECIPES,
    Place,
    breaks,
    full,
    is_sensitive,
    largest,
    matches,
    places,
    recipe,
    smallest,
)
from tests.options import QUOTAS, TIMING

START = "2026-01-05T09:00:00Z"

# AWS's messages


def expected(shape_name: str, value: Any, path: str) -> list[str]:
    """Return the message for a value that violates its own constraints, not those of its parts."""
    shown = "" if is_sensitive(shape_name) and value is not None else f" {as_shown(value)}"
    return [
        f"Value{shown} at '{path}' failed to satisfy constraint: Member must {constraint}"
        for constraint in constraints(shape_name, value)
    ]


def constraints(shape_name: str, value: Any) -> Iterator[str]:
    """Yield the constraints that a value violates, in AWS's order and wording."""
    given = shape(shape_name)
    kind, least, most = given["type"], given.get("min", 0), given.get("max", 10_000)
    if value is None:
        yield "not be null"
    elif not is_of_type(kind, value):
        yield f"be of type {kind}"
    elif "enum" in given:
        yield f"satisfy enum value set: [{', '.join(given['enum'])}]"
    elif kind == "integer":
        bound, word = (least, "greater") if value < least else (most, "less")
        yield f"have value {word} than or equal to {bound}"
    else:
        if "pattern" in given and kind == "string" and not matches(given["pattern"], value):
            yield f"satisfy regular expression pattern: {given['pattern']}"
        if len(value) < least:
            yield f"have length greater than or equal to {least}"
        if len(value) > most:
            yield f"have length less than or equal to {most}"


def is_of_type(kind: str, value: Any) -> bool:
    types: dict[str, type] = {"string": str, "integer": int, "list": list, "structure": dict}
    return isinstance(value, types[kind]) and not isinstance(value, bool)


def as_shown(value: Any) -> str:
    match value:
        case None:
            return "null"
        case str():
            return f"'{value}'"
        case list():
            return f"'[{', '.join(str(item) for item in value)}]'"
    return f"'{json.dumps(value)}'"


def message(*violations: str) -> str:
    errors = "error" if len(violations) == 1 else "errors"
    return f"{len(violations)} validation {errors} detected: {'; '.join(violations)}"


# Violations


@dataclass(frozen=True)
class Case:
    """A request that violates the model in one place.

    Args:
        operation: which operation it is for.
        constraint: which constraint it breaks.
        place: where.
        document: the body.
        value: what stands there; None where nothing does.
    """

    operation: str
    constraint: str
    place: Place
    document: dict[str, Any]
    value: Any

    @property
    def id(self) -> str:
        return f"{self.operation}-{self.place.of_input}-{self.constraint}"


def cases() -> Iterator[Case]:
    for name, operation in operations().items():
        whole = full(operation.input_shape)
        for place in places(operation.input_shape, whole):
            for constraint, value in breaks(place.shape_name):
                yield Case(name, constraint, place, place.put(whole, value), value)
            if place.required:
                yield Case(name, "null", place, place.put(whole, None), None)
            if place.required and isinstance(place.steps[-1], str):
                yield Case(name, "missing", place, place.drop(whole), None)


CASES = list(cases())

PATTERNS = {
    place.shape_name: (name, place)
    for name, operation in operations().items()
    for place in places(operation.input_shape, full(operation.input_shape))
    if "pattern" in shape(place.shape_name)
}
"""Each shape with a pattern in the inputs, with one of its places."""


def near(*, hits: bool) -> list[tuple[str, str]]:
    """Return the near hits or near misses of a shape's pattern."""
    return [
        (shape_name, text)
        for shape_name in PATTERNS
        for text in (recipe(shape_name).near_hits if hits else recipe(shape_name).near_misses)
    ]


# One mock for all tests of this module, because nothing may change in it.


@pytest.fixture(scope="module")
def handle(_no_real_account: None) -> Iterator[VoiceID]:
    """A mock with frozen time and resources of every kind."""
    with mock_voiceid(start=START, timing=TIMING, quotas=QUOTAS) as handle:
        voiceid = client()
        domain = voiceid.create_domain(
            Name="calls",
            ServerSideEncryptionConfiguration={"KmsKeyId": "alias/aws/s3"},
            Tags=[{"Key": "team", "Value": "calls"}],
        )["Domain"]
        domain_id = {"DomainId": domain["DomainId"]}
        voiceid.create_watchlist(**domain_id, Name="known")
        voiceid.opt_out_speaker(**domain_id, SpeakerId="ann")
        job = {
            "DataAccessRoleArn": "arn:aws:iam::123456789012:role/batch",
            "InputDataConfig": {"S3Uri": "s3://recordings/manifest.json"},
            "OutputDataConfig": {"S3Uri": "s3://recordings/results"},
        }
        voiceid.start_speaker_enrollment_job(**domain_id, **job)
        voiceid.start_fraudster_registration_job(**domain_id, **job)
        yield handle


def state(handle: VoiceID) -> dict[str, Any]:
    """Return everything in a mock that clients can see."""
    region = handle.backend()

    def documents(operation: str, **body: str) -> Any:
        return json.loads(
            answer(Call(region, handle, handle.clock.instant()), operation, json.dumps(body).encode()).body
        )

    domains = documents("ListDomains")
    found = {"ListDomains": domains}
    for domain in domains["DomainSummaries"]:
        tags = documents("ListTagsForResource", ResourceArn=domain["Arn"])
        found[f"tags of {domain['DomainId']}"] = tags
        for operation in (
            "ListWatchlists",
            "ListFraudsters",
            "ListSpeakers",
            "ListSpeakerEnrollmentJobs",
            "ListFraudsterRegistrationJobs",
        ):
            found[f"{operation} {domain['DomainId']}"] = documents(operation, DomainId=domain["DomainId"])
    return found


def refused(handle: VoiceID, operation: str, document: Any) -> str:
    """Send a request that must be rejected as invalid and change nothing; return the message."""
    before = state(handle)
    response = post(document, target=f"VoiceID.{operation}")
    assert problems_of(operation, response.status_code, response.content) == []
    refusal = response.json()
    assert (response.status_code, refusal["__type"]) == (400, "ValidationException")
    assert state(handle) == before
    reported: str = refusal["Message"]
    return reported


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_violated_constraint_is_reported(handle: VoiceID, case: Case) -> None:
    """V5."""
    violations = expected(case.place.shape_name, case.value, case.place.of_input)
    assert violations
    reported = refused(handle, case.operation, case.document)
    assert reported == message(*violations)
    if is_sensitive(case.place.shape_name):
        assert MARKER not in reported


@pytest.mark.parametrize("operation", operations())
def test_all_violations_are_reported_in_one_message(handle: VoiceID, operation: str) -> None:
    """In the model's order, not in that of the request."""
    given = shape(operations()[operation].input_shape)
    broken = {name: next(breaks(member["shape"]))[1] for name, member in given["members"].items()}
    document = dict(reversed(broken.items()))
    violations = [
        violation
        for name, value in broken.items()
        for violation in expected(given["members"][name]["shape"], value, name[0].lower() + name[1:])
    ]
    assert len(violations) == len(given["members"])
    assert refused(handle, operation, document) == message(*violations)


def leaves(operation: str) -> list[Place]:
    """Return the innermost places of an input."""
    input_shape = operations()[operation].input_shape
    return [
        place
        for place in places(input_shape, full(input_shape))
        if shape(place.shape_name)["type"] in ("string", "integer")
    ]


@pytest.mark.parametrize("operation", [name for name in operations() if len(leaves(name)) > 1])
def test_two_violations_are_reported_in_one_message(handle: VoiceID, operation: str) -> None:
    """Any two consecutive ones, at any depth."""
    whole = full(operations()[operation].input_shape)
    for pair in pairwise(leaves(operation)):
        document, violations = whole, []
        for place in pair:
            *_, (_, value) = breaks(place.shape_name)
            document = place.put(document, value)
            violations += expected(place.shape_name, value, place.of_input)
        assert len(violations) > 1
        assert refused(handle, operation, document) == message(*violations)


@pytest.mark.parametrize("operation", operations())
def test_empty_input_lacks_each_required_member(handle: VoiceID, operation: str) -> None:
    given = shape(operations()[operation].input_shape)
    lacking = [name for name in given["members"] if name in given.get("required", ())]
    if not lacking:
        response = post({}, target=f"VoiceID.{operation}")
        assert response.status_code == 200
        return
    violations = [
        expected(given["members"][name]["shape"], None, name[0].lower() + name[1:])[0] for name in lacking
    ]
    assert refused(handle, operation, {}) == message(*violations)


@pytest.mark.parametrize(("shape_name", "text"), near(hits=False))
def test_near_miss_of_a_pattern_is_rejected(handle: VoiceID, shape_name: str, text: str) -> None:
    operation, place = PATTERNS[shape_name]
    document = place.put(full(operations()[operation].input_shape), text)
    violations = expected(shape_name, text, place.of_input)
    assert "satisfy regular expression pattern" in violations[0]
    assert refused(handle, operation, document) == message(*violations)


def test_rejected_request_does_not_use_its_client_token(handle: VoiceID) -> None:
    """Otherwise the next request with it would be a conflict."""
    domain_id = state(handle)["ListDomains"]["DomainSummaries"][0]["DomainId"]
    request = {"DomainId": domain_id, "ClientToken": "token", "Name": "a b"}
    refused(handle, "CreateWatchlist", request)
    response = post({**request, "Name": "ab"}, target="VoiceID.CreateWatchlist")
    assert response.status_code == 200
    post(
        {"DomainId": domain_id, "WatchlistId": response.json()["Watchlist"]["WatchlistId"]},
        target="VoiceID.DeleteWatchlist",
    )


# Valid inputs, each with its own mock because it may change state.


def is_accepted(operation: str, document: Any) -> bool:
    """Return whether a request passes the validation; the operation may still reject it."""
    response = post(document, target=f"VoiceID.{operation}")
    assert problems_of(operation, response.status_code, response.content) == []
    return "failed to satisfy constraint" not in response.json().get("Message", "")


@pytest.mark.parametrize("operation", operations())
def test_smallest_and_largest_input_are_accepted(voiceid: VoiceID, operation: str) -> None:
    input_shape = operations()[operation].input_shape
    for make in (smallest, full, largest):
        assert is_accepted(operation, make(input_shape))


def test_near_hit_of_a_pattern_is_accepted(voiceid: VoiceID) -> None:
    for shape_name, text in near(hits=True):
        operation, place = PATTERNS[shape_name]
        if len(text) >= shape(shape_name).get("min", 0):
            document = place.put(full(operations()[operation].input_shape), text)
            assert is_accepted(operation, document), (shape_name, text)


# The samples themselves


def all_input_shapes() -> set[str]:
    found: set[str] = set()

    def add(shape_name: str) -> None:
        found.add(shape_name)
        for member in shape(shape_name).get("members", {}).values():
            add(member["shape"])
        if "member" in shape(shape_name):
            add(shape(shape_name)["member"]["shape"])

    for operation in operations().values():
        add(operation.input_shape)
    return found


def test_every_constraint_of_the_model_has_a_case() -> None:
    broken = {(case.place.shape_name, case.constraint.partition(",")[0]) for case in CASES}
    inputs = {operation.input_shape for operation in operations().values()}
    for shape_name in all_input_shapes() - inputs:
        given = shape(shape_name)
        least = given.get("min")
        assert (shape_name, "type") in broken
        assert ((shape_name, "pattern") in broken) == ("pattern" in given)
        assert ((shape_name, "enum") in broken) == ("enum" in given)
        assert ((shape_name, "max") in broken) == ("max" in given)
        # Nothing is shorter than an empty value.
        assert ((shape_name, "min") in broken) == (
            least is not None and (least > 0 or given["type"] == "integer")
        )
    for shape_name in all_input_shapes():
        for name in shape(shape_name).get("required", ()):
            for constraint in ("null", "missing"):
                assert [
                    case for case in CASES if case.place.steps[-1] == name and case.constraint == constraint
                ]


@pytest.mark.parametrize("pattern", RECIPES)
def test_recipe_matches_its_pattern(pattern: str) -> None:
    made = RECIPES[pattern]
    assert all(matches(pattern, made.text(length)) for length in (1, 30, 256, 1000))
    assert all(matches(pattern, text) for text in made.near_hits)
    assert not any(matches(pattern, text) for text in made.near_misses)


def test_samples_have_the_sizes_of_the_model() -> None:
    for shape_name in all_input_shapes():
        given = shape(shape_name)
        if given["type"] == "string" and "enum" not in given:
            sizes = [len(make(shape_name)) for make in (smallest, full, largest)]
            assert given["min"] <= sizes[0] <= sizes[1] <= sizes[2] <= given["max"]
            assert sizes[2] == given["max"] or recipe(shape_name).most < given["max"]

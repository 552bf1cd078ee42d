"""The checker of responses finds each kind of violation at its place."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.sdk.description import operations, shape
from tests.calls import client
from tests.contract.conformance import (
    Seen,
    check_responses,
    conforms,
    conforms_as_error,
    problems_of,
    promised,
)
from tests.contract.samples import Place, breaks, full, largest, places, smallest

WITH_OUTPUT = [name for name, operation in operations().items() if operation.output_shape]


def output(operation: str) -> str:
    output_shape = operations()[operation].output_shape
    assert output_shape is not None
    return output_shape


def spoilt(operation: str) -> Iterator[tuple[str, Any]]:
    """Yield documents that are violated in one place, each with the place."""
    whole = full(output(operation))
    for place in places(output(operation), whole):
        for _, value in breaks(place.shape_name):
            yield place.of_output, place.put(whole, value)
        yield place.of_output, place.put(whole, None)
        if place.required and isinstance(place.steps[-1], str):
            yield place.of_output, place.drop(whole)
        if shape(place.shape_name)["type"] == "structure":
            below = Place((*place.steps, "Weather"), "String", required=False)
            yield below.of_output, below.put(whole, "fine")


@pytest.mark.parametrize("operation", WITH_OUTPUT)
def test_valid_document_passes_the_checker(operation: str) -> None:
    for make in (smallest, full, largest):
        assert conforms(operation, make(output(operation))) == []


@pytest.mark.parametrize("operation", WITH_OUTPUT)
def test_every_violation_anywhere_is_located(operation: str) -> None:
    for where, document in spoilt(operation):
        problems = conforms(operation, document)
        assert problems, (where, document)
        assert all(problem.startswith(f"{where}: ") for problem in problems)


# Written by hand, because the samples come from the same model as the checker.
RISKS = {"KnownFraudsterRisk": {"RiskScore": 0}, "VoiceSpoofingRisk": {"RiskScore": 0}}


@pytest.mark.parametrize(
    ("operation", "document", "problem"),
    [
        ("DescribeDomain", [], "the response: [] is not a structure"),
        ("DescribeDomain", {"Domains": {}}, "Domains: is not a member of the model"),
        ("DescribeDomain", {"Domain": {"Weather": 1}}, "Domain.Weather: is not a member of the model"),
        ("DescribeDomain", {"Domain": None}, "Domain: is null, instead of absent"),
        ("DescribeDomain", {"Domain": {"Name": None}}, "Domain.Name: is null, instead of absent"),
        ("DescribeDomain", {"Domain": "calls"}, "Domain: 'calls' is not a structure"),
        ("DescribeDomain", {"Domain": {"Name": 5}}, "Domain.Name: 5 is not a string"),
        (
            "DescribeDomain",
            {"Domain": {"Name": "a b"}},
            "Domain.Name: 'a b' does not match ^[a-zA-Z0-9][a-zA-Z0-9_-]*$",
        ),
        (
            "DescribeDomain",
            {"Domain": {"Name": "calls\n"}},
            r"Domain.Name: 'calls\n' does not match ^[a-zA-Z0-9][a-zA-Z0-9_-]*$",
        ),
        (
            "DescribeDomain",
            {"Domain": {"DomainStatus": "DELETED"}},
            "Domain.DomainStatus: 'DELETED' is none of ACTIVE, PENDING, SUSPENDED",
        ),
        (
            "DescribeDomain",
            {"Domain": {"Name": "a" * 257}},
            "Domain.Name: 257 characters is not within 1 to 256",
        ),
        (
            "DescribeDomain",
            {"Domain": {"Description": ""}},
            "Domain.Description: 0 characters is not within 1 to 1024",
        ),
        (
            "DescribeDomain",
            {"Domain": {"WatchlistDetails": {}}},
            "Domain.WatchlistDetails.DefaultWatchlistId: is required, and missing",
        ),
        (
            "DescribeDomain",
            {"Domain": {"CreatedAt": "2026-01-05T09:00:00Z"}},
            "Domain.CreatedAt: '2026-01-05T09:00:00Z' is not a time in epoch seconds",
        ),
        (
            "DescribeDomain",
            {"Domain": {"CreatedAt": 1_767_603_600_000_000}},
            "Domain.CreatedAt: 1767603600000000 is not a time in epoch seconds",
        ),
        (
            "DescribeWatchlist",
            {"Watchlist": {"DefaultWatchlist": "true"}},
            "Watchlist.DefaultWatchlist: 'true' is not a boolean",
        ),
        (
            "DescribeSpeakerEnrollmentJob",
            {"Job": {"JobProgress": {"PercentComplete": 101}}},
            "Job.JobProgress.PercentComplete: 101 is not within 0 to 100",
        ),
        (
            "DescribeSpeakerEnrollmentJob",
            {"Job": {"JobProgress": {"PercentComplete": 50.0}}},
            "Job.JobProgress.PercentComplete: 50.0 is not an integer",
        ),
        (
            "DescribeSpeakerEnrollmentJob",
            {"Job": {"JobProgress": {"PercentComplete": True}}},
            "Job.JobProgress.PercentComplete: True is not an integer",
        ),
        ("ListDomains", {"DomainSummaries": {}}, "DomainSummaries: {} is not a list"),
        ("ListDomains", {"DomainSummaries": [{}, None]}, "DomainSummaries[1]: is null, instead of absent"),
        ("ListDomains", {"DomainSummaries": [{"Arn": 5}]}, "DomainSummaries[0].Arn: 5 is not a string"),
        ("ListDomains", {"NextToken": ""}, "NextToken: 0 characters is not within 1 to inf"),
        (
            "EvaluateSession",
            {"FraudDetectionResult": {"Reasons": ["VOICE_SPOOFING"] * 4}},
            "FraudDetectionResult.Reasons: 4 items is not within 0 to 3",
        ),
        (
            "EvaluateSession",
            {"FraudDetectionResult": {"RiskDetails": {**RISKS, "VoiceSpoofingRisk": {}}}},
            "FraudDetectionResult.RiskDetails.VoiceSpoofingRisk.RiskScore: is required, and missing",
        ),
        ("DeleteDomain", {"Domain": {}}, "Domain: is not a member of the model"),
        ("DeleteDomain", None, "the response: None is not a structure"),
        ("TagResource", {"Tags": []}, "Tags: is not a member of the model"),
    ],
)
def test_violation_is_described(operation: str, document: object, problem: str) -> None:
    assert conforms(operation, document) == [problem]


def test_all_violations_are_listed() -> None:
    document = {"Domain": {"Name": "a b" * 100, "DomainId": 5, "Weather": "fine"}}
    assert [problem.partition(":")[0] for problem in conforms("DescribeDomain", document)] == [
        "Domain.Name",
        "Domain.Name",
        "Domain.DomainId",
        "Domain.Weather",
    ]


def test_unknown_operation_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="ListVoiceprints"):
        conforms("ListVoiceprints", {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(max_size=5), parts),
)


@settings(deadline=None)
@given(st.data())
def test_checker_locates_junk_and_never_crashes(data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(WITH_OUTPUT))
    whole = full(output(operation))
    found = list(places(output(operation), whole))
    if not found:
        return
    place, junk = data.draw(st.sampled_from(found)), data.draw(JSON)
    problems = conforms(operation, place.put(whole, junk))
    assert all(problem.startswith(place.of_output) for problem in problems)


# Errors


def refusal(code: str, **members: Any) -> dict[str, Any]:
    return {"__type": code, "Message": "What is wrong.", **members}


@pytest.mark.parametrize("operation", operations())
def test_declared_errors_pass(operation: str) -> None:
    for code in operations()[operation].errors:
        status = 500 if code == "InternalServerException" else 400
        assert conforms_as_error(operation, status, {"__type": code, **full(code)}) == []


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "SerializationException",
        "ThrottlingException",
        "UnknownOperationException",
        "UnrecognizedRegionException",
    ],
)
def test_common_errors_pass(code: str) -> None:
    assert conforms_as_error("ListVoiceprints", 400, refusal(code)) == []
    assert conforms_as_error("ListDomains", 400, refusal(code)) == []


@pytest.mark.parametrize(
    ("operation", "status", "document", "problem"),
    [
        (
            "ListDomains",
            400,
            refusal("ResourceNotFoundException", ResourceType="DOMAIN"),
            "__type: 'ResourceNotFoundException' is not an error of ListDomains",
        ),
        (
            "DescribeDomain",
            400,
            refusal("ConflictException", ConflictType="DOMAIN_NOT_ACTIVE"),
            "__type: 'ConflictException' is not an error of DescribeDomain",
        ),
        ("DeleteDomain", 400, refusal("KeyError"), "__type: 'KeyError' is not an error of DeleteDomain"),
        ("DeleteDomain", 400, {"Message": "Wrong."}, "__type: None is not an error of DeleteDomain"),
        ("DeleteDomain", 400, refusal(5), "__type: 5 is not an error of DeleteDomain"),  # type: ignore[arg-type]
        ("DeleteDomain", 400, [], "the response is not an object: []"),
        (
            "DeleteDomain",
            400,
            refusal("ResourceNotFoundException"),
            "ResourceType: is required, and missing",
        ),
        (
            "DeleteDomain",
            400,
            refusal("ResourceNotFoundException", ResourceType="VOICE"),
            "ResourceType: 'VOICE' is none of BATCH_JOB, COMPLIANCE_CONSENT, DOMAIN, FRAUDSTER, SESSION, "
            "SPEAKER, WATCHLIST",
        ),
        ("DeleteDomain", 400, refusal("ConflictException"), "ConflictType: is required, and missing"),
        (
            "DeleteDomain",
            400,
            refusal("ConflictException", ConflictType=5),
            "ConflictType: 5 is not a string",
        ),
        (
            "DeleteDomain",
            400,
            refusal("ValidationException", ResourceType="DOMAIN"),
            "ResourceType: is not a member of the model",
        ),
        (
            "DeleteDomain",
            400,
            {"__type": "ValidationException"},
            "Message: is required, and missing",
        ),
        (
            "DeleteDomain",
            400,
            {"__type": "ValidationException", "message": "Wrong.", "Message": "Wrong."},
            "message: is not a member of the model",
        ),
        (
            "DeleteDomain",
            400,
            refusal("ValidationException", Message=""),
            "Message: 0 characters is not within 1 to inf",
        ),
        ("DeleteDomain", 404, refusal("ValidationException"), "status: 404 is not 400"),
        ("DeleteDomain", 400, refusal("InternalServerException"), "status: 400 is not 500"),
    ],
)
def test_wrong_error_is_described(operation: str, status: int, document: Any, problem: str) -> None:
    assert conforms_as_error(operation, status, document) == [problem]


# Raw responses


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the response is not JSON: "),
        (b"{", "the response is not JSON: "),
        (b'{"Domain": {"CreatedAt": NaN}}', "the response is not JSON: NaN is not a number in JSON"),
        (b'{"Domain": {}, "Domain": {}}', "the response is not JSON: a member stands twice in "),
        (b"[]", "the response: [] is not a structure"),
    ],
)
def test_body_is_json(body: bytes, problem: str) -> None:
    (problem,) = problems_of("DescribeDomain", 200, body)
    assert problem.startswith(problem)


def answering(status: int, document: object, seen: Seen | None = None) -> Any:
    """Return a client that sends nothing: every call gets the same response."""

    class Answer:
        status_code, headers, content = status, {"content-type": "application/x-amz-json-1.0"}, b""

    Answer.content = json.dumps(document).encode()
    voiceid = check_responses(client(), seen)
    voiceid.meta.events.register("before-send.voice-id.*", lambda **_: Answer)
    return voiceid


def test_client_returns_and_records_a_valid_response() -> None:
    seen = Seen()
    document = full("ListDomainsResponse")
    answer = answering(200, document, seen).list_domains()
    assert answer["NextToken"] == document["NextToken"]
    assert seen.operations == {"ListDomains"}
    assert seen.members == {member for member in promised().members if member in members_of_list_domains()}
    assert seen.values >= {("DomainStatus", "SUSPENDED")}


def members_of_list_domains() -> set[tuple[str, str]]:
    parts = (
        "ListDomainsResponse",
        "DomainSummary",
        "ServerSideEncryptionConfiguration",
        "ServerSideEncryptionUpdateDetails",
        "WatchlistDetails",
    )
    return {(part, member) for part in parts for member in shape(part)["members"]}


def test_client_raises_and_records_a_valid_error() -> None:
    seen = Seen()
    voiceid = answering(400, refusal("ConflictException", ConflictType="CONCURRENT_CHANGES"), seen)
    with pytest.raises(ClientError, match=r"What is wrong\."):
        voiceid.delete_domain(DomainId="D" * 22)
    assert seen == Seen(
        members={("ConflictException", "Message"), ("ConflictException", "ConflictType")},
        values={("ConflictType", "CONCURRENT_CHANGES")},
    )


def test_error_outside_the_model_is_not_recorded() -> None:
    seen = Seen()
    with pytest.raises(ClientError):
        answering(400, refusal("UnrecognizedRegionException"), seen).list_domains()
    assert seen == Seen()


@pytest.mark.parametrize(
    ("status", "document", "problem"),
    [
        (200, {"NextToken": None}, "200, but not as its model says: NextToken: is null, instead of absent"),
        (400, refusal("ConflictException"), "400, but not as its model says: __type: 'ConflictException' is"),
    ],
)
def test_client_fails_a_test_if_a_response_violates_the_model(
    status: int, document: object, problem: str
) -> None:
    with pytest.raises(AssertionError, match=f"^ListDomains answers {problem}"):
        answering(status, document).list_domains()


def test_everything_in_the_model_is_counted() -> None:
    everything = promised()
    assert len(everything.operations) == 29
    assert ("KnownFraudsterRisk", "GeneratedFraudsterId") in everything.members
    assert ("TagResourceResponse", "Tags") not in everything.members
    assert ("SpeakerStatus", "EXPIRED") in everything.values
    assert ("ResourceType", "SESSION") in everything.values

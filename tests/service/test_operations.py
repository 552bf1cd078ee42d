"""The operations as a whole, compared with the service model (V1, V4, V5)."""

import inspect
import json
from typing import Any

import pytest

from mock_voiceid.api import exceptions
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.sdk.description import operations, shape, snake_case
from mock_voiceid.service.answering import CLIENT_TOKEN, answer
from mock_voiceid.service.call import Call
from mock_voiceid.service.operations import HANDLERS


def test_every_operation_is_answered() -> None:
    assert set(HANDLERS) == set(operations())


@pytest.mark.parametrize("operation", HANDLERS)
def test_handler_takes_what_the_model_says(operation: str) -> None:
    """Each member by its name, and those that are not required with a default."""
    described = shape(operations()[operation].input_shape)
    members = {snake_case(name) for name in described["members"]} - {CLIENT_TOKEN}
    required = {snake_case(name) for name in described.get("required", ())}
    _, *parameters = inspect.signature(HANDLERS[operation]).parameters.values()
    assert {one.kind for one in parameters} == {inspect.Parameter.KEYWORD_ONLY}
    assert {one.name for one in parameters} == members
    assert {one.name for one in parameters if one.default is one.empty} == required


@pytest.mark.parametrize("name", sorted({name for one in operations().values() for name in one.errors}))
def test_declared_error_has_its_members(name: str) -> None:
    """V3, V4."""
    kind = getattr(exceptions, name)
    typed = set(shape(name)["members"]) - {"Message"}
    error = kind(*[f"SOME_{member}" for member in typed], "What is wrong.")
    assert error.code == name
    assert error.members() == {"Message": "What is wrong.", **{one: f"SOME_{one}" for one in typed}}
    assert error.status == (500 if name == "InternalServerException" else 400)
    assert str(error) == "What is wrong."


def document(voiceid: VoiceID, operation: str, body: bytes) -> tuple[int, dict[str, Any]]:
    reply = answer(Call(voiceid.backend(), voiceid, voiceid.clock.instant()), operation, body)
    read: dict[str, Any] = json.loads(reply.body)
    return reply.status, read


def test_unknown_operation_is_refused(voiceid: VoiceID) -> None:
    """V7."""
    assert document(voiceid, "ListVoices", b"{}") == (
        400,
        {"__type": "UnknownOperationException", "Message": "Voice ID has no operation 'ListVoices'."},
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body of the request is not JSON."),
        (b"{", "The body of the request is not JSON."),
        (b"\xff", "The body of the request is not JSON."),
        (b"[" * 100_000, "The body of the request is not JSON."),
        (b'{"MaxResults": NaN}', "The body of the request is not JSON."),
        ('{"MaxResults": 1}'.encode("utf-16"), "The body of the request is not JSON."),
        (b"[]", "The body of the request is not a JSON object."),
        (b"null", "The body of the request is not a JSON object."),
    ],
    ids=["nothing", "cut short", "no UTF-8", "too deep", "NaN", "UTF-16", "list", "null"],
)
def test_broken_json_is_refused(voiceid: VoiceID, body: bytes, message: str) -> None:
    """V7."""
    refusal = {"__type": "SerializationException", "Message": message}
    assert document(voiceid, "ListDomains", body) == (400, refusal)


@pytest.mark.parametrize("operation", operations())
def test_input_is_checked_before_anything_else(voiceid: VoiceID, operation: str) -> None:
    """V5: all violations in one answer, whatever is there."""
    required = shape(operations()[operation].input_shape).get("required", ())
    status, refusal = document(voiceid, operation, b'{"NextToken": "\\u00e9", "MaxResults": 0}')
    if required:
        assert status == 400
        assert refusal["__type"] == "ValidationException"
        for name in required:
            assert f"Value null at '{name[0].lower()}{name[1:]}' failed to satisfy" in refusal["Message"]
    else:
        assert refusal["Message"].startswith("2 validation errors detected: ")


def test_absent_members_are_absent(voiceid: VoiceID) -> None:
    """V2: never null; timestamps are numbers."""
    body = {"Name": "calls", "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/calls"}}
    status, created = document(voiceid, "CreateDomain", json.dumps(body).encode())
    assert status == 200
    assert "Description" not in created["Domain"]
    assert isinstance(created["Domain"]["CreatedAt"], float)
    assert document(voiceid, "ListDomains", b"{}")[1] == {"DomainSummaries": [created["Domain"]]}
    domain_id = created["Domain"]["DomainId"]
    assert document(voiceid, "DeleteDomain", json.dumps({"DomainId": domain_id}).encode()) == (200, {})

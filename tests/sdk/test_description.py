"""Reading the package's copy of the API's description."""

import json
from typing import Any

import pytest
from botocore import xform_name

from mock_voiceid.sdk.description import (
    ENDPOINT_PREFIX,
    JSON_VERSION,
    MODEL,
    TARGET_PREFIX,
    operations,
    regions,
    shape,
    snake_case,
)
from tools.service_description import FILES


def bundled(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FILES[name].read_text(encoding="utf-8"))
    return content


def test_constants_are_those_of_the_metadata() -> None:
    metadata = bundled("service-2")["metadata"]
    assert (metadata["targetPrefix"], metadata["jsonVersion"]) == (TARGET_PREFIX, JSON_VERSION)
    assert (metadata["endpointPrefix"], metadata["apiVersion"]) == (ENDPOINT_PREFIX, MODEL.name)


def test_regions_are_those_with_an_endpoint() -> None:
    assert len(regions()) == 8
    assert "us-east-1" in regions()
    assert not [region for region in regions() if "fips" in region]


def test_api_has_29_operations() -> None:
    assert len(operations()) == 29
    assert all(name == operation.name for name, operation in operations().items())


def test_operation_has_shapes_and_errors() -> None:
    operation = operations()["DescribeSpeakerEnrollmentJob"]
    assert operation.input_shape == "DescribeSpeakerEnrollmentJobRequest"
    assert operation.output_shape == "DescribeSpeakerEnrollmentJobResponse"
    assert operation.errors == {
        "AccessDeniedException",
        "InternalServerException",
        "ResourceNotFoundException",
        "ThrottlingException",
        "ValidationException",
    }


def test_operation_without_output_has_no_output_shape() -> None:
    without = {name for name, operation in operations().items() if operation.output_shape is None}
    assert without == {"DeleteDomain", "DeleteFraudster", "DeleteSpeaker", "DeleteWatchlist"}


def test_every_shape_of_an_operation_exists() -> None:
    for operation in operations().values():
        for name in (operation.input_shape, operation.output_shape, *operation.errors):
            assert name is None or shape(name)["type"] == "structure"


def test_operations_are_read_only() -> None:
    with pytest.raises(TypeError):
        operations()["DescribeDomain"] = operations()["DeleteDomain"]  # type: ignore[index]


def test_shape_is_described_with_its_constraints() -> None:
    assert shape("DomainId") == {"type": "string", "max": 22, "min": 22, "pattern": "^[a-zA-Z0-9]{22}$"}


def test_unknown_shape_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="Voiceprint"):
        shape("Voiceprint")


def test_snake_case_is_boto3s() -> None:
    shapes = bundled("service-2")["shapes"]
    names = {member for given in shapes.values() for member in given.get("members", ())} | {*operations()}
    assert {name: snake_case(name) for name in names} == {name: xform_name(name) for name in names}
    assert snake_case("S3Uri") == "s3_uri"

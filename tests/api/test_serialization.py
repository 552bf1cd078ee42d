"""Responses are serialized as the service model defines (V2)."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pytest
from botocore.model import ServiceModel
from botocore.parsers import create_parser

from mock_voiceid.api.serialization import document_of
from mock_voiceid.instants import instant_of
from mock_voiceid.sdk.description import MODEL, operations, shape, snake_case

SERVICE = MODEL / "service-2.json"
MORNING = instant_of("2026-01-05T09:00:00.123456Z")


@dataclass
class Domain:
    domain_id: str = "d" * 22
    name: str | None = None
    description: str | None = None
    created_at: int | None = None
    server_side_encryption_configuration: Any = None
    watchlist_details: Any = None
    speakers: list[str] = field(default_factory=list)


@dataclass
class Encryption:
    kms_key_id: str


def test_attributes_become_members() -> None:
    assert document_of("DescribeDomain", {"Domain": Domain(name="calls")}) == {
        "Domain": {"DomainId": "d" * 22, "Name": "calls"}
    }


def test_mapping_has_the_names_of_the_api() -> None:
    domain = {"DomainId": "d" * 22, "name": "not the API's name"}
    expected = {"Domain": {"DomainId": "d" * 22}}
    assert document_of("DescribeDomain", {"Domain": domain}) == expected
    assert document_of("DescribeDomain", MappingProxyType({"Domain": MappingProxyType(domain)})) == expected


def test_nested_structures_may_be_objects_or_mappings() -> None:
    domain = Domain(
        server_side_encryption_configuration=Encryption(kms_key_id="key"),
        watchlist_details={"DefaultWatchlistId": "w" * 22},
    )
    assert document_of("DescribeDomain", {"Domain": domain})["Domain"] == {
        "DomainId": "d" * 22,
        "ServerSideEncryptionConfiguration": {"KmsKeyId": "key"},
        "WatchlistDetails": {"DefaultWatchlistId": "w" * 22},
    }


def test_missing_and_none_are_absent_never_null() -> None:
    assert document_of("DescribeDomain", {"Domain": Domain(description=None)}) == {
        "Domain": {"DomainId": "d" * 22}
    }
    assert document_of("DescribeDomain", {"Domain": {"DomainId": None, "Name": "calls"}}) == {
        "Domain": {"Name": "calls"}
    }
    assert document_of("DescribeDomain", {"Domain": None}) == {}


def test_unknown_members_are_left_out() -> None:
    assert document_of("DescribeDomain", {"Domain": Domain(speakers=["jane"]), "Weather": "fine"}) == {
        "Domain": {"DomainId": "d" * 22}
    }


def test_false_zero_and_empty_values_are_written() -> None:
    job = {"JobProgress": {"PercentComplete": 0}}
    assert document_of("DescribeSpeakerEnrollmentJob", {"Job": job}) == {"Job": job}
    assert document_of("DescribeWatchlist", {"Watchlist": {"DefaultWatchlist": False}}) == {
        "Watchlist": {"DefaultWatchlist": False}
    }
    assert document_of("ListDomains", {"DomainSummaries": []}) == {"DomainSummaries": []}


@pytest.mark.parametrize(
    ("instant", "seconds"),
    [(0, 0.0), (MORNING, 1767603600.123456), (1, 0.000001), (-1_500_000, -1.5)],
)
def test_instant_is_written_as_epoch_seconds(instant: int, seconds: float) -> None:
    written = document_of("DescribeDomain", {"Domain": Domain(created_at=instant)})["Domain"]
    assert written["CreatedAt"] == seconds
    assert isinstance(written["CreatedAt"], float)


def test_list_of_structures_is_written_item_by_item() -> None:
    summaries = (Domain(created_at=0), {"DomainId": "e" * 22})
    assert document_of("ListDomains", {"DomainSummaries": summaries, "NextToken": "more"}) == {
        "DomainSummaries": [{"DomainId": "d" * 22, "CreatedAt": 0.0}, {"DomainId": "e" * 22}],
        "NextToken": "more",
    }


def test_answer_does_not_change_when_the_state_does() -> None:
    watchlist_ids = ["w" * 22]
    configuration = {"WatchlistIds": watchlist_ids}
    answer = document_of("DescribeFraudsterRegistrationJob", {"Job": {"RegistrationConfig": configuration}})
    watchlist_ids.append("x" * 22)
    configuration.clear()
    assert answer == {"Job": {"RegistrationConfig": {"WatchlistIds": ["w" * 22]}}}


def test_members_are_in_the_models_order() -> None:
    written = document_of("DescribeDomain", {"Domain": {"Name": "calls", "Arn": "arn", "DomainId": "d"}})[
        "Domain"
    ]
    assert list(written) == ["Arn", "DomainId", "Name"]


@pytest.mark.parametrize("operation_name", ["DeleteDomain", "DeleteSpeaker"])
@pytest.mark.parametrize("result", [None, {}, {"Domain": {"DomainId": "d"}}])
def test_response_without_output_is_an_empty_document(operation_name: str, result: object) -> None:
    assert document_of(operation_name, result) == {}


def test_none_is_an_empty_document() -> None:
    assert document_of("TagResource", None) == {}
    assert document_of("DescribeDomain", None) == {}


def test_unknown_operation_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="ListVoiceprints"):
        document_of("ListVoiceprints", {})


def example(shape_name: str, as_objects: bool) -> Any:
    """Return a value of a shape with all members."""
    given = shape(shape_name)
    match given["type"]:
        case "structure":
            members = {name: example(part["shape"], as_objects) for name, part in given["members"].items()}
            kind = type("Given", (), {snake_case(name): value for name, value in members.items()})
            return kind() if as_objects else members
        case "list":
            return [example(given["member"]["shape"], as_objects)] * 2
        case "timestamp":
            return MORNING
        case "integer":
            return 7
        case "boolean":
            return True
    return given.get("enum", ["text"])[0]


def parsed_example(shape_name: str) -> Any:
    """Return the value of `example` as a client should see it."""
    given = shape(shape_name)
    match given["type"]:
        case "structure":
            return {name: parsed_example(part["shape"]) for name, part in given["members"].items()}
        case "list":
            return [parsed_example(given["member"]["shape"])] * 2
        case "timestamp":
            return dt.datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=dt.timezone.utc)
    return example(shape_name, as_objects=False)


def parsed_by_botocore(operation_name: str, document: Mapping[str, Any]) -> dict[str, Any]:
    model = ServiceModel(json.loads(SERVICE.read_text(encoding="utf-8")), "voice-id")
    output_shape = model.operation_model(operation_name).output_shape
    assert output_shape is not None
    response = {"status_code": 200, "headers": {}, "body": json.dumps(document).encode()}
    parsed: dict[str, Any] = create_parser("json").parse(response, output_shape)
    del parsed["ResponseMetadata"]
    return parsed


@pytest.mark.parametrize("as_objects", [True, False], ids=["objects", "mappings"])
@pytest.mark.parametrize("name", [name for name, given in operations().items() if given.output_shape])
def test_botocore_reads_every_member_of_every_answer(name: str, as_objects: bool) -> None:
    output_shape = str(operations()[name].output_shape)
    document = document_of(name, example(output_shape, as_objects))
    assert parsed_by_botocore(name, document) == parsed_example(output_shape)

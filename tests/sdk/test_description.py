"""The package's copy of the API's description, and what is read from it."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from mock_voiceid import sdk
from mock_voiceid.sdk.description import JSON_VERSION, TARGET_PREFIX, operations, shape, snake_case

FOLDER = Path(sdk.__file__).parent
BUNDLED = ("service-2", "paginators-1", "endpoint-rule-set-1")


def bundled(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def botocores(name: str) -> Any:
    # Botocore's own folder and no other: the package may lend its copy to botocore's default loader.
    if not (Path(Loader.BUILTIN_DATA_PATH) / "voice-id").is_dir():
        pytest.skip("the installed botocore has no voice-id any more to compare with")
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    return loader.load_data(f"voice-id/2021-09-27/{name}")


def normalised(value: Any) -> Any:
    """Without documentation, and without what botocore's releases write one way or the other."""
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: normalised(part) for key, part in value.items() if key != "documentation"}
    if kept.get("fn") == "booleanEquals":
        kept["argv"] = sorted(kept["argv"], key=json.dumps)
    if kept.get("type") in ("String", "Boolean"):
        kept["type"] = kept["type"].lower()
    return kept


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_file_says_what_botocores_says(name: str) -> None:
    assert normalised(bundled(name)) == normalised(botocores(name))


def test_bundled_members_keep_botocores_order() -> None:
    theirs = botocores("service-2")["shapes"]
    for name, given in bundled("service-2")["shapes"].items():
        assert list(given.get("members", ())) == list(theirs[name].get("members", ()))


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_file_has_no_documentation(name: str) -> None:
    assert "documentation" not in (FOLDER / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_file_is_formatted_the_same_way_every_time(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(bundled(name), indent=2, ensure_ascii=False) + "\n"


def test_constants_are_those_of_the_metadata() -> None:
    metadata = bundled("service-2")["metadata"]
    assert (metadata["targetPrefix"], metadata["jsonVersion"]) == (TARGET_PREFIX, JSON_VERSION)


def test_api_has_29_operations() -> None:
    assert len(operations()) == 29
    assert all(name == operation.name for name, operation in operations().items())


def test_operation_tells_its_shapes_errors_and_method() -> None:
    operation = operations()["DescribeSpeakerEnrollmentJob"]
    assert operation.input_shape == "DescribeSpeakerEnrollmentJobRequest"
    assert operation.output_shape == "DescribeSpeakerEnrollmentJobResponse"
    assert operation.method_name == "describe_speaker_enrollment_job"
    assert operation.errors == {
        "AccessDeniedException",
        "InternalServerException",
        "ResourceNotFoundException",
        "ThrottlingException",
        "ValidationException",
    }


def test_operation_that_returns_nothing_has_no_output_shape() -> None:
    without = {name for name, operation in operations().items() if operation.output_shape is None}
    assert without == {"DeleteDomain", "DeleteFraudster", "DeleteSpeaker", "DeleteWatchlist"}


def test_every_shape_that_an_operation_names_is_there() -> None:
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


def test_names_are_spelled_in_python_as_boto3_spells_them() -> None:
    shapes = bundled("service-2")["shapes"]
    names = {member for given in shapes.values() for member in given.get("members", ())} | {*operations()}
    assert {name: snake_case(name) for name in names} == {name: xform_name(name) for name in names}
    assert snake_case("S3Uri") == "s3_uri"

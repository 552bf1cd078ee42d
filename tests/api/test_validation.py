"""Validating the input of operations (V5, V6)."""

import json
import subprocess
import sys
from typing import Any

import pytest
from botocore.model import ServiceModel

from mock_voiceid.api.validation import InvalidInput, read
from mock_voiceid.sdk.description import MODEL

from .reading import violations

DOMAIN_ID = "d" * 22
ARN = f"arn:aws:voiceid:us-east-1:123456789012:domain/{DOMAIN_ID}"
ROLE = "arn:aws:iam::123456789012:role/reader"
SERVICE = ServiceModel(json.loads((MODEL / "service-2.json").read_text(encoding="utf-8")))
ENROLLMENT = {
    "DomainId": DOMAIN_ID,
    "DataAccessRoleArn": ROLE,
    "InputDataConfig": {"S3Uri": "s3://recordings/input.json"},
    "OutputDataConfig": {"S3Uri": "s3://recordings/out", "KmsKeyId": "key"},
}
CREATION = {"Name": "calls", "ServerSideEncryptionConfiguration": {"KmsKeyId": "key"}}


def enrollment(**members: Any) -> dict[str, Any]:
    return {**ENROLLMENT, **members}


def creation(**members: Any) -> dict[str, Any]:
    return {**CREATION, **members}


def only_violation(operation_name: str, document: object) -> str:
    (violation,) = violations(operation_name, document)
    return violation


# Arguments


def test_only_top_level_arguments_are_snake_case() -> None:
    assert read("StartSpeakerEnrollmentJob", ENROLLMENT) == {
        "domain_id": DOMAIN_ID,
        "data_access_role_arn": ROLE,
        "input_data_config": {"S3Uri": "s3://recordings/input.json"},
        "output_data_config": {"S3Uri": "s3://recordings/out", "KmsKeyId": "key"},
    }


def test_nulls_and_unknown_members_are_ignored_at_every_depth() -> None:
    document = enrollment(
        ClientToken=None,
        Weather="fine",
        InputDataConfig={"S3Uri": "s3://recordings/input.json", "Weather": "fine"},
        OutputDataConfig={"S3Uri": "s3://recordings/out", "KmsKeyId": None},
        EnrollmentConfig={"FraudDetectionConfig": {"RiskThreshold": None, "Weather": []}},
    )
    assert read("StartSpeakerEnrollmentJob", document) == {
        "domain_id": DOMAIN_ID,
        "data_access_role_arn": ROLE,
        "enrollment_config": {"FraudDetectionConfig": {}},
        "input_data_config": {"S3Uri": "s3://recordings/input.json"},
        "output_data_config": {"S3Uri": "s3://recordings/out"},
    }


def test_lists_arrive_item_by_item() -> None:
    tags = [{"Key": "team", "Value": "calls"}, {"Key": "stage", "Value": "", "Weather": "fine"}]
    assert read("TagResource", {"ResourceArn": ARN, "Tags": tags})["tags"] == [
        {"Key": "team", "Value": "calls"},
        {"Key": "stage", "Value": ""},
    ]


def test_arguments_share_nothing_with_the_document() -> None:
    document = {"ResourceArn": ARN, "Tags": [{"Key": "team", "Value": "calls"}]}
    arguments = read("TagResource", document)
    arguments["tags"][0]["Value"] = "changed"
    arguments["tags"].append({})
    assert document == {"ResourceArn": ARN, "Tags": [{"Key": "team", "Value": "calls"}]}


def test_whole_float_becomes_an_integer() -> None:
    threshold = read("ListSpeakers", {"DomainId": DOMAIN_ID, "MaxResults": 5.0})["max_results"]
    assert (threshold, type(threshold)) == (5, int)


def test_empty_document_is_valid_without_required_members() -> None:
    assert read("ListDomains", {}) == {}


def test_unknown_operation_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="ListVoiceprints"):
        read("ListVoiceprints", {})


# Violations


def test_all_violations_are_in_one_message_in_the_models_order() -> None:
    with pytest.raises(InvalidInput) as raised:
        read("DescribeSpeakerEnrollmentJob", {"JobId": "y", "DomainId": "x"})
    assert raised.value.message == (
        "4 validation errors detected: "
        "Value 'x' at 'domainId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9]{22}$; "
        "Value 'x' at 'domainId' failed to satisfy constraint: "
        "Member must have length greater than or equal to 22; "
        "Value 'y' at 'jobId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9]{22}$; "
        "Value 'y' at 'jobId' failed to satisfy constraint: "
        "Member must have length greater than or equal to 22"
    )
    assert str(raised.value) == raised.value.message


def test_single_violation_is_in_the_singular() -> None:
    with pytest.raises(InvalidInput) as raised:
        read("DescribeDomain", {})
    assert raised.value.message == (
        "1 validation error detected: "
        "Value null at 'domainId' failed to satisfy constraint: Member must not be null"
    )


def test_valid_document_passes() -> None:
    read("DescribeDomain", {"DomainId": DOMAIN_ID})
    assert violations("DescribeDomain", {"DomainId": DOMAIN_ID}) == []


@pytest.mark.parametrize("document", [{}, {"DomainId": None}])
def test_null_is_the_same_as_absent(document: object) -> None:
    assert only_violation("DescribeDomain", document) == (
        "Value null at 'domainId' failed to satisfy constraint: Member must not be null"
    )


def test_missing_members_are_reported_in_the_models_order() -> None:
    assert violations("CreateDomain", {"ServerSideEncryptionConfiguration": {}}) == [
        "Value null at 'name' failed to satisfy constraint: Member must not be null",
        "Value null at 'serverSideEncryptionConfiguration.kmsKeyId' failed to satisfy constraint: "
        "Member must not be null",
    ]


def test_enum_names_its_values() -> None:
    document = enrollment(EnrollmentConfig={"ExistingEnrollmentAction": "skip"})
    assert only_violation("StartSpeakerEnrollmentJob", document) == (
        "Value 'skip' at 'enrollmentConfig.existingEnrollmentAction' failed to satisfy constraint: "
        "Member must satisfy enum value set: [SKIP, OVERWRITE]"
    )


@pytest.mark.parametrize(
    ("value", "shown", "constraint"),
    [
        (-1, "-1", "Member must have value greater than or equal to 0"),
        (101, "101", "Member must have value less than or equal to 100"),
        (101.0, "101", "Member must have value less than or equal to 100"),
        ("5", "5", "Member must be of type integer"),
        (5.5, "5.5", "Member must be of type integer"),
        (float("inf"), "Infinity", "Member must be of type integer"),
        (float("nan"), "NaN", "Member must be of type integer"),
        (True, "true", "Member must be of type integer"),
        ([7, "x"], "[7, x]", "Member must be of type integer"),
    ],
)
def test_integer_out_of_range_is_rejected(value: object, shown: str, constraint: str) -> None:
    document = enrollment(EnrollmentConfig={"FraudDetectionConfig": {"RiskThreshold": value}})
    assert only_violation("StartSpeakerEnrollmentJob", document) == (
        f"Value '{shown}' at 'enrollmentConfig.fraudDetectionConfig.riskThreshold' "
        f"failed to satisfy constraint: {constraint}"
    )


@pytest.mark.parametrize("value", [0, 100])
def test_bounds_of_a_range_are_valid(value: int) -> None:
    document = enrollment(EnrollmentConfig={"FraudDetectionConfig": {"RiskThreshold": value}})
    assert violations("StartSpeakerEnrollmentJob", document) == []


@pytest.mark.parametrize(
    ("ids", "violation"),
    [
        (
            [],
            "Value '[]' at '{}' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1",
        ),
        (
            ["w" * 22, "v" * 22],
            f"Value '[{'w' * 22}, {'v' * 22}]' at '{{}}' failed to satisfy constraint: "
            "Member must have length less than or equal to 1",
        ),
        ("w", "Value 'w' at '{}' failed to satisfy constraint: Member must be of type list"),
        ([None], "Value null at '{}.1.member' failed to satisfy constraint: Member must not be null"),
    ],
)
def test_list_of_wrong_size_is_rejected(ids: object, violation: str) -> None:
    document = enrollment(EnrollmentConfig={"FraudDetectionConfig": {"WatchlistIds": ids}})
    expected = violation.format("enrollmentConfig.fraudDetectionConfig.watchlistIds")
    assert only_violation("StartSpeakerEnrollmentJob", document) == expected


def test_items_are_counted_from_one() -> None:
    tags = [{"Key": "team", "Value": "calls"}, {"Value": "no key"}, {"Key": "", "Value": "calls"}]
    assert violations("TagResource", {"ResourceArn": ARN, "Tags": tags}) == [
        "Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null",
        "Value at 'tags.3.member.key' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5, "5"),
        (1.5, "1.5"),
        (True, "true"),
        ([], "[]"),
        (["a", {"b": None}], '[a, {"b": null}]'),
        ({"a": ["é"]}, '{"a": ["é"]}'),
    ],
)
def test_wrong_type_is_reported_with_the_value(value: object, shown: str) -> None:
    assert only_violation("DescribeDomain", {"DomainId": value}) == (
        f"Value '{shown}' at 'domainId' failed to satisfy constraint: Member must be of type string"
    )


def test_wrong_types_of_enums_and_structures_are_reported() -> None:
    document = enrollment(EnrollmentConfig={"ExistingEnrollmentAction": 1}, InputDataConfig="s3://recordings")
    assert violations("StartSpeakerEnrollmentJob", document) == [
        "Value '1' at 'enrollmentConfig.existingEnrollmentAction' failed to satisfy constraint: "
        "Member must be of type string",
        "Value 's3://recordings' at 'inputDataConfig' failed to satisfy constraint: "
        "Member must be of type structure",
    ]


@pytest.mark.parametrize(
    ("document", "shown"),
    [(None, " null"), ([], " '[]'"), ("text", " 'text'"), (5, " '5'"), (False, " 'false'")],
)
def test_non_object_is_one_violation_of_the_whole_input(document: object, shown: str) -> None:
    assert only_violation("DescribeDomain", document) == (
        f"Value{shown} at 'input' failed to satisfy constraint: Member must be of type structure"
    )


# Sensitive values


@pytest.mark.parametrize(
    ("operation_name", "document", "path"),
    [
        ("CreateDomain", creation(Name="se cret"), "name"),
        ("CreateDomain", creation(Name=["secret"]), "name"),
        ("CreateDomain", creation(Description="secret!"), "description"),
        ("CreateDomain", creation(Tags={"secret": "secret"}), "tags"),
        ("CreateDomain", creation(Tags=["secret"]), "tags.1.member"),
        ("CreateDomain", creation(Tags=[{"Key": "k", "Value": "secret!"}]), "tags.1.member.value"),
        ("CreateDomain", creation(Tags=[{"Key": "secret", "Value": ""}] * 201), "tags"),
        ("CreateDomain", ["secret"], "input"),
        ("UntagResource", {"ResourceArn": ARN, "TagKeys": ["secret"] * 201}, "tagKeys"),
        ("UntagResource", {"ResourceArn": ARN, "TagKeys": ["secret!"]}, "tagKeys.1.member"),
        ("DeleteSpeaker", {"DomainId": DOMAIN_ID, "SpeakerId": "se cret"}, "speakerId"),
    ],
)
def test_sensitive_value_is_not_shown(operation_name: str, document: object, path: str) -> None:
    violation = only_violation(operation_name, document)
    assert violation.startswith(f"Value at '{path}' failed to satisfy constraint: Member must ")
    assert "secret" not in violation
    assert "se cret" not in violation


# Patterns and lengths


@pytest.mark.parametrize("text", ["Größe", "日本 語", "٣½", "a\u2028b\u3000c", "_.:/=+-%@"])
def test_text_in_the_unicode_classes_is_accepted(text: str) -> None:
    assert violations("CreateDomain", creation(Description=text)) == []


@pytest.mark.parametrize("text", ["\t", "a\nb", "e\u0301", "😀", "a!b", "\u200b"])
def test_text_outside_the_unicode_classes_is_rejected(text: str) -> None:
    assert only_violation("CreateDomain", creation(Description=text)) == (
        "Value at 'description' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$"
    )


def test_percent_is_rejected_in_a_tag() -> None:
    assert violations("CreateDomain", creation(Tags=[{"Key": "50%", "Value": ""}])) != []


@pytest.mark.parametrize(("token", "accepted"), [("\x00~", True), ("", True), ("é", False)])
def test_token_is_ascii(token: str, accepted: bool) -> None:
    assert (violations("ListDomains", {"NextToken": token}) == []) is accepted


@pytest.mark.parametrize(
    ("operation_name", "document"),
    [
        ("CreateDomain", creation(Name="calls\n")),
        ("CreateDomain", creation(Description="calls\n")),
        ("DescribeSpeaker", {"DomainId": DOMAIN_ID, "SpeakerId": "jane\n"}),
    ],
)
def test_trailing_newline_does_not_match_a_pattern(operation_name: str, document: object) -> None:
    assert "Member must satisfy regular expression pattern" in only_violation(operation_name, document)


def test_digits_of_other_scripts_are_rejected_in_an_account() -> None:
    role = ROLE.replace("123456789012", "١٢٣٤٥٦٧٨٩٠١٢")
    assert len(violations("StartSpeakerEnrollmentJob", enrollment(DataAccessRoleArn=role))) == 1


def test_length_counts_code_points() -> None:
    assert violations("CreateDomain", creation(Description="𐐷" * 1024)) == []
    assert only_violation("CreateDomain", creation(Description="𐐷" * 1025)) == (
        "Value at 'description' failed to satisfy constraint: "
        "Member must have length less than or equal to 1024"
    )


def test_member_without_a_pattern_accepts_any_text() -> None:
    configuration = {"KmsKeyId": "any\nthing"}
    assert violations("CreateDomain", creation(ServerSideEncryptionConfiguration=configuration)) == []


def test_regex_is_imported_on_first_use() -> None:
    script = (
        "import sys; from mock_voiceid.api.validation import read;"
        f"read('CreateDomain', {CREATION!r}); assert 'regex' not in sys.modules;"
        f"read('CreateDomain', {creation(Description='calls')!r}); assert 'regex' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_too_deeply_nested_value_is_reported_by_its_type() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert only_violation("DescribeDomain", {"DomainId": {"a": deep}}) == (
        "Value 'dict' at 'domainId' failed to satisfy constraint: Member must be of type string"
    )

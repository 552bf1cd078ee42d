"""Parsing S3 URIs (J8)."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.api.locations import Location
from mock_voiceid.sdk.description import shape
from tests.messages import mentioning

buckets = st.from_regex(r"[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]", fullmatch=True)
NO_URIS = [
    "",
    "bucket/key",
    "s3:/bucket/key",
    "s3://",
    "s3:///key",
    "s3://Bucket/key",
    "s3://b/key",
    "s3://bu/key",
    "s3://-bucket/key",
    "s3://.bucket/key",
    "s3://bucket-/key",
    "s3://buck_et/key",
    f"s3://{'b' * 64}/key",
    "s3://bucket\n",
    " s3://bucket/key",
    "S3://bucket/key",
    "https://bucket.s3.amazonaws.com/key",
]


def test_a_uri_names_a_bucket_and_a_key() -> None:
    assert Location.of("s3://bucket/folder/file.json") == Location("bucket", "folder/file.json")


@pytest.mark.parametrize("uri", ["s3://bucket", "s3://bucket/"])
def test_the_key_may_be_empty(uri: str) -> None:
    assert Location.of(uri) == Location("bucket", "")


@pytest.mark.parametrize("bucket", ["buc", "b" * 63, "my.bucket-1"])
def test_a_bucket_may_be_named_as_s3_allows(bucket: str) -> None:
    assert Location.of(f"s3://{bucket}/key").bucket == bucket


def test_key_may_contain_newlines() -> None:
    assert Location.of("s3://bucket/one\ntwo\n").key == "one\ntwo\n"


@pytest.mark.parametrize("uri", NO_URIS)
def test_other_text_is_not_an_s3_uri(uri: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(repr(uri))} is not an S3 URI: write s3://bucket/key$"):
        Location.of(uri)


@pytest.mark.parametrize("uri", [None, 1, b"s3://bucket/key", ["s3://bucket/key"]])
@pytest.mark.parametrize("location_of", [Location.of, Location.of_object])
def test_other_types_are_not_an_s3_uri(location_of: Callable[[object], Location], uri: object) -> None:
    with pytest.raises(ValueError, match=mentioning(repr(uri), "s3://bucket/key")):
        location_of(uri)


def test_uri_of_an_object_is_parsed() -> None:
    assert Location.of_object("s3://bucket/folder/file") == Location("bucket", "folder/file")


@pytest.mark.parametrize("uri", ["s3://bucket", "s3://bucket/", "s3://bucket/folder/"])
def test_a_bucket_or_a_folder_is_not_an_object(uri: str) -> None:
    with pytest.raises(
        ValueError, match=f"^{re.escape(repr(uri))} does not name an object: write s3://bucket/key$"
    ):
        Location.of_object(uri)


def test_other_text_is_not_the_uri_of_an_object() -> None:
    with pytest.raises(ValueError, match=mentioning("'audio.wav'", "s3://bucket/key")):
        Location.of_object("audio.wav")


@pytest.mark.parametrize(
    ("key", "name"),
    [("manifest.json", "manifest.json"), ("a/b/manifest.json", "manifest.json"), ("a/", ""), ("", "")],
)
def test_the_name_is_the_last_part_of_the_key(key: str, name: str) -> None:
    assert Location("bucket", key).name == name


@pytest.mark.parametrize(
    ("folder", "below"),
    [
        ("s3://bucket", "s3://bucket/job/file.out"),
        ("s3://bucket/", "s3://bucket/job/file.out"),
        ("s3://bucket//", "s3://bucket/job/file.out"),
        ("s3://bucket/out", "s3://bucket/out/job/file.out"),
        ("s3://bucket/out/", "s3://bucket/out/job/file.out"),
        ("s3://bucket/out//", "s3://bucket/out//job/file.out"),
        ("s3://bucket/deep/out", "s3://bucket/deep/out/job/file.out"),
        ("s3://bucket/deep/out/", "s3://bucket/deep/out/job/file.out"),
    ],
)
def test_trailing_slash_does_not_matter_below_a_location(folder: str, below: str) -> None:
    assert Location.of(folder).below("job", "file.out").uri == below


@settings(deadline=None)
@given(buckets, st.text())
def test_a_location_becomes_a_uri_and_back(bucket: str, key: str) -> None:
    location = Location(bucket, key)
    assert Location.of(location.uri) == location


@settings(deadline=None)
@given(st.from_regex(shape("S3Uri")["pattern"].replace("^", "").replace("$", ""), fullmatch=True))
def test_every_uri_that_the_api_accepts_is_parsed(uri: str) -> None:
    assert Location.of(uri).uri in (uri, f"{uri}/")


@settings(deadline=None)
@given(st.text())
def test_any_text_is_parsed_or_rejected(text: str) -> None:
    try:
        location = Location.of(text)
    except ValueError:
        return
    assert location.uri in (text, f"{text}/")

"""What a manifest must be (J3 to J6)."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.control.failures import JobFailure
from mock_voiceid.service.jobs.manifests import (
    VERSION,
    AudioSpecification,
    ManifestFormat,
    Request,
    parse,
)
from tests.messages import mentioning

from .batch_builders import MANIFEST, entry

ENROLLMENT = ManifestFormat("SpeakerEnrollmentRequests", names_speaker=True)
REGISTRATION = ManifestFormat("FraudsterRegistrationRequests", names_speaker=False)
AUDIO = "s3://bucket/audio.wav"
REQUEST = entry("r1", AUDIO, SpeakerId="ana")
LIMIT = 3


def manifest(*entries: object, **members: object) -> bytes:
    return json.dumps({"Version": "1.0", "SpeakerEnrollmentRequests": entries, **members}).encode()


def read(content: bytes, form: ManifestFormat = ENROLLMENT) -> list[Request]:
    return parse(content, MANIFEST, form, LIMIT)


def refused(content: bytes, form: ManifestFormat = ENROLLMENT) -> tuple[int, str]:
    with pytest.raises(JobFailure) as failure:
        read(content, form)
    assert str(failure.value) == failure.value.message
    return failure.value.status, failure.value.message


def bad(content: bytes, form: ManifestFormat = ENROLLMENT) -> str:
    """Return what is wrong: what the message says after it has named the manifest."""
    status, message = refused(content, form)
    named, _, what = message.partition(": ")
    assert (status, MANIFEST in named) == (400, True)
    return what


def names(message: str, *words: str) -> bool:
    return re.search(mentioning(*words), message) is not None


def without(document: dict[str, Any], member: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != member}


# What is read


def test_the_version_is_1_0() -> None:
    assert VERSION == "1.0"


def test_an_enrollment_request_names_its_speaker_and_audio() -> None:
    specifications = [{"S3Uri": AUDIO, "ChannelId": 0}, {"S3Uri": "s3://bucket/more.wav", "ChannelId": 1}]
    listed = {"RequestId": "r1", "SpeakerId": "ana", "AudioSpecifications": specifications}
    assert read(manifest(listed)) == [
        Request("r1", (AudioSpecification(AUDIO, 0), AudioSpecification("s3://bucket/more.wav", 1)), "ana")
    ]


def test_a_registration_request_has_no_speaker() -> None:
    """J3."""
    content = json.dumps({"Version": "1.0", "FraudsterRegistrationRequests": [entry("r1", AUDIO)]}).encode()
    assert read(content, REGISTRATION) == [Request("r1", (AudioSpecification(AUDIO, 0),), None)]


def test_requests_keep_the_order_of_the_manifest() -> None:
    content = manifest(*({**REQUEST, "RequestId": name} for name in ("b", "c", "a")))
    assert [request.request_id for request in read(content)] == ["b", "c", "a"]


def test_a_manifest_may_have_no_requests() -> None:
    assert read(manifest()) == []


def test_what_the_schema_does_not_name_is_left_alone() -> None:
    assert read(manifest({**REQUEST, "Comment": None}, Author="ana")) == read(manifest(REQUEST))


@pytest.mark.parametrize("channel", [2, -1, 10**30])
def test_any_whole_number_of_a_channel_is_for_its_request_to_judge(channel: int) -> None:
    (request,) = read(manifest(entry("r1", AUDIO, SpeakerId="ana", channel=channel)))
    assert request.audio_specifications == (AudioSpecification(AUDIO, channel),)


@pytest.mark.parametrize("files", [0, 11])
def test_any_number_of_audio_files_is_for_its_request_to_judge(files: int) -> None:
    (request,) = read(manifest(entry("r1", *[AUDIO] * files, SpeakerId="ana")))
    assert len(request.audio_specifications) == files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_no_harm(encoding: str) -> None:
    content = json.dumps(
        {"Version": "1.0", "SpeakerEnrollmentRequests": [{**REQUEST, "RequestId": "ä"}]}, ensure_ascii=False
    )
    assert read(content.encode(encoding))[0].request_id == "ä"


# What is no JSON


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Expecting value: line 1 column 1 (char 0)"),
        (b"\xef\xbb\xbf", "Expecting value: line 1 column 1 (char 0)"),
        (b'{"Version": "1.0"', "Expecting ',' delimiter: line 1 column 18 (char 17)"),
        (b"{} {}", "Extra data: line 1 column 4 (char 3)"),
        (b'{"\xff": 0}', "'utf-8' codec can't decode byte 0xff in position 2: invalid start byte"),
    ],
    ids=["empty", "only a mark", "cut short", "two documents", "no utf-8"],
)
def test_content_that_is_not_json_fails_the_job(content: bytes, why: str) -> None:
    assert bad(content) == f"it is not JSON ({why})."


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_fail_the_job(constant: str) -> None:
    content = manifest(REQUEST).replace(b'"ChannelId": 0', f'"ChannelId": {constant}'.encode())
    assert names(bad(content), "JSON", constant)


@pytest.mark.parametrize("brackets", [(b"[", b"]"), (b'{"":', b"}")], ids=["lists", "objects"])
def test_json_that_is_nested_too_deeply_fails_the_job(brackets: tuple[bytes, bytes]) -> None:
    opening, closing = brackets
    assert names(bad(opening * 100_000 + b"0" + closing * 100_000), "JSON")


@pytest.mark.parametrize("depth", range(800, 1_000, 3))
def test_a_version_of_any_depth_fails_the_job(depth: int) -> None:
    version = b"[" * depth + b"]" * depth
    assert refused(b'{"Version": %s}' % version)[0] == 400


# What is no manifest


@pytest.mark.parametrize("content", [b"[]", b"null", b"1", b'"manifest"', b"true"])
def test_json_that_is_not_an_object_fails_the_job(content: bytes) -> None:
    assert refused(content) == (
        400,
        "The manifest s3://batch-input/jobs/manifest.json can't be used: it is not a JSON object.",
    )


def test_the_version_is_required() -> None:
    assert names(bad(b'{"SpeakerEnrollmentRequests": []}'), "manifest", "Version")


@pytest.mark.parametrize("version", ["1", "1.00", "2.0", ""])
def test_another_version_fails_the_job(version: str) -> None:
    assert bad(manifest(Version=version)) == f'its Version is "{version}"; it must be "1.0".'


@pytest.mark.parametrize("version", [1.0, 1, None, True, ["1.0"]])
def test_a_version_that_is_not_a_string_fails_the_job(version: object) -> None:
    assert names(bad(manifest(Version=version)), "Version", "manifest", "string")


@pytest.mark.parametrize("form", [ENROLLMENT, REGISTRATION])
def test_the_list_of_requests_is_required(form: ManifestFormat) -> None:
    assert names(bad(b'{"Version": "1.0"}', form), "manifest", form.requests_member)


def test_the_manifest_of_the_other_kind_of_job_fails_the_job() -> None:
    assert names(bad(manifest(REQUEST), REGISTRATION), "manifest", "FraudsterRegistrationRequests")


@pytest.mark.parametrize("listed", [None, {}, "r1", 1, True, {"RequestId": "r1"}])
def test_requests_that_are_not_a_list_fail_the_job(listed: object) -> None:
    content = json.dumps({"Version": "1.0", "SpeakerEnrollmentRequests": listed}).encode()
    assert names(bad(content), "SpeakerEnrollmentRequests", "manifest", "list")


@pytest.mark.parametrize("listed", [None, [], "r1", 1, True])
def test_a_request_that_is_not_an_object_fails_the_job(listed: object) -> None:
    assert bad(manifest(REQUEST, listed)) == "SpeakerEnrollmentRequests[1] is not an object."


@pytest.mark.parametrize("member", ["RequestId", "SpeakerId", "AudioSpecifications"])
def test_every_member_of_a_request_is_required(member: str) -> None:
    """J3."""
    what = bad(manifest(without(REQUEST, member)))
    assert what == f"SpeakerEnrollmentRequests[0] has no {member}; it is required."


@pytest.mark.parametrize("member", ["RequestId", "SpeakerId"])
@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}])
def test_an_id_that_is_not_a_string_fails_the_job(member: str, value: object) -> None:
    what = bad(manifest({**REQUEST, member: value}))
    assert what == f"{member} of SpeakerEnrollmentRequests[0] is not a string."


@pytest.mark.parametrize("value", [None, 1, "s3://bucket/audio.wav", True, {}])
def test_audio_that_is_not_a_list_fails_the_job(value: object) -> None:
    what = bad(manifest({**REQUEST, "AudioSpecifications": value}))
    assert names(what, "AudioSpecifications", "SpeakerEnrollmentRequests[0]", "list")


@pytest.mark.parametrize("value", [None, 1, AUDIO, False, []])
def test_an_audio_specification_that_is_not_an_object_fails_the_job(value: object) -> None:
    specifications = [{"S3Uri": AUDIO, "ChannelId": 0}, value]
    what = bad(manifest({**REQUEST, "AudioSpecifications": specifications}))
    assert names(what, "SpeakerEnrollmentRequests[0].AudioSpecifications[1]", "object")


@pytest.mark.parametrize("member", ["S3Uri", "ChannelId"])
def test_every_member_of_an_audio_specification_is_required(member: str) -> None:
    specification = without({"S3Uri": AUDIO, "ChannelId": 0}, member)
    what = bad(manifest({**REQUEST, "AudioSpecifications": [specification]}))
    assert names(what, "SpeakerEnrollmentRequests[0].AudioSpecifications[0]", member)


@pytest.mark.parametrize("value", [None, 1, True, [], {}])
def test_the_uri_of_audio_is_a_string(value: object) -> None:
    specification = {"S3Uri": value, "ChannelId": 0}
    what = bad(manifest({**REQUEST, "AudioSpecifications": [specification]}))
    assert names(what, "S3Uri", "SpeakerEnrollmentRequests[0].AudioSpecifications[0]", "string")


@pytest.mark.parametrize("value", [None, "0", 0.0, 1e999, True, False, [0], {}])
def test_the_channel_of_audio_is_a_whole_number(value: object) -> None:
    # json.dumps writes infinity as a name; as 1e999 it is JSON.
    text = manifest(entry("r1", AUDIO, SpeakerId="ana", channel=0)).decode()
    written = "1e999" if value == 1e999 else json.dumps(value)
    content = text.replace('"ChannelId": 0', f'"ChannelId": {written}').encode()
    where = "SpeakerEnrollmentRequests[0].AudioSpecifications[0]"
    assert names(bad(content), "ChannelId", where, "whole number")


def test_messages_name_the_list_of_the_kind_of_job() -> None:
    content = json.dumps({"Version": "1.0", "FraudsterRegistrationRequests": [{}]}).encode()
    assert names(bad(content, REGISTRATION), "FraudsterRegistrationRequests[0]", "RequestId")


# Unique requests


def test_the_same_request_id_twice_fails_the_job() -> None:
    content = manifest({**REQUEST, "RequestId": "r2"}, REQUEST, REQUEST)
    assert bad(content) == "RequestId 'r1' stands in it more than once; each must be unique."


def test_request_ids_that_differ_in_case_are_two() -> None:
    assert len(read(manifest(REQUEST, {**REQUEST, "RequestId": "R1"}))) == 2


def test_two_requests_may_name_the_same_speaker() -> None:
    content = manifest(REQUEST, {**REQUEST, "RequestId": "r2"})
    assert [request.speaker_id for request in read(content)] == ["ana", "ana"]


# How many requests


def test_a_manifest_may_have_as_many_requests_as_the_limit() -> None:
    assert len(read(manifest(*({**REQUEST, "RequestId": str(number)} for number in range(LIMIT))))) == LIMIT


def test_one_request_more_than_the_limit_fails_the_job() -> None:
    content = manifest(*({**REQUEST, "RequestId": str(number)} for number in range(LIMIT + 1)))
    assert refused(content) == (
        402,
        "The manifest s3://batch-input/jobs/manifest.json has 4 requests; a job takes at most 3.",
    )


def test_too_many_requests_are_reported_before_malformed_ones() -> None:
    assert refused(manifest(*[None] * (LIMIT + 1)))[0] == 402


# Anything at all

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("1.0") | st.just(0),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("RequestId"), inner),
    max_leaves=3,
)
audio_specifications = st.fixed_dictionaries(
    {}, optional={"S3Uri": st.text() | json_values, "ChannelId": st.integers() | json_values}
)
requests = st.fixed_dictionaries(
    {},
    optional={
        "RequestId": st.text(max_size=2) | json_values,
        "SpeakerId": st.text() | json_values,
        "AudioSpecifications": st.lists(audio_specifications, max_size=3) | json_values,
    },
)
manifests = st.fixed_dictionaries(
    {"Version": st.just("1.0"), "SpeakerEnrollmentRequests": st.lists(requests | json_values, max_size=4)}
)


@settings(deadline=None)
@given(
    st.binary()
    | json_values.map(lambda value: json.dumps(value).encode())
    | manifests.map(lambda value: json.dumps(value).encode())
)
def test_any_content_ends_in_requests_or_a_failed_job(content: bytes) -> None:
    found, failure = outcome(content)
    if failure is not None:
        assert failure.status in (400, 402)
        assert MANIFEST in failure.message
    assert len(found) <= LIMIT
    assert len({request.request_id for request in found}) == len(found)
    assert all(isinstance(request.speaker_id, str) for request in found)


def outcome(content: bytes) -> tuple[list[Request], JobFailure | None]:
    try:
        return read(content), None
    except JobFailure as failure:
        return [], failure

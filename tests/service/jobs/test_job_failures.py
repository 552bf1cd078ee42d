"""What goes wrong with jobs and with their requests (J4 to J7, J10, J18, X2)."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid.control.options import Quotas
from mock_voiceid.handle.voice_id import VoiceID
from tests.messages import mentioning, message_with
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]

pytestmark = FIXED_OPTIONS

MANIFEST = "s3://contact-center/enrollments.json"
AUDIO = {"S3Uri": "s3://contact-center/calls/ann", "ChannelId": 0}
REQUEST = {"RequestId": "request-ann", "SpeakerId": "ann", "AudioSpecifications": [AUDIO]}


def manifest(*requests: Any, **members: Any) -> dict[str, Any]:
    return {"Version": "1.0", "SpeakerEnrollmentRequests": list(requests), **members}


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}


def nobody_is_enrolled(batch: Any) -> bool:
    return not batch.client.list_speakers(DomainId=batch.domain_id)["SpeakerSummaries"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["JSON"]),
        ("{'Version': 1}", ["JSON"]),
        ("[]", ["JSON", "object"]),
        (without(manifest(REQUEST), "Version"), ["manifest", "Version"]),
        (manifest(REQUEST, Version="2.0"), ["Version", "2.0", "1.0"]),
        ({"Version": "1.0"}, ["manifest", "SpeakerEnrollmentRequests"]),
        (
            {"Version": "1.0", "FraudsterRegistrationRequests": []},
            ["manifest", "SpeakerEnrollmentRequests"],
        ),
        (
            manifest(REQUEST, without(REQUEST, "RequestId")),
            ["SpeakerEnrollmentRequests[1]", "RequestId"],
        ),
        (
            manifest(REQUEST, without({**REQUEST, "RequestId": "b"}, "SpeakerId")),
            ["SpeakerEnrollmentRequests[1]", "SpeakerId"],
        ),
        (
            manifest(without(REQUEST, "AudioSpecifications")),
            ["SpeakerEnrollmentRequests[0]", "AudioSpecifications"],
        ),
        (
            manifest({**REQUEST, "AudioSpecifications": [AUDIO, without(AUDIO, "S3Uri")]}),
            ["SpeakerEnrollmentRequests[0].AudioSpecifications[1]", "S3Uri"],
        ),
        (
            manifest({**REQUEST, "AudioSpecifications": [without(AUDIO, "ChannelId")]}),
            ["SpeakerEnrollmentRequests[0].AudioSpecifications[0]", "ChannelId"],
        ),
        (
            manifest(REQUEST, {**REQUEST, "SpeakerId": "ben"}),
            ["RequestId 'request-ann'"],
        ),
    ],
    ids=str,
)
def test_wrong_manifest_fails_the_job(
    batch: Any, utc: Callable[[str], object], content: Any, words: list[str]
) -> None:
    """J5, J1, J3, J4: 400, and nothing is enrolled."""
    batch.bucket.put("calls/ann")
    job = batch.start_enrollment(content)
    assert batch.job(job)["JobStatus"] == "SUBMITTED"
    failed = batch.ended(job)
    assert (failed["JobStatus"], failed["EndedAt"]) == ("FAILED", utc("09:00:05"))
    assert failed["JobProgress"] == {"PercentComplete": 0}
    assert failed["FailureDetails"]["StatusCode"] == 400
    assert re.search(mentioning(MANIFEST, *words), failed["FailureDetails"]["Message"])
    assert nobody_is_enrolled(batch)
    assert sorted(batch.bucket.stored()) == ["calls/ann", "enrollments.json"]


@pytest.mark.parametrize(
    ("where", "status", "words"),
    [
        (
            {"InputDataConfig": {"S3Uri": "s3://contact-center/none.enrollments.json"}},
            404,
            ["manifest", "object", "s3://contact-center/none.enrollments.json"],
        ),
        (
            {"InputDataConfig": {"S3Uri": "s3://no-bucket/enrollments.json"}},
            404,
            ["manifest", "bucket", "no-bucket", "s3://no-bucket/enrollments.json"],
        ),
        (
            {"InputDataConfig": {"S3Uri": "s3://contact-center/folder/"}},
            400,
            ["manifest", "s3://contact-center/folder/", "s3://bucket/key"],
        ),
        (
            {"OutputDataConfig": {"S3Uri": "s3://no-bucket/results"}},
            404,
            ["output", "bucket", "no-bucket", "s3://no-bucket/results/{job}/enrollments.json.out"],
        ),
    ],
    ids=["no manifest", "no bucket", "no file", "no output bucket"],
)
def test_missing_manifest_or_output_bucket_fails_the_job(
    batch: Any, where: dict[str, Any], status: int, words: list[str]
) -> None:
    """J5: nothing is enrolled."""
    job = batch.enroll("ann", **where)
    batch.clock.tick(hours=1)
    (listed,) = batch.client.list_speaker_enrollment_jobs(DomainId=batch.domain_id)["JobSummaries"]
    assert listed["FailureDetails"] == {
        "StatusCode": status,
        "Message": message_with(*(word.format(job=job["JobId"]) for word in words)),
    }
    assert nobody_is_enrolled(batch)


@pytest.fixture
def elsewhere(new_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """An S3 client of another account, which has a bucket called elsewhere with a manifest in it."""
    s3 = new_client("s3")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111122223333")
    s3.create_bucket(Bucket="elsewhere")
    s3.put_object(Bucket="elsewhere", Key="enrollments.json", Body=json.dumps(manifest()))
    monkeypatch.delenv("MOTO_ACCOUNT_ID")
    return s3


@pytest.mark.parametrize("what", ["manifest", "output", "audio"])
def test_bucket_of_another_account_without_access_is_refused(
    batch: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """J5: 403; J10: audio that can't be read is the request's own failure."""
    monkeypatch.setenv("MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS", "false")
    uri = "s3://elsewhere/enrollments.json"
    if what == "audio":
        job = batch.enroll(batch.request("ann", uri))
        ((request_id, code, message),) = batch.errors(job)
        assert (request_id, code) == ("request-ann", 400)
        assert message == message_with("audio file", uri, "Access Denied")
        return
    member = {"manifest": "InputDataConfig", "output": "OutputDataConfig"}[what]
    job = batch.enroll("ann", **{member: {"S3Uri": uri if what == "manifest" else "s3://elsewhere"}})
    where = uri if what == "manifest" else f"s3://elsewhere/{job['JobId']}/enrollments.json.out"
    details = batch.ended(job)["FailureDetails"]
    assert details["StatusCode"] == 403
    assert details["Message"] == message_with(what, where, "Access Denied")
    assert nobody_is_enrolled(batch)


def test_bucket_of_another_account_with_access_is_used(batch: Any, elsewhere: Any) -> None:
    """J5: Moto gives access by default."""
    job = batch.enroll("ann", OutputDataConfig={"S3Uri": "s3://elsewhere"})
    assert batch.ended(job)["JobStatus"] == "COMPLETED"
    keys = [found["Key"] for found in elsewhere.list_objects_v2(Bucket="elsewhere")["Contents"]]
    assert sorted(keys) == sorted(["enrollments.json", f"{job['JobId']}/enrollments.json.out"])


def test_unusable_key_for_the_output_fails_the_job(batch: Any, new_client: Callable[..., Any]) -> None:
    """J5, J8."""
    kms = new_client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    output = {"S3Uri": "s3://contact-center/results", "KmsKeyId": key}
    job = batch.ended(batch.enroll("ann", OutputDataConfig=output))
    assert job["FailureDetails"] == {
        "StatusCode": 403,
        "Message": message_with(
            "output", key, "Disabled", f"s3://contact-center/results/{job['JobId']}/enrollments.json.out"
        ),
    }
    assert nobody_is_enrolled(batch)


def test_output_bucket_deleted_during_the_job_fails_it(batch: Any, utc: Callable[[str], object]) -> None:
    """J5: what was enrolled by then stays."""
    batch.bucket.s3.create_bucket(Bucket="short-lived")
    job = batch.enroll("ann", OutputDataConfig={"S3Uri": "s3://short-lived"})
    batch.clock.tick(5)
    batch.bucket.s3.delete_bucket(Bucket="short-lived")
    failed = batch.ended(job)
    assert (failed["JobStatus"], failed["EndedAt"]) == ("FAILED", utc("09:00:06"))
    assert failed["FailureDetails"]["StatusCode"] == 404
    assert batch.speaker("ann")["Status"] == "ENROLLED"


@pytest.mark.voiceid(quotas={"speakers_per_job": 2, "fraudsters_per_job": 1})
def test_too_many_requests_fail_the_job(batch: Any) -> None:
    """J6: just as many are fine."""
    assert len(batch.enrolled("ann", "ben")) == 2
    failed = batch.ended(batch.enroll("carla", "dora", "emil"))
    assert failed["FailureDetails"] == {
        "StatusCode": 402,
        "Message": message_with(MANIFEST, "3 requests", 2),
    }
    assert len(batch.registered("mallory")) == 1
    failed = batch.ended(batch.register("trudy", "sybil"))
    assert failed["FailureDetails"] == {
        "StatusCode": 402,
        "Message": message_with("s3://contact-center/fraudsters.json", "2 requests", 1),
    }


@pytest.mark.voiceid(quotas=None)
def test_limits_of_a_job_by_default(batch: Any) -> None:
    """J6."""
    speakers = batch.ended(batch.start_enrollment(manifest(*[{}] * 10_001)))
    assert speakers["FailureDetails"]["Message"] == message_with("10,001 requests", "10,000")
    fraudsters = {"Version": "1.0", "FraudsterRegistrationRequests": [{}] * 501}
    job = batch.ended(batch.start_registration(fraudsters))
    assert job["FailureDetails"]["Message"] == message_with("501 requests", 500)


def test_failed_requests_never_fail_the_job(batch: Any) -> None:
    """J7, J1: not even all of them."""
    job = batch.enroll(*(batch.request(who, batch.bucket.uri("nowhere")) for who in ("ann", "ben")))
    assert [code for _, code, _ in batch.errors(job)] == [400, 400]
    ended = batch.job(job)
    assert ended["JobStatus"] == "COMPLETED_WITH_ERRORS"
    assert ended["JobProgress"] == {"PercentComplete": 100}
    assert "FailureDetails" not in ended


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"AudioSpecifications": []}, message_with(1, 10, "audio files", 0)),
        ({"AudioSpecifications": [AUDIO] * 11}, message_with(1, 10, "audio files", 11)),
        (
            {"AudioSpecifications": [{**AUDIO, "ChannelId": 2}]},
            message_with("ChannelId", AUDIO["S3Uri"], 2, 0, 1),
        ),
        (
            {"AudioSpecifications": [{**AUDIO, "S3Uri": "https://example.com/ann.wav"}]},
            message_with("S3Uri", "https://example.com/ann.wav", "s3://bucket/key"),
        ),
        (
            {"AudioSpecifications": [{**AUDIO, "S3Uri": "s3://no-bucket/ann.wav"}]},
            message_with("audio file", "no-bucket", "s3://no-bucket/ann.wav"),
        ),
        (
            {"SpeakerId": f"id#{'s' * 22}"},
            message_with(
                "SpeakerId", "CustomerSpeakerId", "^[a-zA-Z0-9][a-zA-Z0-9_-]*$", "GeneratedSpeakerId"
            ),
        ),
    ],
    ids=["no files", "eleven files", "channel", "no S3", "no bucket", "generated id"],
)
def test_malformed_request_fails_alone(batch: Any, members: dict[str, Any], message: Any) -> None:
    """J10, J4."""
    batch.bucket.put("calls/ann")
    job = batch.enroll({**REQUEST, **members}, "ben")
    assert batch.errors(job) == [("request-ann", 400, message)]
    assert batch.speaker("ben")["Status"] == "ENROLLED"


def test_request_may_have_ten_files(batch: Any) -> None:
    """J4."""
    (entry,) = batch.enrolled(batch.request("ann", *[batch.bucket.put("calls/ann")] * 10))
    assert entry["EnrollmentStatus"] == "NEW_ENROLLMENT"


def test_unsupported_wav_fails_its_request(batch: Any, speech: Callable[..., bytes]) -> None:
    """J11, X2."""
    content = bytearray(speech((1, 0)))
    content[24:28] = (16_000).to_bytes(4, "little")
    wav = batch.bucket.put("calls/ann.wav", bytes(content))
    job = batch.enroll(batch.request("ann", wav))
    message = message_with("audio file", wav, "16,000 Hz", "8,000 Hz")
    assert batch.errors(job) == [("request-ann", 400, message)]


def test_empty_audio_fails_its_request(batch: Any) -> None:
    """X2."""
    empty = batch.bucket.put("calls/ann.wav", b"")
    ((request_id, code, message),) = batch.errors(batch.enroll(batch.request("ann", empty)))
    assert (request_id, code) == ("request-ann", 400)
    assert message == message_with("audio file", empty, "empty")


@pytest.mark.parametrize("who", ["enrolled", "opted out"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"AudioSpecifications": []}, message_with(1, 10, "audio files", 0)),
        (
            {"AudioSpecifications": [{"S3Uri": "s3://calls/ann", "ChannelId": 2}]},
            message_with("ChannelId", "s3://calls/ann", 2, 0, 1),
        ),
        (
            {"AudioSpecifications": [{"S3Uri": "http://ann", "ChannelId": 0}]},
            message_with("S3Uri", "http://ann", "s3://bucket/key"),
        ),
    ],
)
def test_malformed_request_fails_for_speakers_in_any_status(
    batch: Any, who: str, change: dict[str, Any], message: Any
) -> None:
    """J4, J10, J12."""
    if who == "enrolled":
        batch.enrolled("ann")
    else:
        batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    job = batch.enroll({**batch.request("ann"), **change})
    assert batch.errors(job) == [("request-ann", 400, message)]


@pytest.mark.parametrize("in_place", [True, False])
def test_quotas_that_change_meanwhile_count_for_the_next_job(
    voiceid: VoiceID, batch: Any, in_place: bool
) -> None:
    job = batch.enroll("ann", "ben")
    batch.clock.tick(6)
    if in_place:
        voiceid.quotas.speakers = 1
    else:
        voiceid.quotas = Quotas(speakers=1)
    assert batch.errors(job) == []
    assert [code for _, code, _ in batch.errors(batch.enroll("carla"))] == [402]


@pytest.mark.voiceid(strict=True)
def test_strict_mode_rejects_audio_that_is_not_wav_and_unknown_roles(
    batch: Any, new_client: Callable[..., Any]
) -> None:
    """X2, J10."""
    failed = batch.ended(batch.enroll("ann"))
    assert failed["FailureDetails"]["StatusCode"] == 403
    manifest = "s3://contact-center/enrollments.json"
    role = "arn:aws:iam::123456789012:role/VoiceIdBatch"
    message = failed["FailureDetails"]["Message"]
    assert message == message_with("manifest", manifest, role, "mocked IAM", "strict=True")
    iam = new_client("iam")
    iam.create_role(RoleName="VoiceIdBatch", AssumeRolePolicyDocument="{}")
    failed = batch.ended(batch.enroll("ann"))
    assert failed["FailureDetails"]["Message"] == message_with("manifest", manifest, "policy", role)
    statement = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName="VoiceIdBatch", PolicyName="files", PolicyDocument=document)
    ((request_id, code, message),) = batch.errors(batch.enroll("ann"))
    assert (request_id, code) == ("request-ann", 400)
    assert message == message_with("audio file", "s3://contact-center/calls/ann", "WAV")


@pytest.mark.parametrize("after", [0, 6])
def test_domain_deleted_under_a_running_job_fails_the_job(voiceid: VoiceID, batch: Any, after: int) -> None:
    """J18: seen in the state itself, as the API hides what is in a suspended domain (D6)."""
    jobs = {"speaker enrollment": batch.enroll("ann", "ben"), "fraudster registration": batch.register("eve")}
    batch.clock.tick(after)
    batch.client.delete_domain(DomainId=batch.domain_id)
    deleted_at = batch.clock.instant()
    batch.clock.tick(hours=1)
    domain = voiceid.backend().domain(batch.domain_id)
    assert len(domain.speakers) == (1 if after else 0)
    for kind, job in jobs.items():
        failed = domain.jobs[kind].get(job["JobId"])
        assert failed is not None
        if kind == "fraudster registration" and after:
            assert failed.job_status == "COMPLETED"
            continue
        assert (failed.job_status, failed.ended_at) == ("FAILED", deleted_at)
        assert failed.failure_details == {
            "StatusCode": 409,
            "Message": f"Domain '{batch.domain_id}' was deleted while the job was on its way.",
        }


@pytest.mark.parametrize("kind", ["enrollment", "registration"])
def test_watchlist_deleted_under_a_running_job_fails_the_job(batch: Any, kind: str) -> None:
    """J18's rule: no fraudster comes to be on a watchlist that is not there."""
    watchlist_id = batch.watchlist("second")
    if kind == "enrollment":
        config: dict[str, Any] = {"FraudDetectionConfig": {"WatchlistIds": [watchlist_id]}}
        job = batch.enroll("ann", EnrollmentConfig=config)
    else:
        job = batch.register("mallory", RegistrationConfig={"WatchlistIds": [watchlist_id]})
    batch.clock.tick(5)
    batch.client.delete_watchlist(DomainId=batch.domain_id, WatchlistId=watchlist_id)
    assert batch.job(job)["FailureDetails"] == {
        "StatusCode": 409,
        "Message": f"Watchlist '{watchlist_id}' was deleted while the job was on its way.",
    }
    batch.clock.tick(hours=1)
    assert batch.client.list_fraudsters(DomainId=batch.domain_id)["FraudsterSummaries"] == []
    assert nobody_is_enrolled(batch)
    assert batch.enroll("ann")["JobStatus"] == "SUBMITTED"


def test_job_of_another_watchlist_goes_on(batch: Any) -> None:
    """J18's rule."""
    watchlist_id = batch.watchlist("second")
    job = batch.register("mallory")
    batch.client.delete_watchlist(DomainId=batch.domain_id, WatchlistId=watchlist_id)
    assert batch.ended(job)["JobStatus"] == "COMPLETED"


def test_next_job_fails_as_ordered(voiceid: VoiceID, batch: Any) -> None:
    voiceid.faults.fail_next_job("The service has hiccups.", status_code=503)
    first = batch.ended(batch.enroll("ann"))
    assert first["JobStatus"] == "FAILED"
    assert first["FailureDetails"] == {"StatusCode": 503, "Message": "The service has hiccups."}
    assert nobody_is_enrolled(batch)
    assert batch.ended(batch.enroll("ann"))["JobStatus"] == "COMPLETED"


def test_refused_job_does_not_use_up_an_ordered_failure(
    voiceid: VoiceID, batch: Any, refused: Refused
) -> None:
    running = batch.enroll("ann")
    voiceid.faults.fail_next_job("The service has hiccups.")
    arguments = batch.arguments(manifest(), "enrollments.json")
    refused(batch.client.start_speaker_enrollment_job, **arguments)
    batch.ended(running)
    assert batch.ended(batch.enroll("ben"))["FailureDetails"]["StatusCode"] == 500


def test_request_fails_as_ordered(voiceid: VoiceID, batch: Any) -> None:
    """J10: 500 is what only this shows."""
    voiceid.faults.fail_request("request-ann", 500, "Internal.")
    job = batch.enroll("ann", "ben")
    assert batch.errors(job) == [("request-ann", 500, "Internal.")]
    assert batch.speaker("ben")["Status"] == "ENROLLED"
    assert batch.errors(batch.enroll("ann")) == []

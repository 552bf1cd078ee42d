"""Speaker enrollment jobs that do what they are for (J1, J3, J8, J9, J11 to J13, J17, X1, X2)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.service.jobs.enrollment import DEFAULT_RISK_THRESHOLD
from tests.messages import message_with
from tests.options import FIXED_OPTIONS

Speech = Callable[..., bytes]

pytestmark = FIXED_OPTIONS


def refusing(**config: Any) -> dict[str, Any]:
    """Return the arguments of a job with this fraud detection."""
    return {"EnrollmentConfig": {"FraudDetectionConfig": config}}


def test_job_goes_from_submitted_to_completed_in_its_time(batch: Any, utc: Callable[[str], object]) -> None:
    """J1: 5 s in the queue and 1 s a request; what is not due is absent."""
    config = {"ExistingEnrollmentAction": "OVERWRITE", "FraudDetectionConfig": {"RiskThreshold": 70}}
    job = batch.enroll("ann", "ben", "carla", JobName="first", EnrollmentConfig=config)
    submitted = {
        "CreatedAt": utc("09:00:00"),
        "DataAccessRoleArn": "arn:aws:iam::123456789012:role/VoiceIdBatch",
        "DomainId": batch.domain_id,
        "EnrollmentConfig": config,
        "InputDataConfig": {"S3Uri": "s3://contact-center/enrollments.json"},
        "JobId": job["JobId"],
        "JobName": "first",
        "JobProgress": {"PercentComplete": 0},
        "JobStatus": "SUBMITTED",
        "OutputDataConfig": {"S3Uri": "s3://contact-center/results"},
    }
    assert job == submitted
    assert len(job["JobId"]) == 22
    seen = []
    for _ in range(9):
        described = batch.job(job)
        assert ("EndedAt" in described) == (described["JobStatus"] == "COMPLETED")
        seen.append((described["JobStatus"], described["JobProgress"]["PercentComplete"]))
        batch.clock.tick(1)
    assert seen == [
        *[("SUBMITTED", 0)] * 5,
        ("IN_PROGRESS", 0),
        ("IN_PROGRESS", 33),
        ("IN_PROGRESS", 66),
        ("COMPLETED", 100),
    ]
    assert batch.job(job) == {
        **submitted,
        "JobStatus": "COMPLETED",
        "JobProgress": {"PercentComplete": 100},
        "EndedAt": utc("09:00:08"),
    }


def test_results_of_a_job_carry_their_own_instants(batch: Any, utc: Callable[[str], object]) -> None:
    """J1: job, speakers and S3."""
    job = batch.enroll("ann", "ben")
    batch.clock.tick(days=2)
    assert batch.job(job)["EndedAt"] == utc("09:00:07")
    assert [batch.speaker(who)["CreatedAt"] for who in ("ann", "ben")] == [utc("09:00:06"), utc("09:00:07")]
    key = f"results/{job['JobId']}/enrollments.json.out"
    assert batch.bucket.s3.head_object(Bucket="contact-center", Key=key)["LastModified"] == utc("09:00:07")


def test_output_is_in_s3_when_its_time_has_come(batch: Any) -> None:
    """J8: though nobody described the job."""
    job = batch.enroll("ann")
    batch.clock.tick(5.999)
    assert batch.bucket.stored() == ["calls/ann", "enrollments.json"]
    batch.clock.tick(0.001)
    assert f"results/{job['JobId']}/enrollments.json.out" in batch.bucket.stored()


@pytest.mark.parametrize(
    ("output", "folder"),
    [
        ("s3://contact-center/results", "results/"),
        ("s3://contact-center/results/", "results/"),
        ("s3://contact-center/results/2026/01", "results/2026/01/"),
        ("s3://contact-center/", ""),
        ("s3://contact-center", ""),
    ],
)
def test_output_prefix_may_end_in_a_slash_or_be_none(batch: Any, output: str, folder: str) -> None:
    """J8."""
    job = batch.enroll("ann", OutputDataConfig={"S3Uri": output})
    batch.ended(job)
    assert f"{folder}{job['JobId']}/enrollments.json.out" in batch.bucket.stored()


def test_output_is_named_after_the_manifest_file(batch: Any) -> None:
    """J8: without its folders."""
    manifest = {"Version": "1.0", "SpeakerEnrollmentRequests": []}
    uri = batch.bucket.put("in/2026/monday.enrollments.json", json.dumps(manifest))
    job = batch.start_enrollment(manifest, InputDataConfig={"S3Uri": uri})
    batch.ended(job)
    assert f"results/{job['JobId']}/monday.enrollments.json.out" in batch.bucket.stored()


def test_output_is_encrypted_with_the_key_given(batch: Any, new_client: Callable[..., Any]) -> None:
    """J8."""
    key = new_client("kms").create_key()["KeyMetadata"]["Arn"]
    config = {"S3Uri": "s3://contact-center/results", "KmsKeyId": key}
    encrypted, plain = (
        batch.ended(batch.enroll("ann", **arguments)) for arguments in ({"OutputDataConfig": config}, {})
    )
    assert encrypted["OutputDataConfig"] == config
    heads = [
        batch.bucket.s3.head_object(
            Bucket="contact-center", Key=f"results/{job['JobId']}/enrollments.json.out"
        )
        for job in (encrypted, plain)
    ]
    assert [head.get("ServerSideEncryption") for head in heads] == ["aws:kms", None]
    assert [head.get("SSEKMSKeyId") for head in heads] == [key, None]
    assert {head["ContentType"] for head in heads} == {"application/json"}


def test_output_of_an_enrollment_job_lists_requests_in_order(batch: Any) -> None:
    """J9, J7."""
    batch.enrolled("ben")
    missing = batch.request("dora", batch.bucket.uri("calls/dora"))
    job = batch.enroll("carla", missing, "ben", "ann")
    ids = {who: batch.speaker(who)["GeneratedSpeakerId"] for who in ["ben"]}
    output = batch.output(job)
    ids |= {who: batch.speaker(who)["GeneratedSpeakerId"] for who in ("ann", "carla")}
    assert output == {
        "Version": "1.0",
        "Errors": [
            {
                "RequestId": "request-dora",
                "ErrorCode": 400,
                "ErrorMessage": message_with("audio file", "s3://contact-center/calls/dora"),
            }
        ],
        "SuccessfulEnrollments": [
            {
                "RequestId": f"request-{who}",
                "GeneratedSpeakerId": ids[who],
                "CustomerSpeakerId": who,
                "EnrollmentStatus": status,
            }
            for who, status in [
                ("carla", "NEW_ENROLLMENT"),
                ("ben", "DUPLICATE_SKIPPED"),
                ("ann", "NEW_ENROLLMENT"),
            ]
        ],
    }
    assert batch.job(job)["JobStatus"] == "COMPLETED_WITH_ERRORS"


def test_job_without_requests_completes_at_once(batch: Any, utc: Callable[[str], object]) -> None:
    job = batch.enroll()
    assert batch.output(job) == {"Version": "1.0", "Errors": [], "SuccessfulEnrollments": []}
    assert batch.job(job)["JobStatus"] == "COMPLETED"
    assert batch.job(job)["JobProgress"] == {"PercentComplete": 100}
    assert batch.job(job)["EndedAt"] == utc("09:00:05")


@pytest.mark.parametrize("config", [{}, {"ExistingEnrollmentAction": "SKIP"}])
def test_enrolled_speaker_is_skipped(batch: Any, config: dict[str, str]) -> None:
    """J12: SKIP is the default."""
    batch.enrolled("ann")
    before = batch.speaker("ann")
    (entry,) = batch.enrolled("ann", EnrollmentConfig=config)
    assert entry["EnrollmentStatus"] == "DUPLICATE_SKIPPED"
    assert batch.speaker("ann") == before


def test_overwriting_replaces_the_voiceprint(voiceid: VoiceID, batch: Any) -> None:
    """J12, X1."""
    batch.enrolled("ann")
    speaker = voiceid.backend().domain(batch.domain_id).speakers.find("ann")
    assert speaker is not None
    voiceprints = [speaker.voiceprint]
    for uri in (batch.bucket.put("calls/other"), batch.bucket.put("calls/ann")):
        (entry,) = batch.enrolled(
            batch.request("ann", uri), EnrollmentConfig={"ExistingEnrollmentAction": "OVERWRITE"}
        )
        assert entry["EnrollmentStatus"] == "ENROLLMENT_OVERWRITE"
        voiceprints.append(speaker.voiceprint)
    assert voiceprints[0] == voiceprints[2] != voiceprints[1]


@pytest.mark.parametrize("action", ["SKIP", "OVERWRITE"])
def test_expired_speaker_is_enrolled_anew(batch: Any, action: str) -> None:
    """J12, S5."""
    (first,) = batch.enrolled("ann")
    batch.clock.tick(days=3 * 365)
    (entry,) = batch.enrolled("ann", EnrollmentConfig={"ExistingEnrollmentAction": action})
    assert entry == {**first, "EnrollmentStatus": "NEW_ENROLLMENT"}
    assert batch.speaker("ann")["Status"] == "ENROLLED"


def test_real_recordings_are_enrolled_by_their_net_speech(batch: Any, speech: Speech) -> None:
    """J11: 30 s over all files of a request; silence is excluded."""
    enough = [
        batch.bucket.put(f"calls/ann-{number}.wav", speech((15, 2), pitch=190.0)) for number in range(2)
    ]
    short = batch.bucket.put("calls/ben.wav", speech((14, 20), (14, 20)))
    job = batch.enroll(batch.request("ann", *enough), batch.request("ben", short))
    message = message_with("speech", "28.0 seconds", 30)
    assert batch.errors(job) == [("request-ben", 400, message)]
    assert batch.speaker("ann")["Status"] == "ENROLLED"


def test_only_the_chosen_channel_is_read(
    batch: Any, speech: Speech, stereo: Callable[[bytes, bytes], bytes]
) -> None:
    """J4, J11, X1."""
    call = batch.bucket.put("calls/both.wav", stereo(speech((5, 0)), speech((31, 0), pitch=120.0)))
    alone = batch.bucket.put("calls/alone.wav", speech((31, 0), pitch=120.0))
    batch.registered(batch.request("mallory", alone))
    job = batch.enroll(
        batch.request("agent", call, channel=0), batch.request("caller", call, channel=1), "other"
    )
    assert batch.errors(job) == [
        (
            "request-agent",
            400,
            message_with("speech", "5.0 seconds", 30),
        ),
        # The same samples are the same voice, whatever file and channel they are in (X1).
        (
            "request-caller",
            400,
            message_with("fraudster risk", 100, "spoofing risk", 0),
        ),
    ]


def test_assigned_speech_overrides_the_content_of_audio(voiceid: VoiceID, batch: Any, speech: Speech) -> None:
    """X1, X2."""
    long = batch.bucket.put("calls/long.wav", speech((31, 0)))
    short = batch.bucket.put("calls/short.wav", speech((5, 0)))
    voiceid.voices.assign(long, speech_seconds=29.94)
    voiceid.voices.assign(short, speech_seconds=30)
    job = batch.enroll(batch.request("ann", long), batch.request("ben", short))
    message = message_with("speech", "29.9 seconds", 30)
    assert batch.errors(job) == [("request-ann", 400, message)]


@pytest.mark.parametrize("given", [False, True])
def test_known_fraudster_is_not_enrolled(batch: Any, given: bool) -> None:
    """J13, X1: against the watchlist given, or the domain's default one."""
    second = batch.watchlist("second")
    audio = [batch.bucket.put(f"calls/{who}") for who in ("default", "second")]
    batch.registered(batch.request("one", audio[0]))
    batch.registered(batch.request("two", audio[1]), RegistrationConfig={"WatchlistIds": [second]})
    requests = [batch.request(who, uri) for who, uri in zip(("default", "second"), audio, strict=True)]
    job = batch.enroll(*requests, **(refusing(WatchlistIds=[second]) if given else {}))
    message = message_with("fraudster risk", 100, "spoofing risk", 0)
    assert batch.errors(job) == [(f"request-{'second' if given else 'default'}", 400, message)]


@pytest.mark.parametrize("risk", ["known", "spoofing"])
@pytest.mark.parametrize(
    ("config", "enrolled"),
    [
        ({}, False),
        ({"FraudDetectionAction": "FAIL"}, False),
        ({"FraudDetectionAction": "IGNORE"}, True),
        ({"RiskThreshold": 59}, False),
        ({"RiskThreshold": 60}, False),
        ({"RiskThreshold": 61}, True),
    ],
    ids=str,
)
def test_risk_from_the_threshold_on_fails_the_enrollment(
    voiceid: VoiceID, batch: Any, risk: str, config: dict[str, Any], enrolled: bool
) -> None:
    """J13: both risks, with a score of 60; FAIL and 50 are the defaults."""
    fraudster, caller = batch.bucket.put("calls/fraudster"), batch.bucket.put("calls/caller")
    voiceid.voices.assign(fraudster, "mallory")
    voiceid.voices.assign(caller, "ann", spoofing_risk=60 if risk == "spoofing" else 0)
    if risk == "known":
        voiceid.voices.similarity("ann", "mallory", 60)
    batch.registered(batch.request("mallory", fraudster))
    job = batch.enroll(batch.request("ann", caller), **refusing(**config))
    risks = (60, 0) if risk == "known" else (0, 60)
    threshold = config.get("RiskThreshold", DEFAULT_RISK_THRESHOLD)
    message = message_with("fraudster risk", risks[0], "spoofing risk", risks[1], "threshold", threshold)
    assert batch.errors(job) == ([] if enrolled else [("request-ann", 400, message)])
    assert len(batch.client.list_speakers(DomainId=batch.domain_id)["SpeakerSummaries"]) == enrolled


def test_jobs_are_listed_newest_first_by_their_status_as_of_now(batch: Any) -> None:
    """J17."""
    done = batch.ended(batch.enroll("ann"))
    failed = batch.ended(batch.start_enrollment("no manifest"))
    with_errors = batch.ended(batch.enroll(batch.request("dora", batch.bucket.uri("nowhere"))))
    running = batch.enroll("ben")
    batch.clock.tick(5)

    def listed(**status: str) -> list[str]:
        jobs = batch.client.list_speaker_enrollment_jobs(DomainId=batch.domain_id, **status)
        return [job["JobId"] for job in jobs["JobSummaries"]]

    assert listed() == [job["JobId"] for job in (running, with_errors, failed, done)]
    by_status = {"COMPLETED": done, "FAILED": failed, "COMPLETED_WITH_ERRORS": with_errors}
    for status, job in {**by_status, "IN_PROGRESS": running}.items():
        assert listed(JobStatus=status) == [job["JobId"]]
    assert listed(JobStatus="SUBMITTED") == []
    batch.clock.tick(1)
    assert listed(JobStatus="COMPLETED") == [running["JobId"], done["JobId"]]


def test_summary_has_the_members_of_the_model(batch: Any) -> None:
    """J17."""
    batch.enroll("ann", JobName="first")
    (summary,) = batch.client.list_speaker_enrollment_jobs(DomainId=batch.domain_id)["JobSummaries"]
    job = batch.job({**summary, "InputDataConfig": {"S3Uri": "enrollments.json"}})
    left_out = {"DataAccessRoleArn", "InputDataConfig", "OutputDataConfig"}
    assert summary == {name: value for name, value in job.items() if name not in left_out}

"""What fails a job or its requests, in the engine itself (J5 to J7, J10)."""

import re
from typing import Any

import pytest

from mock_voiceid.instants import SECOND
from mock_voiceid.service.jobs.storage import StorageError
from tests.messages import mentioning, message_with

from .batch_builders import MANIFEST, START, Bench, entry, speech
from .run_builders import DELETED, IMMEDIATE, MANUAL, OUTPUT_FILE, enrollable, entries, failed

# What fails the whole job


def test_missing_manifest_fails_the_job(bench: Bench) -> None:
    assert failed(bench.submit()) == (
        404,
        "The manifest can't be read. There is no object s3://batch-input/jobs/manifest.json.",
    )


def test_missing_bucket_of_the_manifest_fails_the_job(bench: Bench) -> None:
    status, message = failed(bench.submit(manifest="s3://no-bucket/manifest.json"))
    assert status == 404
    assert message.endswith(" There is no bucket 'no-bucket' for s3://no-bucket/manifest.json.")
    assert message == message_with("manifest")


def test_a_manifest_that_may_not_be_read_fails_the_job(bench: Bench) -> None:
    bench.storage.refused.add(MANIFEST)
    status, message = failed(enrollable(bench))
    assert status == 403
    assert message.endswith(" s3://batch-input/jobs/manifest.json may not be used.")
    assert message == message_with("manifest")


def test_a_manifest_that_is_a_folder_fails_the_job(bench: Bench) -> None:
    status, message = failed(bench.submit(manifest="s3://batch-input/jobs/"))
    assert (status, message) == (400, message_with("s3://bucket/key"))
    assert message.startswith("The location of the manifest is wrong: 's3://batch-input/jobs/' ")


def test_a_manifest_with_bad_content_fails_the_job(bench: Bench) -> None:
    good = entries(bench, 1)
    status, message = failed(bench.enroll_all(*good, {"RequestId": "bad"}))
    assert status == 400
    assert re.search(mentioning(MANIFEST, "SpeakerEnrollmentRequests[1]", "SpeakerId"), message)


def test_the_same_request_id_twice_fails_the_job(bench: Bench) -> None:
    status, message = failed(bench.enroll_all(*entries(bench, 1) * 2))
    assert status == 400
    assert re.search(mentioning(MANIFEST, "RequestId 'r1'"), message)


def test_what_storage_refuses_reads_as_its_message() -> None:
    assert str(StorageError(404, "There is no bucket.")) == "There is no bucket."


def test_a_failed_job_ended_when_it_failed(bench: Bench) -> None:
    job = bench.submit().end()
    assert job.job.ended_at == START + 5 * SECOND
    assert job.percent == 0


def test_missing_output_bucket_fails_the_job(bench: Bench) -> None:
    bench.storage.buckets.remove("batch-output")
    status, message = failed(enrollable(bench))
    assert status == 404
    assert message.endswith(f" There is no bucket 'batch-output' for {OUTPUT_FILE}.")
    assert message == message_with("output")


def test_an_output_bucket_that_may_not_be_used_fails_the_job(bench: Bench) -> None:
    bench.storage.refused.add("batch-output")
    assert failed(enrollable(bench)) == (
        403,
        f"The output can't be written. {OUTPUT_FILE} may not be used.",
    )


def test_a_key_that_may_not_be_used_fails_the_job(bench: Bench) -> None:
    bench.storage.refused.add("alias/output")
    status, message = failed(enrollable(bench, kms_key_id="alias/output"))
    assert status == 403
    assert message.endswith(f" Key alias/output may not be used. It is to encrypt {OUTPUT_FILE}.")
    assert message == message_with("output")


def test_an_output_bucket_that_is_gone_at_the_end_fails_the_job(bench: Bench) -> None:
    job = enrollable(bench, 2)
    bench.tick(6)
    bench.storage.buckets.remove("batch-output")
    bench.tick(1)
    assert (job.status, job.job.ended_at) == ("FAILED", START + 7 * SECOND)
    assert job.failure == (
        404,
        f"The output can't be written. There is no bucket 'batch-output' for {OUTPUT_FILE}.",
    )
    assert bench.ended == [job.run]
    assert bench.idle


def test_by_hand_an_output_bucket_that_is_gone_at_the_end_fails_the_job(bench: Bench) -> None:
    job = enrollable(bench, transition=MANUAL)
    job.describe(2)
    bench.storage.buckets.remove("batch-output")
    job.describe(2)
    assert job.status == "FAILED"


# How many requests a job takes


def bulk(bench: Bench, count: int) -> list[dict[str, Any]]:
    uri = bench.known_voice("ana")
    return [entry(str(number), uri, SpeakerId="ana") for number in range(count)]


def test_an_enrollment_job_takes_10_000_requests(bench: Bench) -> None:
    job = bench.enroll_all(*bulk(bench, 10_000), transition=IMMEDIATE).end()
    assert job.status == "COMPLETED"
    assert len(job.output["SuccessfulEnrollments"]) == 10_000


def test_an_enrollment_job_with_10_001_requests_fails(bench: Bench) -> None:
    assert failed(bench.enroll_all(*bulk(bench, 10_001))) == (
        402,
        message_with(MANIFEST, "10,001 requests", "10,000"),
    )


def test_a_registration_job_takes_500_requests(bench: Bench) -> None:
    uri = bench.known_voice("mallory")
    job = bench.register_all(*(entry(str(number), uri) for number in range(500))).end()
    assert job.status == "COMPLETED"


def test_a_registration_job_with_501_requests_fails(bench: Bench) -> None:
    uri = bench.known_voice("mallory")
    assert failed(bench.register_all(*(entry(str(number), uri) for number in range(501)))) == (
        402,
        message_with(MANIFEST, "501 requests", 500),
    )
    assert list(bench.fraudsters) == []


# What a test orders to go wrong


def test_a_job_fails_where_a_test_ordered_it(bench: Bench) -> None:
    bench.faults.fail_next_job("The service is down.", 503)
    job = enrollable(bench)
    assert job.status == "SUBMITTED"
    assert failed(job) == (503, "The service is down.")


def test_the_job_that_is_started_next_fails_and_no_other(bench: Bench) -> None:
    before = enrollable(bench)
    bench.faults.fail_next_job("The service is down.")
    ordered, after = bench.submit(), bench.submit()
    bench.run_until_idle()
    assert (before.status, ordered.status, after.status) == ("COMPLETED", "FAILED", "COMPLETED")


@pytest.mark.parametrize("code", [400, 402, 409, 500])
def test_a_request_fails_where_a_test_ordered_it(bench: Bench, code: int) -> None:
    bench.faults.fail_request("r2", code, "It was ordered.")
    job = enrollable(bench, 3).end()
    assert job.status == "COMPLETED_WITH_ERRORS"
    assert job.output["Errors"] == [{"RequestId": "r2", "ErrorCode": code, "ErrorMessage": "It was ordered."}]
    assert bench.speakers.find("speaker2") is None
    assert bench.speakers.find("speaker3") is not None


def test_a_request_may_be_ordered_to_fail_while_the_job_is_on_its_way(bench: Bench) -> None:
    job = enrollable(bench, 2)
    bench.tick(6)
    bench.faults.fail_request("r2", 500, "It was ordered.")
    assert [error["RequestId"] for error in job.end().output["Errors"]] == ["r2"]


# Requests one after the other


def test_audio_that_is_replaced_between_requests_is_noticed(bench: Bench) -> None:
    uri = bench.put("shared.wav", speech(30))
    job = bench.enroll_all(
        entry("r1", uri, SpeakerId="ana"),
        entry("r2", uri, SpeakerId="ben"),
        entry("r3", uri, SpeakerId="cleo"),
    )
    bench.tick(6)
    bench.put("shared.wav", speech(30, loudness=9_000))
    bench.tick(1)
    bench.put("shared.wav", speech(29))
    assert [error["RequestId"] for error in job.end().output["Errors"]] == ["r3"]
    ana, ben = bench.speakers.all
    assert ana.voiceprint != ben.voiceprint


def test_the_same_audio_is_read_once_a_job(bench: Bench) -> None:
    uri = bench.put("shared.wav", speech(30))
    listed = [entry(f"r{number}", uri, SpeakerId=f"s{number}") for number in range(5)]
    bench.enroll_all(*listed).end()
    assert bench.storage.reads.count(uri) == 1


def test_a_speaker_named_twice_in_a_manifest_is_enrolled_and_skipped(bench: Bench) -> None:
    uri = bench.known_voice("ana")
    job = bench.enroll_all(entry("r1", uri, SpeakerId="ana"), entry("r2", uri, SpeakerId="ana")).end()
    statuses = [one["EnrollmentStatus"] for one in job.output["SuccessfulEnrollments"]]
    assert statuses == ["NEW_ENROLLMENT", "DUPLICATE_SKIPPED"]


def test_a_speaker_named_twice_in_a_manifest_is_enrolled_and_overwritten(bench: Bench) -> None:
    bench.put_manifest(
        "SpeakerEnrollmentRequests",
        [
            entry("r1", bench.known_voice("first"), SpeakerId="ana"),
            entry("r2", bench.known_voice("second"), SpeakerId="ana"),
        ],
    )
    job = bench.submit(bench.enrollment(ExistingEnrollmentAction="OVERWRITE")).end()
    statuses = [one["EnrollmentStatus"] for one in job.output["SuccessfulEnrollments"]]
    assert statuses == ["NEW_ENROLLMENT", "ENROLLMENT_OVERWRITE"]
    (ana,) = bench.speakers.all
    assert ana.voiceprint == {"second"}
    assert (ana.created_at, ana.updated_at) == (START + 6 * SECOND, START + 7 * SECOND)


def test_a_speaker_who_opts_out_while_the_job_is_on_its_way_is_refused(bench: Bench) -> None:
    job = enrollable(bench, 2)
    bench.tick(6)
    bench.speakers.add("speaker2", "OPTED_OUT", bench.now)
    assert [(error["RequestId"], error["ErrorCode"]) for error in job.end().output["Errors"]] == [("r2", 409)]


# Aborted


def test_a_job_that_waits_can_be_aborted(bench: Bench) -> None:
    job = enrollable(bench)
    bench.tick(1)
    job.run.abort(bench.now, DELETED)
    assert (job.status, job.job.ended_at) == ("FAILED", START + SECOND)
    assert failed(job) == (400, "The domain was deleted.")


def test_a_job_on_its_way_can_be_aborted(bench: Bench) -> None:
    job = enrollable(bench, 3)
    bench.tick(6.5)
    job.run.abort(bench.now, DELETED)
    bench.tick(1_000)
    assert (job.status, job.failure, job.percent) == ("FAILED", (400, "The domain was deleted."), 33)
    assert job.job.ended_at == START + 6_500_000
    assert len(bench.speakers) == 1
    assert bench.storage.written == {}


@pytest.mark.parametrize("seconds", [1, 6.5], ids=["queued", "in progress"])
def test_an_aborted_job_leaves_nothing_due(bench: Bench, seconds: float) -> None:
    job = enrollable(bench, 3)
    bench.tick(seconds)
    assert not bench.idle
    job.run.abort(bench.now, DELETED)
    assert bench.idle
    assert bench.ended == [job.run]


@pytest.mark.parametrize("describes", [0, 2], ids=["queued", "in progress"])
def test_a_job_with_a_manual_transition_can_be_aborted(bench: Bench, describes: int) -> None:
    job = enrollable(bench, transition=MANUAL)
    job.describe(describes)
    job.run.abort(bench.now, DELETED)
    assert failed(job) == (400, "The domain was deleted.")

"""A job's run, from its submission to the output file (J1, J5 to J10, J18)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.batch.manifests import JobFailure
from mock_voiceid.instants import SECOND

from .batch_builders import JOB_ID, MANIFEST, OUTPUT, START, Bench, Submitted, entry, speech

IMMEDIATE = {"progression": "immediate"}
MANUAL = {"progression": "manual", "times": 2}
PACES = [{"progression": "timing"}, IMMEDIATE, {"progression": "time", "seconds": 9}]
OUTPUT_FILE = f"{OUTPUT}/{JOB_ID}/manifest.json.out"
DELETED = JobFailure(400, "The domain was deleted.")


def entries(bench: Bench, count: int) -> list[dict[str, Any]]:
    """Return requests to enroll so many speakers."""
    return [
        entry(f"r{number}", bench.known_voice(f"voice {number}"), SpeakerId=f"speaker{number}")
        for number in range(1, count + 1)
    ]


def enrollable(bench: Bench, count: int = 1, **submission: Any) -> Submitted:
    return bench.enroll_all(*entries(bench, count), **submission)


def failed(job: Submitted) -> tuple[int, str]:
    """Return how a job failed that did nothing and left nothing behind."""
    assert job.end().status == "FAILED"
    assert job.failure is not None
    assert len(job.bench.speakers) == 0
    assert job.bench.storage.written == {}
    assert job.bench.ended == [job.run]
    return job.failure


def failing(*names: str) -> Callable[[Bench], list[dict[str, Any]]]:
    """Return what makes requests of which those with these speakers fail, for want of audio."""
    return lambda bench: [
        entry(
            f"r-{name}", "s3://batch-input/none" if name in names else bench.known_voice(name), SpeakerId=name
        )
        for name in ("ana", "ben", "cleo")
    ]


# Statuses, and when they change


def test_a_job_is_submitted_at_first(bench: Bench) -> None:
    job = enrollable(bench)
    assert (job.status, job.percent, job.job.ended_at, job.failure) == ("SUBMITTED", 0, None, None)


def test_by_timing_a_job_starts_after_the_queue(bench: Bench) -> None:
    bench.timing.queue = 7
    job = enrollable(bench)
    bench.tick(6.999999)
    assert job.status == "SUBMITTED"
    bench.tick(0.000001)
    assert job.status == "IN_PROGRESS"


def test_by_timing_each_request_is_done_at_its_own_instant(bench: Bench) -> None:
    bench.timing.queue, bench.timing.per_request = 7, 2.5
    enrollable(bench, 3)
    bench.tick(1_000)
    assert [(one.created_at - START) / SECOND for one in bench.speakers.register] == [9.5, 12, 14.5]


def test_by_timing_a_job_ends_with_its_last_request(bench: Bench) -> None:
    bench.timing.queue, bench.timing.per_request = 7, 2.5
    job = enrollable(bench, 3)
    bench.tick(1_000)
    assert job.status == "COMPLETED"
    assert job.job.ended_at == START + 14_500_000


def test_the_manifest_is_read_when_the_job_starts(bench: Bench) -> None:
    job = bench.submit()
    bench.tick(4)
    bench.put_manifest("SpeakerEnrollmentRequests", entries(bench, 2))
    assert job.end().status == "COMPLETED"
    assert len(bench.speakers) == 2


def test_immediately_a_job_is_done_at_the_instant_of_its_submission(bench: Bench) -> None:
    job = enrollable(bench, 3, transition=IMMEDIATE)
    assert job.status == "SUBMITTED"
    bench.tick(0)
    assert (job.status, job.job.ended_at) == ("COMPLETED", START)
    assert {one.created_at for one in bench.speakers.register} == {START}


def test_by_time_each_status_lasts_as_long_as_the_transition_says(bench: Bench) -> None:
    job = enrollable(bench, 3, transition={"progression": "time", "seconds": 9})
    bench.tick(8.999999)
    assert job.status == "SUBMITTED"
    bench.tick(0.000001)
    assert job.status == "IN_PROGRESS"
    bench.tick(8.999999)
    assert job.status == "IN_PROGRESS"
    bench.tick(0.000001)
    assert (job.status, job.job.ended_at) == ("COMPLETED", START + 18 * SECOND)
    assert [(one.created_at - START) / SECOND for one in bench.speakers.register] == [12, 15, 18]


@pytest.mark.parametrize("count", [0, 1])
def test_by_time_a_single_request_takes_the_whole_time_and_none_takes_no_time(
    bench: Bench, count: int
) -> None:
    job = enrollable(bench, count, transition={"progression": "time", "seconds": 9}).end()
    assert job.job.ended_at == START + (9 + 9 * count) * SECOND


def test_by_hand_describe_calls_lead_a_job_on(bench: Bench) -> None:
    job = enrollable(bench, 3, transition=MANUAL)
    statuses = []
    for _ in range(4):
        job.describe()
        statuses.append(job.status)
    assert statuses == ["SUBMITTED", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]


def test_by_hand_nothing_happens_by_itself(bench: Bench) -> None:
    job = enrollable(bench, transition=MANUAL)
    assert bench.idle
    job.describe(2)
    assert bench.idle
    assert job.status == "IN_PROGRESS"


def test_by_hand_things_happen_at_the_instant_of_the_call(bench: Bench) -> None:
    job = enrollable(bench, 2, transition=MANUAL)
    job.describe(2)
    bench.tick(100)
    job.describe(2)
    assert job.job.ended_at == START + 100 * SECOND
    assert {one.created_at for one in bench.speakers.register} == {START + 100 * SECOND}


def test_by_hand_a_job_fails_as_by_itself(bench: Bench) -> None:
    job = bench.submit(transition=MANUAL)
    job.describe(2)
    assert job.status == "FAILED"
    assert bench.ended == [job.run]


@pytest.mark.parametrize("transition", PACES)
def test_describe_calls_do_not_lead_on_what_time_leads(bench: Bench, transition: dict[str, Any]) -> None:
    job = enrollable(bench, transition=transition)
    job.describe(5)
    assert job.status == "SUBMITTED"
    assert job.end().status == "COMPLETED"


@pytest.mark.parametrize("transition", PACES)
def test_a_job_that_has_ended_says_so_once_and_leaves_nothing_due(
    bench: Bench, transition: dict[str, Any]
) -> None:
    job = enrollable(bench, 2, transition=transition).end()
    assert bench.ended == [job.run]
    assert bench.idle


def test_a_job_that_is_on_its_way_has_not_ended(bench: Bench) -> None:
    job = enrollable(bench, 2)
    bench.tick(6)
    assert bench.ended == []
    assert job.job.ended_at is None


# Progress


def test_progress_follows_the_requests(bench: Bench) -> None:
    bench.timing.queue, bench.timing.per_request = 0, 1
    job = enrollable(bench, 3)
    bench.tick(0)
    percent = [job.percent]
    for _ in range(3):
        bench.tick(1)
        percent.append(job.percent)
    assert percent == [0, 33, 66, 100]


def test_requests_that_fail_are_progress_too(bench: Bench) -> None:
    bench.timing.queue = 0
    job = bench.enroll_all(*failing("ana", "ben")(bench))
    bench.tick(2)
    assert job.percent == 66


@pytest.mark.parametrize("transition", PACES)
@pytest.mark.parametrize("count", [0, 1, 7])
def test_progress_is_100_when_completed(bench: Bench, transition: dict[str, Any], count: int) -> None:
    assert enrollable(bench, count, transition=transition).end().percent == 100


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 12),
    st.sampled_from([*PACES, {"progression": "manual", "times": 1}]),
    st.lists(st.floats(0, 4), max_size=12),
    st.sets(st.integers(1, 12)),
)
def test_progress_never_falls(
    count: int, transition: dict[str, Any], ticks: list[float], errors: set[int]
) -> None:
    bench = Bench()
    for number in errors:
        bench.faults.fail_request(f"r{number}", 500, "Down.")
    job = enrollable(bench, count, transition=transition)
    order = {"SUBMITTED": 0, "IN_PROGRESS": 1, "COMPLETED": 2, "COMPLETED_WITH_ERRORS": 2}
    seen = [(order[job.status], job.percent)]
    for seconds in ticks:
        bench.tick(seconds)
        if not bench.ended:
            job.describe()
        seen.append((order[job.status], job.percent))
    assert seen == sorted(seen)
    assert sorted(percent for _, percent in seen) == [percent for _, percent in seen]
    assert all(0 <= percent <= 100 for _, percent in seen)


# How a job ends


def test_a_job_whose_requests_all_succeed_is_completed(bench: Bench) -> None:
    job = enrollable(bench, 2).end()
    assert (job.status, job.failure) == ("COMPLETED", None)


def test_skipped_requests_are_no_errors(bench: Bench) -> None:
    bench.enroll("speaker1")
    assert enrollable(bench, 1).end().status == "COMPLETED"


def test_a_job_without_requests_is_completed_when_it_starts(bench: Bench) -> None:
    job = enrollable(bench, 0).end()
    assert (job.status, job.job.ended_at) == ("COMPLETED", START + 5 * SECOND)
    assert job.output == {"Version": "1.0", "Errors": [], "SuccessfulEnrollments": []}


def test_by_hand_a_job_without_requests_is_completed(bench: Bench) -> None:
    job = enrollable(bench, 0, transition=MANUAL)
    job.describe(4)
    assert job.status == "COMPLETED"


@pytest.mark.parametrize("names", [("ben",), ("ana", "ben", "cleo")], ids=["one", "all"])
def test_requests_that_fail_never_fail_the_job(bench: Bench, names: tuple[str, ...]) -> None:
    job = bench.enroll_all(*failing(*names)(bench)).end()
    assert (job.status, job.failure, job.percent) == ("COMPLETED_WITH_ERRORS", None, 100)
    assert [error["RequestId"] for error in job.output["Errors"]] == [f"r-{name}" for name in names]


def test_one_requests_failure_does_not_touch_the_others(bench: Bench) -> None:
    bench.enroll_all(*failing("ben")(bench)).end()
    assert [one.customer_speaker_id for one in bench.speakers.register] == ["ana", "cleo"]


# The output file


def test_the_output_of_an_enrollment_names_every_request(bench: Bench) -> None:
    job = bench.enroll_all(*failing("ben")(bench)).end()
    ana, cleo = bench.speakers.register
    assert job.output == {
        "Version": "1.0",
        "Errors": [
            {
                "RequestId": "r-ben",
                "ErrorCode": 400,
                "ErrorMessage": "The audio file can't be read. There is no object s3://batch-input/none.",
            }
        ],
        "SuccessfulEnrollments": [
            {
                "RequestId": "r-ana",
                "GeneratedSpeakerId": ana.generated_speaker_id,
                "CustomerSpeakerId": "ana",
                "EnrollmentStatus": "NEW_ENROLLMENT",
            },
            {
                "RequestId": "r-cleo",
                "GeneratedSpeakerId": cleo.generated_speaker_id,
                "CustomerSpeakerId": "cleo",
                "EnrollmentStatus": "NEW_ENROLLMENT",
            },
        ],
    }


def test_the_output_of_a_registration_names_every_request(bench: Bench) -> None:
    mallory = bench.known_voice("mallory")
    job = bench.register_all(
        entry("r1", mallory), entry("r2", "s3://batch-input/none"), entry("r3", mallory)
    ).end()
    (fraudster,) = bench.fraudsters
    assert job.status == "COMPLETED_WITH_ERRORS"
    assert job.output == {
        "Version": "1.0",
        "Errors": [
            {
                "RequestId": "r2",
                "ErrorCode": 400,
                "ErrorMessage": "The audio file can't be read. There is no object s3://batch-input/none.",
            }
        ],
        "SuccessfulRegistrations": [
            {
                "RequestId": "r1",
                "GeneratedFraudsterId": fraudster.generated_fraudster_id,
                "RegistrationStatus": "NEW_REGISTRATION",
            },
            {
                "RequestId": "r3",
                "GeneratedFraudsterId": fraudster.generated_fraudster_id,
                "RegistrationStatus": "DUPLICATE_SKIPPED",
                "FraudsterSimilarityScore": 100,
            },
        ],
    }


def test_the_output_keeps_the_order_of_the_manifest(bench: Bench) -> None:
    listed = entries(bench, 6)[::-1]
    for number in (2, 5):
        bench.faults.fail_request(f"r{number}", 500, "Down.")
    output = bench.enroll_all(*listed).end().output
    assert [one["RequestId"] for one in output["SuccessfulEnrollments"]] == ["r6", "r4", "r3", "r1"]
    assert [one["RequestId"] for one in output["Errors"]] == ["r5", "r2"]


@pytest.mark.parametrize(
    ("output", "folder"),
    [
        ("s3://batch-output", "s3://batch-output"),
        ("s3://batch-output/", "s3://batch-output"),
        ("s3://batch-output/results", "s3://batch-output/results"),
        ("s3://batch-output/results/", "s3://batch-output/results"),
        ("s3://batch-output/all/results/", "s3://batch-output/all/results"),
    ],
)
def test_the_output_is_below_its_prefix_the_job_and_the_manifest(
    bench: Bench, output: str, folder: str
) -> None:
    enrollable(bench, output=output).end()
    assert list(bench.storage.written) == [f"{folder}/{JOB_ID}/manifest.json.out"]


def test_the_output_is_named_after_the_manifest(bench: Bench) -> None:
    uri = "s3://batch-input/list"
    bench.put_manifest("SpeakerEnrollmentRequests", [], uri)
    bench.submit(manifest=uri).end()
    assert list(bench.storage.written) == [f"{OUTPUT}/{JOB_ID}/list.out"]


@pytest.mark.parametrize("kms_key_id", [None, "alias/output"])
def test_the_output_is_encrypted_where_a_key_is_given(bench: Bench, kms_key_id: str | None) -> None:
    enrollable(bench, kms_key_id=kms_key_id).end()
    assert bench.storage.written[OUTPUT_FILE].kms_key_id == kms_key_id


def test_the_output_is_written_when_the_job_ends_and_not_before(bench: Bench) -> None:
    job = enrollable(bench, 2)
    bench.tick(6.5)
    assert (job.status, bench.storage.written) == ("IN_PROGRESS", {})
    bench.tick(0.5)
    assert (job.status, list(bench.storage.written)) == ("COMPLETED", [OUTPUT_FILE])


def test_the_output_is_json_for_any_request_id(bench: Bench) -> None:
    uri = bench.known_voice("ana")
    bench.enroll_all(entry('"\ud800 ä\n', uri, SpeakerId="ana")).end()
    document = json.loads(bench.storage.written[OUTPUT_FILE].content)
    assert document["SuccessfulEnrollments"][0]["RequestId"] == '"\ud800 ä\n'


# What fails the whole job


def test_a_manifest_that_is_not_there_fails_the_job(bench: Bench) -> None:
    assert failed(bench.submit()) == (
        404,
        "The manifest can't be read. There is no object s3://batch-input/jobs/manifest.json.",
    )


def test_a_bucket_of_the_manifest_that_is_not_there_fails_the_job(bench: Bench) -> None:
    assert failed(bench.submit(manifest="s3://no-bucket/manifest.json")) == (
        404,
        "The manifest can't be read. There is no bucket 'no-bucket' for s3://no-bucket/manifest.json.",
    )


def test_a_manifest_that_may_not_be_read_fails_the_job(bench: Bench) -> None:
    bench.storage.refused.add(MANIFEST)
    assert failed(enrollable(bench)) == (
        403,
        "The manifest can't be read. s3://batch-input/jobs/manifest.json may not be used.",
    )


def test_a_manifest_that_is_a_folder_fails_the_job(bench: Bench) -> None:
    assert failed(bench.submit(manifest="s3://batch-input/jobs/")) == (
        400,
        "The location of the manifest is wrong: 's3://batch-input/jobs/' names no object: "
        "write s3://bucket/key.",
    )


def test_a_manifest_with_bad_content_fails_the_job(bench: Bench) -> None:
    good = entries(bench, 1)
    assert failed(bench.enroll_all(*good, {"RequestId": "bad"})) == (
        400,
        "The manifest s3://batch-input/jobs/manifest.json can't be used: "
        "SpeakerEnrollmentRequests[2] has no SpeakerId; it is required.",
    )


def test_the_same_request_id_twice_fails_the_job(bench: Bench) -> None:
    assert failed(bench.enroll_all(*entries(bench, 1) * 2)) == (
        400,
        "The manifest s3://batch-input/jobs/manifest.json can't be used: "
        "RequestId 'r1' stands in it more than once; each must be unique.",
    )


def test_a_failed_job_ended_when_it_failed(bench: Bench) -> None:
    job = bench.submit().end()
    assert job.job.ended_at == START + 5 * SECOND
    assert job.percent == 0


def test_an_output_bucket_that_is_not_there_fails_the_job(bench: Bench) -> None:
    bench.storage.buckets.remove("batch-output")
    assert failed(enrollable(bench)) == (
        404,
        f"The output can't be written. There is no bucket 'batch-output' for {OUTPUT_FILE}.",
    )


def test_an_output_bucket_that_may_not_be_used_fails_the_job(bench: Bench) -> None:
    bench.storage.refused.add("batch-output")
    assert failed(enrollable(bench)) == (
        403,
        f"The output can't be written. {OUTPUT_FILE} may not be used.",
    )


def test_a_key_that_may_not_be_used_fails_the_job(bench: Bench) -> None:
    bench.storage.refused.add("alias/output")
    assert failed(enrollable(bench, kms_key_id="alias/output")) == (
        403,
        f"The output can't be written. Key alias/output may not be used. It is to encrypt {OUTPUT_FILE}.",
    )


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
        "The manifest s3://batch-input/jobs/manifest.json has 10,001 requests; a job takes at most 10,000.",
    )


def test_a_registration_job_takes_500_requests(bench: Bench) -> None:
    uri = bench.known_voice("mallory")
    job = bench.register_all(*(entry(str(number), uri) for number in range(500))).end()
    assert job.status == "COMPLETED"


def test_a_registration_job_with_501_requests_fails(bench: Bench) -> None:
    uri = bench.known_voice("mallory")
    assert failed(bench.register_all(*(entry(str(number), uri) for number in range(501)))) == (
        402,
        "The manifest s3://batch-input/jobs/manifest.json has 501 requests; a job takes at most 500.",
    )
    assert list(bench.fraudsters) == []


# What a test orders to go wrong


def test_a_job_fails_where_a_test_ordered_it(bench: Bench) -> None:
    bench.faults.fail_next("The service is down.", 503)
    job = enrollable(bench)
    assert job.status == "SUBMITTED"
    assert failed(job) == (503, "The service is down.")


def test_the_job_that_is_started_next_fails_and_no_other(bench: Bench) -> None:
    before = enrollable(bench)
    bench.faults.fail_next("The service is down.")
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
    ana, ben = bench.speakers.register
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
    (ana,) = bench.speakers.register
    assert ana.voiceprint == {"second"}
    assert (ana.created_at, ana.updated_at) == (START + 6 * SECOND, START + 7 * SECOND)


def test_a_speaker_who_opts_out_while_the_job_is_on_its_way_is_refused(bench: Bench) -> None:
    job = enrollable(bench, 2)
    bench.tick(6)
    bench.speakers.add_opted_out("speaker2", bench.now)
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
def test_a_job_that_is_led_by_hand_can_be_aborted(bench: Bench, describes: int) -> None:
    job = enrollable(bench, transition=MANUAL)
    job.describe(describes)
    job.run.abort(bench.now, DELETED)
    assert failed(job) == (400, "The domain was deleted.")

"""How a job ends, and its output file (J7 to J9)."""

import json

import pytest

from mock_voiceid.instants import SECOND
from tests.messages import message_with

from .batch_builders import JOB_ID, OUTPUT, START, Bench, entry
from .run_builders import MANUAL, OUTPUT_FILE, enrollable, entries, failing

# How a job ends


def test_each_request_is_published_at_the_instant_at_which_it_ends(bench: Bench) -> None:
    bench.timing.queue, bench.timing.per_request = 7, 2.5
    job = bench.enroll_all(*failing("ben")(bench)).end()
    assert [instant - START for _, instant in bench.performed] == [9_500_000, 12_000_000, 14_500_000]
    ana, cleo = job.output["SuccessfulEnrollments"]
    (ben,) = job.output["Errors"]
    assert [entry for entry, _ in bench.performed] == [ana, ben, cleo]


def test_a_job_whose_requests_all_succeed_is_completed(bench: Bench) -> None:
    job = enrollable(bench, 2).end()
    assert (job.status, job.failure) == ("COMPLETED", None)


def test_skipped_requests_are_not_errors(bench: Bench) -> None:
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
    assert [one.customer_speaker_id for one in bench.speakers.all] == ["ana", "cleo"]


# The output file


def test_the_output_of_an_enrollment_names_every_request(bench: Bench) -> None:
    job = bench.enroll_all(*failing("ben")(bench)).end()
    ana, cleo = bench.speakers.all
    assert job.output == {
        "Version": "1.0",
        "Errors": [
            {
                "RequestId": "r-ben",
                "ErrorCode": 400,
                "ErrorMessage": message_with("audio file", "s3://batch-input/none"),
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
                "ErrorMessage": message_with("audio file", "s3://batch-input/none"),
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

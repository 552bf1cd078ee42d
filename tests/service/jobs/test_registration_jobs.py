"""Fraudster registration jobs that do what they are for (J1, J9, J14, J17, X1)."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.service.jobs.registration import DEFAULT_SIMILARITY_THRESHOLD
from tests.messages import message_with
from tests.options import FIXED_OPTIONS

Speech = Callable[..., bytes]

pytestmark = FIXED_OPTIONS


@pytest.fixture
def alike(voiceid: VoiceID, batch: Any) -> Callable[[int], dict[str, Any]]:
    """Registers mallory, and returns the request of a voice that is alike by so much."""

    def make(score: int) -> dict[str, Any]:
        uris = [batch.bucket.put(f"calls/{who}") for who in ("mallory", "trudy")]
        for uri, voice in zip(uris, ("mallory", "trudy"), strict=True):
            voiceid.voices.assign(uri, voice)
        voiceid.voices.similarity("trudy", "mallory", score)
        batch.registered(batch.request("mallory", uris[0]))
        request: dict[str, Any] = batch.request("trudy", uris[1])
        return request

    return make


def test_job_goes_from_submitted_to_completed_in_its_time(batch: Any, utc: Callable[[str], object]) -> None:
    """J1."""
    config = {"FraudsterSimilarityThreshold": 70}
    job = batch.register("mallory", "trudy", JobName="first", RegistrationConfig=config)
    submitted = {
        "CreatedAt": utc("09:00:00"),
        "DataAccessRoleArn": "arn:aws:iam::123456789012:role/VoiceIdBatch",
        "DomainId": batch.domain_id,
        "InputDataConfig": {"S3Uri": "s3://contact-center/fraudsters.json"},
        "JobId": job["JobId"],
        "JobName": "first",
        "JobProgress": {"PercentComplete": 0},
        "JobStatus": "SUBMITTED",
        "OutputDataConfig": {"S3Uri": "s3://contact-center/results"},
        "RegistrationConfig": config,
    }
    assert job == submitted
    batch.clock.tick(6)
    assert batch.job(job) == {
        **submitted,
        "JobStatus": "IN_PROGRESS",
        "JobProgress": {"PercentComplete": 50},
    }
    batch.clock.tick(hours=1)
    assert batch.job(job) == {
        **submitted,
        "JobStatus": "COMPLETED",
        "JobProgress": {"PercentComplete": 100},
        "EndedAt": utc("09:00:07"),
    }


def test_output_of_a_registration_job_lists_requests_in_order(batch: Any) -> None:
    """J9: a score only for duplicates."""
    known = batch.request("again", batch.bucket.put("calls/mallory"))
    job = batch.register("mallory", batch.request("nobody", batch.bucket.uri("nowhere")), known, "trudy")
    output = batch.output(job)
    listed = batch.client.list_fraudsters(DomainId=batch.domain_id)["FraudsterSummaries"]
    mallory, trudy = (one["GeneratedFraudsterId"] for one in listed)
    assert output == {
        "Version": "1.0",
        "Errors": [
            {
                "RequestId": "request-nobody",
                "ErrorCode": 400,
                "ErrorMessage": message_with("audio file", "s3://contact-center/nowhere"),
            }
        ],
        "SuccessfulRegistrations": [
            {
                "RequestId": "request-mallory",
                "GeneratedFraudsterId": mallory,
                "RegistrationStatus": "NEW_REGISTRATION",
            },
            {
                "RequestId": "request-again",
                "GeneratedFraudsterId": mallory,
                "RegistrationStatus": "DUPLICATE_SKIPPED",
                "FraudsterSimilarityScore": 100,
            },
            {
                "RequestId": "request-trudy",
                "GeneratedFraudsterId": trudy,
                "RegistrationStatus": "NEW_REGISTRATION",
            },
        ],
    }
    assert batch.job(job)["JobStatus"] == "COMPLETED_WITH_ERRORS"


def test_new_fraudsters_go_to_the_watchlist_given_or_the_default_one(batch: Any) -> None:
    """J14."""
    second = batch.watchlist("second")
    ids = [
        batch.registered(who, **arguments)[0]["GeneratedFraudsterId"]
        for who, arguments in {
            "mallory": {},
            "trudy": {"RegistrationConfig": {"WatchlistIds": [second]}},
        }.items()
    ]
    described = [
        batch.client.describe_fraudster(DomainId=batch.domain_id, FraudsterId=one)["Fraudster"] for one in ids
    ]
    assert [one["WatchlistIds"] for one in described] == [[batch.default_watchlist], [second]]


def test_duplicates_are_found_on_every_watchlist(batch: Any) -> None:
    """J14."""
    (first,) = batch.registered("mallory")
    (entry,) = batch.registered("mallory", RegistrationConfig={"WatchlistIds": [batch.watchlist("second")]})
    assert entry["RegistrationStatus"] == "DUPLICATE_SKIPPED"
    assert entry["GeneratedFraudsterId"] == first["GeneratedFraudsterId"]


def test_duplicates_are_not_looked_for_in_other_domains(batch: Any, new_domain: Callable[..., Any]) -> None:
    """J14."""
    batch.registered("mallory")
    batch.domain_id = new_domain()["DomainId"]
    (entry,) = batch.registered("mallory")
    assert entry["RegistrationStatus"] == "NEW_REGISTRATION"


@pytest.mark.parametrize(
    ("score", "config", "status"),
    [
        (49, {}, "NEW_REGISTRATION"),
        (DEFAULT_SIMILARITY_THRESHOLD, {}, "DUPLICATE_SKIPPED"),
        (80, {"DuplicateRegistrationAction": "SKIP"}, "DUPLICATE_SKIPPED"),
        (80, {"DuplicateRegistrationAction": "REGISTER_AS_NEW"}, "NEW_REGISTRATION"),
        (70, {"FraudsterSimilarityThreshold": 71}, "NEW_REGISTRATION"),
        (70, {"FraudsterSimilarityThreshold": 70}, "DUPLICATE_SKIPPED"),
        (0, {"FraudsterSimilarityThreshold": 0}, "DUPLICATE_SKIPPED"),
    ],
)
def test_voice_as_like_as_the_threshold_is_a_duplicate(
    batch: Any, alike: Callable[[int], dict[str, Any]], score: int, config: dict[str, Any], status: str
) -> None:
    """J14, X1: SKIP and 50 are the defaults."""
    (entry,) = batch.registered(alike(score), RegistrationConfig=config)
    assert entry["RegistrationStatus"] == status
    assert entry.get("FraudsterSimilarityScore") == (score if status == "DUPLICATE_SKIPPED" else None)


def test_closest_fraudster_is_reported(voiceid: VoiceID, batch: Any) -> None:
    """J14."""
    for who, score in {"far": 55, "near": 95, "middle": 75}.items():
        voiceid.voices.assign(batch.bucket.put(f"calls/{who}"), who)
        voiceid.voices.similarity("caller", who, score)
    entries = batch.registered("far", "near", "middle")
    voiceid.voices.assign(batch.bucket.put("calls/caller"), "caller")
    (entry,) = batch.registered("caller")
    assert entry["GeneratedFraudsterId"] == entries[1]["GeneratedFraudsterId"]
    assert entry["FraudsterSimilarityScore"] == 95


def test_real_recordings_of_one_voice_are_one_fraudster(batch: Any, speech: Speech) -> None:
    """X1: the same samples, whatever the file; a fraudster needs no 30 s, but more than silence (J10)."""
    first, again = (batch.bucket.put(f"calls/{n}.wav", speech((2, 0), pitch=150.0)) for n in range(2))
    other = batch.bucket.put("calls/other.wav", speech((2, 0), pitch=100.0))
    silent = batch.bucket.put("calls/silent.wav", speech((0, 2)))
    job = batch.register(
        batch.request("first", first),
        batch.request("again", again),
        batch.request("other", other),
        batch.request("silent", silent),
    )
    output = batch.output(job)
    assert [entry["RegistrationStatus"] for entry in output["SuccessfulRegistrations"]] == [
        "NEW_REGISTRATION",
        "DUPLICATE_SKIPPED",
        "NEW_REGISTRATION",
    ]
    message = message_with("speech")
    assert batch.errors(job) == [("request-silent", 400, message)]


def test_jobs_are_listed_newest_first_by_their_status_as_of_now(batch: Any) -> None:
    """J17: and apart from those of the other kind."""
    batch.enroll("ann")
    done = batch.ended(batch.register("mallory"))
    running = batch.register("trudy")

    def listed(**status: str) -> list[str]:
        jobs = batch.client.list_fraudster_registration_jobs(DomainId=batch.domain_id, **status)
        return [job["JobId"] for job in jobs["JobSummaries"]]

    assert listed() == [running["JobId"], done["JobId"]]
    assert listed(JobStatus="SUBMITTED") == [running["JobId"]]
    batch.clock.tick(5)
    assert listed(JobStatus="SUBMITTED") == []
    assert listed(JobStatus="IN_PROGRESS") == [running["JobId"]]
    batch.clock.tick(1)
    assert listed(JobStatus="COMPLETED") == [running["JobId"], done["JobId"]]


def test_domain_without_jobs_lists_none(voiceid_client: Any, voiceid_domain: dict[str, Any]) -> None:
    domain_id = voiceid_domain["DomainId"]
    for method in (
        voiceid_client.list_speaker_enrollment_jobs,
        voiceid_client.list_fraudster_registration_jobs,
    ):
        assert method(DomainId=domain_id)["JobSummaries"] == []

"""Errors as clients see them (V3 to V6), also of starting and describing jobs (J2, J15, J16)."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.messages import message_with
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]

EMPTY = {"Version": "1.0", "SpeakerEnrollmentRequests": []}


def test_error_is_the_modelled_exception_with_its_members(voiceid_client: Any) -> None:
    """V3."""
    with pytest.raises(voiceid_client.exceptions.ResourceNotFoundException) as caught:
        voiceid_client.describe_domain(DomainId="n" * 22)
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["ResponseMetadata"]["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.0"
    assert response["ResponseMetadata"]["RequestId"]
    assert response["Error"]["Code"] == "ResourceNotFoundException"
    assert response["ResourceType"] == "DOMAIN"
    assert response["Message"] == response["Error"]["Message"]


def test_conflict_carries_its_type(voiceid_client: Any, voiceid_domain: dict[str, Any]) -> None:
    """V3."""
    voiceid_client.delete_domain(DomainId=voiceid_domain["DomainId"])
    with pytest.raises(voiceid_client.exceptions.ConflictException) as caught:
        voiceid_client.delete_domain(DomainId=voiceid_domain["DomainId"])
    assert caught.value.response["ConflictType"] == "DOMAIN_NOT_ACTIVE"
    assert "ResourceType" not in caught.value.response


def test_all_violations_are_in_one_error(voiceid_client: Any, refused: Refused) -> None:
    """V5: constraints that botocore does not check itself."""
    long = "d" * 23
    refusal = refused(voiceid_client.list_speakers, DomainId=long, MaxResults=101)
    assert (refusal.name, refusal.message) == (
        "ValidationException",
        f"3 validation errors detected: Value '{long}' at 'domainId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9]{22}$; "
        f"Value '{long}' at 'domainId' failed to satisfy constraint: "
        "Member must have length less than or equal to 22; "
        "Value '101' at 'maxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 100",
    )


def test_sensitive_value_is_not_shown(voiceid_client: Any, refused: Refused) -> None:
    """V5."""
    refusal = refused(voiceid_client.describe_speaker, DomainId="d" * 22, SpeakerId="not a speaker's id")
    assert refusal.name == "ValidationException"
    assert refusal.message.startswith("1 validation error detected: Value at 'speakerId' failed to satisfy")


def test_tags_accept_the_unicode_classes_of_their_pattern(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused
) -> None:
    """V6."""
    arn = voiceid_domain["Arn"]
    tag = {"Key": "équipe Ⅷ", "Value": "обман\u2003ok"}
    voiceid_client.tag_resource(ResourceArn=arn, Tags=[tag])
    assert voiceid_client.list_tags_for_resource(ResourceArn=arn)["Tags"] == [tag]
    refusal = refused(voiceid_client.tag_resource, ResourceArn=arn, Tags=[{"Key": "snow☃", "Value": ""}])
    assert refusal.name == "ValidationException"


def test_errors_are_not_retried(voiceid_client: Any) -> None:
    """V3: they have HTTP status 400."""
    with pytest.raises(ClientError) as caught:
        voiceid_client.describe_domain(DomainId="n" * 22)
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0


@FIXED_OPTIONS
def test_second_active_job_of_a_kind_is_rejected(
    batch: Any, new_domain: Callable[..., Any], refused: Refused
) -> None:
    """J2: jobs of the other kind, of other domains, or that have ended do not count."""
    first = batch.enroll("ann")
    batch.clock.tick(5)
    batch.register("mallory")
    arguments = batch.arguments(EMPTY, "enrollments.json")
    refusal = refused(batch.client.start_speaker_enrollment_job, **arguments)
    assert (refusal.name, refusal.message) == (
        "ServiceQuotaExceededException",
        f"Domain '{batch.domain_id}' has its limit of 1 active speaker enrollment jobs; "
        "wait until one has ended.",
    )
    arguments = batch.arguments({}, "fraudsters.json")
    refusal = refused(batch.client.start_fraudster_registration_job, **arguments)
    assert refusal.message.startswith(
        f"Domain '{batch.domain_id}' has its limit of 1 active fraudster registration"
    )
    arguments = batch.arguments(EMPTY, "enrollments.json", DomainId=new_domain()["DomainId"])
    batch.client.start_speaker_enrollment_job(**arguments)
    batch.ended(first)
    failed = batch.ended(batch.start_enrollment(""))
    assert failed["JobStatus"] == "FAILED"
    batch.enroll("ann")


@FIXED_OPTIONS
@pytest.mark.parametrize("kind", ["enrollment", "registration"])
def test_unknown_watchlist_fails_the_start_of_a_job(batch: Any, refused: Refused, kind: str) -> None:
    """J15: no job is created."""
    if kind == "enrollment":
        method = batch.client.start_speaker_enrollment_job
        config: dict[str, Any] = {"EnrollmentConfig": {"FraudDetectionConfig": {"WatchlistIds": ["w" * 22]}}}
    else:
        method = batch.client.start_fraudster_registration_job
        config = {"RegistrationConfig": {"WatchlistIds": ["w" * 22]}}
    refusal = refused(method, **batch.arguments(EMPTY, "enrollments.json", **config))
    assert (refusal.name, refusal.resource_type, refusal.message) == (
        "ResourceNotFoundException",
        "WATCHLIST",
        message_with("Watchlist", "w" * 22, batch.domain_id),
    )
    for listing in (
        batch.client.list_speaker_enrollment_jobs,
        batch.client.list_fraudster_registration_jobs,
    ):
        assert listing(DomainId=batch.domain_id)["JobSummaries"] == []


@FIXED_OPTIONS
def test_jobs_are_found_within_their_domain_and_kind(
    batch: Any, new_domain: Callable[..., Any], refused: Refused
) -> None:
    """J16."""
    enrollment, registration = batch.enroll("ann")["JobId"], batch.register("mallory")["JobId"]
    other = new_domain()["DomainId"]
    enrollments = batch.client.describe_speaker_enrollment_job
    registrations = batch.client.describe_fraudster_registration_job
    for method, domain_id, job_id, kind in [
        (enrollments, batch.domain_id, registration, "speaker enrollment"),
        (registrations, batch.domain_id, enrollment, "fraudster registration"),
        (enrollments, other, enrollment, "speaker enrollment"),
        (registrations, other, registration, "fraudster registration"),
    ]:
        refusal = refused(method, DomainId=domain_id, JobId=job_id)
        assert (refusal.name, refusal.resource_type, refusal.message) == (
            "ResourceNotFoundException",
            "BATCH_JOB",
            f"There is no {kind} job '{job_id}' in domain '{domain_id}'.",
        )

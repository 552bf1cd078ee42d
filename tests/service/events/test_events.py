"""Events reach whoever listens on the default bus (N1 to N6)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import VoiceID
from tests.options import FIXED_OPTIONS

pytestmark = FIXED_OPTIONS
BATCH_ENROLLMENT = "VoiceId Batch Speaker Enrollment Action"
BATCH_REGISTRATION = "VoiceId Batch Fraudster Registration Action"
SPEAKER, FRAUDSTER = "VoiceId Speaker Action", "VoiceId Fraudster Action"
EVALUATE = "VoiceId Evaluate Session Action"


def test_envelope_is_eventbridges(listener: Any, batch: Any, voiceid_domain: dict[str, Any]) -> None:
    """N2, N6."""
    batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    (event,) = listener.bodies()
    assert set(event) == {
        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"
    }  # fmt: skip
    assert event["version"] == "0"
    assert event["source"] == "aws.voiceid"
    assert event["account"] == "123456789012"
    assert event["region"] == "us-east-1"
    assert event["resources"] == [voiceid_domain["Arn"]]
    assert event["time"] == "2026-01-05T09:00:00Z"
    assert event["detail-type"] == SPEAKER
    ann = batch.speaker("ann")
    assert event["detail"] == {
        "sourceId": event["detail"]["sourceId"],
        "action": "OPT_OUT_SPEAKER",
        "status": "SUCCESS",
        "domainId": batch.domain_id,
        "generatedSpeakerId": ann["GeneratedSpeakerId"],
        "systemAttributes": None,
        "data": None,
        "errorInfo": None,
    }
    assert len({event["id"], event["detail"]["sourceId"]}) == 2


def test_enrollment_job_publishes_events_of_itself_and_of_each_request(listener: Any, batch: Any) -> None:
    """N3, N4."""
    batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ben")
    listener.bodies()
    job = batch.enroll(
        "ann",
        "ben",
        EnrollmentConfig={
            "ExistingEnrollmentAction": "OVERWRITE",
            "FraudDetectionConfig": {"RiskThreshold": 70},
        },
    )
    (submitted,) = listener.bodies()
    assert (submitted["detail-type"], submitted["time"]) == (BATCH_ENROLLMENT, "2026-01-05T09:00:00Z")
    assert submitted["detail"] == {
        "sourceId": submitted["detail"]["sourceId"],
        "action": "BATCH_ENROLLMENT_REQUEST",
        "status": "SUBMITTED",
        "domainId": batch.domain_id,
        "batchJobId": job["JobId"],
        "data": {
            "dataAccessRoleArn": job["DataAccessRoleArn"],
            "enrollmentConfig": {
                "existingEnrollmentAction": "OVERWRITE",
                "fraudDetectionConfig": {
                    "fraudDetectionAction": None,
                    "riskThreshold": 70,
                    "watchlistIds": None,
                },
            },
            "inputDataConfig": {"s3Uri": job["InputDataConfig"]["S3Uri"]},
            "outputDataConfig": {"s3Uri": job["OutputDataConfig"]["S3Uri"], "kmsKeyId": None},
        },
        "errorInfo": None,
    }
    batch.ended(job)
    ann, ben, ended = listener.bodies()
    assert [one["time"] for one in (ann, ben, ended)] == [
        "2026-01-05T09:00:06Z",
        "2026-01-05T09:00:07Z",
        "2026-01-05T09:00:07Z",
    ]
    generated_id = batch.speaker("ann")["GeneratedSpeakerId"]
    data = {"enrollmentSource": "BATCH", "enrollmentSourceId": job["JobId"]}
    assert ann["detail"]["action"] == ben["detail"]["action"] == "ENROLL_SPEAKER"
    assert (ann["detail"]["status"], ann["detail"]["generatedSpeakerId"]) == ("SUCCESS", generated_id)
    assert ann["detail"]["data"] == {**data, "enrollmentStatus": "NEW_ENROLLMENT"}
    assert (ben["detail"]["status"], ben["detail"]["generatedSpeakerId"]) == ("FAILURE", None)
    assert ben["detail"]["data"] == {**data, "enrollmentStatus": None}
    ((_, code, message),) = batch.errors(job)
    assert ben["detail"]["errorInfo"] == {
        "errorCode": code,
        "errorMessage": message,
        "errorType": "ConflictException",
    }
    assert ended["detail"] == {
        **submitted["detail"],
        "status": "SUCCESS",
        "sourceId": ended["detail"]["sourceId"],
    }


def test_job_without_a_configuration_has_null_for_it(listener: Any, batch: Any) -> None:
    """N2."""
    batch.enroll("ann")
    batch.register("mallory")
    enrollment, registration = listener.bodies()
    assert enrollment["detail"]["data"]["enrollmentConfig"] is None
    assert registration["detail"]["data"]["registrationConfig"] is None


def test_event_of_a_failed_job_says_why(listener: Any, batch: Any) -> None:
    """N3."""
    job = batch.ended(batch.start_enrollment("no manifest"))
    _, failed = listener.bodies()
    assert failed["detail"]["status"] == "FAILURE"
    assert failed["detail"]["errorInfo"] == {
        "errorCode": 400,
        "errorMessage": job["FailureDetails"]["Message"],
        "errorType": "ValidationException",
    }
    assert failed["time"] == "2026-01-05T09:00:05Z"


def test_ordered_failure_of_a_job_is_published_with_its_status(
    voiceid: VoiceID, listener: Any, batch: Any
) -> None:
    """N3."""
    voiceid.faults.fail_next_job("Nothing works.", 503)
    batch.ended(batch.enroll("ann"))
    _, failed = listener.bodies()
    assert failed["detail"]["errorInfo"] == {
        "errorCode": 503,
        "errorMessage": "Nothing works.",
        "errorType": "InternalServerException",
    }


def test_registration_job_publishes_events_of_itself_and_of_each_request(listener: Any, batch: Any) -> None:
    """N3, N4."""
    job = batch.register("mallory", RegistrationConfig={"FraudsterSimilarityThreshold": 60})
    again = batch.registered
    batch.ended(job)
    submitted, mallory, ended = listener.bodies()
    assert submitted["detail-type"] == ended["detail-type"] == BATCH_REGISTRATION
    assert submitted["detail"]["action"] == "BATCH_REGISTRATION_REQUEST"
    assert submitted["detail"]["data"]["registrationConfig"] == {
        "duplicateRegistrationAction": None,
        "fraudsterSimilarityThreshold": 60,
        "watchlistIds": None,
    }
    assert mallory["detail-type"] == FRAUDSTER
    fraudster_id = mallory["detail"]["generatedFraudsterId"]
    assert mallory["detail"] == {
        "sourceId": mallory["detail"]["sourceId"],
        "action": "REGISTER_FRAUDSTER",
        "status": "SUCCESS",
        "domainId": batch.domain_id,
        "generatedFraudsterId": fraudster_id,
        "watchlistIds": [batch.default_watchlist],
        "data": {
            "registrationSource": "BATCH",
            "registrationSourceId": job["JobId"],
            "registrationStatus": "NEW_REGISTRATION",
        },
        "errorInfo": None,
    }
    (entry,) = again("mallory")
    assert entry["RegistrationStatus"] == "DUPLICATE_SKIPPED"
    _, duplicate, _ = listener.bodies()
    assert duplicate["detail"]["generatedFraudsterId"] == fraudster_id
    assert duplicate["detail"]["data"]["registrationStatus"] == "DUPLICATE_SKIPPED"


def test_failed_registration_has_no_fraudster(listener: Any, batch: Any) -> None:
    """N3."""
    batch.ended(batch.register(batch.request("mallory", "s3://contact-center/nowhere.wav")))
    _, failed, _ = listener.bodies()
    assert failed["detail"]["status"] == "FAILURE"
    assert failed["detail"]["generatedFraudsterId"] is failed["detail"]["watchlistIds"] is None
    assert failed["detail"]["errorInfo"]["errorCode"] == 400


def test_deleting_a_fraudster_is_published_and_associating_is_not(listener: Any, batch: Any) -> None:
    """N4."""
    (entry,) = batch.registered("mallory")
    other = batch.watchlist("other")
    listener.bodies()
    fraudster = {"DomainId": batch.domain_id, "FraudsterId": entry["GeneratedFraudsterId"]}
    batch.client.associate_fraudster(**fraudster, WatchlistId=other)
    batch.client.disassociate_fraudster(**fraudster, WatchlistId=batch.default_watchlist)
    batch.client.describe_fraudster(**fraudster)
    assert listener.bodies() == []
    batch.client.delete_fraudster(**fraudster)
    (deleted,) = listener.bodies()
    assert deleted["detail"] == {
        "sourceId": deleted["detail"]["sourceId"],
        "action": "DELETE_FRAUDSTER",
        "status": "SUCCESS",
        "domainId": batch.domain_id,
        "generatedFraudsterId": entry["GeneratedFraudsterId"],
        "watchlistIds": [other],
        "data": None,
        "errorInfo": None,
    }


def test_opting_out_and_deleting_a_speaker_are_published(listener: Any, batch: Any) -> None:
    """N4."""
    speaker = {"DomainId": batch.domain_id, "SpeakerId": "ann"}
    generated_id = batch.client.opt_out_speaker(**speaker)["Speaker"]["GeneratedSpeakerId"]
    batch.client.delete_speaker(**speaker)
    opted_out, deleted = listener.bodies()
    assert (opted_out["detail"]["action"], deleted["detail"]["action"]) == (
        "OPT_OUT_SPEAKER",
        "DELETE_SPEAKER",
    )
    assert (
        opted_out["detail"]["generatedSpeakerId"] == deleted["detail"]["generatedSpeakerId"] == generated_id
    )


def test_rejected_action_is_published_with_its_error(
    listener: Any, batch: Any, refused: Callable[..., Any]
) -> None:
    """N2, N4."""
    nobody = "id#" + "A" * 22
    refusals = [
        refused(method, DomainId=batch.domain_id, **{member: nobody})
        for method, member in (
            (batch.client.opt_out_speaker, "SpeakerId"),
            (batch.client.delete_speaker, "SpeakerId"),
            (batch.client.delete_fraudster, "FraudsterId"),
            (batch.client.evaluate_session, "SessionNameOrId"),
        )
    ]
    events = listener.bodies()
    assert [event["detail-type"] for event in events] == [SPEAKER, SPEAKER, FRAUDSTER, EVALUATE]
    for event, refusal in zip(events, refusals, strict=True):
        assert event["detail"]["status"] == "FAILURE"
        assert event["detail"]["errorInfo"] == {
            "errorCode": 400,
            "errorMessage": refusal.message,
            "errorType": "ResourceNotFoundException",
        }
    assert events[0]["detail"]["generatedSpeakerId"] is None
    assert events[3]["detail"]["session"] is None


def test_unknown_or_suspended_domain_sends_nothing(
    listener: Any, batch: Any, refused: Callable[..., Any]
) -> None:
    refused(batch.client.opt_out_speaker, DomainId="A" * 22, SpeakerId="ann")
    batch.client.delete_domain(DomainId=batch.domain_id)
    refused(batch.client.opt_out_speaker, DomainId=batch.domain_id, SpeakerId="ann")
    assert listener.bodies() == []


def test_domain_deleted_under_a_job_fails_it_with_an_event(listener: Any, batch: Any) -> None:
    """J18, N3."""
    batch.enroll("ann")
    batch.client.delete_domain(DomainId=batch.domain_id)
    _, failed = listener.bodies()
    assert failed["detail"]["errorInfo"]["errorType"] == "ConflictException"


# When, where and whether


def test_events_carry_the_instant_at_which_they_happened(listener: Any, batch: Any) -> None:
    """N6: also through the queue's own time stamps."""
    batch.enroll("ann", "ben")
    batch.clock.tick(days=1)
    messages = listener.sqs.receive_message(
        QueueUrl=listener.url, MaxNumberOfMessages=10, AttributeNames=["SentTimestamp"]
    )["Messages"]
    sent = [
        dt.datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, dt.timezone.utc)
        for message in messages
    ]
    assert [instant.strftime("%d %H:%M:%S") for instant in sent] == [
        "05 09:00:00",
        "05 09:00:06",
        "05 09:00:07",
        "05 09:00:07",
    ]


def test_events_come_in_the_order_of_happening(voiceid: VoiceID, listener: Any, batch: Any) -> None:
    """N6: of a job and a session at the same time."""
    batch.enroll("ann", "ben", "carla")
    session = voiceid.sessions.start(batch.domain_id, "contact", "dora", duration=7)
    voiceid.clock.tick(60)
    assert session.streaming_status == "ENDED"
    times = [event["time"] for event in listener.bodies()]
    assert len(times) == 7
    assert times == sorted(times)


def test_events_stay_in_their_region(
    voiceid: VoiceID, new_listener: Callable[..., Any], new_client: Callable[..., Any], new_domain: Any
) -> None:
    """N2: the default bus of the domain's account and region."""
    here, there = (
        new_listener(region=region).listen({"source": ["aws.voiceid"]})
        for region in ("us-east-1", "eu-west-2")
    )
    client = new_client(region="eu-west-2")
    domain_id = new_domain(client=client)["DomainId"]
    client.opt_out_speaker(DomainId=domain_id, SpeakerId="ann")
    assert here.bodies() == []
    (event,) = there.bodies()
    assert event["region"] == "eu-west-2"


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ({"source": ["aws.voiceid"], "detail-type": [SPEAKER]}, True),
        ({"source": ["aws.voiceid"], "detail": {"action": ["OPT_OUT_SPEAKER"]}}, True),
        ({"source": ["aws.voiceid"], "detail": {"action": ["DELETE_SPEAKER"]}}, False),
        ({"source": ["aws.voiceid"], "detail": {"errorInfo": {"errorCode": [400]}}}, False),
        ({"source": ["aws.voiceid"], "detail": {"status": [{"anything-but": "FAILURE"}]}}, True),
        ({"source": ["aws.connect"]}, False),
        ({"account": ["123456789012"], "region": ["us-east-1"]}, True),
        ({"time": [{"prefix": "2026-01-05T"}]}, True),
    ],
)
def test_rules_get_what_their_pattern_says(
    new_listener: Callable[..., Any], batch: Any, pattern: dict[str, Any], matches: bool
) -> None:
    """N1."""
    listener = new_listener().listen(pattern)
    batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    assert len(listener.bodies()) == matches


def test_disabled_rule_and_a_schedule_get_nothing(listener: Any, batch: Any) -> None:
    """N1."""
    listener.events.put_rule(Name="schedule", ScheduleExpression="rate(5 minutes)")
    listener.events.put_targets(Rule="schedule", Targets=[{"Id": "queue", "Arn": listener.arn}])
    listener.events.disable_rule(Name=listener.name)
    batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    assert listener.bodies() == []


def test_nothing_is_built_where_nobody_listens(voiceid: VoiceID, batch: Any) -> None:
    """Ids under a seed show it: an event would draw two."""
    from moto.moto_api._internal import mock_random

    mock_random.seed(1)
    batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ann")
    after_one = mock_random.random()
    mock_random.seed(1)
    batch.client.opt_out_speaker(DomainId=batch.domain_id, SpeakerId="ben")
    assert mock_random.random() == after_one

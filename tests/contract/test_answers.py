"""Responses of all operations on the wire, checked against the service model."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mock_voiceid import mock_voiceid
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.sdk.description import operations, shape, snake_case
from tests.calls import DOMAIN, client, post, session
from tests.contract.conformance import Seen, check_responses, problems_of, promised
from tests.contract.samples import smallest
from tests.options import QUOTAS, TIMING

BUCKET = "recordings"
START = "2026-01-05T09:00:00Z"
SERVICES = ["voiceid", "sts", "iam", "s3", "kms"]

NEVER_SEEN_MEMBERS = {
    ("InternalServerException", "Message"): "the double has no faults but those that a test orders",
    ("ThrottlingException", "Message"): "not unless a test asks for it (A2)",
}
"""Members of responses that are not covered here, and why."""

_CONNECTS_BUSINESS = "a conflict of starting sessions and enrolling in them, which are not operations (E7)"

NEVER_SEEN_VALUES = {
    ("DomainStatus", "PENDING"): "a new domain is ACTIVE at once (D1)",
    ("ConflictType", "ANOTHER_ACTIVE_STREAM"): _CONNECTS_BUSINESS,
    ("ConflictType", "CANNOT_CHANGE_SPEAKER_AFTER_ENROLLMENT"): _CONNECTS_BUSINESS,
    ("ConflictType", "ENROLLMENT_ALREADY_EXISTS"): _CONNECTS_BUSINESS,
    ("ConflictType", "SPEAKER_NOT_SET"): _CONNECTS_BUSINESS,
    ("ConflictType", "SPEAKER_OPTED_OUT"): _CONNECTS_BUSINESS,
}
"""Enum values in responses that are not covered here, and why."""


@dataclass
class World:
    """A mock with resources of every kind, and clients that check responses."""

    handle: VoiceID
    voiceid: Any
    s3: Any
    kms: Any
    domain_id: str = ""

    def tick(self, **time: float) -> None:
        self.handle.clock.tick(**time)

    def put(self, key: str, content: str) -> str:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=content.encode())
        return f"s3://{BUCKET}/{key}"

    def requests(self, *who: str) -> list[dict[str, Any]]:
        """Return requests of a manifest, each with audio of the named voice."""
        for name in who:
            self.handle.voices.assign(self.put(name, f"the voice of {name}"), name)
        return [
            {
                "RequestId": f"request-{name}",
                "SpeakerId": name,
                "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/{name}", "ChannelId": 0}],
            }
            for name in who
        ]

    def enroll(self, *who: str, manifest: str | None = None, **arguments: Any) -> str:
        document = {"Version": "1.0", "SpeakerEnrollmentRequests": self.requests(*who)}
        started = self.voiceid.start_speaker_enrollment_job(**self._job(manifest, document), **arguments)
        return str(started["Job"]["JobId"])

    def register(self, *who: str, manifest: str | None = None, **arguments: Any) -> str:
        requests = [
            {name: value for name, value in one.items() if name != "SpeakerId"} for one in self.requests(*who)
        ]
        document = {"Version": "1.0", "FraudsterRegistrationRequests": requests}
        started = self.voiceid.start_fraudster_registration_job(**self._job(manifest, document), **arguments)
        return str(started["Job"]["JobId"])

    def _job(self, manifest: str | None, document: Any) -> dict[str, Any]:
        content = json.dumps(document) if manifest is None else manifest
        return {
            "DomainId": self.domain_id,
            "DataAccessRoleArn": "arn:aws:iam::123456789012:role/batch",
            "JobName": "nightly",
            "InputDataConfig": {"S3Uri": self.put("manifest.json", content)},
            "OutputDataConfig": {"S3Uri": f"s3://{BUCKET}/results", "KmsKeyId": "alias/aws/s3"},
        }


def change_domains(world: World) -> None:
    """A domain with all optional members, re-encrypted successfully and unsuccessfully; a suspended one."""
    voiceid = world.voiceid
    created = voiceid.create_domain(
        **DOMAIN, Description="calls / Größe", Tags=[{"Key": "team", "Value": "calls"}], ClientToken="token"
    )["Domain"]
    world.domain_id = created["DomainId"]
    tagged = {"ResourceArn": created["Arn"]}
    voiceid.tag_resource(**tagged, Tags=[{"Key": "stage", "Value": ""}])
    voiceid.list_tags_for_resource(**tagged)
    voiceid.untag_resource(**tagged, TagKeys=["stage"])
    key = world.kms.create_key()["KeyMetadata"]["KeyId"]

    def encrypt(with_key: str) -> None:
        configuration = {"KmsKeyId": with_key}
        voiceid.update_domain(
            DomainId=world.domain_id,
            Name="contact-center",
            Description="calls",
            ServerSideEncryptionConfiguration=configuration,
        )
        # At its start, and after its end.
        for minutes in (0, 30):
            world.tick(minutes=minutes)
            voiceid.describe_domain(DomainId=world.domain_id)
            voiceid.list_domains()

    encrypt(key)
    # The data can't be decrypted any more.
    world.kms.disable_key(KeyId=key)
    encrypt("alias/aws/s3")
    world.kms.enable_key(KeyId=key)
    other = voiceid.create_domain(**DOMAIN)["Domain"]["DomainId"]
    voiceid.delete_domain(DomainId=other)
    voiceid.describe_domain(DomainId=other)


def change_watchlists(world: World) -> str:
    """Besides the default one, one that stays and one that is deleted."""
    voiceid, in_domain = world.voiceid, {"DomainId": world.domain_id}
    stays = voiceid.create_watchlist(**in_domain, Name="known", Description="known to all")["Watchlist"]
    goes = voiceid.create_watchlist(**in_domain, Name="gone")["Watchlist"]
    voiceid.update_watchlist(**in_domain, WatchlistId=stays["WatchlistId"], Description="known")
    voiceid.describe_watchlist(**in_domain, WatchlistId=stays["WatchlistId"])
    voiceid.delete_watchlist(**in_domain, WatchlistId=goes["WatchlistId"])
    return str(stays["WatchlistId"])


def run_registrations(world: World, watchlist_id: str) -> None:
    for action in ("SKIP", "REGISTER_AS_NEW"):
        config = {
            "DuplicateRegistrationAction": action,
            "FraudsterSimilarityThreshold": 70,
            "WatchlistIds": [watchlist_id],
        }
        follow(world, world.register("mallory", RegistrationConfig=config))
    world.handle.faults.fail_request("request-eve", 402, "Ordered.")
    follow(world, world.register("eve", "trudy"))
    follow(world, world.register(manifest="no JSON"))


def run_enrollments(world: World, watchlist_id: str) -> None:
    for existing, fraud in (("SKIP", "FAIL"), ("OVERWRITE", "IGNORE")):
        config = {
            "ExistingEnrollmentAction": existing,
            "FraudDetectionConfig": {
                "FraudDetectionAction": fraud,
                "RiskThreshold": 70,
                "WatchlistIds": [watchlist_id],
            },
        }
        follow(world, world.enroll("ann", EnrollmentConfig=config))
    world.handle.faults.fail_request("request-eve", 402, "Ordered.")
    follow(world, world.enroll("eve", "dan"))
    follow(world, world.enroll(manifest="no JSON"))


def follow(world: World, job_id: str) -> None:
    """Describe a job when it is submitted, in progress, and ended."""
    voiceid, in_domain = world.voiceid, {"DomainId": world.domain_id}
    for listing, describe in (
        (voiceid.list_speaker_enrollment_jobs, voiceid.describe_speaker_enrollment_job),
        (voiceid.list_fraudster_registration_jobs, voiceid.describe_fraudster_registration_job),
    ):
        if job_id in [job["JobId"] for job in listing(**in_domain)["JobSummaries"]]:
            for seconds in (0, 5, 3600):
                world.tick(seconds=seconds)
                status = describe(**in_domain, JobId=job_id)["Job"]["JobStatus"]
                listing(**in_domain, JobStatus=status)


def change_fraudsters(world: World) -> None:
    """On several watchlists, and deleted."""
    voiceid, in_domain = world.voiceid, {"DomainId": world.domain_id}
    default = voiceid.describe_domain(**in_domain)["Domain"]["WatchlistDetails"]["DefaultWatchlistId"]
    fraudsters = voiceid.list_fraudsters(**in_domain)["FraudsterSummaries"]
    for fraudster in fraudsters:
        fraudster_id = {"FraudsterId": fraudster["GeneratedFraudsterId"]}
        first = fraudster["WatchlistIds"][0]
        if first != default:
            voiceid.associate_fraudster(**in_domain, **fraudster_id, WatchlistId=default)
            voiceid.describe_fraudster(**in_domain, **fraudster_id)
            voiceid.list_fraudsters(**in_domain, WatchlistId=default)
            voiceid.disassociate_fraudster(**in_domain, **fraudster_id, WatchlistId=first)
            voiceid.associate_fraudster(**in_domain, **fraudster_id, WatchlistId=first)
    voiceid.delete_fraudster(**in_domain, FraudsterId=fraudsters[-1]["GeneratedFraudsterId"])


def evaluate_sessions(world: World) -> None:
    """One of each decision and status."""
    sessions = world.handle.sessions

    def evaluate(name: str) -> Any:
        return world.voiceid.evaluate_session(DomainId=world.domain_id, SessionNameOrId=name)

    sessions.start(world.domain_id, "nobody")
    evaluate("nobody")
    world.voiceid.opt_out_speaker(DomainId=world.domain_id, SpeakerId="bob")
    sessions.start(world.domain_id, "ann", speaker_id="ann", voice="ann")
    sessions.start(world.domain_id, "fraud", speaker_id="ann", voice="mallory", spoofing_risk=80)
    sessions.start(world.domain_id, "opted-out", speaker_id="bob")
    sessions.start(world.domain_id, "not-enrolled", speaker_id="carol").enroll()
    sessions.start(world.domain_id, "without", authentication=False, fraud_detection=False)
    for seconds in (0, 5, 10):
        world.tick(seconds=seconds)
        for name in ("nobody", "ann", "fraud", "opted-out", "not-enrolled", "without"):
            evaluate(name)
    list_speakers(world)
    evaluate(sessions.start(world.domain_id, "by-id").session_id)
    world.tick(days=3 * 366)
    sessions.start(world.domain_id, "expired", speaker_id="dan", duration=60)
    world.tick(minutes=2)
    evaluate("expired")


def list_speakers(world: World) -> None:
    """Describe and list speakers of every status."""
    in_domain = {"DomainId": world.domain_id}
    for speaker in world.voiceid.list_speakers(**in_domain)["SpeakerSummaries"]:
        world.voiceid.describe_speaker(**in_domain, SpeakerId=speaker["GeneratedSpeakerId"])


def turn_pages(world: World) -> None:
    """Every listing returns a token while there is more."""
    for operation in operations().values():
        members = shape(operation.input_shape)["members"]
        if "NextToken" in members:
            arguments = {"MaxResults": 1, **({"DomainId": world.domain_id} if "DomainId" in members else {})}
            method = getattr(world.voiceid, snake_case(operation.name))
            method(**arguments, NextToken=method(**arguments)["NextToken"])


def meet_refusals(world: World) -> None:
    """Not found, conflicts, quotas and access, with each of their types."""
    voiceid, in_domain = world.voiceid, {"DomainId": world.domain_id}
    unknown = "D" * 22
    domain = voiceid.describe_domain(**in_domain)["Domain"]
    configuration = domain["ServerSideEncryptionConfiguration"]
    other_key = {"KmsKeyId": "alias/aws/other"}
    disabled_key = {"KmsKeyId": world.kms.create_key()["KeyMetadata"]["KeyId"]}
    world.kms.disable_key(KeyId=disabled_key["KmsKeyId"])
    fraudster = voiceid.list_fraudsters(**in_domain)["FraudsterSummaries"][0]
    fraudster_id = {"FraudsterId": fraudster["GeneratedFraudsterId"]}
    known = next(
        one["WatchlistId"]
        for one in voiceid.list_watchlists(**in_domain)["WatchlistSummaries"]
        if not one["DefaultWatchlist"]
    )
    *others, last = fraudster["WatchlistIds"]
    for watchlist_id in others:
        voiceid.disassociate_fraudster(**in_domain, **fraudster_id, WatchlistId=watchlist_id)
    voiceid.associate_fraudster(**in_domain, **fraudster_id, WatchlistId=known)
    if last != known:
        voiceid.disassociate_fraudster(**in_domain, **fraudster_id, WatchlistId=last)
    deleted = voiceid.create_domain(**DOMAIN)["Domain"]["DomainId"]
    voiceid.delete_domain(DomainId=deleted)
    voiceid.create_watchlist(**in_domain, Name="once", ClientToken="once")
    voiceid.update_domain(**in_domain, Name="calls", ServerSideEncryptionConfiguration=other_key)
    for method, arguments in (
        (voiceid.describe_domain, {"DomainId": unknown}),
        (voiceid.describe_watchlist, {**in_domain, "WatchlistId": unknown}),
        (voiceid.describe_fraudster, {**in_domain, "FraudsterId": f"id#{unknown}"}),
        (voiceid.describe_speaker, {**in_domain, "SpeakerId": "unknown"}),
        (voiceid.describe_speaker_enrollment_job, {**in_domain, "JobId": unknown}),
        (voiceid.evaluate_session, {**in_domain, "SessionNameOrId": "unknown"}),
        (voiceid.delete_domain, {"DomainId": deleted}),
        (voiceid.create_watchlist, {**in_domain, "Name": "twice", "ClientToken": "once"}),
        (voiceid.create_watchlist, {**in_domain, "Name": "one-too-many"}),
        (voiceid.delete_watchlist, {**in_domain, "WatchlistId": known}),
        (voiceid.disassociate_fraudster, {**in_domain, **fraudster_id, "WatchlistId": known}),
        (voiceid.create_domain, {**DOMAIN, "ServerSideEncryptionConfiguration": disabled_key}),
        (
            voiceid.update_domain,
            {**in_domain, "Name": "calls", "ServerSideEncryptionConfiguration": configuration},
        ),
        (voiceid.list_domains, {"NextToken": "made up"}),
    ):
        with pytest.raises(ClientError):
            method(**arguments)
    world.handle.compliance_consent = False
    with pytest.raises(ClientError):
        voiceid.create_domain(**DOMAIN)


CALL_PATHS: dict[str, dict[str, Any]] = {
    "fast path": {},
    "Moto's path": {"core": {"service_whitelist": SERVICES}},
}


@pytest.fixture(scope="module", params=CALL_PATHS)
def seen(request: pytest.FixtureRequest, _no_real_account: None) -> Seen:
    """The responses of all kinds of calls."""
    seen = Seen()
    quotas, config = QUOTAS | {"domains": 10}, CALL_PATHS[request.param]
    with mock_voiceid(start=START, timing=TIMING, quotas=quotas, config=config) as handle:
        s3, kms = session().client("s3"), session().client("kms")
        s3.create_bucket(Bucket=BUCKET)
        world = World(handle, check_responses(client(), seen), s3, kms)
        change_domains(world)
        watchlist_id = change_watchlists(world)
        run_registrations(world, watchlist_id)
        run_enrollments(world, watchlist_id)
        change_fraudsters(world)
        turn_pages(world)
        evaluate_sessions(world)
        list_speakers(world)
        world.voiceid.delete_speaker(DomainId=world.domain_id, SpeakerId="bob")
        meet_refusals(world)
    return seen


def test_every_operation_follows_its_model(seen: Seen) -> None:
    """V4."""
    assert seen.operations == promised().operations == set(operations())


def test_every_member_of_a_response_is_seen_except_those_listed(seen: Seen) -> None:
    assert promised().members - seen.members == set(NEVER_SEEN_MEMBERS)


def test_every_enum_value_in_a_response_is_seen_except_those_listed(seen: Seen) -> None:
    assert promised().values - seen.values == set(NEVER_SEEN_VALUES)


# Errors on the wire

UNKNOWN_DOMAIN = {"DomainId": "D" * 22}


@pytest.mark.parametrize(
    ("operation", "body", "status", "code"),
    [
        ("ListDomains", {}, 200, None),
        ("CreateDomain", DOMAIN, 200, None),
        ("ListDomains", {"MaxResults": 11}, 400, "ValidationException"),
        ("ListDomains", {"NextToken": "made up"}, 400, "ValidationException"),
        ("DescribeDomain", UNKNOWN_DOMAIN, 400, "ResourceNotFoundException"),
        ("DeleteDomain", UNKNOWN_DOMAIN, 400, "ResourceNotFoundException"),
        ("ListDomains", "{", 400, "SerializationException"),
        ("ListVoices", {}, 400, "UnknownOperationException"),
    ],
)
def test_common_errors_follow_the_model(
    call_path: str, operation: str, body: Any, status: int, code: str | None
) -> None:
    response = post(body, target=f"VoiceID.{operation}")
    assert problems_of(operation, response.status_code, response.content) == []
    assert (response.status_code, response.json().get("__type")) == (status, code)
    assert ("server" in response.headers) is (call_path == "Moto's path")


def test_conflict_follows_the_model(call_path: str) -> None:
    voiceid = check_responses(client())
    domain_id = voiceid.create_domain(**DOMAIN)["Domain"]["DomainId"]
    voiceid.delete_domain(DomainId=domain_id)
    with pytest.raises(voiceid.exceptions.ConflictException):
        voiceid.delete_domain(DomainId=domain_id)


@pytest.mark.parametrize("region", ["eu-west-1", "mars-1"])
def test_region_without_voice_id_returns_a_common_error(call_path: str, region: str) -> None:
    response = post({}, url=f"https://voiceid.{region}.amazonaws.com/")
    assert problems_of("ListDomains", response.status_code, response.content) == []
    assert response.json()["__type"] == "UnrecognizedRegionException"


def test_every_operation_reports_missing_resources_as_modelled(mocked: None) -> None:
    voiceid = check_responses(client())
    for operation in operations().values():
        if operation.name in ("CreateDomain", "ListDomains"):
            continue
        with pytest.raises(voiceid.exceptions.ResourceNotFoundException) as refusal:
            getattr(voiceid, snake_case(operation.name))(**smallest(operation.input_shape))
        assert refusal.value.response["ResourceType"] == "DOMAIN"

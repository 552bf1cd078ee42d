"""Fixtures for tests of the service: clients that check responses, a bucket, and batch jobs."""

import datetime as dt
import io
import json
import wave
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.kms.utils import generate_private_key

from mock_voiceid.demo.speech import wav
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.server.threaded import ThreadedServer
from mock_voiceid.simtime.clock import Clock
from tests.conftest import OVER_HTTP
from tests.contract.conformance import check_responses

BUCKET = "contact-center"
ROLE = "arn:aws:iam::123456789012:role/VoiceIdBatch"
ENDED = ("COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED")


@cache
def _session() -> boto3.Session:
    return boto3.Session("testing", "testing", region_name="us-east-1")


@pytest.fixture(scope="session", autouse=True)
def _quick_kms_keys() -> Iterator[None]:
    """Share RSA key pairs, because Moto generates one per KMS key, which takes 0.1 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moto.kms.models.generate_private_key", cache(generate_private_key))
        yield


@pytest.fixture
def endpoint(voiceid: VoiceID, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Options of clients of Voice ID: the endpoint of a server if the run is over HTTP."""
    if not request.config.getoption(OVER_HTTP):
        yield {}
        return
    with ThreadedServer() as server:
        yield {"endpoint_url": server.endpoint_url}


@pytest.fixture
def new_client(endpoint: dict[str, str]) -> Callable[..., Any]:
    """Creates clients. Those of Voice ID check responses against the model (V4)."""

    def make(service: str = "voice-id", region: str = "us-east-1", **options: Any) -> Any:
        if service == "voice-id":
            options = endpoint | options
        client: Any = _session().client(service, region_name=region, **options)  # type: ignore[call-overload]
        if service == "voice-id":
            check_responses(client)
        return client

    return make


@pytest.fixture
def voiceid_client(new_client: Callable[..., Any]) -> Any:
    """Like the plugin's client, but checks responses against the model (V4)."""
    return new_client()


@dataclass(frozen=True)
class Refusal:
    """An error as a client sees it."""

    name: str
    message: str
    resource_type: str | None = None
    conflict_type: str | None = None


@pytest.fixture
def refused() -> Callable[..., Refusal]:
    """Calls a method of a client that must fail with a modelled error and HTTP 400 (V3)."""

    def call(method: Callable[..., Any], **arguments: Any) -> Refusal:
        with pytest.raises(ClientError) as caught:
            method(**arguments)
        response: Any = caught.value.response
        name = response["Error"]["Code"]
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
        client: Any = method.__self__  # type: ignore[attr-defined]
        assert type(caught.value) is getattr(client.exceptions, name)
        assert response["Message"] == response["Error"]["Message"]
        return Refusal(name, response["Message"], response.get("ResourceType"), response.get("ConflictType"))

    return call


class Bucket:
    """A bucket in the mocked S3."""

    def __init__(self, s3: Any) -> None:
        self.s3 = s3
        s3.create_bucket(Bucket=BUCKET)

    def put(self, key: str, content: bytes | str | None = None) -> str:
        """Store an object, by default one that is not WAV, and return its URI (X2)."""
        body = f"the voice in {key}" if content is None else content
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        return self.uri(key)

    def uri(self, key: str) -> str:
        return f"s3://{BUCKET}/{key}"

    def get(self, key: str) -> bytes:
        content: bytes = self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return content

    def stored(self) -> list[str]:
        """Return the keys of all objects."""
        return [found["Key"] for found in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture
def bucket(new_client: Callable[..., Any]) -> Bucket:
    """A bucket in the mocked S3."""
    return Bucket(new_client("s3"))


class Batch:
    """Batch jobs of one domain, with a frozen clock."""

    def __init__(self, client: Any, domain: dict[str, Any], bucket: Bucket, clock: Clock) -> None:
        self.client = client
        self.domain_id: str = domain["DomainId"]
        self.default_watchlist: str = domain["WatchlistDetails"]["DefaultWatchlistId"]
        self.bucket = bucket
        self.clock = clock

    def request(self, who: str, *audio: str, channel: int = 0, **members: Any) -> dict[str, Any]:
        """Return a request of a manifest for `who`, with the given audio or audio that is created."""
        return {
            "RequestId": f"request-{who}",
            "AudioSpecifications": [
                {"S3Uri": uri, "ChannelId": channel} for uri in audio or [self.bucket.put(f"calls/{who}")]
            ],
            **members,
        }

    def enroll(self, *requests: str | dict[str, Any], **arguments: Any) -> dict[str, Any]:
        """Start an enrollment job for requests, or for speakers by name, whose audio is created."""
        listed = [
            {"SpeakerId": one["RequestId"].removeprefix("request-"), **one}
            for one in (self.request(who) if isinstance(who, str) else who for who in requests)
        ]
        return self.start_enrollment({"Version": "1.0", "SpeakerEnrollmentRequests": listed}, **arguments)

    def register(self, *requests: str | dict[str, Any], **arguments: Any) -> dict[str, Any]:
        """Start a registration job for requests, or for fraudsters by name, whose audio is created."""
        listed = [self.request(who) if isinstance(who, str) else who for who in requests]
        return self.start_registration(
            {"Version": "1.0", "FraudsterRegistrationRequests": listed}, **arguments
        )

    def start_enrollment(self, manifest: Any, **arguments: Any) -> dict[str, Any]:
        """Start an enrollment job with a manifest: text, or a value to write as JSON."""
        job: dict[str, Any] = self.client.start_speaker_enrollment_job(
            **self.arguments(manifest, "enrollments.json", **arguments)
        )["Job"]
        return job

    def start_registration(self, manifest: Any, **arguments: Any) -> dict[str, Any]:
        """Start a registration job with a manifest: text, or a value to write as JSON."""
        job: dict[str, Any] = self.client.start_fraudster_registration_job(
            **self.arguments(manifest, "fraudsters.json", **arguments)
        )["Job"]
        return job

    def arguments(self, manifest: Any, key: str, **others: Any) -> dict[str, Any]:
        content = manifest if isinstance(manifest, str) else json.dumps(manifest)
        return {
            "DomainId": self.domain_id,
            "DataAccessRoleArn": ROLE,
            "InputDataConfig": {"S3Uri": self.bucket.put(key, content)},
            "OutputDataConfig": {"S3Uri": self.bucket.uri("results")},
            **others,
        }

    def job(self, job: dict[str, Any]) -> dict[str, Any]:
        """Return the current state of a job."""
        describe = (
            self.client.describe_speaker_enrollment_job
            if job["InputDataConfig"]["S3Uri"].endswith("enrollments.json")
            else self.client.describe_fraudster_registration_job
        )
        described: dict[str, Any] = describe(DomainId=self.domain_id, JobId=job["JobId"])["Job"]
        return described

    def ended(self, job: dict[str, Any]) -> dict[str, Any]:
        """Advance the clock by an hour and return the job, which has ended by then."""
        self.clock.tick(hours=1)
        described = self.job(job)
        assert described["JobStatus"] in ENDED
        return described

    def output(self, job: dict[str, Any]) -> dict[str, Any]:
        """Let a job end and return its output file."""
        self.ended(job)
        manifest = job["InputDataConfig"]["S3Uri"].rpartition("/")[2]
        document: dict[str, Any] = json.loads(self.bucket.get(f"results/{job['JobId']}/{manifest}.out"))
        return document

    def enrolled(self, *requests: str | dict[str, Any], **arguments: Any) -> list[dict[str, Any]]:
        """Enroll speakers and return their entries in the output file."""
        entries: list[dict[str, Any]] = self.output(self.enroll(*requests, **arguments))[
            "SuccessfulEnrollments"
        ]
        return entries

    def registered(self, *requests: str | dict[str, Any], **arguments: Any) -> list[dict[str, Any]]:
        """Register fraudsters and return their entries in the output file."""
        entries: list[dict[str, Any]] = self.output(self.register(*requests, **arguments))[
            "SuccessfulRegistrations"
        ]
        return entries

    def errors(self, job: dict[str, Any]) -> list[tuple[str, int, str]]:
        """Let a job end; return id, code and message of each failed request."""
        return [
            (error["RequestId"], error["ErrorCode"], error["ErrorMessage"])
            for error in self.output(job)["Errors"]
        ]

    def speaker(self, speaker_id: str) -> dict[str, Any]:
        """Return the current state of a speaker."""
        described: dict[str, Any] = self.client.describe_speaker(
            DomainId=self.domain_id, SpeakerId=speaker_id
        )["Speaker"]
        return described

    def watchlist(self, name: str) -> str:
        """Create a watchlist and return its id."""
        created = self.client.create_watchlist(DomainId=self.domain_id, Name=name)
        watchlist_id: str = created["Watchlist"]["WatchlistId"]
        return watchlist_id


@pytest.fixture
def batch(voiceid_client: Any, voiceid_domain: dict[str, Any], bucket: Bucket, voiceid_clock: Clock) -> Batch:
    """Batch jobs of a domain, with a frozen clock."""
    return Batch(voiceid_client, voiceid_domain, bucket, voiceid_clock)


@pytest.fixture
def new_domain(voiceid_client: Any) -> Callable[..., dict[str, Any]]:
    """Creates domains."""

    def make(
        name: str = "calls", key: str = "alias/calls", client: Any = voiceid_client, **arguments: Any
    ) -> dict[str, Any]:
        configuration = {"KmsKeyId": key}
        created: dict[str, Any] = client.create_domain(
            Name=name, ServerSideEncryptionConfiguration=configuration, **arguments
        )["Domain"]
        return created

    return make


@pytest.fixture(scope="session")
def speech() -> Callable[..., bytes]:
    """Creates WAV files from pairs of seconds of speech and of silence; pitch in hertz, default 170."""

    @cache
    def make(*sections: tuple[float, float], pitch: float = 170.0) -> bytes:
        return wav(pitch, sections)

    return make


@pytest.fixture(scope="session")
def stereo() -> Callable[[bytes, bytes], bytes]:
    """Combines two WAV files as channels of one; the shorter one is padded with silence."""

    def make(first: bytes, second: bytes) -> bytes:
        channels = [_samples(content) for content in (first, second)]
        together = array("h", bytes(4 * max(map(len, channels))))
        for place, samples in enumerate(channels):
            together[place : place + 2 * len(samples) : 2] = samples
        content = io.BytesIO()
        with wave.open(content, "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(8_000)
            file.writeframes(together.tobytes())
        return content.getvalue()

    return make


def _samples(content: bytes) -> "array[int]":
    with wave.open(io.BytesIO(content)) as file:
        return array("h", file.readframes(file.getnframes()))


@pytest.fixture
def transition(voiceid: VoiceID) -> Iterator[Callable[..., None]]:
    """Sets transitions of Moto's state manager for the test."""
    from moto.moto_api import state_manager

    from mock_voiceid.service.transitions import MODELS

    def use(model: str, **transition: Any) -> None:
        state_manager.set_transition(model, transition)

    yield use
    for model in MODELS:
        state_manager.unset_transition(model)


@pytest.fixture
def utc() -> Callable[[str], dt.datetime]:
    """Parses a time of day on 5 January 2026, the first day of the tests."""
    return lambda time: dt.datetime.fromisoformat(f"2026-01-05T{time}+00:00")

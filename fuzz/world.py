"""The world that requests are sent to: at least one resource of every kind."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.service.domains import SUSPENDED, Domain
from mock_voiceid.voiceid.models import voiceid_backends
from tests.calls import REGION, session

from .documents import Known
from .entry_points import TARGET, Request, handlers

START = "2026-01-05T09:00:00Z"
BUCKET = "recordings"
LAST_FILE = "broken.json"
ROLE = "arn:aws:iam::123456789012:role/batch"
NOT_THERE = "x" * 22
_ODD_URIS = (f"s3://{BUCKET}", f"s3://{BUCKET}/no/such/object", "s3://no-such-bucket/enroll.json")
_VOICES = ("anna", "bert", "carl", "dora")


class World:
    """A mock with resources of every kind."""

    def __init__(self, handle: VoiceID) -> None:
        self.handle = handle
        self.tokens: list[str] = []
        self._keys = ["alias/aws/s3", "alias/voice-id", "é\ud800", "arn:aws:kms:us-east-1:123456789012:key/a"]
        self._keys += ["arn:", "arn:::::", "arn:aws:kms:mars::key/a", "alias/", " "]
        self._fill()

    def ask(self, operation: str, **members: Any) -> dict[str, Any]:
        """Call an operation that must succeed, and return its output."""
        status, body = handlers(request_for(operation, json.dumps(members).encode()))
        assert status == 200, body
        document: dict[str, Any] = json.loads(body)
        return document

    def known(self, known: Known, domain: Domain | None) -> str:
        """Return an existing value; for the last two picks, one that does not exist or is unusual.

        Args:
            known: the placeholder.
            domain: the domain to look in.
        """
        if known.shape_name in ("DomainId", "AmazonResourceName"):
            picked = self.domain(known.pick)
            if known.shape_name == "DomainId":
                return picked.domain_id if picked else NOT_THERE
            return picked.arn if picked else f"arn:aws:voiceid:{REGION}:123456789012:domain/{NOT_THERE}"
        there, others = self._candidates(known.shape_name, domain)
        odd = known.pick >= 14 or not there
        return (others if odd else there)[known.pick % len(others if odd else there)]

    def domain(self, pick: int) -> Domain | None:
        """Return the oldest active domain for most picks; None for one that does not exist."""
        domains = list(self.handle.backend().domains)
        suspended = [one for one in domains if one.domain_status == SUSPENDED]
        active = [one for one in domains if one.domain_status != SUSPENDED]
        if pick == 15 or not domains:
            return None
        if pick == 14 or not active:
            return suspended[0] if suspended else domains[-1]
        return active[0 if pick < 11 else -1]

    def call(self, what: str, domain: Domain, pick: int, speaker: int) -> None:
        """Start, change or end a call in a domain.

        Args:
            what: `start`, `enroll`, `set speaker` or `end`.
            domain: the domain.
            pick: which call.
            speaker: which speaker.
        """
        if what == "start":
            self.handle.sessions.start(
                domain.domain_id, f"call-{pick}", _VOICES[speaker % 4] if speaker % 3 else None
            )
            return
        found = list(domain.sessions)
        if not found:
            return
        session_ = self.handle.sessions.get(domain.domain_id, found[pick % len(found)].session_id)
        match what:
            case "enroll":
                session_.enroll()
            case "set speaker":
                session_.set_speaker(_VOICES[speaker % 4])
            case "end":
                session_.end()

    def _candidates(self, shape_name: str, domain: Domain | None) -> tuple[list[str], list[str]]:
        made_up = [f"id#{NOT_THERE}"]
        match shape_name:
            case "FraudsterId":
                return [one.generated_fraudster_id for one in domain.fraudsters] if domain else [], made_up
            case "SpeakerId":
                found = list(domain.speakers.all) if domain else []
                ids = [one.customer_speaker_id for one in found] + [one.generated_speaker_id for one in found]
                return [*ids, "new", "newer"], [*made_up, "-", "a" * 256]
            case "WatchlistId":
                return [one.watchlist_id for one in domain.watchlists] if domain else [], [NOT_THERE]
            case "JobId":
                jobs = [job for register in domain.jobs.values() for job in register] if domain else []
                return [job.job_id for job in jobs], [NOT_THERE]
            case "SessionNameOrId":
                calls = list(domain.sessions) if domain else []
                names = [one.session_name for one in calls] + [one.session_id for one in calls]
                return names, [*made_up, "nobody"]
            case "KmsKeyId":
                return self._keys[:2], self._keys
            case "S3Uri":
                there = [
                    f"s3://{BUCKET}/{name}" for name in ("enroll.json", "register.json", "broken.json", "")
                ]
                return there, [*there, *_ODD_URIS, "s3://recordings/\ud800", f"s3://{BUCKET}/" + "a" * 1_000]
            case "NextToken":
                return self.tokens[-20:], ["", "token", "=", "AAAA" * 20, "\x00"]
            case "IamRoleArn":
                return [ROLE], [
                    ROLE,
                    "arn:aws-cn:iam::000000000000:role/é\ud800",
                    "arn:aws:iam::" + "1" * 12 + ":role/ ",
                ]
        raise AssertionError(shape_name)

    def _fill(self) -> None:
        self._put_files()
        first = self.ask("CreateDomain", **_domain("first"), Tags=[{"Key": "team", "Value": "calls"}])[
            "Domain"
        ]
        in_first = {"DomainId": first["DomainId"]}
        self.ask("CreateWatchlist", **in_first, Name="more")
        for operation, manifest in (
            ("StartFraudsterRegistrationJob", "register.json"),
            ("StartSpeakerEnrollmentJob", "enroll.json"),
        ):
            self.ask(
                operation,
                **in_first,
                DataAccessRoleArn=ROLE,
                InputDataConfig={"S3Uri": f"s3://{BUCKET}/{manifest}"},
                OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
            )
        self.handle.clock.tick(30)
        for number, voice in enumerate(_VOICES[:3]):
            self.handle.sessions.start(first["DomainId"], f"call-{number}", voice)
        self.handle.clock.tick(15)
        gone = self.ask("CreateDomain", **_domain("gone"))["Domain"]["DomainId"]
        self.ask("DeleteDomain", DomainId=gone)
        self.ask("CreateDomain", **_domain("second"))

    def _put_files(self) -> None:
        s3 = _s3()
        try:
            s3.head_object(Bucket=BUCKET, Key=LAST_FILE)
        except ClientError:
            s3.create_bucket(Bucket=BUCKET)
        else:
            return

        def put(key: str, content: object) -> None:
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            s3.put_object(Bucket=BUCKET, Key=key, Body=body)

        for voice in _VOICES:
            put(voice, voice.encode())
        audio = [
            {
                "RequestId": f"request-{number}",
                "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/{voice}", "ChannelId": 0}],
            }
            for number, voice in enumerate([*_VOICES, "no-such-audio"])
        ]
        enrollments = [{**one, "SpeakerId": f"speaker-{number}"} for number, one in enumerate(audio)]
        put("enroll.json", {"Version": "1.0", "SpeakerEnrollmentRequests": enrollments[1:]})
        put("register.json", {"Version": "1.0", "FraudsterRegistrationRequests": audio[:3]})
        put(LAST_FILE, b'{"Version": ')


@contextmanager
def frozen() -> Iterator[None]:
    """Freeze time, so that mocks inside start fast: freezegun scans all modules only once."""
    with mock_voiceid(start=START):
        yield


@contextmanager
def world() -> Iterator[World]:
    """Make a world, the same each time."""
    # Voice ID's state alone: to put the files into S3 again would take longer than all else.
    for regions in tuple(voiceid_backends.values()):
        regions.reset()
    with mock_voiceid(start=START, seed=20) as handle:
        yield World(handle)


@cache
def _s3() -> Any:
    # Creating a client takes as long as fifty requests.
    return session().client("s3", region_name=REGION)


def request_for(operation: str, body: bytes) -> Request:
    """Return an ordinary request for an operation."""
    headers = {TARGET: f"VoiceID.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    return Request("POST", "/", headers, body)


def _domain(name: str) -> dict[str, Any]:
    return {"Name": name, "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/voice-id"}}

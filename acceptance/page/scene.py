"""What the page is to draw: made with boto3 and the server's control, as its users would."""

import json
from typing import Any

import requests

from tests.calls import REGION, client, create_domain, session

BUCKET = "recordings"
ROLE = "arn:aws:iam::123456789012:role/VoiceId"

Request = dict[str, Any]


class Scene:
    """A domain on a server, and what happens in it.

    Args:
        url: of the server.
        domain: members of CreateDomain to change.
    """

    def __init__(self, url: str, **domain: Any) -> None:
        self.url = url
        self.voiceid = client(endpoint_url=url)
        self.s3 = session().client("s3", region_name=REGION, endpoint_url=url)
        self.s3.create_bucket(Bucket=BUCKET)
        self.domain_id = create_domain(self.voiceid, **domain)

    def control(self, path: str, **body: Any) -> dict[str, Any]:
        """Ask for something under `/mock-voiceid/`."""
        response = requests.post(f"{self.url}/mock-voiceid/{path}", json=body, timeout=10)
        assert response.ok, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def state(self) -> dict[str, Any]:
        """Return what the page gets."""
        answer: dict[str, Any] = requests.get(f"{self.url}/mock-voiceid/state", timeout=10).json()
        return answer

    def enroll(self, requests: list[Request], name: str = "nightly") -> str:
        """Start an enrollment job and return its id."""
        return self._start("speaker_enrollment", "SpeakerEnrollmentRequests", requests, name)

    def register(self, requests: list[Request], name: str = "known-fraudsters") -> str:
        """Start a registration job and return its id."""
        return self._start("fraudster_registration", "FraudsterRegistrationRequests", requests, name)

    def audio(self, name: str) -> list[dict[str, Any]]:
        """Put good audio into S3 and return how a request names it."""
        self.s3.put_object(Bucket=BUCKET, Key=f"{name}.wav", Body=name.encode())
        return [{"S3Uri": f"s3://{BUCKET}/{name}.wav", "ChannelId": 0}]

    def speaker(self, name: str) -> Request:
        """Return a request that succeeds."""
        return {"RequestId": f"enroll-{name}", "SpeakerId": name, "AudioSpecifications": self.audio(name)}

    def ghost(self) -> Request:
        """Return a request that fails, as its audio is not there."""
        audio = [{"S3Uri": f"s3://{BUCKET}/nothing.wav", "ChannelId": 0}]
        return {"RequestId": "enroll-ghost", "SpeakerId": "ghost", "AudioSpecifications": audio}

    def fraudster(self, name: str) -> Request:
        """Return a request that registers somebody."""
        return {"RequestId": f"register-{name}", "AudioSpecifications": self.audio(name)}

    def _start(self, operation: str, member: str, requests: list[Request], name: str) -> str:
        manifest = f"{name}.json"
        body = json.dumps({"Version": "1.0", member: requests})
        self.s3.put_object(Bucket=BUCKET, Key=manifest, Body=body)
        job = getattr(self.voiceid, f"start_{operation}_job")(
            DomainId=self.domain_id,
            JobName=name,
            DataAccessRoleArn=ROLE,
            InputDataConfig={"S3Uri": f"s3://{BUCKET}/{manifest}"},
            OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
        )["Job"]
        return str(job["JobId"])


def full_scene(url: str) -> Scene:
    """Return a scene with something of everything that is drawn."""
    scene = Scene(url, Description="Everyone who calls")
    scene.enroll([scene.speaker("anna"), scene.ghost(), scene.speaker("a-speaker-with-a-very-long-name" * 4)])
    scene.register([scene.fraudster("mallory"), scene.fraudster("mallet")])
    scene.control("clock/tick", seconds=10)
    scene.voiceid.opt_out_speaker(DomainId=scene.domain_id, SpeakerId="emil")
    scene.control("sessions", domain_id=scene.domain_id, name="first-call", speaker_id="anna")
    scene.enroll([scene.speaker(f"caller-{number}") for number in range(20)], "running")
    scene.control("clock/tick", seconds=12)
    return scene

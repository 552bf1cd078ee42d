"""The demonstration: four callers, one of whom speaks too little to be enrolled."""

import json
from typing import Any, Protocol

from ..handle.voice_id import VoiceID
from ..instants import instant_of, iso_of
from ..internals.boto_sessions import session
from ..mock import mock_voiceid
from .speech import wav

START = "2026-01-05T09:00:00Z"
REGION = "us-east-1"
BUCKET = "contact-center-recordings"
MANIFEST = "enrollments.json"
ROLE = "arn:aws:iam::123456789012:role/VoiceIdBatch"

CALLERS = {
    "anna": (196.0, [[(18, 2), (16, 1)]]),
    "ben": (118.0, [[(20, 3)], [(14, 2)]]),
    "carla": (174.0, [[(40, 5)]]),
    "dora": (220.0, [[(12, 20)]]),
}
"""For each caller the pitch in hertz, and for each recording seconds of speech and of silence after it."""

ENDED = ("COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED")


class Display(Protocol):
    """Shows the demonstration."""

    def heading(self, text: str) -> None:
        """Show the title of a section."""

    def happened(self, at: str, what: str) -> None:
        """Show an event.

        Args:
            at: simulated time, ISO 8601.
            what: a sentence.
        """

    def progress(self, percent: int) -> None:
        """Show the progress of the job, 0 to 100 percent, and wait until a human has seen it."""

    def document(self, text: str) -> None:
        """Show a JSON document."""


def run(display: Display) -> None:
    """Enroll the callers in a batch job and show the progress."""
    timing = {"queue": 5, "per_request": 1}
    with mock_voiceid(start=START, timing=timing, seed="mock-voiceid demo") as voice_id:
        clients = session(REGION)
        s3, voiceid = clients.client("s3"), clients.client("voice-id")
        display.heading("Recordings and manifest in the mocked S3")
        _store_recordings(s3, voice_id, display)
        domain = voiceid.create_domain(
            Name="contact-center", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/aws/s3"}
        )["Domain"]
        _show(display, voice_id, f"domain {domain['DomainId']} is {domain['DomainStatus']}")
        display.heading("The batch enrollment job, in simulated time")
        job = voiceid.start_speaker_enrollment_job(
            DomainId=domain["DomainId"],
            JobName="first-callers",
            DataAccessRoleArn=ROLE,
            InputDataConfig={"S3Uri": f"s3://{BUCKET}/{MANIFEST}"},
            OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results/"},
        )["Job"]
        _follow(voiceid, job, voice_id, display)
        output = f"results/{job['JobId']}/{MANIFEST}.out"
        display.heading(f"The output file, s3://{BUCKET}/{output}")
        display.document(json.dumps(json.load(s3.get_object(Bucket=BUCKET, Key=output)["Body"]), indent=2))
        display.heading("The speakers")
        for speaker in voiceid.list_speakers(DomainId=domain["DomainId"])["SpeakerSummaries"]:
            since = iso_of(instant_of(speaker["CreatedAt"]))
            display.happened(since, f"{speaker['CustomerSpeakerId']} is {speaker['Status']}")


def _store_recordings(s3: Any, voice_id: VoiceID, display: Display) -> None:
    s3.create_bucket(Bucket=BUCKET)
    requests = []
    for caller, (pitch, recordings) in CALLERS.items():
        audio = []
        for number, sections in enumerate(recordings, 1):
            key = f"calls/{caller}-{number}.wav"
            s3.put_object(Bucket=BUCKET, Key=key, Body=wav(pitch, sections, seed=number))
            speech, silence = map(sum, zip(*sections, strict=True))
            _show(display, voice_id, f"{key}: {speech} s of speech, {silence} s of silence")
            audio.append({"S3Uri": f"s3://{BUCKET}/{key}", "ChannelId": 0})
        requests.append({"RequestId": f"enroll-{caller}", "SpeakerId": caller, "AudioSpecifications": audio})
    manifest = {"Version": "1.0", "SpeakerEnrollmentRequests": requests}
    s3.put_object(Bucket=BUCKET, Key=MANIFEST, Body=json.dumps(manifest))
    _show(display, voice_id, f"{MANIFEST}: {len(requests)} requests; dora says too little, on purpose")


def _follow(voiceid: Any, job: dict[str, Any], voice_id: VoiceID, display: Display) -> None:
    seen: tuple[str, int] | None = None
    while True:
        status, percent = job["JobStatus"], job["JobProgress"]["PercentComplete"]
        if (status, percent) != seen:
            seen = (status, percent)
            _show(display, voice_id, f"{status}, {percent} % of the requests done")
        display.progress(percent)
        if status in ENDED:
            return
        voice_id.clock.tick(seconds=1)
        job = voiceid.describe_speaker_enrollment_job(DomainId=job["DomainId"], JobId=job["JobId"])["Job"]


def _show(display: Display, voice_id: VoiceID, what: str) -> None:
    display.happened(iso_of(voice_id.clock.instant()), what)

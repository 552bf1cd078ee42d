"""What the tests of batch jobs are built from: storage, WAV files, manifests, and a domain's parts."""

import hashlib
import json
import struct
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import count
from typing import Any

from mock_voiceid.api.locations import Location
from mock_voiceid.control.faults import Faults
from mock_voiceid.control.options import Quotas, Timing
from mock_voiceid.control.orders import Orders
from mock_voiceid.control.voices import Match, Voices
from mock_voiceid.instants import SECOND, Instant, microseconds_of
from mock_voiceid.service.fraudsters import Fraudsters
from mock_voiceid.service.jobs.audio_reader import AudioReader, VoiceSample
from mock_voiceid.service.jobs.enrollment import Enrollment
from mock_voiceid.service.jobs.job import Job
from mock_voiceid.service.jobs.kind import JobKind
from mock_voiceid.service.jobs.manifests import AudioSpecification, Request
from mock_voiceid.service.jobs.pace import Pace
from mock_voiceid.service.jobs.registration import Registration
from mock_voiceid.service.jobs.run import Run
from mock_voiceid.service.jobs.storage import StorageError
from mock_voiceid.service.speakers import Speakers
from mock_voiceid.service.transitions import BY_TIMING
from mock_voiceid.service.watchlists import Watchlist
from mock_voiceid.simtime.agenda import Agenda, Entry

START: Instant = 1_767_603_600 * SECOND
"""2026-01-05T09:00:00Z."""

MANIFEST = "s3://batch-input/jobs/manifest.json"
OUTPUT = "s3://batch-output"
JOB_ID = "J0bJ0bJ0bJ0bJ0bJ0bJ0b0"

_RATE = 8_000
_HALF_A_PERIOD = 10  # samples


@dataclass(frozen=True)
class InMemoryObject:
    """An object as it was when it was looked up."""

    storage: "InMemoryStorage"
    uri: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def identity(self) -> Hashable:
        return (self.uri, hashlib.sha256(self.content).digest())

    def read(self) -> bytes:
        self.storage.reads.append(self.uri)
        return self.content


@dataclass(frozen=True)
class Written:
    """What was written to storage, and with which key."""

    content: bytes
    kms_key_id: str | None


class InMemoryStorage:
    """Buckets in memory."""

    def __init__(self) -> None:
        self.buckets = {"batch-input", "batch-output"}
        self.objects: dict[str, bytes] = {}
        self.refused: set[str] = set()
        """Buckets, objects and keys that may not be used."""
        self.reads: list[str] = []
        self.written: dict[str, Written] = {}

    def find(self, location: Location) -> InMemoryObject:
        self._reach(location)
        if location.uri not in self.objects:
            raise StorageError(404, f"There is no object {location.uri}.")
        return InMemoryObject(self, location.uri, self.objects[location.uri])

    def check_output(self, location: Location, kms_key_id: str | None) -> None:
        self._reach(location)
        if kms_key_id in self.refused:
            raise StorageError(403, f"Key {kms_key_id} may not be used. It is to encrypt {location.uri}.")

    def write(self, location: Location, content: bytes, kms_key_id: str | None) -> None:
        self.check_output(location, kms_key_id)
        self.written[location.uri] = Written(content, kms_key_id)

    def _reach(self, location: Location) -> None:
        if location.bucket not in self.buckets:
            raise StorageError(404, f"There is no bucket '{location.bucket}' for {location.uri}.")
        if {location.bucket, location.uri} & self.refused:
            raise StorageError(403, f"{location.uri} may not be used.")


def wav(*channels: tuple[int, int], rate: int = _RATE) -> bytes:
    """Return a WAV file; each channel is a loudness and a number of samples, 0 for silence."""
    length = max(samples for _, samples in channels)
    columns = [_sound(loudness, samples, length) for loudness, samples in channels]
    if len(columns) == 1:
        data = columns[0]
    else:
        pairs = (struct.iter_unpack("2s", column) for column in columns)
        data = b"".join(sample for frame in zip(*pairs, strict=True) for (sample,) in frame)
    block = 2 * len(channels)
    fmt = struct.pack("<HHIIHH", 1, len(channels), rate, rate * block, block, 16)
    body = (
        b"WAVE" + b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(data)) + data
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def speech(seconds: float, loudness: int = 8_000) -> bytes:
    """Return a WAV file that is speech from end to end. Another loudness is another voice."""
    return wav((loudness, round(seconds * _RATE)))


def silence(seconds: float) -> bytes:
    """Return a WAV file with no speech in it."""
    return wav((0, round(seconds * _RATE)))


def _sound(loudness: int, samples: int, length: int) -> bytes:
    half = struct.pack("<h", loudness) * _HALF_A_PERIOD
    other_half = struct.pack("<h", -loudness) * _HALF_A_PERIOD
    periods = -(-samples // (2 * _HALF_A_PERIOD))
    return ((half + other_half) * periods)[: 2 * samples].ljust(2 * length, b"\0")


def request(*uris: str, request_id: str = "r1", speaker_id: str | None = None, channel: int = 0) -> Request:
    """Return a request as read from a manifest."""
    return Request(request_id, tuple(AudioSpecification(uri, channel) for uri in uris), speaker_id)


def entry(request_id: str, *uris: str, channel: int = 0, **members: Any) -> dict[str, Any]:
    """Return a request as written in a manifest."""
    audio = [{"S3Uri": uri, "ChannelId": channel} for uri in uris]
    return {"RequestId": request_id, "AudioSpecifications": audio, **members}


class Bench:
    """A domain's parts, and what jobs in it need: everything real, but for storage."""

    def __init__(self) -> None:
        ids = (f"{number:022}" for number in count(1))
        self.now = START
        self.agenda = Agenda()
        self.storage = InMemoryStorage()
        self.voices = Voices()
        self.orders = Orders()
        self.faults = Faults(self.orders)
        self.timing = Timing()
        self.quotas = Quotas()
        self.speakers = Speakers("domain", lambda: next(ids))
        self.fraudsters = Fraudsters("domain", lambda: next(ids))
        self.watchlist = self.new_watchlist("default", default=True)
        self.ended: list[Run] = []
        self.performed: list[tuple[dict[str, Any], Instant]] = []

    def new_watchlist(self, watchlist_id: str, *, default: bool = False) -> Watchlist:
        return Watchlist("domain", watchlist_id, watchlist_id, START, START, default)

    def put(self, name: str, content: bytes) -> str:
        """Store an audio file and return its URI."""
        uri = f"s3://batch-input/audio/{name}"
        self.storage.objects[uri] = content
        return uri

    def known_voice(self, name: str, voice: str | None = None, **assigned: Any) -> str:
        """Store audio with a voice of this name, and return its URI."""
        uri = self.put(name, f"sound of {name}".encode())
        self.voices.assign(uri, voice or name, **assigned)
        return uri

    def enroll(self, customer_speaker_id: str, voice: str = "somebody") -> None:
        self.speakers.enroll(customer_speaker_id, frozenset([voice]), self.now)

    def register(self, voice: str, watchlist: Watchlist | None = None) -> str:
        """Register a fraudster with a voice, and return the id."""
        fraudster = self.fraudsters.register(frozenset([voice]), watchlist or self.watchlist, self.now)
        return fraudster.generated_fraudster_id

    def audio_reader(self, *, strict: bool = False) -> AudioReader:
        return AudioReader(self.storage, self.voices, strict=strict)

    def enrollment(
        self, *, watchlist: Watchlist | None = None, strict: bool = False, **config: Any
    ) -> Enrollment:
        def closest(sample: VoiceSample) -> Match | None:
            return self.fraudsters.closest_on(watchlist or self.watchlist, sample, self.voices)

        reader = self.audio_reader(strict=strict)
        return Enrollment(self.speakers, config, reader, closest, self.quotas, self.timing)

    def registration(
        self, *, watchlist: Watchlist | None = None, strict: bool = False, **config: Any
    ) -> Registration:
        return Registration(
            self.fraudsters,
            watchlist or self.watchlist,
            config,
            self.audio_reader(strict=strict),
            lambda sample: self.fraudsters.closest(sample, self.voices),
            self.quotas,
        )

    def put_manifest(self, member: str, entries: list[dict[str, Any]], uri: str = MANIFEST) -> None:
        self.storage.objects[uri] = json.dumps({"Version": "1.0", member: entries}).encode()

    def enroll_all(self, *entries: dict[str, Any], **submission: Any) -> "Submitted":
        """Submit an enrollment job with these requests."""
        self.put_manifest("SpeakerEnrollmentRequests", list(entries))
        return self.submit(**submission)

    def register_all(self, *entries: dict[str, Any], **submission: Any) -> "Submitted":
        """Submit a registration job with these requests."""
        self.put_manifest("FraudsterRegistrationRequests", list(entries))
        return self.submit(self.registration(), **submission)

    def submit(
        self,
        work: JobKind | None = None,
        *,
        transition: dict[str, Any] | None = None,
        manifest: str = MANIFEST,
        output: str = OUTPUT,
        kms_key_id: str | None = None,
    ) -> "Submitted":
        """Submit a job, an enrollment unless told otherwise."""
        encryption = {} if kms_key_id is None else {"KmsKeyId": kms_key_id}
        job = Job(
            "domain",
            JOB_ID,
            "arn:aws:iam::123456789012:role/VoiceID",
            {"S3Uri": manifest},
            {"S3Uri": output, **encryption},
            self.now,
        )
        run = Run(
            job,
            work or self.enrollment(),
            Pace.of(transition or BY_TIMING, self.timing),
            self.agenda,
            self.storage,
            self.orders,
            self.orders.take_job(),
            self.ended.append,
            lambda entry, instant: self.performed.append((entry, instant)),
        )
        run.submit(self.now)
        return Submitted(self, job, run)

    def tick(self, seconds: float) -> None:
        """Let time pass; what is due on the way happens at its own instant."""
        target = self.now + microseconds_of(seconds)
        while (due := self.agenda.next()) is not None and due.instant <= target:
            self._take(due)
        self.now = target

    def run_until_idle(self) -> None:
        """Let time pass until nothing more is due."""
        while (due := self.agenda.next()) is not None:
            self._take(due)

    def _take(self, due: Entry) -> None:
        self.now = due.instant
        due.take()
        due.action(due.instant)

    @property
    def idle(self) -> bool:
        """Whether nothing is due."""
        return self.agenda.next() is None


@dataclass(frozen=True)
class Submitted:
    """A job that was submitted."""

    bench: Bench
    job: Job
    run: Run

    @property
    def status(self) -> str:
        return self.job.job_status

    @property
    def percent(self) -> int:
        return self.job.job_progress["PercentComplete"]

    @property
    def failure(self) -> tuple[int, str] | None:
        details = self.job.failure_details
        return None if details is None else (details["StatusCode"], details["Message"])

    def end(self) -> "Submitted":
        """Let time pass until nothing more is due."""
        self.bench.run_until_idle()
        return self

    def describe(self, times: int = 1) -> None:
        for _ in range(times):
            self.run.described(self.bench.now)

    @property
    def output(self) -> dict[str, Any]:
        """The output file."""
        (written,) = self.bench.storage.written.values()
        document: dict[str, Any] = json.loads(written.content)
        return document

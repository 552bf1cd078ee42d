"""What batch jobs should do with each request, and the voices in audio."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .resources import ENROLLMENT, Document, Domain, Fraudster, Job, Request, Speaker

ENOUGH_SPEECH = 30


@dataclass(frozen=True)
class Audio:
    """The voice and the speech in one audio object."""

    voice: str
    speech_seconds: float = 60
    spoofing_risk: int = 0


@dataclass
class Sound:
    """Audio objects by key, whether they are in the bucket, and which voices are similar."""

    audio: dict[str, Audio] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    alike: dict[frozenset[str], int] = field(default_factory=dict)

    def score(self, voices: Iterable[str], others: Iterable[str]) -> int:
        """Return the similarity of two voiceprints: that of their most similar voices."""
        others = list(others)
        return max(
            100 if voice == other else self.alike.get(frozenset([voice, other]), 0)
            for voice in voices
            for other in others
        )

    def closest(self, voices: frozenset[str], among: list[Fraudster]) -> tuple[int, list[Fraudster]]:
        """Return the highest score and the acceptable owners: the first of those with the same voices."""
        best = max((self.score(voices, one.voices) for one in among), default=0)
        first: dict[frozenset[str], Fraudster] = {}
        for one in among:
            if self.score(voices, one.voices) == best:
                first.setdefault(one.voices, one)
        return best, list(first.values())


class Failed(Exception):
    """A request fails with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Desk:
    """Processes the requests of a job, at one instant."""

    domain: Domain
    sound: Sound
    now: int
    number: int
    speakers: int
    fraudsters_per_watchlist: int

    def perform(self, job: Job, request: Request) -> None:
        """Process a request, and record its entry in the output file."""
        try:
            if job.kind == ENROLLMENT:
                job.successes.append(self._enroll(job, request))
            else:
                job.successes.append(self._register(job, request))
        except Failed as failed:
            job.errors.append({"RequestId": request.id, "ErrorCode": failed.code})

    def _enroll(self, job: Job, request: Request) -> tuple[Document, Speaker]:
        customer_id = request.speaker or ""
        if customer_id.startswith("id#"):
            raise Failed(400)
        if not 1 <= len(request.audio) <= 10:
            raise Failed(400)
        speaker = self.domain.speakers.get(customer_id)
        status = speaker.status_at(self.now) if speaker else None
        if status == "OPTED_OUT":
            raise Failed(409)
        if speaker is not None and status == "ENROLLED" and not job.new.options.insist:
            return _enrolled(request, "DUPLICATE_SKIPPED"), speaker
        voices, speech, spoofing = self._listen(request)
        if speech < ENOUGH_SPEECH:
            raise Failed(400)
        known = self.sound.closest(voices, list(job.watchlist.members))[0]
        if max(known, spoofing) >= _threshold(job) and not job.new.options.ignore:
            raise Failed(400)
        if speaker is None:
            if len(self.domain.speakers) >= self.speakers:
                raise Failed(402)
            speaker = Speaker(self.number, self.domain.id, customer_id, self.now, self.now)
            self.domain.speakers[customer_id] = speaker
        speaker.status, speaker.voices = "ENROLLED", voices
        speaker.updated_at = speaker.last_accessed_at = self.now
        return _enrolled(
            request, "ENROLLMENT_OVERWRITE" if status == "ENROLLED" else "NEW_ENROLLMENT"
        ), speaker

    def _register(self, job: Job, request: Request) -> tuple[Document, list[Fraudster]]:
        voices, speech, _ = self._listen(request)
        if not speech:
            raise Failed(400)
        score, closest = self.sound.closest(voices, self.domain.fraudsters)
        if score == 0:  # nobody is similar: then the first one counts
            closest = closest[:1]
        if closest and score >= _threshold(job) and not job.new.options.insist:
            skipped = _registered(request, "DUPLICATE_SKIPPED") | {"FraudsterSimilarityScore": score}
            return skipped, closest
        if len(job.watchlist.members) >= self.fraudsters_per_watchlist:
            raise Failed(402)
        fraudster = Fraudster(self.number, self.domain.id, voices, self.now, watchlists=[job.watchlist])
        self.domain.fraudsters.append(fraudster)
        job.watchlist.members[fraudster] = self.number
        return _registered(request, "NEW_REGISTRATION"), [fraudster]

    def _listen(self, request: Request) -> tuple[frozenset[str], float, int]:
        if not 1 <= len(request.audio) <= 10 or not self.sound.stored.issuperset(request.audio):
            raise Failed(400)
        samples = [self.sound.audio[key] for key in request.audio]
        return (
            frozenset(one.voice for one in samples),
            sum(one.speech_seconds for one in samples),
            max(one.spoofing_risk for one in samples),
        )


def _threshold(job: Job) -> int:
    return 50 if job.new.options.threshold is None else job.new.options.threshold


def _enrolled(request: Request, status: str) -> Document:
    return {"RequestId": request.id, "CustomerSpeakerId": request.speaker, "EnrollmentStatus": status}


def _registered(request: Request, status: str) -> Document:
    return {"RequestId": request.id, "RegistrationStatus": status}

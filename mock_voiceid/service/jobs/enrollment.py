"""Speaker enrollment: what a job does with each of its requests (J9 to J13)."""

import math
from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from ...api.validation import form_of, is_valid
from ...control.context import Context
from ...control.failures import RequestFailure
from ...control.options import Quotas, Timing
from ...control.voices import Match
from ...instants import Instant
from .. import events
from ..enrolling import NET_SPEECH_SECONDS
from ..transitions import ENROLLMENT_JOB
from .audio_reader import AudioReader, VoiceSample
from .kind import JobKind
from .manifests import ManifestFormat, Request

if TYPE_CHECKING:
    from ..domains import Domain
    from ..events import Publisher
    from ..speakers import Speaker, Speakers
    from ..watchlists import Watchlist

DEFAULT_RISK_THRESHOLD = 50
"""0 to 100: an enrollment whose risk is at least this fails (J13)."""


class Enrollment(JobKind):
    """What a speaker enrollment job does.

    Args:
        speakers: the speakers of the domain.
        config: the job's `EnrollmentConfig`.
        audio_reader: reads the audio files of a request.
        closest_fraudster: returns the fraudster on the watchlist whose voice is closest to the sample.
        quotas: limits of speakers per job and per domain.
        timing: says when speakers expire.
    """

    name = "speaker enrollment"
    label = "enrollment"
    model = ENROLLMENT_JOB
    list_operation = "ListSpeakerEnrollmentJobs"
    describe_operation = "DescribeSpeakerEnrollmentJob"
    config_shape = "EnrollmentConfig"
    detail_type = "Batch Speaker Enrollment Action"
    action = "BATCH_ENROLLMENT_REQUEST"
    form = ManifestFormat("SpeakerEnrollmentRequests", names_speaker=True)
    successes_member = "SuccessfulEnrollments"

    def __init__(
        self,
        speakers: "Speakers",
        config: Mapping[str, Any],
        audio_reader: AudioReader,
        closest_fraudster: Callable[[VoiceSample], Match | None],
        quotas: Quotas,
        timing: Timing,
    ) -> None:
        fraud_detection = config.get("FraudDetectionConfig", {})
        self._overwrite = config.get("ExistingEnrollmentAction") == "OVERWRITE"
        self._ignore_fraud = fraud_detection.get("FraudDetectionAction") == "IGNORE"
        self._risk_threshold = fraud_detection.get("RiskThreshold", DEFAULT_RISK_THRESHOLD)
        self._speakers = speakers
        self._audio_reader = audio_reader
        self._closest_fraudster = closest_fraudster
        self._quotas = quotas
        self._timing = timing
        self.limit = quotas.speakers_per_job

    @classmethod
    def of(  # noqa: D102 - see the base class
        cls,
        domain: "Domain",
        watchlist: "Watchlist",
        config: dict[str, Any],
        audio_reader: AudioReader,
        context: Context,
    ) -> "Enrollment":
        def closest_fraudster(sample: VoiceSample) -> Match | None:
            return domain.fraudsters.closest_on(watchlist, sample, context.voices)

        # A copy: quotas that change while a job runs count for the next one.
        quotas = copy(context.quotas)
        return cls(domain.speakers, config, audio_reader, closest_fraudster, quotas, context.timing)

    def perform(self, request: Request, instant: Instant) -> dict[str, Any]:
        """Enroll the speaker of a request and return its entry in the output file.

        Raises:
            RequestFailure: the speaker can't be enrolled and is unchanged.
        """
        customer_id = _customer_speaker_id(request)
        speaker = self._speakers.current(customer_id, instant, self._timing)
        status = speaker.status if speaker else None
        if status == "OPTED_OUT":
            self._audio_reader.check(request)
            raise RequestFailure(
                409,
                "Conflicting action: You cannot request an enrollment for an opted out speaker. "
                "The speaker must be deleted first.",
            )
        if speaker is not None and status == "ENROLLED" and not self._overwrite:
            self._audio_reader.check(request)
            return _entry(speaker, "DUPLICATE_SKIPPED")
        sample = self._sample(request)
        if speaker is None and len(self._speakers) >= self._quotas.speakers:
            raise RequestFailure(402, f"The domain has its limit of {self._quotas.speakers:,} speakers.")
        enrolled = self._speakers.enroll(customer_id, sample.voiceprint, instant)
        return _entry(enrolled, "ENROLLMENT_OVERWRITE" if status == "ENROLLED" else "NEW_ENROLLMENT")

    @staticmethod
    def publish(  # noqa: D102 - see the base class
        publisher: "Publisher", domain: "Domain", job_id: str, entry: dict[str, Any], instant: Instant
    ) -> None:
        events.enrolled(publisher, domain, job_id, entry, instant)

    def _sample(self, request: Request) -> VoiceSample:
        sample = self._audio_reader.read(request)
        if sample.speech_seconds < NET_SPEECH_SECONDS:
            # Rounded down, so that 29.96 seconds are not reported as the 30.0 that are needed.
            seconds = math.floor(sample.speech_seconds * 10) / 10
            raise RequestFailure(
                400,
                f"There is not enough speech: {seconds} seconds without silence, "
                f"and enrollment needs {NET_SPEECH_SECONDS}.",
            )
        match = self._closest_fraudster(sample)
        known_fraudster_risk = match.score if match else 0
        if max(known_fraudster_risk, sample.spoofing_risk) >= self._risk_threshold and not self._ignore_fraud:
            raise RequestFailure(
                400,
                f"The fraud check failed: known fraudster risk {known_fraudster_risk}, voice spoofing risk "
                f"{sample.spoofing_risk}, risk threshold {self._risk_threshold}.",
            )
        return sample


def _customer_speaker_id(request: Request) -> str:
    speaker_id = request.speaker_id or ""
    if not is_valid("CustomerSpeakerId", speaker_id):
        raise RequestFailure(
            400,
            f"The SpeakerId is no CustomerSpeakerId: {form_of('CustomerSpeakerId')}. "
            "A GeneratedSpeakerId is not supported here.",
        )
    return speaker_id


def _entry(speaker: "Speaker", status: str) -> dict[str, Any]:
    return {
        "GeneratedSpeakerId": speaker.generated_speaker_id,
        "CustomerSpeakerId": speaker.customer_speaker_id,
        "EnrollmentStatus": status,
    }

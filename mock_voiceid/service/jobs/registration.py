"""Fraudster registration: what a job does with each of its requests (J9, J10, J14)."""

from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from ...control.context import Context
from ...control.failures import RequestFailure
from ...control.options import Quotas
from ...control.voices import Match
from ...instants import Instant
from .. import events
from ..transitions import REGISTRATION_JOB
from .audio_reader import AudioReader, VoiceSample
from .kind import JobKind
from .manifests import ManifestFormat, Request

if TYPE_CHECKING:
    from ..domains import Domain
    from ..events import Publisher
    from ..fraudsters import Fraudsters
    from ..watchlists import Watchlist

DEFAULT_SIMILARITY_THRESHOLD = 50
"""0 to 100: a fraudster who is at least this similar to another is a duplicate (J14)."""


class Registration(JobKind):
    """What a fraudster registration job does.

    Args:
        fraudsters: the fraudsters of the domain.
        watchlist: the watchlist that new fraudsters are added to.
        config: the job's `RegistrationConfig`.
        audio_reader: reads the audio files of a request.
        closest_fraudster: returns the fraudster of the domain whose voice is closest to the sample.
        quotas: limits of fraudsters per job and per watchlist.
    """

    name = "fraudster registration"
    label = "registration"
    model = REGISTRATION_JOB
    list_operation = "ListFraudsterRegistrationJobs"
    describe_operation = "DescribeFraudsterRegistrationJob"
    config_shape = "RegistrationConfig"
    detail_type = "Batch Fraudster Registration Action"
    action = "BATCH_REGISTRATION_REQUEST"
    form = ManifestFormat("FraudsterRegistrationRequests", names_speaker=False)
    successes_member = "SuccessfulRegistrations"

    def __init__(
        self,
        fraudsters: "Fraudsters",
        watchlist: "Watchlist",
        config: Mapping[str, Any],
        audio_reader: AudioReader,
        closest_fraudster: Callable[[VoiceSample], Match | None],
        quotas: Quotas,
    ) -> None:
        self._register_duplicates = config.get("DuplicateRegistrationAction") == "REGISTER_AS_NEW"
        self._threshold = config.get("FraudsterSimilarityThreshold", DEFAULT_SIMILARITY_THRESHOLD)
        self._fraudsters = fraudsters
        self._watchlist = watchlist
        self._audio_reader = audio_reader
        self._closest_fraudster = closest_fraudster
        self._quotas = quotas
        self.limit = quotas.fraudsters_per_job

    @classmethod
    def of(  # noqa: D102 - see the base class
        cls,
        domain: "Domain",
        watchlist: "Watchlist",
        config: dict[str, Any],
        audio_reader: AudioReader,
        context: Context,
    ) -> "Registration":
        def closest_fraudster(sample: VoiceSample) -> Match | None:
            return domain.fraudsters.closest(sample, context.voices)

        # A copy: quotas that change while a job runs count for the next one.
        quotas = copy(context.quotas)
        return cls(domain.fraudsters, watchlist, config, audio_reader, closest_fraudster, quotas)

    def perform(self, request: Request, instant: Instant) -> dict[str, Any]:
        """Register the fraudster of a request and return its entry in the output file.

        Raises:
            RequestFailure: the fraudster can't be registered.
        """
        sample = self._audio_reader.read(request)
        if not sample.speech_seconds:
            raise RequestFailure(400, "There is not enough speech: the audio holds nothing but silence.")
        match = self._closest_fraudster(sample) or self._anybody()
        if match is not None and match.score >= self._threshold and not self._register_duplicates:
            return {
                "GeneratedFraudsterId": match.owner,
                "RegistrationStatus": "DUPLICATE_SKIPPED",
                "FraudsterSimilarityScore": match.score,
            }
        if len(self._watchlist.fraudsters) >= self._quotas.fraudsters_per_watchlist:
            raise RequestFailure(
                402,
                f"The watchlist {self._watchlist.watchlist_id} has its limit of "
                f"{self._quotas.fraudsters_per_watchlist:,} fraudsters.",
            )
        fraudster = self._fraudsters.register(sample.voiceprint, self._watchlist, instant)
        return {
            "GeneratedFraudsterId": fraudster.generated_fraudster_id,
            "RegistrationStatus": "NEW_REGISTRATION",
        }

    @staticmethod
    def publish(  # noqa: D102 - see the base class
        publisher: "Publisher", domain: "Domain", job_id: str, entry: dict[str, Any], instant: Instant
    ) -> None:
        events.registered(publisher, domain, job_id, entry, instant)

    def _anybody(self) -> Match | None:
        # With a threshold of 0 any fraudster is a duplicate, even one who is not similar at all.
        return next((Match(one.generated_fraudster_id, 0) for one in self._fraudsters), None)

"""Fraudster registration: what a job does with each of its requests (J9, J10, J14)."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ...control.options import Quotas
from ...control.voices import Match
from ...instants import Instant
from .audio_reader import AudioReader, RequestFailure, VoiceSample
from .manifests import ManifestFormat, Request

if TYPE_CHECKING:
    from ..fraudsters import Fraudsters
    from ..watchlists import Watchlist

DEFAULT_SIMILARITY_THRESHOLD = 50
"""Of 0 to 100: from here on a fraudster is a duplicate (J14)."""


class Registration:
    """The work of a fraudster registration job.

    Args:
        fraudsters: the domain's.
        watchlist: where new fraudsters go.
        config: the job's `RegistrationConfig`.
        listener: hears what is in the audio.
        closest_fraudster: finds whose voice in the domain is closest to what was heard.
        quotas: of fraudsters, in a job and in a watchlist.
    """

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

    def perform(self, request: Request, instant: Instant) -> dict[str, Any]:
        """Register the fraudster of a request, and return its entry of the output file.

        Raises:
            RequestFailure: the fraudster can't be registered.
        """
        sample = self._audio_reader.listen(request)
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

    def _anybody(self) -> Match | None:
        # Nobody is alike: then everybody is as close as the other, which counts at a threshold of 0.
        return next((Match(one.generated_fraudster_id, 0) for one in self._fraudsters), None)

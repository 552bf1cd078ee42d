"""Voices, which stand in for machine learning: who is heard in audio, and how alike two voices are (X1)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..api.locations import Location
from .checks import check_active, is_number, is_score

SAME = 100
"""The score of a voice compared with itself, of 0 to 100."""

Voiceprint = frozenset[str]
"""The voices in the audio that somebody was enrolled or registered with."""


@dataclass(frozen=True)
class AssignedAudio:
    """What a test says of one audio object, None where the object's own content decides."""

    voice: str | None = None
    speech_seconds: float | None = None
    spoofing_risk: int = 0


class Voices:
    """What a test says about voices: whose voice is in which audio, and which voices are alike.

    Without a word here, a voice is a digest of the audio's content: the same audio is the same voice
    (score 100), other audio another (score 0), and nothing is spoofed (risk 0).
    """

    def __init__(self) -> None:
        self._audio: dict[str, AssignedAudio] = {}
        self._scores: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._over = False

    def assign(
        self,
        s3_uri: str,
        voice: str | None = None,
        *,
        speech_seconds: float | None = None,
        spoofing_risk: int = 0,
    ) -> None:
        """Say what is heard in an audio object.

        Args:
            s3_uri: the object, as manifests name it.
            voice: whose voice it is: any name. None leaves it to the content.
            speech_seconds: how much net speech there is, in seconds. None leaves it to the content.
            spoofing_risk: the risk that the voice is played back or synthetic, 0 to 100.

        Raises:
            ValueError: one of them is out of range, or the URI names no object.
        """
        check_active(self._over)
        Location.of_object(s3_uri)
        if voice is not None:
            check_voice(voice)
        if speech_seconds is not None and (not is_number(speech_seconds) or not speech_seconds >= 0):
            raise ValueError(f"speech_seconds is a number of seconds, 0 or more, not {speech_seconds!r}")
        if not is_score(spoofing_risk):
            raise ValueError(f"spoofing_risk is a whole number from 0 to 100, not {spoofing_risk!r}")
        self._audio[s3_uri] = AssignedAudio(voice, speech_seconds, spoofing_risk)

    def similarity(self, voice_a: str, voice_b: str, score: int) -> None:
        """Say how alike two voices are, whichever is compared with which.

        Args:
            voice_a: a name that `assign` gives.
            voice_b: another one.
            score: 0 to 100.

        Raises:
            ValueError: a name or the score is none, or both are the same voice, which is always 100.
        """
        check_active(self._over)
        check_voice(voice_a)
        check_voice(voice_b)
        if voice_a == voice_b:
            raise ValueError(f"a voice is always {SAME} like itself: name two voices, not {voice_a!r} twice")
        if not is_score(score):
            raise ValueError(f"a score is a whole number from 0 to 100, not {score!r}")
        self._scores[voice_a][voice_b] = score
        self._scores[voice_b][voice_a] = score

    def _assigned(self, s3_uri: str) -> AssignedAudio:
        """Return what was said of an audio object."""
        return self._audio.get(s3_uri, AssignedAudio())

    def _like(self, voice: str) -> Iterable[tuple[str, int]]:
        """Yield the voices that are anything like `voice`, itself included, with their scores."""
        yield voice, SAME
        yield from self._scores.get(voice, {}).items()

    def _score(self, voiceprint: Voiceprint, other: Voiceprint) -> int:
        """Return how alike two voiceprints are, 0 to 100: as alike as their most similar voices."""
        return max(
            (score for voice in voiceprint for like, score in self._like(voice) if like in other), default=0
        )

    def _clear(self) -> None:
        """Forget everything that was said."""
        self._audio.clear()
        self._scores.clear()


def check_voice(voice: object) -> None:
    """Make sure that a value can name a voice.

    Raises:
        ValueError: it can't.
    """
    if not isinstance(voice, str) or not voice:
        raise ValueError(f"a voice is a name such as 'anna', not {voice!r}")


@dataclass(frozen=True)
class Match:
    """Who is closest to a voiceprint, and how close: a score of 0 to 100."""

    owner: str
    score: int


class VoiceIndex:
    """Who has which voice: finds the closest without comparing everybody."""

    def __init__(self) -> None:
        # A dict as an ordered set: among equals, who came first is closest.
        self._owners: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def add(self, owner: str, voiceprint: Voiceprint) -> None:
        """Add somebody's voices."""
        for voice in voiceprint:
            self._owners[voice][owner] = None

    def remove(self, owner: str, voiceprint: Voiceprint) -> None:
        """Take somebody's voices out."""
        for voice in voiceprint:
            owners = self._owners[voice]
            del owners[owner]
            if not owners:
                del self._owners[voice]

    def closest(
        self, voiceprint: Voiceprint, voices: Voices, among: Callable[[str], bool] = lambda _: True
    ) -> Match | None:
        """Return who is closest, of those that `among` lets through; None where nobody is alike at all."""
        best: Match | None = None
        for voice in sorted(voiceprint):
            for other, score in voices._like(voice):
                if score > (best.score if best else 0):
                    owner = next(filter(among, self._owners.get(other, ())), None)
                    best = Match(owner, score) if owner is not None else best
        return best

"""Reading the audio files of a request (J4, J10, J11, X1, X2)."""

import hashlib
import math
from collections.abc import Hashable
from dataclasses import dataclass

from ...api.locations import Location
from ...control.failures import RequestFailure
from ...control.voices import Voiceprint, Voices
from .audio import MAXIMUM_BYTES, Analysis, AudioError, analyse, is_wav
from .manifests import AudioSpecification, Request
from .storage import Storage, StorageError, StoredObject

MAXIMUM_FILES = 10
"""Audio files per request."""

CHANNELS = (0, 1)


@dataclass(frozen=True, slots=True)
class VoiceSample:
    """The voices and the speech in all the files of a request.

    Args:
        voiceprint: the names of the voices.
        speech_seconds: net speech in seconds, >= 0; infinite for content that counts as enough.
        spoofing_risk: 0 to 100, the highest of all files.
    """

    voiceprint: Voiceprint
    speech_seconds: float
    spoofing_risk: int


class AudioReader:
    """Reads audio files; the same content once.

    Args:
        storage: where the files are read.
        voices: the voices that the test assigned to audio objects.
        strict: reject content that is not a WAV file.
    """

    def __init__(self, storage: Storage, voices: Voices, *, strict: bool) -> None:
        self._storage = storage
        self._voices = voices
        self._strict = strict
        self._analyses: dict[tuple[Hashable, int], Analysis | AudioError] = {}

    def check(self, request: Request) -> None:
        """Check what a request says about its audio, without reading any.

        Raises:
            RequestFailure: 400, the number of files, a channel or an S3 URI is wrong.
        """
        specifications = request.audio_specifications
        if not 1 <= len(specifications) <= MAXIMUM_FILES:
            raise RequestFailure(
                400, f"A request takes 1 to {MAXIMUM_FILES} audio files; this one has {len(specifications)}."
            )
        for specification in specifications:
            uri, channel = specification.s3_uri, specification.channel_id
            if channel not in CHANNELS:
                raise RequestFailure(
                    400, f"ChannelId of the audio file {uri} is {channel}; it must be 0 or 1."
                )
            try:
                Location.of_object(uri)
            except ValueError as error:
                raise RequestFailure(400, f"The S3Uri of an audio file is wrong: {error}.") from None

    def read(self, request: Request) -> VoiceSample:
        """Return the voices and the speech in the audio of a request.

        Raises:
            RequestFailure: 400, a file is missing or not what Voice ID accepts, or `check` fails.
        """
        self.check(request)
        samples = [self._read_file(specification) for specification in request.audio_specifications]
        return VoiceSample(
            voiceprint=frozenset().union(*(one.voiceprint for one in samples)),
            # Rounded, because ten floats that make 30 may add up to slightly less.
            speech_seconds=round(sum(one.speech_seconds for one in samples), 9),
            spoofing_risk=max(one.spoofing_risk for one in samples),
        )

    def _read_file(self, specification: AudioSpecification) -> VoiceSample:
        uri, channel = specification.s3_uri, specification.channel_id
        try:
            stored = self._storage.find(Location.of_object(uri))
        except StorageError as error:
            raise RequestFailure(400, f"The audio file can't be read. {error.message}") from None
        analysis = self._analysis(stored, channel)
        if isinstance(analysis, AudioError):
            raise RequestFailure(400, f"The audio file {uri} can't be used: {analysis}.")
        assigned = self._voices._assigned(uri)
        return VoiceSample(
            voiceprint=frozenset([assigned.voice or analysis.digest]),
            speech_seconds=(
                analysis.speech_seconds if assigned.speech_seconds is None else assigned.speech_seconds
            ),
            spoofing_risk=assigned.spoofing_risk,
        )

    def _analysis(self, stored: StoredObject, channel: int) -> Analysis | AudioError:
        key = (stored.identity, channel)
        if key not in self._analyses:
            self._analyses[key] = self._analysed(stored, channel)
        return self._analyses[key]

    def _analysed(self, stored: StoredObject, channel: int) -> Analysis | AudioError:
        if stored.size > MAXIMUM_BYTES:
            return AudioError(f"it has {stored.size:,} bytes; Voice ID accepts up to {MAXIMUM_BYTES:,}")
        content = stored.read()
        if content and not self._strict and not is_wav(content):
            return Analysis(math.inf, hashlib.sha256(content).hexdigest())
        try:
            return analyse(content, channel)
        except AudioError as error:
            return error.with_traceback(None)  # its frames would keep the content in memory

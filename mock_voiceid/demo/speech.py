"""Synthesizes WAV files of speech: voiced syllables, with silence between sentences."""

import io
import math
import random
import wave
from array import array
from collections.abc import Iterable

SAMPLE_RATE = 8_000
"""Hertz."""

_LOUD = 9_000
_HARMONICS = ((1, 1.0), (2, 0.6), (3, 0.4), (5, 0.2))
_SYLLABLES_PER_SECOND = 4
_NOISE = 12
"""Amplitude of room noise, of 32,767: about 70 dB below full scale."""


def wav(pitch: float, sections: Iterable[tuple[float, float]], seed: int = 0) -> bytes:
    """Return a WAV file, PCM 16 bit, 8 kHz, one channel.

    Args:
        pitch: pitch of the voice in hertz, > 0; each pitch is a different voice.
        sections: pairs of seconds of speech and seconds of silence after it, each >= 0.
        seed: seed of the noise.
    """
    talking, noise = _second_of_speech(pitch), _second_of_noise(random.Random(seed))  # noqa: S311 - noise
    samples: array[int] = array("h")
    for speech, silence in sections:
        samples.extend(_seconds_of(talking, speech))
        samples.extend(_seconds_of(noise, silence))
    return _file(samples)


def _seconds_of(second: "array[int]", seconds: float) -> "array[int]":
    repeated = second * math.ceil(seconds)
    return repeated[: round(seconds * SAMPLE_RATE)]


def _second_of_speech(pitch: float) -> "array[int]":
    total = sum(strength for _, strength in _HARMONICS)
    return array("h", (round(_sample(place / SAMPLE_RATE, pitch) / total) for place in range(SAMPLE_RATE)))


def _sample(time: float, pitch: float) -> float:
    # Loudness rises and falls with each syllable, but never to zero.
    loudness = 0.3 + 0.7 * math.sin(math.pi * _SYLLABLES_PER_SECOND * time) ** 2
    tone = sum(strength * math.sin(math.tau * pitch * harmonic * time) for harmonic, strength in _HARMONICS)
    return _LOUD * loudness * tone


def _second_of_noise(source: random.Random) -> "array[int]":
    return array("h", (source.randint(-_NOISE, _NOISE) for _ in range(SAMPLE_RATE)))


def _file(samples: "array[int]") -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())
    return content.getvalue()

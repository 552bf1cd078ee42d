"""Audio."""

import array
import math
import struct
import sys
from typing import Any

import pytest

from benchmarks.results import Section
from mock_voiceid.service.jobs.audio import analyse

RATE = 8_000
MINUTE = 60 * RATE


def one_minute(channels: int) -> bytes:
    """Return a WAV file of syllables with a pause in every second, the same in each channel."""
    samples = array.array("h", bytes(2 * MINUTE * channels))
    for place in range(MINUTE):
        loudness = max(0.0, math.sin(2 * math.pi * place / RATE))
        sample = round(9_000 * loudness * math.sin(2 * math.pi * 180 * place / RATE))
        for channel in range(channels):
            samples[place * channels + channel] = sample
    if sys.byteorder == "big":
        samples.byteswap()
    data = samples.tobytes()
    block = 2 * channels
    description = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, RATE, RATE * block, block, 16)
    body = b"WAVE" + description + struct.pack("<4sI", b"data", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(("channels", "name"), [(1, "mono"), (2, "stereo")])
def test_a_minute_of_audio_is_analysed(benchmark: Any, section: Section, channels: int, name: str) -> None:
    analysis = benchmark(analyse, one_minute(channels), channels - 1)
    assert 25 < analysis.speech_seconds < 35
    median = benchmark.stats.stats.median
    section.add_seconds(f"a WAV file of one minute analysed, {name}", median, under=0.02)

"""The recordings of the demonstration: real WAV files with the given amount of speech."""

import io
import wave

import pytest

from mock_voiceid.demo.speech import SAMPLE_RATE, wav


def frames(content: bytes) -> bytes:
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8_000)
        return bytes(file.readframes(file.getnframes()))


@pytest.mark.parametrize(("sections", "seconds"), [([(2, 1)], 3), ([(0.5, 0.25), (1.25, 0)], 2), ([], 0)])
def test_file_is_as_long_as_its_sections(sections: list[tuple[float, float]], seconds: float) -> None:
    assert len(frames(wav(120, sections))) == seconds * SAMPLE_RATE * 2


def test_speech_is_loud_and_silence_is_not() -> None:
    samples = memoryview(frames(wav(120, [(1, 1)]))).cast("h")
    assert max(map(abs, samples[:SAMPLE_RATE])) > 4_000
    assert max(map(abs, samples[SAMPLE_RATE:])) < 40


def test_the_same_voice_with_the_same_noise_is_the_same_file() -> None:
    assert wav(120, [(1, 1)]) == wav(120, [(1, 1)])


def test_another_pitch_or_another_noise_is_another_file() -> None:
    assert len({wav(120, [(1, 1)]), wav(121, [(1, 1)]), wav(120, [(1, 1)], seed=1)}) == 3

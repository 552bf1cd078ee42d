"""Measuring the speech in audio."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.service.jobs.audio import analyse

from .audio_builders import FRAME, RATE, Samples, mono, silence, stereo, swinging, tone, voice


def speech_seconds(samples: Samples) -> float:
    return analyse(mono(samples), 0).speech_seconds


@pytest.mark.parametrize("before", [0, 1, 27, 79, 80, 81, 133, 158, 159, 160, 8_001])
@pytest.mark.parametrize("sound", [tone, voice])
def test_duration_does_not_depend_on_the_offset(sound: Callable[[int], Samples], before: int) -> None:
    for after in (160, 1_234, 8_000):
        assert 30.0 <= speech_seconds([*silence(before), *sound(30 * RATE), *silence(after)]) <= 30.02


def test_channels_are_measured_separately() -> None:
    content = stereo(tone(8_000), silence(8_000))
    assert analyse(content, 0).speech_seconds == 1.0
    assert analyse(content, 1).speech_seconds == 0.0


@pytest.mark.parametrize("samples", [[0], [0] * 8_000, silence(8_000), [32_767] * 8_000, [-32_768] * 8_000])
def test_silence_is_not_speech(samples: Samples) -> None:
    assert speech_seconds(samples) == 0


def test_silence_around_speech_does_not_count() -> None:
    assert speech_seconds([*silence(8_000), *voice(16_000), *silence(8_000)]) == 2.0


@pytest.mark.parametrize("offset", [-9_000, -500, 500, 9_000])
def test_dc_offset_does_not_matter(offset: int) -> None:
    samples = [*silence(8_000), *voice(16_000), *silence(8_000)]
    assert speech_seconds([sample + offset for sample in samples]) == 2.0


def test_speech_counts_to_the_extremes_of_a_sample() -> None:
    assert speech_seconds([*[0] * 1_600, *[-32_768, 32_767] * 800, *[0] * 1_600]) == 0.2


@pytest.mark.parametrize("frequency", [50, 1_000, 2_000, 3_999])
def test_tones_of_all_frequencies_count(frequency: int) -> None:
    assert speech_seconds([*silence(1_600), *tone(8_000, frequency=frequency), *silence(1_600)]) == 1.0


@pytest.mark.parametrize("offset", [0, 2])
def test_sound_below_50_dbfs_is_silence(offset: int) -> None:
    # 50 dB below 65,536 from peak to peak is 207.2.
    assert speech_seconds([sample + offset for sample in swinging(8_000, 206)]) == 0
    assert speech_seconds([sample + offset for sample in swinging(8_000, 208)]) == 1.0


@pytest.mark.parametrize("height", [-300, 300])
def test_single_sample_makes_a_frame_loud(height: int) -> None:
    for place in range(FRAME):
        frame = [0] * FRAME
        frame[place] = height
        assert speech_seconds([*silence(FRAME), *frame * 5, *silence(FRAME)]) == 5 / 50, place


def test_sound_30_db_below_the_loudest_is_silence() -> None:
    # 30 dB below 20,000 from peak to peak is 632.
    loud = swinging(1_600, 20_000)
    assert speech_seconds([*loud, *swinging(8_000, 626)]) == 0.2
    assert speech_seconds([*loud, *swinging(8_000, 638)]) == 1.2
    assert speech_seconds(swinging(8_000, 626)) == 1.0


@pytest.mark.parametrize(("quiet_frames", "frames"), [(1, 21), (14, 34), (15, 20), (50, 20)])
def test_pauses_of_300_ms_do_not_count(quiet_frames: int, frames: int) -> None:
    word = tone(10 * FRAME)
    pause = silence(quiet_frames * FRAME)
    assert speech_seconds([*word, *pause, *word]) == frames / 50
    assert speech_seconds([*pause, *word, *pause, *word, *pause]) == frames / 50


def test_each_pause_is_measured_by_itself() -> None:
    word, gap, pause = tone(10 * FRAME), silence(10 * FRAME), silence(20 * FRAME)
    assert speech_seconds([*word, *gap, *word, *pause, *word, *pause, *word, *gap, *word]) == 70 / 50


@pytest.mark.parametrize(("loud_frames", "frames"), [(1, 0), (2, 0), (3, 3), (4, 4)])
def test_isolated_sound_of_less_than_60_ms_is_a_click(loud_frames: int, frames: int) -> None:
    burst, pause = tone(loud_frames * FRAME), silence(20 * FRAME)
    assert speech_seconds(burst) == frames / 50
    assert speech_seconds([*pause, *burst, *pause]) == frames / 50
    assert speech_seconds([*burst, *pause, *burst]) == 2 * frames / 50


def test_short_sound_counts_within_speech() -> None:
    word, gap, click = tone(10 * FRAME), silence(10 * FRAME), tone(FRAME)
    assert speech_seconds([*word, *gap, *click, *gap, *word]) == 41 / 50


@pytest.mark.parametrize("length", [1, 2, 3, 4, 80, 159])
def test_short_last_frame_counts_with_its_length(length: int) -> None:
    assert speech_seconds(swinging(5 * FRAME, 8_000) + [4_000, -4_000] * 80) == 6 / 50
    samples = swinging(5 * FRAME, 8_000) + ([4_000, -4_000] * 80)[:length]
    assert speech_seconds(samples) == (5 * FRAME + length * (length > 1)) / RATE


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 700),  # samples
            st.integers(-20_000, 20_000),  # offset
            st.sampled_from([0, 30, 99, 104, 110, 300, 600, 4_000, 12_000]),  # amplitude
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 9),
)
def test_speech_equals_a_plain_measurement(parts: list[tuple[int, int, int]], seed: int) -> None:
    noise = random.Random(seed)
    samples = [
        offset + noise.randint(-amplitude, amplitude)
        for length, offset, amplitude in parts
        for _ in range(length)
    ]
    assert speech_seconds(samples) == plainly_measured(samples)


def plainly_measured(samples: Samples) -> float:
    frames = [samples[start : start + FRAME] for start in range(0, len(samples), FRAME)]
    # A sample is measured to 15 bits.
    levels = [2 * (max(frame) // 2 - min(frame) // 2) for frame in frames]
    threshold = max([65_536 * 10 ** (-50 / 20), *(level * 10 ** (-30 / 20) for level in levels)])
    stretches: list[list[int]] = []
    for place, level in enumerate(levels):
        if level >= threshold:
            if not stretches or place - stretches[-1][-1] > 15:
                stretches.append([])
            stretches[-1].append(place)
    return (
        sum(
            sum(len(frame) for frame in frames[stretch[0] : stretch[-1] + 1])
            for stretch in stretches
            if stretch[-1] - stretch[0] >= 2
        )
        / RATE
    )

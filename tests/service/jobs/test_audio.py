"""Which audio is accepted."""

import contextlib
import struct
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.service.jobs.audio import MAXIMUM_BYTES, Analysis, AudioError, analyse, is_wav
from tests.messages import message_with
from tests.processes import python

from .audio_builders import (
    RATE,
    chunk,
    described,
    extension,
    interleaved,
    mono,
    packed,
    riff,
    silence,
    stereo,
    tone,
    voice,
)

ACCEPTED = "Voice ID accepts WAV, PCM, 16 bit, 8,000 Hz, 1 or 2 channels"


def error_in(content: bytes, channel: int = 0) -> str:
    with pytest.raises(AudioError) as refused:
        analyse(content, channel)
    return str(refused.value)


def problem_in(content: bytes) -> str:
    """Return the error of content without its end, which says what audio is accepted."""
    problem, _, accepted = error_in(content).partition("; ")
    assert accepted == message_with("WAV", "PCM", "16 bit", "8,000 Hz", "1", "2")
    return problem


# WAV or not


def test_wav_file_is_recognised_by_its_header() -> None:
    assert is_wav(b"RIFF\x01\x02\x03\x04WAVE")
    assert is_wav(mono(tone(10)))


@pytest.mark.parametrize(
    "content",
    [b"RIFF", b"RIFF\0\0\0\0AVI fmt ", b"RIFX\0\0\0\0WAVE", b"voice of Ana", b"RIFF\0\0\0\0WAV"],
)
def test_other_content_is_not_wav(content: bytes) -> None:
    assert not is_wav(content)
    assert error_in(content) == f"the audio is not WAV: it does not begin with RIFF and WAVE; {ACCEPTED}"


# Accepted formats


@pytest.mark.parametrize("data", [b"", b"\x7f"], ids=["no bytes", "half a sample"])
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_file_without_samples_is_rejected(channels: int, data: bytes) -> None:
    content = riff(described(channels=channels), chunk(b"data", data))
    assert problem_in(content) == "the audio is empty: the WAV file has no samples"


def test_empty_file_is_rejected() -> None:
    assert problem_in(b"") == "the audio is empty: the file has 0 bytes"


def test_file_of_the_maximum_size_is_accepted() -> None:
    empty = mono([])
    largest = empty + chunk(b"junk", bytes(MAXIMUM_BYTES - len(empty) - 8))
    assert len(largest) == 20_971_520
    assert analyse(largest, 0).speech_seconds == 0
    assert (
        error_in(largest + b"\0")
        == "the audio is 20,971,521 bytes; Voice ID accepts at most 20,971,520 (20 MB)"
    )


@pytest.mark.parametrize(
    ("description", "message"),
    [
        (described(tag=7, bits=8), "the audio is mu-law (format 7); Voice ID accepts PCM (format 1)"),
        (described(tag=6, bits=8), "the audio is A-law (format 6); Voice ID accepts PCM (format 1)"),
        (described(tag=3, bits=32), "the audio is float (format 3); Voice ID accepts PCM (format 1)"),
        (described(tag=85), "the audio is in format 85; Voice ID accepts PCM (format 1)"),
        (described(bits=8), "the audio is 8 bit; Voice ID accepts 16 bit"),
        (described(bits=24), "the audio is 24 bit; Voice ID accepts 16 bit"),
        (described(rate=16_000), "the audio is 16,000 Hz; Voice ID accepts 8,000 Hz"),
        (described(rate=7_999), "the audio is 7,999 Hz; Voice ID accepts 8,000 Hz"),
        (described(channels=0), "the audio has 0 channels; Voice ID accepts 1 or 2"),
        (described(channels=3), "the audio has 3 channels; Voice ID accepts 1 or 2"),
        (
            described(tag=0xFFFE, extension=extension(3)),
            "the audio is float (format 3); Voice ID accepts PCM (format 1)",
        ),
        (
            described(tag=0xFFFE, extension=extension(0x101)),
            "the audio is in format 257; Voice ID accepts PCM (format 1)",
        ),
        (
            described(tag=0xFFFE, extension=extension(1, tail=bytes(14))),
            "the audio is in an extensible format of its own; Voice ID accepts PCM (format 1)",
        ),
        (
            described(tag=0xFFFE, extension=extension(1)[:-1]),
            "the audio is a broken WAV: its fmt chunk is 39 bytes, an extensible format takes at least 40",
        ),
        (
            chunk(b"fmt ", bytes(15)),
            "the audio is a broken WAV: its fmt chunk is 15 bytes, a format takes at least 16",
        ),
    ],
)
def test_rejected_format_is_named(description: bytes, message: str) -> None:
    """J11."""
    assert error_in(riff(description, chunk(b"data", packed(tone(800))))) == message


@pytest.mark.parametrize("extra", [b"", struct.pack("<H", 0)], ids=["16 bytes", "18 bytes"])
def test_pcm_is_accepted_with_and_without_an_extension(extra: bytes) -> None:
    content = riff(described(extension=extra), chunk(b"data", packed(tone(800))))
    assert analyse(content, 0) == analyse(mono(tone(800)), 0)


def test_pcm_as_an_extensible_format_is_accepted() -> None:
    content = riff(described(tag=0xFFFE, extension=extension(1)), chunk(b"data", packed(tone(800))))
    assert analyse(content, 0) == analyse(mono(tone(800)), 0)


@pytest.mark.parametrize(
    ("content", "channel", "message"),
    [
        (mono([0]), 1, "ChannelId 1 was asked for, the file has 1 channel"),
        (stereo([0], [0]), 2, "ChannelId 2 was asked for, the file has 2 channels"),
        (stereo([0], [0]), -1, "ChannelId -1 was asked for, the file has 2 channels"),
    ],
)
def test_missing_channel_is_rejected(content: bytes, channel: int, message: str) -> None:
    assert error_in(content, channel) == message


# Chunks


@pytest.mark.parametrize("chunks", [(), (chunk(b"data", bytes(4)), described())], ids=["none", "data first"])
def test_file_without_a_fmt_chunk_is_rejected(chunks: tuple[bytes, ...]) -> None:
    assert problem_in(riff(*chunks)) == "the audio is a broken WAV: it has no fmt chunk before any data chunk"


@pytest.mark.parametrize("rest", [b"", b"data\0\0\0"], ids=["nothing", "half a chunk's header"])
def test_file_without_a_data_chunk_is_rejected(rest: bytes) -> None:
    assert problem_in(riff(described()) + rest) == "the audio is a broken WAV: it has no data chunk"


def test_file_with_truncated_data_is_rejected() -> None:
    assert (
        error_in(mono(tone(800))[:-1])
        == "the audio is cut short: its 'data' chunk is 1,600 bytes, of which the file has 1,599"
    )


def test_file_with_another_truncated_chunk_is_rejected() -> None:
    content = riff(described(), chunk(b"LIS\xff", bytes(8), size=2_000))
    assert error_in(content) == message_with("cut short", r"'LIS\xff' chunk", "2,000 bytes", 8)


@pytest.mark.parametrize("length", [4, 5], ids=["even", "odd and padded"])
def test_other_chunks_are_skipped(length: int) -> None:
    other = chunk(b"LIST", b"data\xff"[:length])
    data = chunk(b"data", packed(tone(800)))
    plain = analyse(mono(tone(800)), 0)
    assert analyse(riff(other, described(), other, data, other), 0) == plain
    assert analyse(riff(described(), data, chunk(b"LIST", b"", size=999)), 0) == plain


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x80000000, 0xFFFFFFFF])
def test_data_of_unknown_size_extends_to_the_end(size: int) -> None:
    content = riff(described(), chunk(b"data", packed(tone(800)), size=size))
    assert analyse(content, 0) == analyse(mono(tone(800)), 0)


def test_large_size_is_not_an_unknown_size() -> None:
    assert error_in(riff(described(), chunk(b"data", bytes(4), size=0x7FFFEFFF))) == message_with(
        "cut short", "'data' chunk", "2,147,479,551 bytes", 4
    )


def test_only_data_can_be_of_unknown_size() -> None:
    assert error_in(riff(chunk(b"fmt ", bytes(16), size=0xFFFFFFFF))) == message_with(
        "cut short", "'fmt ' chunk", "4,294,967,295 bytes", 16
    )


def test_incomplete_sample_is_ignored() -> None:
    whole = packed(tone(800))
    assert analyse(riff(described(), chunk(b"data", whole + b"\x7f")), 0) == analyse(mono(tone(800)), 0)


@pytest.mark.parametrize("rest", [1, 2, 3])
def test_incomplete_frame_of_channels_is_ignored(rest: int) -> None:
    whole = packed(interleaved(tone(800), silence(800)))
    content = riff(described(channels=2), chunk(b"data", whole + b"\x7f" * rest))
    assert analyse(content, 0) == analyse(mono(tone(800)), 0)
    assert analyse(content, 1) == analyse(mono(silence(800)), 0)


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(-1, 2))
def test_any_bytes_are_analysed_or_rejected(content: bytes, channel: int) -> None:
    for candidate in (
        content,
        riff(content),
        riff(described(), content),
        riff(described(channels=2), content),
    ):
        with contextlib.suppress(AudioError):
            assert analyse(candidate, channel).speech_seconds >= 0


@settings(deadline=None)
@given(
    flips=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 255)), max_size=4),
    kept=st.integers(0, 1_300),
    channel=st.integers(0, 1),
)
def test_damaged_file_is_analysed_or_rejected(flips: list[tuple[int, int]], kept: int, channel: int) -> None:
    damaged = bytearray(
        riff(described(channels=2), chunk(b"LIST", b"odd"), chunk(b"data", packed(tone(600)), size=0))
    )
    for place, bits in flips:
        damaged[place] ^= bits
    with contextlib.suppress(AudioError):
        assert 0 <= analyse(bytes(damaged[:kept]), channel).speech_seconds <= 600 / RATE


# Byte order


def test_samples_are_measured_in_the_byte_order_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet, loud = silence(8_000), voice(8_000)
    swapped = struct.pack("<16000h", *struct.unpack(">16000h", packed([*quiet, *loud])))
    assert analyse(riff(described(), chunk(b"data", swapped)), 0).speech_seconds == 2
    monkeypatch.setattr("sys.byteorder", {"little": "big", "big": "little"}[sys.byteorder])
    assert analyse(riff(described(), chunk(b"data", swapped)), 0).speech_seconds == 1


def test_importing_it_raises_no_warning() -> None:
    """Python 3.11 and 3.12 warn about audioop."""
    assert python("import mock_voiceid.service.jobs.audio as audio; print(audio.is_wav(b''))") == "False"


# Digests


def test_digest_depends_only_on_the_samples() -> None:
    spoken, other = voice(900), tone(900)
    digest = analyse(mono(spoken), 0).digest
    assert analyse(stereo(spoken, other), 0).digest == digest
    assert analyse(stereo(other, spoken), 1).digest == digest
    assert analyse(mono(other), 0).digest != digest
    assert analyse(mono([*spoken[:-1], spoken[-1] + 1]), 0).digest != digest


def test_padding_of_the_last_frame_is_not_in_the_digest() -> None:
    assert analyse(mono([7] * 100), 0).digest != analyse(mono([7] * 160), 0).digest


def test_digests_never_change() -> None:
    assert analyse(mono([1, -2, 300, -32_768]), 0) == Analysis(
        speech_seconds=0.0, digest="042d43bbdefe2c3ad6368fdc76bb35e3734848c103fe59e9fb6521ede3ea16d6"
    )

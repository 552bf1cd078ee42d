"""Checks the audio that speakers and fraudsters are enrolled from, and measures the speech in it.

Voice ID accepts WAV files: PCM, 16 bit, 8,000 Hz, one or two channels, up to 20 MB (administrator guide,
speaker enrollment job schema). How speech differs from silence is a decision in docs/fidelity.md.
"""

import hashlib
import math
import re
import struct
import sys
import warnings
from dataclasses import dataclass

with warnings.catch_warnings():
    # Python 3.11 and 3.12 warn that 3.13 removes audioop; from there on it is the package audioop-lts.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

MAXIMUM_BYTES = 20 * 1024 * 1024
"""The size of the largest accepted file, in bytes (administrator guide, speaker enrollment job schema)."""

_SAMPLE_RATE = 8_000  # Hz
_SAMPLE_BYTES = 2
_ACCEPTED = "Voice ID accepts WAV, PCM, 16 bit, 8,000 Hz, 1 or 2 channels"

_RIFF_HEADER_BYTES = 12
_CHUNK = struct.Struct("<4sI")  # identifier, size
_FORMAT = struct.Struct("<HHIIHH")  # format, channels, rate, byte rate, block alignment, bits per sample

# Programs that write to a pipe can't fill in the size: ffmpeg leaves 0xFFFFFFFF, sox 0x7FFFF000, others 0.
_UNKNOWN_SIZE = 0x7FFFF000  # bytes; this and anything larger, and 0

_PCM = 1
_EXTENSIBLE = 0xFFFE
_EXTENSIBLE_BYTES = 40
_SUBFORMAT = slice(24, 40)
_SUBFORMAT_TAIL = bytes.fromhex("000000001000800000aa00389b71")  # after the format's number
_FORMAT_NAMES = {3: "float", 6: "A-law", 7: "mu-law"}

_FRAME = 160  # samples: 20 ms, the usual frame of speech coders and long enough for the lowest voices
_FULL_SCALE = 32_768  # of a frame's level, see _levels
_FLOOR = _FULL_SCALE * 10 ** (-50 / 20)  # -50 dBFS: above the noise of a line, below whispered speech
_RANGE = 10 ** (-30 / 20)  # 30 dB below the loudest frame: anything softer is the room, not the speaker
_PAUSE = 15  # frames: a quiet gap of 300 ms or more is a pause; a shorter one is within a word
_STRETCH = re.compile(rb"\x01+(?:\x00{1,%d}\x01+)*" % (_PAUSE - 1))  # loud frames (1) and quiet ones (0)
_SHORTEST_SPEECH = 3  # frames: a shorter sound than 60 ms is a click, not a syllable


class AudioError(Exception):
    """Voice ID does not accept the audio; the message says why, and what it accepts."""


@dataclass(frozen=True)
class Analysis:
    """The speech and the voice in one channel of a file.

    Attributes:
        speech_seconds: net speech, without silence, in seconds, >= 0.
        digest: digest of the samples, in hexadecimal; equal samples have equal digests in any file and
            channel.
    """

    speech_seconds: float
    digest: str


def is_wav(content: bytes) -> bool:
    """Return whether a file is a WAV file, by its first 12 bytes."""
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def analyse(content: bytes, channel: int) -> Analysis:
    """Return the speech and the voice in one channel of a WAV file.

    Net speech is measured in frames of 20 ms. A frame is loud if its peak-to-peak level is at least -50 dBFS
    and at most 30 dB below the loudest frame of the channel. Speech is the loud frames and the quiet gaps of
    less than 300 ms between them. A sound of less than 60 ms on its own is a click, not speech. This is a
    decision in docs/fidelity.md.

    A data chunk whose size is 0, or too large for any file, was written to a pipe: it extends to the end of
    the file. An incomplete sample at the end is ignored, and so are the size in the RIFF header and anything
    after the data.

    Args:
        content: the file.
        channel: 0 for the first channel, 1 for the second.

    Raises:
        AudioError: Voice ID does not accept the file (administrator guide, speaker enrollment job schema),
            the file is damaged or has no samples, or it does not have the channel.
    """
    if len(content) > MAXIMUM_BYTES:
        raise AudioError(
            f"the audio is {len(content):,} bytes; Voice ID accepts at most {MAXIMUM_BYTES:,} (20 MB)"
        )
    if not content:
        raise AudioError(f"the audio is empty: the file has 0 bytes; {_ACCEPTED}")
    if not is_wav(content):
        raise AudioError(f"the audio is not WAV: it does not begin with RIFF and WAVE; {_ACCEPTED}")
    chunks = _chunks(memoryview(content))
    channels = _channels(chunks[b"fmt "])
    if not 0 <= channel < channels:
        raise AudioError(
            f"ChannelId {channel} was asked for, the file has {channels} channel{'s' if channels > 1 else ''}"
        )
    samples = _samples(chunks[b"data"], channel, channels)
    if not samples:
        raise AudioError(f"the audio is empty: the WAV file has no samples; {_ACCEPTED}")
    return Analysis(
        speech_seconds=_speech(_levels(samples), len(samples) // _SAMPLE_BYTES) / _SAMPLE_RATE,
        # Faster than SHA-256 on processors that have no instructions for the latter.
        digest=hashlib.blake2b(samples, digest_size=32).hexdigest(),
    )


def _chunks(content: memoryview) -> dict[bytes, memoryview]:
    """Return the chunks of a WAV file up to and including its data, with the fmt chunk among them."""
    chunks: dict[bytes, memoryview] = {}
    start = _RIFF_HEADER_BYTES
    while b"data" not in chunks and start + _CHUNK.size <= len(content):
        identifier, size = _CHUNK.unpack_from(content, start)
        start += _CHUNK.size
        held = len(content) - start
        if identifier == b"data" and (size == 0 or size >= _UNKNOWN_SIZE):
            size = held
        if size > held:
            raise AudioError(
                f"the audio is cut short: its {identifier.decode('latin-1')!a} chunk is {size:,} bytes, "
                f"of which the file has {held:,}"
            )
        chunks[identifier] = content[start : start + size]
        start += size + size % 2  # chunks start at even offsets
    if b"fmt " not in chunks:
        raise AudioError(f"the audio is a broken WAV: it has no fmt chunk before any data chunk; {_ACCEPTED}")
    if b"data" not in chunks:
        raise AudioError(f"the audio is a broken WAV: it has no data chunk; {_ACCEPTED}")
    return chunks


def _channels(description: memoryview) -> int:
    """Return the number of channels in a fmt chunk, after checking that Voice ID accepts its format."""
    if len(description) < _FORMAT.size:
        raise AudioError(
            f"the audio is a broken WAV: its fmt chunk is {len(description)} bytes, "
            f"a format takes at least {_FORMAT.size}"
        )
    tag, channels, rate, _, _, bits = _FORMAT.unpack_from(description)
    if tag == _EXTENSIBLE:
        tag = _extended(description)
    if tag != _PCM:
        name = f"{_FORMAT_NAMES[tag]} (format {tag})" if tag in _FORMAT_NAMES else f"in format {tag}"
        raise AudioError(f"the audio is {name}; Voice ID accepts PCM (format {_PCM})")
    if bits != 8 * _SAMPLE_BYTES:
        raise AudioError(f"the audio is {bits} bit; Voice ID accepts {8 * _SAMPLE_BYTES} bit")
    if rate != _SAMPLE_RATE:
        raise AudioError(f"the audio is {rate:,} Hz; Voice ID accepts {_SAMPLE_RATE:,} Hz")
    if channels not in (1, 2):
        raise AudioError(f"the audio has {channels} channels; Voice ID accepts 1 or 2")
    return int(channels)


def _extended(description: memoryview) -> int:
    """Return the format number in a WAVE_FORMAT_EXTENSIBLE fmt chunk."""
    if len(description) < _EXTENSIBLE_BYTES:
        raise AudioError(
            f"the audio is a broken WAV: its fmt chunk is {len(description)} bytes, "
            f"an extensible format takes at least {_EXTENSIBLE_BYTES}"
        )
    subformat = description[_SUBFORMAT]
    if subformat[2:] != _SUBFORMAT_TAIL:
        raise AudioError(
            f"the audio is in an extensible format of its own; Voice ID accepts PCM (format {_PCM})"
        )
    return int.from_bytes(subformat[:2], "little")


def _samples(data: memoryview, channel: int, channels: int) -> bytes | memoryview:
    """Return the complete samples of one channel, in the byte order of the file."""
    data = data[: len(data) - len(data) % (channels * _SAMPLE_BYTES)]
    return data if channels == 1 else audioop.tomono(data, _SAMPLE_BYTES, 1 - channel, channel)


def _speech(levels: list[int], length: int) -> int:
    """Return how many samples are speech.

    Args:
        levels: the level of each frame.
        length: the number of samples; the last frame may be shorter than the others.
    """
    threshold = math.ceil(max(_FLOOR, max(levels, default=0) * _RANGE))
    loud = bytes([level >= threshold for level in levels])
    speech = 0
    for stretch in _STRETCH.finditer(loud):
        begin, end = stretch.span()
        if end - begin >= _SHORTEST_SPEECH:
            speech += min(end * _FRAME, length) - begin * _FRAME
    return speech


def _levels(samples: bytes | memoryview) -> list[int]:
    """Return the level of each frame: the highest sample minus the lowest, each halved and rounded down."""
    if sys.byteorder == "big":
        samples = audioop.byteswap(samples, _SAMPLE_BYTES)
    size = _FRAME * _SAMPLE_BYTES
    starts = range(0, len(samples), size)
    extremes = [audioop.minmax(samples[start : start + size], _SAMPLE_BYTES) for start in starts]
    return [(highest >> 1) - (lowest >> 1) for lowest, highest in extremes]

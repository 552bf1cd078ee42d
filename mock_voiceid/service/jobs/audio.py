"""The audio that speakers and fraudsters are enrolled from: what Voice ID takes, and the speech in it.

Voice ID takes WAV files of PCM, 16 bit, 8,000 Hz, one or two channels and up to 20 MB (administrator guide,
speaker enrollment job schema). How speech is told from silence is a decision in docs/fidelity.md.

Samples stay in the file's byte order until they are measured: nothing depends on the machine's own.
"""

import array
import hashlib
import math
import re
import struct
from dataclasses import dataclass

MAXIMUM_BYTES = 20 * 1024 * 1024
"""The largest file that is taken, in bytes (administrator guide, speaker enrollment job schema)."""

_SAMPLE_RATE = 8_000  # Hz
_SAMPLE_BYTES = 2
_TAKEN = "Voice ID takes WAV, PCM, 16 bit, 8,000 Hz, 1 or 2 channels"

_RIFF_HEADER_BYTES = 12
_CHUNK = struct.Struct("<4sI")  # identifier, size
_FORMAT = struct.Struct("<HHIIHH")  # format, channels, sample rate, byte rate, block alignment, bits a sample

# Who writes to a pipe cannot go back to put the size in: ffmpeg leaves 0xFFFFFFFF, sox 0x7FFFF000, others 0.
# No file that is taken is as long as any of them.
_UNKNOWN_SIZE = 0x7FFFF000  # bytes; from here on

_PCM = 1
_EXTENSIBLE = 0xFFFE
_EXTENSIBLE_BYTES = 40
_SUBFORMAT = slice(24, 40)
_SUBFORMAT_TAIL = bytes.fromhex("000000001000800000aa00389b71")  # after the format's number
_FORMAT_NAMES = {3: "float", 6: "A-law", 7: "mu-law"}

_FRAME = 160  # samples: 20 ms, the usual frame of speech coders and long enough for the lowest voices
_FULL_SCALE = 32_768  # a frame's level, peak to peak, in steps of two: see _levels
_FLOOR = _FULL_SCALE * 10 ** (-50 / 20)  # -50 dBFS: above the noise of a line, below whispered speech
_RANGE = 10 ** (-30 / 20)  # 30 dB below the loudest frame: what is softer is the room, not the speaker
_PAUSE = 15  # frames: from 300 ms on, a quiet gap is a pause; shorter ones are within words
_STRETCH = re.compile(rb"\x01+(?:\x00{1,%d}\x01+)*" % (_PAUSE - 1))  # of loud frames, 1, and quiet ones, 0
_SHORTEST_SPEECH = 3  # frames: what is shorter than 60 ms is a click; no syllable is

# Samples are moved four at a time, as items of this type code: that is what moving them costs least by.
_BUNDLE = "Q"
_BUNDLED = 4
_LANE_BITS = 16


class AudioError(Exception):
    """The audio is not what Voice ID takes; the message says what is wrong and what is taken."""


@dataclass(frozen=True)
class Analysis:
    """What there is in one channel of a file.

    Attributes:
        speech_seconds: net speech, in seconds: silence is left out.
        digest: a digest of the samples, in hexadecimal: the same for the same samples whatever file and
            channel they are in.
    """

    speech_seconds: float
    digest: str


def is_wav(content: bytes) -> bool:
    """Return whether a file is WAV, going by how it begins."""
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def analyse(content: bytes, channel: int) -> Analysis:
    """Return what there is in one channel of a WAV file: 0 is the first, 1 the second.

    Net speech is measured from the samples, in frames of 20 ms. A frame is loud when its peak-to-peak level
    is at least -50 dBFS and no more than 30 dB below the channel's loudest frame. Speech is what is loud,
    with the quiet gaps in it that are shorter than 300 ms; what is loud for less than 60 ms all by itself is
    a click, not speech. This is a decision in docs/fidelity.md.

    A data chunk whose size is 0, or too large for any file, is one that was written to a pipe: it reaches to
    the end of the file. An incomplete sample at the end of the data is left out. The size in the RIFF header
    and what comes after the data are not looked at.

    Raises:
        AudioError: the file is not what Voice ID takes (administrator guide, speaker enrollment job schema),
            it is damaged, or it has no such channel.
    """
    if len(content) > MAXIMUM_BYTES:
        raise AudioError(
            f"the audio is {len(content):,} bytes; Voice ID takes at most {MAXIMUM_BYTES:,} (20 MB)"
        )
    if not is_wav(content):
        raise AudioError(f"the audio is not WAV: it does not begin with RIFF and WAVE; {_TAKEN}")
    chunks = _chunks(content)
    channels = _channels(chunks[b"fmt "])
    if not 0 <= channel < channels:
        raise AudioError(
            f"ChannelId {channel} was asked for, the file has {channels} channel{'s' if channels > 1 else ''}"
        )
    samples = _samples(chunks[b"data"], channel, channels)
    return Analysis(
        speech_seconds=_speech(_levels(samples), len(samples) // _SAMPLE_BYTES) / _SAMPLE_RATE,
        # Faster than SHA-256 where the processor has no instructions for the latter.
        digest=hashlib.blake2b(samples, digest_size=32).hexdigest(),
    )


def _chunks(content: bytes) -> dict[bytes, bytes]:
    """Return the chunks of a WAV file up to its data; the fmt and the data chunk are among them."""
    chunks: dict[bytes, bytes] = {}
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
        start += size + size % 2  # chunks begin at even places
    if b"fmt " not in chunks:
        raise AudioError(f"the audio is a broken WAV: it has no fmt chunk before any data chunk; {_TAKEN}")
    if b"data" not in chunks:
        raise AudioError(f"the audio is a broken WAV: it has no data chunk; {_TAKEN}")
    return chunks


def _channels(description: bytes) -> int:
    """Return how many channels there are, once a fmt chunk describes what is taken."""
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
        raise AudioError(f"the audio is {name}; Voice ID takes PCM (format {_PCM})")
    if bits != 8 * _SAMPLE_BYTES:
        raise AudioError(f"the audio is {bits} bit; Voice ID takes {8 * _SAMPLE_BYTES} bit")
    if rate != _SAMPLE_RATE:
        raise AudioError(f"the audio is {rate:,} Hz; Voice ID takes {_SAMPLE_RATE:,} Hz")
    if channels not in (1, 2):
        raise AudioError(f"the audio has {channels} channels; Voice ID takes 1 or 2")
    return int(channels)


def _extended(description: bytes) -> int:
    """Return the format that a WAVE_FORMAT_EXTENSIBLE fmt chunk stands for."""
    if len(description) < _EXTENSIBLE_BYTES:
        raise AudioError(
            f"the audio is a broken WAV: its fmt chunk is {len(description)} bytes, "
            f"an extensible format takes at least {_EXTENSIBLE_BYTES}"
        )
    subformat = description[_SUBFORMAT]
    if subformat[2:] != _SUBFORMAT_TAIL:
        raise AudioError(
            f"the audio is in an extensible format of its own; Voice ID takes PCM (format {_PCM})"
        )
    return int.from_bytes(subformat[:2], "little")


def _samples(data: bytes, channel: int, channels: int) -> bytes:
    """Return the samples of one channel, as they are in the file."""
    block = channels * _SAMPLE_BYTES
    data = data[: len(data) - len(data) % block]
    if channels == 1:
        return data
    samples = bytearray(len(data) // channels)
    first = channel * _SAMPLE_BYTES
    samples[0::2] = data[first::block]
    samples[1::2] = data[first + 1 :: block]
    return bytes(samples)


def _speech(levels: list[int], length: int) -> int:
    """Return how many of the `length` samples whose frames have these levels are speech."""
    threshold = math.ceil(max(_FLOOR, max(levels, default=0) * _RANGE))
    loud = bytes([level >= threshold for level in levels])
    speech = 0
    for stretch in _STRETCH.finditer(loud):
        begin, end = stretch.span()
        if end - begin >= _SHORTEST_SPEECH:
            speech += min(end * _FRAME, length) - begin * _FRAME
    return speech


def _levels(samples: bytes) -> list[int]:
    """Return each frame's level: highest sample less lowest, in steps of two. The last frame may be shorter.

    `max` and `min` of every frame take ten times as long. So all frames are measured at once, by arithmetic
    on large integers that are made of lanes: 16 bits each, with one sample of a frame in 15 of them.
    """
    rest = len(samples) % (_FRAME * _SAMPLE_BYTES)
    if rest:
        # More of the same sample changes neither the highest nor the lowest.
        samples += samples[-_SAMPLE_BYTES:] * (_FRAME - rest // _SAMPLE_BYTES)
    bundles = array.array(_BUNDLE, samples)
    bundles_a_frame = _FRAME // _BUNDLED
    lanes = len(bundles) // bundles_a_frame * _BUNDLED
    tops = int.from_bytes(b"\x00\x80" * lanes, "little")
    below_tops = tops - (tops >> _LANE_BITS - 1)

    def lanes_at(place: int) -> int:
        signed = int.from_bytes(bundles[place::bundles_a_frame].tobytes(), "little")
        # Flipping their top bit makes signed numbers unsigned ones, in the same order.
        return (signed ^ tops) >> 1 & below_tops

    lowest, highest = below_tops, 0
    for place in range(0, bundles_a_frame, 2):
        # In pairs: three comparisons for two samples, not four.
        lower, higher = _ordered(lanes_at(place), lanes_at(place + 1), tops)
        lowest, _ = _ordered(lowest, lower, tops)
        _, highest = _ordered(highest, higher, tops)
    for distance in (2, 1):  # the lanes that are a frame's, into the first of them
        lowest, _ = _ordered(lowest, lowest >> distance * _LANE_BITS, tops)
        _, highest = _ordered(highest, highest >> distance * _LANE_BITS, tops)
    levels = (highest - lowest).to_bytes(lanes * _SAMPLE_BYTES, "little")
    return list(struct.unpack(f"<{lanes}H", levels)[::_BUNDLED])


def _ordered(one: int, other: int, tops: int) -> tuple[int, int]:
    """Return the lower and the higher of two integers, lane by lane. `tops` has the top bit of every lane."""
    difference = (one | tops) - other  # no lane borrows from the next: the top bit is there to borrow from
    not_lower = difference & tops  # ... and still there where `one` is not the lower
    excess = difference & (not_lower - (not_lower >> _LANE_BITS - 1))
    return one - excess, other + excess

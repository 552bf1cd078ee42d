"""Builds WAV files, valid and broken, and sounds."""

import array
import functools
import itertools
import math
import random
import struct
import sys

RATE = 8_000
FRAME = 160
SUBFORMAT_TAIL = bytes.fromhex("000000001000800000aa00389b71")

Samples = list[int]


# Files


def chunk(identifier: bytes, body: bytes, size: int | None = None) -> bytes:
    padding = b"\0" * (len(body) % 2)
    return identifier + struct.pack("<I", len(body) if size is None else size) + body + padding


def described(
    *, tag: int = 1, channels: int = 1, rate: int = RATE, bits: int = 16, extension: bytes = b""
) -> bytes:
    block = channels * bits // 8
    fields = struct.pack("<HHIIHH", tag, channels, rate, rate * block, block, bits)
    return chunk(b"fmt ", fields + extension)


def extension(tag: int, tail: bytes = SUBFORMAT_TAIL) -> bytes:
    return struct.pack("<HHIH", 22, 16, 4, tag) + tail


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def packed(samples: Samples) -> bytes:
    packed = array.array("h", samples)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def interleaved(first: Samples, second: Samples) -> Samples:
    return list(itertools.chain.from_iterable(zip(first, second, strict=True)))


def mono(samples: Samples) -> bytes:
    return riff(described(), chunk(b"data", packed(samples)))


def stereo(first: Samples, second: Samples) -> bytes:
    return riff(described(channels=2), chunk(b"data", packed(interleaved(first, second))))


# Sounds


@functools.cache
def _noise() -> Samples:
    noise = random.Random(1)
    return [noise.randint(-33, 33) for _ in range(RATE)]


@functools.cache
def _tone(frequency: int) -> Samples:
    step = 2 * math.pi * frequency / RATE
    return [round(8_000 * math.sin(step * place)) for place in range(RATE)]


@functools.cache
def _voice() -> Samples:
    samples = []
    for place in range(RATE):
        harmonics = sum(math.sin(2 * math.pi * 125 * n * place / RATE) / n for n in range(1, 9))
        syllable = 0.55 - 0.45 * math.cos(2 * math.pi * 4 * place / RATE)
        samples.append(round(5_000 * harmonics * syllable) + _noise()[place])
    return samples


def repeated(second: Samples, length: int) -> Samples:
    return (second * (length // RATE + 1))[:length]


def silence(length: int) -> Samples:
    """The noise of a quiet line: about -60 dBFS."""
    return repeated(_noise(), length)


def tone(length: int, frequency: int = 440) -> Samples:
    return repeated(_tone(frequency), length)


def voice(length: int) -> Samples:
    """Harmonics of 125 Hz that swell and fade four times a second, on the noise of a line."""
    return repeated(_voice(), length)


def swinging(length: int, height: int) -> Samples:
    """A square wave that is `height` from peak to peak."""
    return [place // 10 % 2 * height - height // 2 for place in range(length)]

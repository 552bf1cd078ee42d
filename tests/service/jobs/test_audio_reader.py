"""Reading the audio files of a request (J4, J10, J11, X1, X2)."""

import contextlib
import hashlib
import math
import random
import tracemalloc
from dataclasses import dataclass

import pytest

from mock_voiceid.api.locations import Location
from mock_voiceid.control.failures import RequestFailure
from mock_voiceid.control.voices import Voices
from mock_voiceid.service.jobs.audio import MAXIMUM_BYTES, analyse
from mock_voiceid.service.jobs.audio_reader import (
    CHANNELS,
    MAXIMUM_FILES,
    AudioReader,
    VoiceSample,
)
from mock_voiceid.service.jobs.manifests import Request
from tests.messages import message_with

from .batch_builders import Bench, request, silence, speech, wav

NOT_WAV = b"the voice of ana"


def refused(audio_reader: AudioReader, asked: Request) -> tuple[int, str]:
    with pytest.raises(RequestFailure) as failure:
        audio_reader.read(asked)
    assert str(failure.value) == failure.value.message
    return failure.value.code, failure.value.message


def sample_of(bench: Bench, *uris: str, channel: int = 0) -> VoiceSample:
    return bench.audio_reader().read(request(*uris, channel=channel))


# Voices


def test_same_sound_is_the_same_voice(bench: Bench) -> None:
    one, other = bench.put("one.wav", speech(1)), bench.put("other.wav", speech(1))
    assert sample_of(bench, one).voiceprint == sample_of(bench, other).voiceprint


def test_different_sound_is_a_different_voice(bench: Bench) -> None:
    one, other = bench.put("one.wav", speech(1)), bench.put("other.wav", speech(1, loudness=9_000))
    assert sample_of(bench, one).voiceprint != sample_of(bench, other).voiceprint


def test_voice_in_a_wav_file_is_a_digest_of_its_channel(bench: Bench) -> None:
    content = wav((8_000, 8_000), (9_000, 8_000))
    uri = bench.put("stereo.wav", content)
    for channel in (0, 1):
        voiceprint = sample_of(bench, uri, channel=channel).voiceprint
        assert voiceprint == {analyse(content, channel).digest}
    assert sample_of(bench, uri).voiceprint != sample_of(bench, uri, channel=1).voiceprint


def test_voice_in_other_content_is_its_digest(bench: Bench) -> None:
    assert sample_of(bench, bench.put("ana", NOT_WAV)).voiceprint == {hashlib.sha256(NOT_WAV).hexdigest()}


def test_assigned_voice_overrides_the_content(bench: Bench) -> None:
    uri = bench.put("ana.wav", speech(1))
    bench.voices.assign(uri, "ana")
    assert sample_of(bench, uri).voiceprint == {"ana"}


def test_a_sample_has_the_voices_of_all_files(bench: Bench) -> None:
    """X1."""
    ana, ben = bench.known_voice("ana"), bench.known_voice("ben")
    assert sample_of(bench, ana, ben, ana).voiceprint == {"ana", "ben"}


# Speech


def test_speech_is_measured_in_a_wav_file(bench: Bench) -> None:
    assert sample_of(bench, bench.put("ana.wav", speech(1.5))).speech_seconds == 1.5
    assert sample_of(bench, bench.put("nobody.wav", silence(1.5))).speech_seconds == 0


def test_speech_is_measured_in_the_named_channel(bench: Bench) -> None:
    uri = bench.put("stereo.wav", wav((8_000, 8_000), (0, 8_000)))
    assert sample_of(bench, uri, channel=0).speech_seconds == 1
    assert sample_of(bench, uri, channel=1).speech_seconds == 0


def test_each_file_has_its_own_channel(bench: Bench) -> None:
    first = request(bench.put("first.wav", wav((8_000, 8_000), (0, 8_000))))
    second = request(bench.put("second.wav", wav((0, 8_000), (8_000, 16_000))), channel=1)
    both = Request("r1", first.audio_specifications + second.audio_specifications)
    assert bench.audio_reader().read(both).speech_seconds == 3


def test_speech_of_all_files_adds_up(bench: Bench) -> None:
    one, other = bench.put("one.wav", speech(1.25)), bench.put("other.wav", speech(0.5))
    assert sample_of(bench, one, other, one).speech_seconds == 3


@pytest.mark.parametrize("seed", range(20))
def test_the_speech_of_ten_files_adds_up_to_exactly_30_seconds(bench: Bench, seed: int) -> None:
    cuts = [0, *sorted(random.Random(seed).sample(range(1, 240_000), 9)), 240_000]
    uris = [
        bench.known_voice(f"part {place}", speech_seconds=(cuts[place + 1] - cuts[place]) / 8_000)
        for place in range(10)
    ]
    assert sample_of(bench, *uris).speech_seconds == 30


def test_almost_30_seconds_are_not_30(bench: Bench) -> None:
    uri = bench.known_voice("ana", speech_seconds=29.9999999)
    assert sample_of(bench, uri).speech_seconds == 29.9999999


def test_other_content_counts_as_enough_speech(bench: Bench) -> None:
    """X2."""
    assert sample_of(bench, bench.put("ana", NOT_WAV)).speech_seconds == math.inf


@pytest.mark.parametrize("content", [NOT_WAV, speech(1)], ids=["no wav", "wav"])
@pytest.mark.parametrize("seconds", [0, 12.5])
def test_assigned_speech_overrides_the_content(bench: Bench, content: bytes, seconds: float) -> None:
    uri = bench.put("ana", content)
    bench.voices.assign(uri, speech_seconds=seconds)
    assert sample_of(bench, uri).speech_seconds == seconds


# Risk


def test_spoofing_risk_is_0_by_default(bench: Bench) -> None:
    """X1."""
    assert sample_of(bench, bench.put("ana", NOT_WAV)).spoofing_risk == 0


def test_the_highest_risk_of_all_files_counts(bench: Bench) -> None:
    uris = [bench.known_voice(f"{risk}", spoofing_risk=risk) for risk in (20, 70, 30)]
    assert sample_of(bench, *uris).spoofing_risk == 70


# Number of files


def test_a_request_takes_up_to_10_files(bench: Bench) -> None:
    assert MAXIMUM_FILES == 10
    uris = [bench.known_voice(str(number), speech_seconds=1) for number in range(10)]
    assert sample_of(bench, *uris).speech_seconds == 10


@pytest.mark.parametrize("files", [0, 11])
def test_wrong_number_of_files_fails_the_request(bench: Bench, files: int) -> None:
    uri = bench.put("ana", NOT_WAV)
    assert refused(bench.audio_reader(), request(*[uri] * files)) == (
        400,
        f"A request takes 1 to 10 audio files; this one has {files}.",
    )


def test_files_are_counted_before_any_is_read(bench: Bench) -> None:
    refused(bench.audio_reader(), request(*[bench.put("ana", NOT_WAV)] * 11))
    assert bench.storage.reads == []


# Channels


def test_the_channels_are_0_and_1() -> None:
    assert CHANNELS == (0, 1)


@pytest.mark.parametrize("channel", [2, -1])
def test_invalid_channel_fails_the_request(bench: Bench, channel: int) -> None:
    uri = bench.put("ana", NOT_WAV)
    assert refused(bench.audio_reader(), request(uri, channel=channel)) == (
        400,
        f"ChannelId of the audio file {uri} is {channel}; it must be 0 or 1.",
    )


def test_missing_channel_fails_the_request(bench: Bench) -> None:
    uri = bench.put("mono.wav", speech(1))
    assert refused(bench.audio_reader(), request(uri, channel=1)) == (
        400,
        message_with(uri, "ChannelId 1", "1 channel"),
    )


# S3 URIs


def test_missing_audio_fails_the_request(bench: Bench) -> None:
    """X2."""
    assert refused(bench.audio_reader(), request("s3://batch-input/audio/none.wav")) == (
        400,
        "The audio file can't be read. There is no object s3://batch-input/audio/none.wav.",
    )


def test_missing_audio_with_an_assigned_voice_fails_the_request(bench: Bench) -> None:
    bench.voices.assign("s3://batch-input/none", "ana", speech_seconds=60)
    assert refused(bench.audio_reader(), request("s3://batch-input/none"))[0] == 400


def test_unreadable_audio_fails_the_request(bench: Bench) -> None:
    uri = bench.put("ana", NOT_WAV)
    bench.storage.refused.add(uri)
    assert refused(bench.audio_reader(), request(uri)) == (
        400,
        message_with("audio file", uri),
    )


@pytest.mark.parametrize("uri", ["ana.wav", "s3://batch-input/audio/"])
def test_invalid_uri_fails_the_request(bench: Bench, uri: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/key") as error:
        Location.of_object(uri)
    assert refused(bench.audio_reader(), request(uri)) == (
        400,
        f"The S3Uri of an audio file is wrong: {error.value}.",
    )


def test_one_bad_file_fails_the_whole_request(bench: Bench) -> None:
    good, bad = bench.put("good", NOT_WAV), "s3://batch-input/none"
    assert refused(bench.audio_reader(), request(good, bad, good))[0] == 400


# Checks


def test_unsupported_wav_file_fails_the_request(bench: Bench) -> None:
    uri = bench.put("ana.wav", wav((8_000, 8_000), rate=16_000))
    assert refused(bench.audio_reader(), request(uri)) == (
        400,
        message_with(uri, "16,000 Hz", "8,000 Hz"),
    )


def test_wav_file_with_an_assigned_voice_is_checked(bench: Bench) -> None:
    uri = bench.put("ana.wav", wav((8_000, 8_000), rate=16_000))
    bench.voices.assign(uri, "ana", speech_seconds=60)
    assert refused(bench.audio_reader(), request(uri))[0] == 400


def test_strict_mode_rejects_other_content(bench: Bench) -> None:
    uri = bench.put("ana", NOT_WAV)
    assert refused(bench.audio_reader(strict=True), request(uri)) == (
        400,
        message_with(uri, "WAV", "RIFF", "PCM, 16 bit, 8,000 Hz"),
    )


def test_strict_mode_reads_wav_files_as_usual(bench: Bench) -> None:
    uri = bench.put("ana.wav", speech(1))
    assert bench.audio_reader(strict=True).read(request(uri)) == sample_of(bench, uri)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "0 bytes"), (wav((8_000, 0)), "samples")],
    ids=["no bytes", "no samples"],
)
def test_empty_audio_fails_the_request(bench: Bench, strict: bool, content: bytes, what: str) -> None:
    """X2."""
    uri = bench.put("ana", content)
    bench.voices.assign(uri, "ana", speech_seconds=60)
    assert refused(bench.audio_reader(strict=strict), request(uri)) == (
        400,
        message_with(uri, "empty", what, "PCM, 16 bit, 8,000 Hz"),
    )


def test_file_of_20_mb_is_accepted(bench: Bench) -> None:
    """J11."""
    uri = bench.put("long", bytes(MAXIMUM_BYTES))
    assert sample_of(bench, uri).speech_seconds == math.inf


def test_larger_file_fails_the_request_unread(bench: Bench) -> None:
    """J11."""
    uri = bench.put("long", bytes(MAXIMUM_BYTES + 1))
    assert refused(bench.audio_reader(), request(uri)) == (
        400,
        f"The audio file {uri} can't be used: it has 20,971,521 bytes; Voice ID accepts up to 20,971,520.",
    )
    assert bench.storage.reads == []


# Caching


@pytest.mark.parametrize("content", [NOT_WAV, speech(1)], ids=["no wav", "wav"])
def test_the_same_audio_is_read_once(bench: Bench, content: bytes) -> None:
    uri, audio_reader = bench.put("ana", content), bench.audio_reader()
    assert audio_reader.read(request(uri, uri)) is not audio_reader.read(request(uri))
    assert bench.storage.reads == [uri]


def test_rejected_audio_is_read_once(bench: Bench) -> None:
    uri, audio_reader = bench.put("ana.wav", wav((8_000, 8_000), rate=16_000)), bench.audio_reader()
    assert refused(audio_reader, request(uri)) == refused(audio_reader, request(uri))
    assert bench.storage.reads == [uri]


def test_each_channel_is_analysed_on_its_own(bench: Bench) -> None:
    uri, audio_reader = bench.put("stereo.wav", wav((8_000, 8_000), (0, 8_000))), bench.audio_reader()
    seconds = [audio_reader.read(request(uri, channel=channel)).speech_seconds for channel in (0, 1)]
    assert seconds == [1, 0]


def test_replaced_audio_is_analysed_again(bench: Bench) -> None:
    uri, audio_reader = bench.put("ana.wav", speech(1)), bench.audio_reader()
    before = audio_reader.read(request(uri))
    bench.put("ana.wav", speech(2, loudness=9_000))
    after = audio_reader.read(request(uri))
    assert (before.speech_seconds, after.speech_seconds) == (1, 2)
    assert before.voiceprint != after.voiceprint


def test_deleted_audio_fails_the_request(bench: Bench) -> None:
    uri, audio_reader = bench.put("ana", NOT_WAV), bench.audio_reader()
    audio_reader.read(request(uri))
    del bench.storage.objects[uri]
    assert refused(audio_reader, request(uri))[0] == 400


def test_assignment_between_requests_takes_effect(bench: Bench) -> None:
    uri, audio_reader = bench.put("ana.wav", speech(1)), bench.audio_reader()
    audio_reader.read(request(uri))
    bench.voices.assign(uri, "ana", speech_seconds=7, spoofing_risk=3)
    assert audio_reader.read(request(uri)) == VoiceSample(frozenset(["ana"]), 7, 3)


class Recordings:
    """Storage of a file per key, which has no content in memory until it is read."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def find(self, location: Location) -> "Recording":
        return Recording(location.key, self.content)

    def check_output(self, location: Location, kms_key_id: str | None) -> None:
        raise NotImplementedError

    def write(self, location: Location, content: bytes, kms_key_id: str | None) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Recording:
    identity: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def read(self) -> bytes:
        return bytes(memoryview(self.content))


@pytest.mark.parametrize(
    "content",
    [
        wav((8_000, 100_000)),
        wav((8_000, 100_000), (9_000, 100_000)),
        wav((8_000, 100_000), rate=16_000),
        b"ana" * 100_000,
    ],
    ids=["mono", "stereo", "rejected", "no wav"],
)
def test_memory_holds_at_most_two_files(content: bytes) -> None:
    audio_reader = AudioReader(Recordings(content), Voices(), strict=False)
    tracemalloc.start()
    try:
        for number in range(20):
            with contextlib.suppress(RequestFailure):
                audio_reader.read(request(f"s3://batch-input/{number}"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * len(content)

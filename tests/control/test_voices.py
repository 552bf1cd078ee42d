"""Whose voice is in which audio, and how alike voices are (X1)."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid.control.voices import SAME, AssignedAudio, Match, VoiceIndex, Voices
from tests.messages import mentioning

URI = "s3://bucket/audio.wav"


@pytest.fixture
def voices() -> Voices:
    return Voices()


@pytest.fixture
def index() -> VoiceIndex:
    return VoiceIndex()


def voiceprint(*voices: str) -> frozenset[str]:
    return frozenset(voices)


# What is assigned


def test_nothing_is_said_of_audio_at_first(voices: Voices) -> None:
    assert voices._assigned(URI) == AssignedAudio(voice=None, speech_seconds=None, spoofing_risk=0)


def test_a_voice_is_assigned_to_one_object(voices: Voices) -> None:
    voices.assign(URI, "ana")
    assert voices._assigned(URI) == AssignedAudio("ana", None, 0)
    assert voices._assigned("s3://bucket/other.wav") == AssignedAudio()


def test_speech_and_risk_are_assigned_without_a_voice(voices: Voices) -> None:
    voices.assign(URI, speech_seconds=12.5, spoofing_risk=70)
    assert voices._assigned(URI) == AssignedAudio(None, 12.5, 70)


def test_what_is_said_last_counts_alone(voices: Voices) -> None:
    voices.assign(URI, "ana", spoofing_risk=70)
    voices.assign(URI, speech_seconds=3)
    assert voices._assigned(URI) == AssignedAudio(None, 3, 0)


@pytest.mark.parametrize("seconds", [0, 0.0, 30, math.inf])
def test_any_amount_of_speech_can_be_assigned(voices: Voices, seconds: float) -> None:
    voices.assign(URI, speech_seconds=seconds)
    assert voices._assigned(URI).speech_seconds == seconds


@pytest.mark.parametrize("risk", [0, 100])
def test_any_risk_from_0_to_100_can_be_assigned(voices: Voices, risk: int) -> None:
    voices.assign(URI, spoofing_risk=risk)
    assert voices._assigned(URI).spoofing_risk == risk


def test_audio_must_be_an_object_in_s3(voices: Voices) -> None:
    with pytest.raises(ValueError, match=mentioning("'audio.wav'", "s3://bucket/key")):
        voices.assign("audio.wav", "ana")


def test_audio_must_not_be_a_folder(voices: Voices) -> None:
    with pytest.raises(ValueError, match=mentioning("'s3://bucket/audio/'", "s3://bucket/key")):
        voices.assign("s3://bucket/audio/", "ana")


@pytest.mark.parametrize("voice", ["", 7, b"ana", ["ana"]])
def test_a_voice_must_be_a_name(voices: Voices, voice: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"a voice is a name such as 'anna', not {voice!r}")):
        voices.assign(URI, voice)


@pytest.mark.parametrize("seconds", [-1, -0.001, math.nan, "30", True])
def test_speech_must_be_a_number_of_seconds(voices: Voices, seconds: float) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"speech_seconds is a number of seconds, 0 or more, not {seconds!r}")
    ):
        voices.assign(URI, speech_seconds=seconds)


@pytest.mark.parametrize("risk", [-1, 101, 50.0, "50", None, True])
def test_a_risk_must_be_a_whole_number_from_0_to_100(voices: Voices, risk: int) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"spoofing_risk is a whole number from 0 to 100, not {risk!r}")
    ):
        voices.assign(URI, spoofing_risk=risk)


def test_what_is_refused_changes_nothing(voices: Voices) -> None:
    voices.assign(URI, "ana")
    with pytest.raises(ValueError, match="spoofing_risk"):
        voices.assign(URI, "ben", spoofing_risk=101)
    assert voices._assigned(URI).voice == "ana"


# Who is alike


def test_a_voice_is_like_itself_alone_at_first(voices: Voices) -> None:
    assert SAME == 100
    assert list(voices._like("ana")) == [("ana", 100)]


def test_similarity_goes_both_ways(voices: Voices) -> None:
    voices.similarity("ana", "ben", 80)
    assert list(voices._like("ana")) == [("ana", 100), ("ben", 80)]
    assert list(voices._like("ben")) == [("ben", 100), ("ana", 80)]


def test_the_similarity_said_last_counts_whichever_way_round(voices: Voices) -> None:
    voices.similarity("ana", "ben", 80)
    voices.similarity("ben", "ana", 10)
    assert dict(voices._like("ana"))["ben"] == 10
    assert dict(voices._like("ben"))["ana"] == 10


def test_looking_leaves_no_trace(voices: Voices) -> None:
    list(voices._like("ana"))
    voices.similarity("ben", "cleo", 10)
    assert list(voices._like("ana")) == [("ana", 100)]


def test_a_voice_is_not_compared_with_itself(voices: Voices) -> None:
    with pytest.raises(
        ValueError, match=r"^a voice is always 100 like itself: name two voices, not 'ana' twice$"
    ):
        voices.similarity("ana", "ana", 50)


@pytest.mark.parametrize("score", [-1, 101, 50.0, "50", None, True])
def test_a_similarity_must_be_a_whole_number_from_0_to_100(voices: Voices, score: int) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"a score is a whole number from 0 to 100, not {score!r}")
    ):
        voices.similarity("ana", "ben", score)


@pytest.mark.parametrize("voice", ["", None, 7])
def test_only_voices_with_names_can_be_alike(voices: Voices, voice: str) -> None:
    for pair in ((voice, "ana"), ("ana", voice)):
        with pytest.raises(ValueError, match=mentioning("voice", "'anna'", repr(voice))):
            voices.similarity(*pair, 50)


def test_voiceprints_are_as_alike_as_their_most_similar_voices(voices: Voices) -> None:
    voices.similarity("ana", "ben", 40)
    voices.similarity("cleo", "ben", 70)
    assert voices._score(voiceprint("ana"), voiceprint("ben", "dan")) == 40
    assert voices._score(voiceprint("ana", "cleo"), voiceprint("ben", "dan")) == 70
    assert voices._score(voiceprint("ben", "dan"), voiceprint("ana", "cleo")) == 70
    assert voices._score(voiceprint("ana", "cleo"), voiceprint("ana", "ben")) == 100


@pytest.mark.parametrize("heard", [voiceprint("ana"), voiceprint()])
def test_voiceprints_with_no_voices_alike_score_0(voices: Voices, heard: frozenset[str]) -> None:
    voices.similarity("ana", "cleo", 70)
    assert voices._score(heard, voiceprint("ben")) == 0
    assert voices._score(heard, voiceprint()) == 0


def test_everything_said_can_be_forgotten(voices: Voices) -> None:
    voices.assign(URI, "ana")
    voices.similarity("ana", "ben", 80)
    voices._clear()
    assert voices._assigned(URI) == AssignedAudio()
    assert list(voices._like("ana")) == [("ana", 100)]


# Who is closest


def test_nobody_is_closest_where_nobody_is_known(voices: Voices, index: VoiceIndex) -> None:
    assert index.closest(voiceprint("ana"), voices) is None


def test_the_same_voice_scores_100(voices: Voices, index: VoiceIndex) -> None:
    index.add("fraudster", voiceprint("ana"))
    assert index.closest(voiceprint("ana"), voices) == Match("fraudster", 100)


def test_another_voice_is_nobody(voices: Voices, index: VoiceIndex) -> None:
    index.add("fraudster", voiceprint("ana"))
    assert index.closest(voiceprint("ben"), voices) is None


def test_a_similarity_of_0_is_nobody(voices: Voices, index: VoiceIndex) -> None:
    index.add("fraudster", voiceprint("ana"))
    voices.similarity("ana", "ben", 0)
    assert index.closest(voiceprint("ben"), voices) is None


def test_a_similarity_of_1_is_somebody(voices: Voices, index: VoiceIndex) -> None:
    index.add("fraudster", voiceprint("ana"))
    voices.similarity("ana", "ben", 1)
    assert index.closest(voiceprint("ben"), voices) == Match("fraudster", 1)


@pytest.mark.parametrize("scores", [(40, 60), (60, 40)])
def test_the_highest_score_is_closest(voices: Voices, index: VoiceIndex, scores: tuple[int, int]) -> None:
    for voice, score in zip(("ana", "ben"), scores, strict=True):
        index.add(f"fraudster with {score}", voiceprint(voice))
        voices.similarity("cleo", voice, score)
    assert index.closest(voiceprint("cleo"), voices) == Match("fraudster with 60", 60)


def test_every_voice_in_the_audio_counts(voices: Voices, index: VoiceIndex) -> None:
    index.add("fraudster", voiceprint("ben", "cleo"))
    assert index.closest(voiceprint("ana", "ben"), voices) == Match("fraudster", 100)
    assert index.closest(voiceprint("zoe", "cleo"), voices) == Match("fraudster", 100)


def test_among_equals_who_came_first_is_closest(voices: Voices, index: VoiceIndex) -> None:
    index.add("second by name", voiceprint("ana"))
    index.add("first by name", voiceprint("ana"))
    assert index.closest(voiceprint("ana"), voices) == Match("second by name", 100)


def test_only_those_let_through_are_compared(voices: Voices, index: VoiceIndex) -> None:
    index.add("on no list", voiceprint("ana"))
    index.add("on the list", voiceprint("ben"))
    voices.similarity("ana", "ben", 30)
    assert index.closest(voiceprint("ana"), voices, "on the list".__eq__) == Match("on the list", 30)
    assert index.closest(voiceprint("ana"), voices, lambda _: False) is None


def test_who_is_not_let_through_leaves_the_best_so_far(voices: Voices, index: VoiceIndex) -> None:
    index.add("on the list", voiceprint("ana"))
    index.add("on no list", voiceprint("ben"))
    voices.similarity("cleo", "ana", 30)
    voices.similarity("cleo", "ben", 90)
    assert index.closest(voiceprint("cleo"), voices, "on the list".__eq__) == Match("on the list", 30)


def test_removed_fraudster_is_not_found(voices: Voices, index: VoiceIndex) -> None:
    index.add("one", voiceprint("ana", "ben"))
    index.add("other", voiceprint("ben"))
    index.remove("one", voiceprint("ana", "ben"))
    assert index.closest(voiceprint("ana"), voices) is None
    assert index.closest(voiceprint("ben"), voices) == Match("other", 100)


names = st.sampled_from("abcd")


@settings(deadline=None)
@given(
    st.dictionaries(st.integers(0, 5).map(str), st.frozensets(names)),
    st.dictionaries(st.tuples(names, names).filter(lambda pair: pair[0] != pair[1]), st.integers(0, 100)),
    st.frozensets(names),
)
def test_the_closest_is_the_closest_of_all(
    owners: dict[str, frozenset[str]], scores: dict[tuple[str, str], int], heard: frozenset[str]
) -> None:
    voices, index = Voices(), VoiceIndex()
    said: dict[tuple[str, str], int] = {(name, name): 100 for name in "abcd"}
    for (one, other), score in scores.items():
        voices.similarity(one, other, score)
        said[one, other] = said[other, one] = score
    for owner, voiceprint in owners.items():
        index.add(owner, voiceprint)
    score_of = {
        owner: max((said.get((one, other), 0) for one in heard for other in theirs), default=0)
        for owner, theirs in owners.items()
    }
    match = index.closest(heard, voices)
    assert (match.score if match else 0) == max(score_of.values(), default=0)
    assert match is None or score_of[match.owner] == match.score

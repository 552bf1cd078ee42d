"""A stream of audio by itself (E2, E3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_voiceid.instants import SECOND
from mock_voiceid.service.streaming import Stream

instants = st.integers(0, 10**9)
durations = st.none() | st.integers(0, 10**9)
streams = st.builds(Stream, begins_at=instants, speech_limit=durations, ended_at=st.none())


def ended(stream: Stream, after: int) -> Stream:
    return Stream(stream.begins_at, stream.speech_limit, stream.begins_at + after)


def test_nothing_is_heard_before_the_audio_comes() -> None:
    stream = Stream(begins_at=100)
    assert [stream.speech(instant) for instant in (0, 100, 101, 150)] == [0, 0, 1, 50]
    assert [stream.status(instant) for instant in (0, 100, 101)] == [
        "PENDING_CONFIGURATION",
        "PENDING_CONFIGURATION",
        "ONGOING",
    ]


def test_a_caller_says_no_more_than_the_limit() -> None:
    stream = Stream(begins_at=0, speech_limit=4 * SECOND)
    assert stream.speech_seconds(10 * SECOND) == 4
    assert stream.last_heard(10 * SECOND) == 4 * SECOND
    assert stream.reaches(4 * SECOND) == 4 * SECOND
    assert stream.reaches(4 * SECOND + 1) is None


def test_an_ended_stream_grows_no_more() -> None:
    stream = Stream(begins_at=100, ended_at=150)
    assert stream.speech(1_000) == 50
    assert stream.status(1_000) == "ENDED"
    assert stream.reaches(50) == 150
    assert stream.reaches(51) is None


@given(stream=streams, instant=instants, later=instants, end=durations)
def test_speech_never_falls(stream: Stream, instant: int, later: int, end: int | None) -> None:
    heard = stream if end is None else ended(stream, end)
    assert 0 <= heard.speech(instant) <= heard.speech(instant + later)
    assert heard.last_heard(instant) <= max(instant, heard.begins_at)


@given(stream=streams, speech=st.integers(1, 10**9), end=durations)
def test_so_much_is_reached_when_there_is_so_much(stream: Stream, speech: int, end: int | None) -> None:
    heard = stream if end is None else ended(stream, end)
    reached = heard.reaches(speech)
    if reached is None:
        assert heard.speech(10**10) < speech
    else:
        assert heard.speech(reached) == speech
        assert heard.speech(reached - 1) == speech - 1


@pytest.mark.parametrize("instant", [99, 100])
def test_a_stream_that_ends_before_its_audio_has_none(instant: int) -> None:
    stream = Stream(begins_at=100, ended_at=instant)
    assert stream.speech(200) == 0
    assert stream.status(200) == "ENDED"

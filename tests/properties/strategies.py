"""Strategies of the rules: names, requests, options of jobs, and durations."""

from hypothesis import strategies as st

from .reference_jobs import Audio
from .resources import DAY, ENROLLMENT, REGISTRATION, SECOND, TROUBLES, NewJob, Options, Request

AUDIO = [f"audio-{letter}" for letter in "abcdef"]
VOICES = ["anna", "bert", "carl", "dora"]
SPEAKERS = ["speaker-1", "speaker-2", "speaker-3", "speaker-4", "speaker-5", "speaker-6"]
KEYS = ["alias/first", "alias/second", "alias/third"]

which = st.integers(0, 9)
"""Picks a resource: 0 is the newest, 9 any that ever existed."""

page_sizes = st.integers(1, 4)
names = st.sampled_from(["calls", "claims", "sales"])
descriptions = st.none() | st.sampled_from(["for tests", "no longer for tests"])
scores = st.sampled_from([0, 1, 49, 50, 51, 80, 99, 100])

audio = st.builds(
    Audio,
    voice=st.sampled_from(VOICES),
    speech_seconds=st.sampled_from([60, 30, 29.5, 15, 0]),
    spoofing_risk=st.sampled_from([0, 0, 0, 49, 50, 100]),
)


def _requests(speakers: st.SearchStrategy[str | None]) -> st.SearchStrategy[list[Request]]:
    some = st.lists(st.sampled_from([*AUDIO, "no-such-audio"]), min_size=0, max_size=2, unique=True)
    one = st.sampled_from(AUDIO).map(lambda key: [key])
    listed = st.lists(st.tuples(one | some, speakers), max_size=4)
    return listed.map(
        lambda drawn: [
            Request(f"request-{number}", tuple(keys), speaker) for number, (keys, speaker) in enumerate(drawn)
        ]
    )


def _jobs(kind: str, requests: st.SearchStrategy[list[Request]]) -> st.SearchStrategy[NewJob]:
    options = st.builds(
        Options, insist=st.booleans(), ignore=st.booleans(), threshold=st.none() | st.none() | scores
    )
    troubles = st.sampled_from([*[None] * 12, *TROUBLES])  # mostly nothing
    return st.builds(NewJob, st.just(kind), requests, options, troubles).filter(
        lambda job: job.requests or job.trouble != "a request id twice"
    )


enrollments = _jobs(ENROLLMENT, _requests(st.sampled_from([*SPEAKERS, *SPEAKERS, "id#" + "g" * 22])))
registrations = _jobs(REGISTRATION, _requests(st.none()))
"""Jobs of a few requests. Some have missing audio, no audio, or an invalid customer id."""

short_gaps = st.one_of(
    st.integers(0, 12).map(lambda seconds: seconds * SECOND),
    st.integers(1, 12 * SECOND),
    st.sampled_from([1, SECOND - 1, SECOND, 5 * SECOND, 60 * SECOND]),
)
long_gaps = st.one_of(
    st.sampled_from([DAY, DAY + 1, 30 * DAY - 1, 30 * DAY, 3 * 365 * DAY - 1, 3 * 365 * DAY]),
    st.integers(0, 400 * DAY),
)
"""Durations from a microsecond to three years, including those at which something changes."""

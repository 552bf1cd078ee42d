"""Batch jobs in real time."""

import random
import statistics
from collections import defaultdict
from collections.abc import Callable

from benchmarks.enrollments import SHARED, Phases, world
from benchmarks.results import Points, Section, in_turns
from mock_voiceid.control.voices import VoiceIndex, Voices

REQUESTS = 10_000
FRAUDSTERS = 500
ROUNDS = 5
GROWING = (500, 1_000, 2_000, 5_000, 10_000, 20_000)

ALIKE = 10
"""The number of fraudsters that each caller is slightly similar to."""


def enroll_from_one_file(requests: int) -> Phases:
    with world(speakers_per_job=requests) as here:
        return here.enroll([SHARED] * requests)


def enroll_from_own_files(fraudsters: int, alike: int = 0) -> Phases:
    """Enroll speakers with different voices, with this many fraudsters on the watchlist."""
    with world() as here:
        known = [f"fraudster-{n}" for n in range(fraudsters)]
        callers = [f"caller-{n}" for n in range(REQUESTS)]
        for name in [*known, *callers]:
            here.put(name, name.encode())
            here.voice_id.voices.assign(f"s3://calls/{name}", name)
        for number, caller in enumerate(callers):
            for other in range(alike):
                # Below the threshold of 50, at which a caller is not enrolled.
                fraudster = known[(number + other) % fraudsters]
                here.voice_id.voices.similarity(caller, fraudster, 10 + other)
        if known:
            here.register(known)
        return here.enroll(callers)


def test_a_job_of_10_000_requests_on_one_file(section: Section) -> None:
    runs = [enroll_from_one_file(REQUESTS) for _ in range(ROUNDS)]
    median = sorted(runs, key=lambda run: run.total)[ROUNDS // 2]
    section.add_seconds("a job of 10,000 speakers on one shared WAV file", median.total, under=1.0)
    section.add_seconds("of it, from the call that starts it until its manifest is read", median.manifest)
    section.add_seconds("of it, 9,999 requests", median.requests)
    section.add_seconds("of it, the last request, the output file and a describe call", median.output)


def test_a_job_next_to_a_watchlist(section: Section) -> None:
    runs = {
        "nobody": lambda: enroll_from_own_files(0),
        "others": lambda: enroll_from_own_files(FRAUDSTERS),
        "alike": lambda: enroll_from_own_files(FRAUDSTERS, ALIKE),
    }
    times: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for case in random.sample(list(runs), len(runs)):
            times[case].append(runs[case]().total)
    empty = "with nobody on the watchlist"
    what = f"10,000 speakers with a file each, compared with {FRAUDSTERS} fraudsters"
    section.add_ratio(what, times["others"], empty, times["nobody"], under=2.0)
    what = f"the same, each caller a little like {ALIKE} of the fraudsters"
    section.add_ratio(what, times["alike"], empty, times["nobody"], under=2.0)


def test_finding_the_closest_fraudster(section: Section) -> None:
    voices, few = Voices(), 5
    callers = [frozenset([f"caller-{number}"]) for number in range(1_000)]
    indexes = {fraudsters: VoiceIndex() for fraudsters in (few, FRAUDSTERS)}
    for fraudsters, index in indexes.items():
        for number in range(fraudsters):
            index.add(f"fraudster-{number}", frozenset([f"voice-{number}"]))
    for (caller,) in callers:
        for number in range(few):
            voices.similarity(caller, f"voice-{number}", 10 + number)

    def find_in(index: VoiceIndex) -> Callable[[], object]:
        return lambda: [index.closest(caller, voices) for caller in callers]

    times = in_turns({number: find_in(index) for number, index in indexes.items()}, rounds=50)
    small, large = ([seconds / len(callers) for seconds in times[number]] for number in indexes)
    section.add_ratio(
        f"finding the closest of {FRAUDSTERS} fraudsters to one who is a little like {few} of them",
        large,
        f"the closest of {few}",
        small,
        at_most=1.2,
    )


def test_the_time_of_a_job_grows_with_its_requests(section: Section, growth: dict[str, Points]) -> None:
    times: defaultdict[int, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for requests in random.sample(GROWING, len(GROWING)):
            times[requests].append(enroll_from_one_file(requests).total)
    growth["job"] = {requests: statistics.median(times[requests]) for requests in GROWING}
    small, large = 2_000, max(GROWING)
    section.add_ratio(
        f"one request of a job of {large:,}",
        [seconds / large for seconds in times[large]],
        f"one of {small:,}",
        [seconds / small for seconds in times[small]],
        at_most=1.25,
    )

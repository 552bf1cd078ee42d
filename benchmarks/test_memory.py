"""Memory, measured with tracemalloc."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from benchmarks.results import Points, Section, size
from benchmarks.state import add_fraudsters, add_speakers
from mock_voiceid import VoiceID

Add = Callable[[range], object]


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def growth_of(add: Add, numbers: Sequence[int]) -> Points:
    """Return the growth in bytes at each number of resources."""
    add(range(-1, 0))  # created once, with the first
    before, points, present = _bytes(), {}, 0
    for number in numbers:
        add(range(present, number))
        points[float(number)] = float(_bytes() - before)
        present = number
    return points


def _bytes() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def add_row(section: Section, what: str, points: Points) -> None:
    """Add a row: bytes per resource of many, compared with few.

    Args:
        section: the section.
        what: the resource, such as `a fraudster`.
        points: bytes by number of resources.
    """
    few, many = min(points), max(points)
    section.add_ratio(
        f"{what}, of {many:,.0f}",
        [points[many] / many],
        f"of {few:,.0f}",
        [points[few] / few],
        at_most=1.15,
        shown=size,
    )


def test_speakers(
    traced: None, voice_id: VoiceID, domain_id: str, section: Section, growth: dict[str, Points]
) -> None:
    points = growth_of(
        lambda numbers: add_speakers(voice_id, domain_id, numbers), (10_000, 25_000, 50_000, 100_000)
    )
    growth["memory"] = points
    for number, taken in points.items():
        section.add_bytes(f"{number:,.0f} enrolled speakers", taken, under=1_000 * number)
    add_row(section, "an enrolled speaker", points)


def test_fraudsters(traced: None, voice_id: VoiceID, domain_id: str, section: Section) -> None:
    points = growth_of(lambda numbers: add_fraudsters(voice_id, domain_id, numbers), (1_000, 10_000))
    add_row(section, "a fraudster", points)


def test_jobs(traced: None, voice_id: VoiceID, client: Any, domain_id: str, section: Section) -> None:
    def run_jobs(numbers: range) -> None:
        for number in numbers:
            # With a missing manifest, so that only Voice ID keeps state, not S3.
            client.start_speaker_enrollment_job(
                DomainId=domain_id,
                DataAccessRoleArn="arn:aws:iam::123456789012:role/VoiceId",
                InputDataConfig={"S3Uri": f"s3://calls/{number}.json"},
                OutputDataConfig={"S3Uri": "s3://calls/out/"},
            )
            voice_id.clock.run_until_idle()

    add_row(section, "a job that has failed", growth_of(run_jobs, (200, 2_000)))


def test_sessions(traced: None, voice_id: VoiceID, domain_id: str, section: Section) -> None:
    def hold_sessions(numbers: range) -> None:
        for number in numbers:
            session = voice_id.sessions.start(domain_id, f"call{number}", speaker_id="anna", voice="anna")
            voice_id.clock.tick(1)
            session.end()

    add_row(section, "a session that has ended", growth_of(hold_sessions, (1_000, 10_000)))

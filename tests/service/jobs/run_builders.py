"""Jobs to run: manifests of good and bad requests."""

from collections.abc import Callable
from typing import Any

from mock_voiceid.control.failures import JobFailure

from .batch_builders import JOB_ID, OUTPUT, Bench, Submitted, entry

IMMEDIATE = {"progression": "immediate"}
MANUAL = {"progression": "manual", "times": 2}
PACES = [{"progression": "timing"}, IMMEDIATE, {"progression": "time", "seconds": 9}]
OUTPUT_FILE = f"{OUTPUT}/{JOB_ID}/manifest.json.out"
DELETED = JobFailure(400, "The domain was deleted.")


def entries(bench: Bench, count: int) -> list[dict[str, Any]]:
    """Return requests to enroll so many speakers."""
    return [
        entry(f"r{number}", bench.known_voice(f"voice {number}"), SpeakerId=f"speaker{number}")
        for number in range(1, count + 1)
    ]


def enrollable(bench: Bench, count: int = 1, **submission: Any) -> Submitted:
    return bench.enroll_all(*entries(bench, count), **submission)


def failed(job: Submitted) -> tuple[int, str]:
    """Return how a job failed that did nothing and left nothing behind."""
    assert job.end().status == "FAILED"
    assert job.failure is not None
    assert len(job.bench.speakers) == 0
    assert job.bench.storage.written == {}
    assert job.bench.ended == [job.run]
    return job.failure


def failing(*names: str) -> Callable[[Bench], list[dict[str, Any]]]:
    """Return what makes requests of which those with these speakers fail, for want of audio."""
    return lambda bench: [
        entry(
            f"r-{name}", "s3://batch-input/none" if name in names else bench.known_voice(name), SpeakerId=name
        )
        for name in ("ana", "ben", "cleo")
    ]

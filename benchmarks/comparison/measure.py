"""Measures each alternative: lines of code, and time, in turns in one process."""

import ast
import gc
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3

from .job import REGION, Alternative, MakeClient, enroll, start

DESCRIBES = 100
SET_UP, SET_UP_DEFAULT, DESCRIBE, JOB = (
    "set-up and tear-down, clients of a kept session (ms)",
    "the same with `boto3.client` (ms)",
    "one describe call (ms)",
    "the whole job, an hour of polling (ms)",
)
Times = dict[str, list[float]]
"""Milliseconds of each measurement."""
Measure = Callable[[Alternative, Times], None]
"""Measures an alternative, and adds the result to the times."""

_kept_session: Any = boto3.Session(region_name=REGION)
kept_client: MakeClient = _kept_session.client
default_client: Any = partial(boto3.client, region_name=REGION)


def real_milliseconds() -> float:
    """Return real time in seconds, which freezing does not change."""
    return time.clock_gettime(time.CLOCK_MONOTONIC) * 1_000


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    # Collect the garbage of other alternatives before measuring this one.
    gc.disable()
    try:
        begun = real_milliseconds()
        yield
        times.append(real_milliseconds() - begun)
    finally:
        gc.enable()


def set_up(alternative: Alternative, times: Times) -> None:
    """Measure the set-up and tear-down of a test."""
    with _timed(times[SET_UP]), alternative.prepared(kept_client):
        pass
    # Moto resets boto3's default session when it starts; the others keep it.
    for service in ("voice-id", "s3"):
        default_client(service)
    with _timed(times[SET_UP_DEFAULT]), alternative.prepared(default_client):
        pass


def calls(alternative: Alternative, times: Times) -> None:
    """Measure describe calls, and the whole job."""
    with alternative.prepared(kept_client) as world:
        job_id = start(world)["JobId"]
        for _ in range(DESCRIBES):
            with _timed(times[DESCRIBE]):
                world.voice_id.describe_speaker_enrollment_job(DomainId=world.domain_id, JobId=job_id)
    with alternative.prepared(kept_client) as world, _timed(times[JOB]):
        enroll(world)


def medians(
    measured: Sequence[tuple[Alternative, Sequence[Measure]]], rounds: int
) -> Mapping[str, Mapping[str, float]]:
    """Return medians in milliseconds, by alternative and measurement.

    A first round warms up and does not count.
    """
    all_times: dict[str, Times] = {}
    for number in range(rounds + 1):
        if number <= 1:
            all_times = {alternative.NAME: defaultdict(list) for alternative, _ in measured}
        for alternative, measures in random.sample(measured, len(measured)):
            for measure in measures:
                gc.collect()
                measure(alternative, all_times[alternative.NAME])
    return {
        name: {what: statistics.median(found) for what, found in times.items()}
        for name, times in all_times.items()
    }


def lines_of_set_up(module: ModuleType) -> int:
    """Count a module's lines of code, without imports, docstrings, comments and empty lines."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            left_out |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(
        1
        for number, line in enumerate(source.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#") and number not in left_out
    )

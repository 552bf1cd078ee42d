"""Ratios: one thing against another, in turns in one process, so that a busy machine slows both alike."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

Measured = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """How long one thing takes, measured in what another one takes."""

    name: str
    seconds: float
    reference: str
    reference_seconds: float
    target: float | None


_ratios: list[Ratio] = []


@pytest.fixture
def compare() -> Callable[..., float]:
    """Measure two things in turns, and have their ratio reported at the end of the run."""

    def measure(
        name: str,
        subject: Measured,
        reference_name: str,
        reference: Measured,
        *,
        rounds: int,
        target: float | None = None,
    ) -> float:
        times: dict[Measured, list[float]] = {subject: [], reference: []}
        for _ in range(rounds):
            for measured in random.sample([subject, reference], 2):
                begun = time.perf_counter()
                measured()
                times[measured].append(time.perf_counter() - begun)
        mine, its = (statistics.median(times[measured]) for measured in (subject, reference))
        _ratios.append(Ratio(name, mine, reference_name, its, target))
        return mine / its

    return measure


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the ratios."""
    if not _ratios:
        return
    terminalreporter.section("ratios, medians in one process")
    for ratio in _ratios:
        target = "" if ratio.target is None else f"   target: at most {ratio.target}"
        terminalreporter.write_line(
            f"{ratio.name} {ratio.seconds * 1e6:,.0f} us / {ratio.reference} "
            f"{ratio.reference_seconds * 1e6:,.0f} us = {ratio.seconds / ratio.reference_seconds:.2f}{target}"
        )

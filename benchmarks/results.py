"""The results: sections of rows, and the points of plots."""

import gc
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

Key = TypeVar("Key")
Points = dict[float, float]


@dataclass(frozen=True)
class Row:
    """A row of the table, as text.

    Args:
        what: what was measured.
        figure: the result.
        next_to: a comparable or well-known cost.
        ratio: the figure divided by that cost, or empty.
        target: the target, or empty.
        met: whether the target is met; None without a target.
    """

    what: str
    figure: str
    next_to: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Whether the target is met: `yes`, `NO` or empty."""
        return "" if self.met is None else "yes" if self.met else "NO"


@dataclass
class Section:
    """The rows of one module of benchmarks."""

    title: str
    rows: list[Row] = field(default_factory=list)

    def compare(
        self,
        what: str,
        subject: Callable[[], object],
        next_to: str,
        reference: Callable[[], object],
        *,
        rounds: int,
        at_most: float | None = None,
    ) -> None:
        """Measure two functions in turns, and add a row with the ratio of their medians.

        Args:
            what: what `subject` does.
            subject: the function to measure.
            next_to: what `reference` does.
            reference: the function to compare with.
            rounds: calls of each, >= 1.
            at_most: target of the ratio; None for no target.
        """
        times = in_turns({what: subject, next_to: reference}, rounds)
        self.add_ratio(what, times[what], next_to, times[next_to], at_most=at_most)

    def add_ratio(
        self,
        what: str,
        measured: Sequence[float],
        next_to: str,
        reference: Sequence[float],
        *,
        at_most: float | None = None,
        under: float | None = None,
        shown: Callable[[float], str] | None = None,
    ) -> None:
        """Add a row with the ratio of two medians, in seconds unless `shown` formats another unit.

        Args:
            what: what was measured.
            measured: the measurements, at least one.
            next_to: what it is compared with.
            reference: the measurements of that, at least one.
            at_most: target of the ratio; None for no target.
            under: upper limit of the first median; None for no limit.
            shown: formats a measurement; by default as seconds.
        """
        show = shown or duration
        mine, its = statistics.median(measured), statistics.median(reference)
        ratio = mine / its
        target, met = _target(mine, under, show)
        if at_most is not None:
            target, met = f"at most {at_most:.2f}", round(ratio, 2) <= at_most
        self.rows.append(Row(what, show(mine), f"{next_to}: {show(its)}", f"{ratio:.2f}", target, met))

    def add_seconds(self, what: str, seconds: float, *, under: float | None = None) -> None:
        """Add a row with a duration.

        Args:
            what: what was measured.
            seconds: the duration, >= 0.
            under: upper limit in seconds; None for no target.
        """
        target, met = _target(seconds, under, duration)
        self.rows.append(Row(what, duration(seconds), target=target, met=met))

    def add_bytes(self, what: str, number: float, *, under: float) -> None:
        """Add a row with memory.

        Args:
            what: what was measured.
            number: bytes, >= 0.
            under: upper limit in bytes.
        """
        target, met = _target(number, under, size)
        self.rows.append(Row(what, size(number), target=target, met=met))

    def add_text(self, what: str, figure: str, *, target: str = "", met: bool | None = None) -> None:
        """Add a row with text.

        Args:
            what: what was measured.
            figure: the result.
            target: the target, or empty.
            met: whether the target is met; None without a target.
        """
        self.rows.append(Row(what, figure, target=target, met=met))


@dataclass
class Results:
    """All results.

    Attributes:
        sections: the table.
        growth: the points of each plot, by name.
    """

    sections: list[Section] = field(default_factory=list)
    growth: defaultdict[str, Points] = field(default_factory=lambda: defaultdict(dict))

    def section(self, title: str) -> Section:
        """Return the last section if it has the title, otherwise a new one."""
        if not self.sections or self.sections[-1].title != title:
            self.sections.append(Section(title))
        return self.sections[-1]


RESULTS = Results()
"""The results of this process: the benchmarks add to them, the command prints them."""


def _target(figure: float, under: float | None, show: Callable[[float], str]) -> tuple[str, bool | None]:
    return ("", None) if under is None else (f"under {show(under)}", figure < under)


def in_turns(measured: Mapping[Key, Callable[[], Any]], rounds: int) -> dict[Key, list[float]]:
    """Call functions in turns, so that a busy machine slows all of them, and return the seconds per call."""
    times: dict[Key, list[float]] = {key: [] for key in measured}
    gc.collect()
    for _ in range(rounds):
        for key in random.sample(list(measured), len(measured)):
            begun = time.perf_counter()
            measured[key]()
            times[key].append(time.perf_counter() - begun)
    return times


def real_seconds() -> float:
    """Return real time in seconds, which freezegun and time-machine do not change."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def duration(seconds: float) -> str:
    """Format seconds with a suitable unit."""
    if seconds < 1e-6:
        return f"{seconds * 1e9:,.0f} ns"
    if seconds < 1e-3:
        return f"{seconds * 1e6:,.0f} us"
    if seconds < 1:
        return f"{seconds * 1e3:,.{1 if seconds < 0.1 else 0}f} ms"
    return f"{seconds:,.2f} s"


def size(number: float) -> str:
    """Format bytes with a suitable unit."""
    if number < 10_000:
        return f"{number:,.0f} B"
    if number < 1e6:
        return f"{number / 1e3:,.0f} kB"
    return f"{number / 1e6:,.1f} MB"

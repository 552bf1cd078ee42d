"""What was measured: the rows of the table in their sections, and the points of the plots."""

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
    """One row of the table, as it is shown.

    Args:
        what: what was measured.
        figure: what came out.
        next_to: something else that costs as much, or of which everybody knows what it costs.
        ratio: the figure in what that costs, or nothing.
        target: what was set out for, or nothing.
        met: whether it is, None where there is no target.
    """

    what: str
    figure: str
    next_to: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Whether the target is met, in a word, or nothing."""
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
        """Measure two things in turns, and add a row with the ratio of their medians."""
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
        """Add a row with the ratio of two medians, of seconds unless `shown` shows something else.

        Its target is a ratio (`at_most`), or what the first is to stay `under`.
        """
        show = shown or duration
        mine, its = statistics.median(measured), statistics.median(reference)
        ratio = mine / its
        target, met = _target(mine, under, show)
        if at_most is not None:
            target, met = f"at most {at_most:.2f}", round(ratio, 2) <= at_most
        self.rows.append(Row(what, show(mine), f"{next_to}: {show(its)}", f"{ratio:.2f}", target, met))

    def add_seconds(self, what: str, seconds: float, *, under: float | None = None) -> None:
        """Add a row with a time."""
        target, met = _target(seconds, under, duration)
        self.rows.append(Row(what, duration(seconds), target=target, met=met))

    def add_bytes(self, what: str, number: float, *, under: float) -> None:
        """Add a row with an amount of memory."""
        target, met = _target(number, under, size)
        self.rows.append(Row(what, size(number), target=target, met=met))

    def add_text(self, what: str, figure: str, *, target: str = "", met: bool | None = None) -> None:
        """Add a row that says something in words."""
        self.rows.append(Row(what, figure, target=target, met=met))


@dataclass
class Results:
    """All that was measured.

    Attributes:
        sections: the table.
        growth: the points of each plot, by its name.
    """

    sections: list[Section] = field(default_factory=list)
    growth: defaultdict[str, Points] = field(default_factory=lambda: defaultdict(dict))

    def section(self, title: str) -> Section:
        """Return the section with a title; it is a new one where the last one has another."""
        if not self.sections or self.sections[-1].title != title:
            self.sections.append(Section(title))
        return self.sections[-1]


RESULTS = Results()
"""What this process has measured: the benchmarks add to it, the command shows it."""


def _target(figure: float, under: float | None, show: Callable[[float], str]) -> tuple[str, bool | None]:
    return ("", None) if under is None else (f"under {show(under)}", figure < under)


def in_turns(measured: Mapping[Key, Callable[[], Any]], rounds: int) -> dict[Key, list[float]]:
    """Call functions in turns, and return the seconds each call took: a busy machine slows all of them."""
    times: dict[Key, list[float]] = {key: [] for key in measured}
    gc.collect()
    for _ in range(rounds):
        for key in random.sample(list(measured), len(measured)):
            begun = time.perf_counter()
            measured[key]()
            times[key].append(time.perf_counter() - begun)
    return times


def real_seconds() -> float:
    """Return real time, which freezegun and time-machine leave alone here."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def duration(seconds: float) -> str:
    """Return seconds in the unit that suits them."""
    if seconds < 1e-6:
        return f"{seconds * 1e9:,.0f} ns"
    if seconds < 1e-3:
        return f"{seconds * 1e6:,.0f} us"
    if seconds < 1:
        return f"{seconds * 1e3:,.{1 if seconds < 0.1 else 0}f} ms"
    return f"{seconds:,.2f} s"


def size(number: float) -> str:
    """Return bytes in the unit that suits them."""
    if number < 10_000:
        return f"{number:,.0f} B"
    if number < 1e6:
        return f"{number / 1e3:,.0f} kB"
    return f"{number / 1e6:,.1f} MB"

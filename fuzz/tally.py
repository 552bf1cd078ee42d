"""Counts requests and responses over all workers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

Row = tuple[str, str, str, str]
"""Entry point, kind of request, what was requested, and outcome: `200`, or a status and an error."""

VALID = "valid"


class Tally:
    """Counts requests by entry point, kind, what was requested, and outcome."""

    def __init__(self) -> None:
        self.rows: Counter[Row] = Counter()
        self.slowest: tuple[float, str] = (0.0, "nothing")

    def add(self, row: Row, seconds: float, times: int = 1) -> None:
        """Count requests.

        Args:
            row: what to count them as.
            seconds: real time until the response.
            times: number of requests, >= 1.
        """
        self.rows[row] += times
        self.slowest = max(self.slowest, (seconds, " ".join(row)))

    def as_lists(self) -> list[list[object]]:
        """Return the counts as lists, which a worker can send."""
        return [[*row, times] for row, times in self.rows.items()] + [[*self.slowest]]

    def take(self, sent: list[list[object]]) -> None:
        """Add the counts that a worker sent."""
        *rows, slowest = sent
        for entry_point, kind, asked, answer, times in rows:
            self.rows[str(entry_point), str(kind), str(asked), str(answer)] += int(str(times))
        self.slowest = max(self.slowest, (float(str(slowest[0])), str(slowest[1])))

    def lines(self) -> Iterator[str]:
        """Yield a report: outcomes by entry point and kind, then of valid requests by operation."""
        yield f"{sum(self.rows.values()):,} requests"
        yield from _table(self.rows, lambda row: f"{row[0]}, {row[1]}")
        yield ""
        yield "valid requests by operation"
        yield from _table(
            Counter({row: times for row, times in self.rows.items() if row[1] == VALID}), lambda row: row[2]
        )
        yield ""
        yield f"slowest: {self.slowest[0] * 1e3:,.0f} ms, {self.slowest[1]}"


def _table(rows: Counter[Row], heading: Callable[[Row], str]) -> Iterator[str]:
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row, times in rows.items():
        groups[heading(row)][row[3]] += times
    for name, answers in sorted(groups.items()):
        total = answers.total()
        others = ", ".join(
            f"{answer} {times:,}" for answer, times in answers.most_common() if answer != "200"
        )
        yield f"  {name:38} {total:7,}   {answers['200'] / total:4.0%} are 200   {others}"

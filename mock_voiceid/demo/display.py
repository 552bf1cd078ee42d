"""Displays the demonstration: with colours and a progress bar on a terminal, otherwise as plain text."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console
from rich.json import JSON
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from .scenario import Display

SECONDS_PER_STEP = 0.2
"""Seconds of real time per second of simulated time, so that a human can follow."""


class PlainDisplay:
    """Plain text, one line per event."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def heading(self, text: str) -> None:  # noqa: D102 - see Display
        self._line(f"\n{text}")

    def happened(self, at: str, what: str) -> None:  # noqa: D102 - see Display
        self._line(f"  {at}  {what}")

    def progress(self, percent: int) -> None:
        """Show nothing: each change has a line already."""

    def document(self, text: str) -> None:  # noqa: D102 - see Display
        self._line(text)

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class LiveDisplay:
    """Colours, and a progress bar.

    Args:
        console: where to print.
        progress: draws the bar.
        seconds_per_step: real seconds to wait after each change, >= 0.
    """

    def __init__(
        self, console: Console, progress: Progress, seconds_per_step: float = SECONDS_PER_STEP
    ) -> None:
        self._console = console
        self._progress = progress
        self._seconds_per_step = seconds_per_step
        self._bar: TaskID | None = None

    def heading(self, text: str) -> None:  # noqa: D102 - see Display
        self._console.print(f"\n[bold]{text}[/bold]", highlight=False)

    def happened(self, at: str, what: str) -> None:  # noqa: D102 - see Display
        self._console.print(f"  [cyan]{at}[/cyan]  {what}", highlight=False)

    def progress(self, percent: int) -> None:
        """Move the bar, then wait in real time; time.sleep would advance the simulated clock."""
        if self._bar is None:
            self._bar = self._progress.add_task("job", total=100)
        self._progress.update(self._bar, completed=percent, refresh=True)
        threading.Event().wait(self._seconds_per_step)

    def document(self, text: str) -> None:  # noqa: D102 - see Display
        self._console.print(JSON(text))


@contextmanager
def display_on(console: Console) -> Iterator[Display]:
    """Yield the display for a console."""
    with ExitStack() as stack:
        if not console.is_terminal:
            yield PlainDisplay(console)
            return
        bar = Progress(
            TextColumn("  {task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            console=console,
            auto_refresh=False,
        )
        yield LiveDisplay(console, stack.enter_context(bar))

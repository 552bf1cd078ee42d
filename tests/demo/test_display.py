"""Displays of the demonstration."""

import io
import json
import time
from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.progress import Progress

from mock_voiceid.demo.display import LiveDisplay, PlainDisplay, display_on
from mock_voiceid.demo.scenario import run


@pytest.fixture
def shown() -> io.StringIO:
    return io.StringIO()


def on_terminal(shown: io.StringIO) -> Console:
    return Console(file=shown, force_terminal=True, width=100, color_system="standard")


@pytest.fixture
def live(shown: io.StringIO) -> Iterator[LiveDisplay]:
    console = on_terminal(shown)
    with Progress(console=console, auto_refresh=False) as progress:
        yield LiveDisplay(console, progress, seconds_per_step=0)


def test_a_terminal_gets_the_live_display(shown: io.StringIO) -> None:
    with display_on(on_terminal(shown)) as display:
        assert isinstance(display, LiveDisplay)


def test_anything_else_gets_plain_text(shown: io.StringIO) -> None:
    with display_on(Console(file=shown)) as display:
        assert isinstance(display, PlainDisplay)


def test_plain_text_has_no_markup(shown: io.StringIO) -> None:
    display = PlainDisplay(Console(file=shown, width=20))
    display.heading("A [bold] heading that is longer than the console is wide")
    display.happened("09:00", "something [red]")
    display.progress(50)
    display.document('{"a": 1}')
    assert shown.getvalue() == (
        '\nA [bold] heading that is longer than the console is wide\n  09:00  something [red]\n{"a": 1}\n'
    )


def test_the_live_display_moves_one_bar(live: LiveDisplay, shown: io.StringIO) -> None:
    live.progress(25)
    live.progress(100)
    live.heading("heading")
    live.happened("09:00", "something")
    live.document('{"a": 1}')
    text = shown.getvalue()
    assert "25%" in text
    assert "100%" in text
    assert "\x1b[1mheading" in text
    assert "\x1b[36m09:00" in text


def test_live_display_waits_in_real_time(shown: io.StringIO) -> None:
    console = on_terminal(shown)
    with Progress(console=console, auto_refresh=False) as progress:
        display = LiveDisplay(console, progress, seconds_per_step=0.05)
        begun = time.monotonic()
        display.progress(10)
        assert time.monotonic() - begun >= 0.05


def test_the_demonstration_runs_on_a_terminal(live: LiveDisplay, shown: io.StringIO) -> None:
    run(live)
    text = shown.getvalue()
    assert "COMPLETED_WITH_ERRORS" in text
    assert "12.0 seconds" in text


def test_demonstration_is_reproducible() -> None:
    outputs = []
    for _ in range(2):
        shown = io.StringIO()
        with display_on(Console(file=shown)) as display:
            run(display)
        outputs.append(shown.getvalue())
    assert outputs[0] == outputs[1]


def test_demonstration_shows_errors_and_successes() -> None:
    class Notes:
        def __init__(self) -> None:
            self.events: list[tuple[str, str]] = []
            self.percents: list[int] = []
            self.output = ""

        def heading(self, text: str) -> None:
            """Ignore headings."""

        def happened(self, at: str, what: str) -> None:
            self.events.append((at, what))

        def progress(self, percent: int) -> None:
            self.percents.append(percent)

        def document(self, text: str) -> None:
            self.output = text

    notes = Notes()
    run(notes)
    output = json.loads(notes.output)
    assert [error["RequestId"] for error in output["Errors"]] == ["enroll-dora"]
    assert [done["CustomerSpeakerId"] for done in output["SuccessfulEnrollments"]] == ["anna", "ben", "carla"]
    assert notes.percents == sorted(notes.percents)
    assert notes.percents[-1] == 100
    assert notes.events[-1] == ("2026-01-05T09:00:08Z", "carla is ENROLLED")

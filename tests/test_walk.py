"""The tool that traces a call through the package."""

from pathlib import Path

import pytest

from mock_voiceid.instants import SECOND, datetime_of, microseconds_of
from tools import walk


def test_walk_lists_calls_of_the_package_in_their_order() -> None:
    def action() -> None:
        microseconds_of(1)
        datetime_of(SECOND)

    assert walk.calls_of(action) == [("instants.py", "microseconds_of"), ("instants.py", "datetime_of")]


def test_walk_ignores_functions_outside_the_package() -> None:
    assert walk.calls_of(lambda: pytest.approx(1)) == []


def test_returns_do_not_change_the_file() -> None:
    calls = [walk.Call(file, "function") for file in ("a.py", "b.py", "b.py", "a.py")]

    assert walk.file_changes(calls) == 2


def test_walks_begin_at_the_entry_points(capsys: pytest.CaptureFixture[str]) -> None:
    walk.main([])

    start, tick = capsys.readouterr().out.strip().split("\n\n")
    assert start.splitlines()[1].split()[1] == "voiceid/stubber.py"
    assert tick.splitlines()[1].split()[1] == "simtime/clock.py"


def test_count_prints_one_line_per_walk(capsys: pytest.CaptureFixture[str]) -> None:
    walk.main(["--count"])

    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "start_speaker_enrollment_job",
        "clock.tick",
    ]


def test_walk_replaces_the_one_on_the_page() -> None:
    page = "Before\n```text\ntick: old\n 1  a.py\n```\nafter\n"

    assert walk.with_walk(page, "tick", "tick: new") == "Before\n```text\ntick: new\n```\nafter\n"


def test_page_without_the_walk_is_refused() -> None:
    with pytest.raises(ValueError, match="one text block that begins with 'tick', got 0"):
        walk.with_walk("```text\nstart: old\n```", "tick", "tick: new")


def test_walks_are_written_to_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("```text\nstart_speaker_enrollment_job: old\n```\n\n```text\nclock.tick: old\n```\n")
    monkeypatch.setattr(walk, "PAGE", page)

    walk.main(["--write"])

    assert "voiceid/stubber.py" in page.read_text()
    assert "old" not in page.read_text()

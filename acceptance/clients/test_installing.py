"""How clients are installed: once, and with a clear word where that can't be."""

import sys
from pathlib import Path

import pytest

from acceptance.clients import installing


class Installation:
    """Counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, folder: Path) -> None:
        folder.mkdir()
        self.done += 1


def test_the_same_is_installed_once(tmp_path: Path) -> None:
    install = Installation()
    folders = {installing.installed(tmp_path, "a client 1.0", install) for _ in range(2)}
    assert (len(folders), install.done) == (1, 1)


def test_something_else_is_installed_in_its_place(tmp_path: Path) -> None:
    install = Installation()
    (installing.installed(tmp_path, "a client 1.0", install) / "module").touch()
    assert list(installing.installed(tmp_path, "a client 1.1", install).iterdir()) == []


def test_what_went_wrong_is_tried_again(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        installing.installed(tmp_path, "a client 1.0", fail)
    install = Installation()
    installing.installed(tmp_path, "a client 1.0", install)
    assert install.done == 1


def test_what_an_installer_says_is_shown_where_it_fails() -> None:
    with pytest.raises(AssertionError, match=r"-c .* did not work:\nno such package"):
        installing.run([sys.executable, "-c", "raise SystemExit('no such package')"])


@pytest.mark.parametrize("name", ["bash", "curl", "node", "npm"])
def test_where_a_program_is_missing_it_is_said(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AssertionError) as missing:
        installing.program(name)
    needed = "The tests of clients need bash, curl, and Node.js 20 or newer with npm."
    assert str(missing.value) == f"{name} is not installed. {needed}"

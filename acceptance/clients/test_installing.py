"""Clients are installed once; if that fails, the message says why."""

import sys
from pathlib import Path

import pytest

from acceptance.clients import installing


class Installation:
    """Counts its calls."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, folder: Path) -> None:
        folder.mkdir()
        self.done += 1


def test_same_stamp_is_installed_once(tmp_path: Path) -> None:
    install = Installation()
    folders = {installing.installed(tmp_path, "a client 1.0", install) for _ in range(2)}
    assert (len(folders), install.done) == (1, 1)


def test_other_stamp_replaces_the_installation(tmp_path: Path) -> None:
    install = Installation()
    (installing.installed(tmp_path, "a client 1.0", install) / "module").touch()
    assert list(installing.installed(tmp_path, "a client 1.1", install).iterdir()) == []


def test_failed_installation_is_retried(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        installing.installed(tmp_path, "a client 1.0", fail)
    install = Installation()
    installing.installed(tmp_path, "a client 1.0", install)
    assert install.done == 1


def test_output_of_a_failed_installer_is_shown() -> None:
    with pytest.raises(AssertionError, match=r"-c .* did not work:\nno such package"):
        installing.run([sys.executable, "-c", "raise SystemExit('no such package')"])


@pytest.mark.parametrize("name", ["bash", "curl", "node", "npm"])
def test_missing_program_is_reported(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AssertionError) as missing:
        installing.program(name)
    needed = "The tests of clients need bash, curl, and Node.js 20 or newer with npm."
    assert str(missing.value) == f"{name} is not installed. {needed}"

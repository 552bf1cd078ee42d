"""Installs clients from their registries once, and keeps them in pytest's cache."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

LONG_ENOUGH = 600
"""Timeout of an installation in seconds."""

NEEDED = "The tests of clients need bash, curl, and Node.js 20 or newer with npm."

JAVASCRIPT = Path(__file__).with_name("javascript")


def python_with(cache: Path, *requirements: str) -> Path:
    """Return the Python of a new virtual environment with the given packages."""

    def install(folder: Path) -> None:
        run([sys.executable, "-m", "venv", str(folder)])
        run([str(_python_in(folder)), "-m", "pip", "install", "--quiet", *requirements])

    return _python_in(installed(cache, "\n".join([sys.executable, sys.version, *requirements]), install))


def node_modules(cache: Path) -> Path:
    """Return the folder with the packages of the lock file of the JavaScript tests."""
    npm = program("npm")
    files = [JAVASCRIPT / "package.json", JAVASCRIPT / "package-lock.json"]

    def install(folder: Path) -> None:
        folder.mkdir()
        for file in files:
            shutil.copy(file, folder)
        run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], folder)

    stamp = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return installed(cache, stamp, install) / "node_modules"


def program(name: str) -> str:
    """Return the path of a program that the tests require on this machine."""
    path = shutil.which(name)
    if path is None:
        raise AssertionError(f"{name} is not installed. {NEEDED}")
    return path


def in_environment(python: Path, name: str) -> str:
    """Return the path of a program that is installed beside a Python."""
    path = shutil.which(name, path=str(python.parent))
    if path is None:
        raise AssertionError(f"{name} is not in {python.parent}")
    return path


def _python_in(folder: Path) -> Path:
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def installed(cache: Path, stamp: str, install: Callable[[Path], None]) -> Path:
    """Return a folder, after installing into it unless that has been done before.

    Args:
        cache: parent of the folder and of its stamp.
        stamp: identifies what is installed; if it changes, it is installed again.
        install: creates the folder and installs into it.
    """
    folder, done = cache / "installed", cache / "stamp"
    with _one_at_a_time(cache / "lock"):
        if not done.exists() or done.read_text(encoding="utf-8") != stamp:
            done.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            install(folder)
            done.write_text(stamp, encoding="utf-8")
    return folder


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    # The lock of a database works on all platforms and ends with its process.
    with closing(sqlite3.connect(lock, timeout=LONG_ENOUGH, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        yield


def run(command: Sequence[str], cwd: Path | None = None) -> None:
    """Run a command of an installation; if it fails, show its output."""
    done = subprocess.run(
        command,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONG_ENOUGH,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} did not work:\n{done.stdout}")

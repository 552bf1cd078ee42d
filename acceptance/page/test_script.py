"""The page's script on its own, run by Node.js."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mock_voiceid.server.control import PAGE

_TESTS = Path(__file__).with_name("script.test.js")


def _node(*arguments: str) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.fail("The tests of the page's script need Node.js 20 or newer: apt-get install nodejs")
    done = subprocess.run([node, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_script_is_javascript() -> None:
    _node("--check", str(PAGE / "page.js"))


def test_its_functions_pass_their_unit_tests() -> None:
    said = _node("--test", str(_TESTS))
    passed = re.search(r"^# pass (\d+)$", said, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) == _TESTS.read_text().count('\ntest("')

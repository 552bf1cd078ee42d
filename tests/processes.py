"""Runs Python in a subprocess, to test imports."""

import os
import subprocess
import sys
import textwrap


def python(code: str, **variables: str) -> str:
    """Run code in a new process, with warnings as errors, and return what it prints.

    Args:
        code: the program; common indentation is removed.
        variables: additional environment variables.
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()

"""Python in a process of its own: for what is decided at import."""

import subprocess
import sys
import textwrap


def python(code: str) -> str:
    """Run code in a new process, with warnings as errors, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()

"""Generated control requests: all are answered as the OpenAPI document says."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from acceptance.clients import installing
from acceptance.clients.conftest import Cache
from acceptance.clients.serving import serving

SCHEMATHESIS = "schemathesis>=4,<5"
OPTIONS = ("--checks", "all", "--max-examples", os.environ.get("SCHEMATHESIS_EXAMPLES", "30"))
"""The seed is new in each run, and shown when it finds something."""


@pytest.fixture(scope="session")
def installed_schemathesis(cache: Cache) -> Path:
    """SLOW the first time: install Schemathesis, and return the Python that has it."""
    return installing.python_with(cache("schemathesis"), SCHEMATHESIS)


def test_control_is_as_its_openapi_document_says(installed_schemathesis: Path, tmp_path: Path) -> None:
    program = installing.in_environment(installed_schemathesis, "schemathesis")
    # A server of its own: what is generated moves its time to the end.
    with serving(tmp_path / "log.txt") as server:
        document = f"{server.url}/mock-voiceid/openapi.json"
        done = subprocess.run(
            [program, "--no-color", "run", document, *("--url", server.url), *OPTIONS],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b(\d+) generated, \1 passed", done.stdout), done.stdout

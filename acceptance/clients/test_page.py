"""The examples of docs/clients.md, unchanged except for the address of the server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from acceptance.clients import installing
from acceptance.clients.serving import Server, serving

PAGE = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:5000"


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert found
    return found


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    """Return a new server."""
    with serving(tmp_path / "server.txt") as server:
        yield server


@pytest.fixture
def shell(environment: dict[str, str], installed_aws_cli: Path, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a shell with `aws`, and this Python as `python`."""
    home = tmp_path / "home"
    home.mkdir()
    folders = [str(Path(sys.executable).parent), str(installed_aws_cli.parent), environment["PATH"]]
    kept = {name: value for name, value in environment.items() if not name.startswith("AWS_")}
    return {**kept, "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(home), "PATH": os.pathsep.join(folders)}


def run(command: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_server_starts_as_the_page_says(shell: dict[str, str], tmp_path: Path) -> None:
    _, command = blocks("bash")[0].strip().splitlines()
    program, *arguments = command.replace("--port 5000", "--port 0").split()
    assert program == "mock-voiceid"
    command_line = [sys.executable, "-m", "mock_voiceid", *arguments]
    with subprocess.Popen(
        command_line, env=shell, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert "http://127.0.0.1:" in process.stdout.readline()
        finally:
            process.terminate()


def test_the_examples_in_shell_javascript_and_python_run_one_after_another(
    fresh: Server,
    shell: dict[str, str],
    installed_node_modules: Path,
    installed_aiobotocore: Path,
    tmp_path: Path,
) -> None:
    _, variables, *commands = (block.replace(ADDRESS, fresh.url) for block in blocks("bash"))
    script = "\n".join(["set -euo pipefail", variables, *commands])
    assert installing.program("curl")
    printed = run([installing.program("bash"), "-c", script], shell, tmp_path)
    assert '"JobStatus": "COMPLETED"' in printed
    assert '"EndedAt": 1767603606.0' in printed
    assert "NEW_ENROLLMENT" in printed
    assert "callers\n" in printed  # by the package's description of the service
    assert '"ACCEPT"' in printed

    (tmp_path / "node_modules").symlink_to(installed_node_modules, target_is_directory=True)
    (tmp_path / "example.mjs").write_text(blocks("javascript")[0], encoding="utf-8")
    by_variables = {**shell, **dict(re.findall(r"(AWS_\w+)=(\S+)", variables))}
    lines = run([installing.program("node"), "example.mjs"], by_variables, tmp_path).splitlines()
    assert lines == [
        "2026-01-05T09:00:00.000Z [ 'ENROLLED' ]",
        "DOMAIN",
        "2026-01-07T00:01:30Z",
    ]

    (tmp_path / "example.py").write_text(blocks("python")[0].replace(ADDRESS, fresh.url), encoding="utf-8")
    assert run([str(installed_aiobotocore), "example.py"], by_variables, tmp_path) == "['callers']\n"

"""Runs the server in a separate process, as users do."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

START = "2026-01-05T09:00:00Z"
ORIGIN = "https://contact-center.example"
"""The origin of a page whose scripts may call, and control too."""

SERVE = [
    sys.executable,
    "-m",
    "mock_voiceid",
    "serve",
    "--port",
    "0",
    "--start",
    START,
    "--allow-origin",
    ORIGIN,
]


@dataclass(frozen=True)
class Server:
    """A running server, and its control endpoints."""

    url: str

    def control(self, path: str, **arguments: Any) -> Any:
        """Call a control endpoint, to advance the clock, start a session, or reset."""
        answer = requests.post(f"{self.url}/mock-voiceid/{path}", json=arguments, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def call(self, operation: str, **arguments: Any) -> Any:
        """Call Voice ID with a raw request, for set-up."""
        answer = requests.post(
            self.url, json=arguments, headers={"X-Amz-Target": f"VoiceID.{operation}"}, timeout=30
        )
        assert answer.ok, answer.text
        return answer.json()

    def put(self, bucket: str, files: dict[str, Any]) -> None:
        """Create a bucket with files, by raw PUT requests."""
        for path, content in {"": "", **{f"/{name}": text for name, text in files.items()}}.items():
            data = content if isinstance(content, str) else json.dumps(content)
            requests.put(f"{self.url}/{bucket}{path}", data=data, timeout=30).raise_for_status()


@contextmanager
def serving(log: Path) -> Iterator[Server]:
    """Start a server on a free port, and stop it at the end.

    Args:
        log: file for the output of the server after its first line.
    """
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(SERVE, stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            address = re.search(r"https?://[\w.:\[\]]+", line)
            assert address, f"The server said {line!r}.\n{log.read_text(encoding='utf-8')}"
            yield Server(address[0])
        finally:
            process.terminate()

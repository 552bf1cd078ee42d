"""aiobotocore, in a separate environment because it pins botocore."""

import json
import subprocess
from pathlib import Path

from acceptance.clients.serving import Server

PROGRAM = Path(__file__).with_name("aio.py")


def test_calls_pages_errors_and_calls_at_once(
    installed_aiobotocore: Path, server: Server, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [str(installed_aiobotocore), "-W", "error", str(PROGRAM), server.url],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen.pop("created at").startswith("2026-01-")
    speakers = [f"speaker-{number}" for number in range(5)]
    pages = seen.pop("pages")
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(name for page in pages for name in page) == speakers
    assert seen == {
        "opted out": speakers,
        "described": 1,
        "request ids": 20,
        "refused": {"not there": "SPEAKER", "not valid": "ValidationException"},
        "conflicts": ["DOMAIN_NOT_ACTIVE"] * 3,
    }

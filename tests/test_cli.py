"""The command line, as people and scripts call it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mock_voiceid.cli import main

PROGRAM = [str(Path(sys.executable).with_name("mock-voiceid"))]
MODULE = [sys.executable, "-m", "mock_voiceid"]
WITHOUT_RICH = (
    "import sys; sys.modules['rich'] = None; from mock_voiceid.cli import main; exit(main(['demo']))"
)

PLAIN = r"""
Recordings and manifest in the mocked S3
  2026-01-05T09:00:00Z  calls/anna-1.wav: 34 s of speech, 3 s of silence
  2026-01-05T09:00:00Z  calls/ben-1.wav: 20 s of speech, 3 s of silence
  2026-01-05T09:00:00Z  calls/ben-2.wav: 14 s of speech, 2 s of silence
  2026-01-05T09:00:00Z  calls/carla-1.wav: 40 s of speech, 5 s of silence
  2026-01-05T09:00:00Z  calls/dora-1.wav: 12 s of speech, 20 s of silence
  2026-01-05T09:00:00Z  enrollments.json: 4 requests; dora says too little, on purpose
  2026-01-05T09:00:00Z  domain ID is ACTIVE

The batch enrollment job, in simulated time
  2026-01-05T09:00:00Z  SUBMITTED, 0 % of the requests done
  2026-01-05T09:00:05Z  IN_PROGRESS, 0 % of the requests done
  2026-01-05T09:00:06Z  IN_PROGRESS, 25 % of the requests done
  2026-01-05T09:00:07Z  IN_PROGRESS, 50 % of the requests done
  2026-01-05T09:00:08Z  IN_PROGRESS, 75 % of the requests done
  2026-01-05T09:00:09Z  COMPLETED_WITH_ERRORS, 100 % of the requests done

The output file, s3://contact-center-recordings/results/ID/enrollments.json.out
{
  "Version": "1.0",
  "Errors": [
    {
      "RequestId": "enroll-dora",
      "ErrorCode": 400,
      "ErrorMessage": "There is not enough speech: 12.0 seconds without silence, and enrollment needs 30."
    }
  ],
  "SuccessfulEnrollments": [
    {
      "RequestId": "enroll-anna",
      "GeneratedSpeakerId": "id#ID",
      "CustomerSpeakerId": "anna",
      "EnrollmentStatus": "NEW_ENROLLMENT"
    },
    {
      "RequestId": "enroll-ben",
      "GeneratedSpeakerId": "id#ID",
      "CustomerSpeakerId": "ben",
      "EnrollmentStatus": "NEW_ENROLLMENT"
    },
    {
      "RequestId": "enroll-carla",
      "GeneratedSpeakerId": "id#ID",
      "CustomerSpeakerId": "carla",
      "EnrollmentStatus": "NEW_ENROLLMENT"
    }
  ]
}

The speakers
  2026-01-05T09:00:06Z  anna is ENROLLED
  2026-01-05T09:00:07Z  ben is ENROLLED
  2026-01-05T09:00:08Z  carla is ENROLLED
"""


def run(command: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_the_demo_is_plain_text_in_a_pipe() -> None:
    done = run(PROGRAM, "demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(r"\b[A-Za-z0-9]{22}\b", "ID", done.stdout) == PLAIN


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_demo_shows_a_bar_on_a_terminal() -> None:
    import pty

    ours, its = pty.openpty()
    terminal = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen([*MODULE, "demo"], stdin=its, stdout=its, stderr=its, env=terminal) as process:
        os.close(its)
        shown = b"".join(iter(lambda: read_terminal(ours), b"")).decode()
    os.close(ours)
    assert process.returncode == 0
    assert "\x1b[" in shown
    assert "━" in shown
    assert "100 %" in shown
    assert "COMPLETED_WITH_ERRORS" in shown


def read_terminal(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux tells that nobody writes any more
        return b""


def test_without_rich_the_demo_says_what_to_install() -> None:
    done = run([sys.executable, "-c", WITHOUT_RICH])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "mock-voiceid demo needs rich: pip install 'mock-voiceid[cli]'\n"


def test_another_module_that_is_missing_is_no_reason_to_install_rich() -> None:
    done = run([sys.executable, "-c", WITHOUT_RICH.replace("rich", "mock_voiceid.demo.scenario")])
    assert done.returncode == 1
    assert "ModuleNotFoundError: import of mock_voiceid.demo.scenario halted" in done.stderr


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("usage: mock-voiceid")
    assert "run a batch enrollment of real WAV files under simulated time, and show it" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dmeo"], "invalid choice: 'dmeo'"),
        ([], "the following arguments are required: command"),
        (["demo", "--fast"], "unrecognized arguments: --fast"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err

"""The command line, in a terminal and in scripts."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.loaders import Loader

from mock_voiceid.cli import main
from mock_voiceid.instants import epoch_seconds_of, instant_of
from mock_voiceid.internals.real_time import wall_clock
from tests.calls import post
from tests.messages import message_with

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
      "ErrorMessage": "MESSAGE"
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
    output = re.sub(r"\b[A-Za-z0-9]{22}\b", "ID", done.stdout)
    (message,) = re.findall(r'"ErrorMessage": "(.*)"', output)
    assert message == message_with("speech", "12.0 seconds", 30)
    assert output.replace(message, "MESSAGE") == PLAIN


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
    except OSError:  # Linux raises this when the other end is closed
        return b""


def test_without_rich_the_demo_says_what_to_install() -> None:
    done = run([sys.executable, "-c", WITHOUT_RICH])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "mock-voiceid demo needs rich: pip install 'mock-voiceid[cli]'\n"


def test_other_missing_modules_do_not_suggest_rich() -> None:
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
def test_wrong_arguments_are_reported(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err


# serve


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the server; yield its process and endpoint once it prints that it answers."""
    command = [*MODULE, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert re.fullmatch(r"mock-voiceid answers at http://127\.0\.0\.1:\d+\n", line)
            yield process, line.split()[-1]
        finally:
            process.kill()


def call(endpoint: str, operation: str = "ListDomains", **body: Any) -> Any:
    return post(body, f"VoiceID.{operation}", url=endpoint).json()


def test_server_answers_once_it_prints_its_address() -> None:
    with serving("--start", "2026-01-05T09:00:00Z", "--quiet") as (_, endpoint):
        assert call(endpoint) == {"DomainSummaries": []}
        encryption = {"KmsKeyId": "alias/calls"}
        created = call(endpoint, "CreateDomain", Name="d", ServerSideEncryptionConfiguration=encryption)
        assert created["Domain"]["CreatedAt"] == 1767603600.0
        ticked = requests.post(f"{endpoint}/mock-voiceid/clock/tick", json={"hours": 1}, timeout=10).json()
        assert ticked["now"] == "2026-01-05T10:00:00Z"


def test_options_of_serve_are_those_of_the_mock() -> None:
    ids = set()
    for _ in range(2):
        with serving("--strict", "--seed", "calls") as (_, endpoint):
            options = requests.get(f"{endpoint}/mock-voiceid/options", timeout=10).json()
            assert options["strict"] is True
            assert requests.get(f"{endpoint}/mock-voiceid/clock", timeout=10).json()["frozen"] is False
            encryption = {"KmsKeyId": "alias/aws/s3"}
            created = call(endpoint, "CreateDomain", Name="d", ServerSideEncryptionConfiguration=encryption)
            ids.add(created["Domain"]["DomainId"])
    assert len(ids) == 1


def test_the_server_starts_at_the_present_when_told() -> None:
    before = wall_clock()
    with serving("--start", "now") as (_, endpoint):
        clock = requests.get(f"{endpoint}/mock-voiceid/clock", timeout=10).json()
    assert clock["frozen"] is True
    assert before - 1 <= epoch_seconds_of(instant_of(clock["now"])) <= wall_clock()


def test_the_servers_options_say_whose_pages_may_use_it() -> None:
    allow, cors = "https://allowed.example", "https://cors.example"
    with serving("--allow-origin", allow, "--cors-origin", cors) as (_, endpoint):
        for origin, statuses in (
            (allow, (200, 200)),
            (cors, (403, 200)),
            ("https://evil.example", (403, 403)),
        ):
            headers = {"Origin": origin, "X-Amz-Target": "VoiceID.ListDomains"}
            answers = (
                requests.get(f"{endpoint}/mock-voiceid/clock", headers=headers, timeout=10),
                requests.post(endpoint, data="{}", headers=headers, timeout=10),
            )
            assert tuple(answer.status_code for answer in answers) == statuses


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_stops_cleanly_on_a_signal(number: signal.Signals) -> None:
    with serving("--quiet") as (process, endpoint):
        call(endpoint)
        process.send_signal(number)
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.parametrize(("quiet", "logged"), [(["--quiet"], 0), ([], 1)])
def test_server_logs_requests_unless_quiet(quiet: list[str], logged: int) -> None:
    with serving(*quiet) as (process, endpoint):
        call(endpoint)
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert errors.count('"POST / HTTP/1.1" 200') == logged


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_stops_under_load(number: signal.Signals) -> None:
    over = threading.Event()

    def keep_calling(endpoint: str) -> None:
        while not over.is_set():
            with contextlib.suppress(requests.ConnectionError):
                requests.post(
                    endpoint, data="{}", headers={"X-Amz-Target": "VoiceID.ListDomains"}, timeout=10
                )

    with serving("--quiet", "--start", "2026-01-05T09:00:00Z") as (process, endpoint):
        port = int(endpoint.rpartition(":")[2])
        clients = [threading.Thread(target=keep_calling, args=(endpoint,)) for _ in range(4)]
        for client in clients:
            client.start()
        call(endpoint)
        with socket.create_connection(("127.0.0.1", port)) as silent:
            silent.sendall(b"POST / HTTP/1.1\r\n")
            process.send_signal(number)
            output, errors = process.communicate(timeout=20)
        over.set()
        for client in clients:
            client.join()
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run(MODULE, "serve", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"mock-voiceid serve can't listen at 127.0.0.1, port {port}: Address already in use. "
        "Choose another --port or --host; --port 0 takes a free port.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--start", "tomorrow"], "mock-voiceid serve: "),
        (["--allow-origin", "here"], "mock-voiceid serve: allow_origins "),
        (["--port", "70000"], "mock-voiceid serve can't listen at 127.0.0.1, port 70000: "),
        (["--host", "no.such.host.invalid"], "mock-voiceid serve can't listen at no.such.host.invalid, port"),
    ],
)
def test_wrong_arguments_of_serve_are_reported(arguments: list[str], message: str) -> None:
    done = run(MODULE, "serve", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1


def test_serve_without_its_extra_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['flask'] = None; from mock_voiceid.cli import main; exit(main(['serve']))"
    )
    done = run([sys.executable, "-W", "ignore", "-c", program])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [message_with("flask", "pip install 'mock-voiceid[server]'")]


def test_help_says_that_only_this_machine_can_reach_the_server() -> None:
    done = run(MODULE, "serve", "--help")
    assert done.returncode == 0
    assert "default 127.0.0.1, which only this machine can reach" in " ".join(done.stdout.split())


def test_botocore_finds_the_description_in_the_data_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data-path"]) == 0
    path = capsys.readouterr().out.removesuffix("\n")
    loader = Loader(extra_search_paths=[path], include_default_search_paths=False)
    assert loader.list_available_services("paginators-1") == ["voice-id"]

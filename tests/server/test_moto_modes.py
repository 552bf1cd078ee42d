"""Moto's server and proxy modes: `mock_voiceid` in a process that calls another one."""

import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator

import pytest

TEST = """
import warnings

import boto3
from botocore.config import Config

from mock_voiceid import mock_voiceid

warnings.simplefilter("ignore")  # the proxy's certificate is its own

@mock_voiceid
def domains():
    client = boto3.client("voice-id", region_name="eu-west-2")
    client.create_domain(Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"})
    return [domain["Arn"].split(":")[3] for domain in client.list_domains()["DomainSummaries"]]

print(domains(), domains())
"""
Run = Callable[[str], str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def serve(module: str, port: int, cwd: str) -> subprocess.Popen[bytes]:
    """Start Moto's server or proxy with Voice ID in it, and wait until it answers."""
    program = f"import sys, mock_voiceid, {module}; sys.argv = ['moto', '-p', '{port}']; {module}.main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        break
    return process


@pytest.fixture(params=["server", "proxy"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run a program in a process that calls a server or proxy."""
    port, kind = free_port(), request.param
    environment = {**os.environ, f"TEST_{kind.upper()}_MODE": "true", "AWS_ACCESS_KEY_ID": "a"}
    environment |= {"AWS_SECRET_ACCESS_KEY": "b", "MOTO_PROXY_PORT": str(port)}
    environment |= {f"TEST_{kind.upper()}_MODE_ENDPOINT": f"http://localhost:{port}"}

    def program(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    process = serve(f"moto.{kind}", port, str(tmp_path_factory.mktemp("moto")))
    try:
        yield program
    finally:
        process.kill()
        process.wait()


def test_calls_are_answered_and_each_mock_begins_anew(run: Run) -> None:
    assert run(TEST) == "['eu-west-2'] ['eu-west-2']"


def test_options_are_refused_where_the_server_has_the_state(run: Run) -> None:
    assert run("""
        from mock_voiceid import mock_voiceid
        try:
            mock_voiceid(start="2026-01-05", strict=True).start()
        except RuntimeError as error:
            print(error)
    """) == (
        "start, strict can't be given here: in Moto's server and proxy modes (TEST_SERVER_MODE, "
        "TEST_PROXY_MODE) what is mocked, and its time, are the server's"
    )

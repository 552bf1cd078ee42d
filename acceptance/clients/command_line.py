"""Runs the AWS CLI."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mock_voiceid.sdk.description import operations, snake_case
from tests.contract.conformance import conforms

REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
COMMANDS = {
    snake_case(operation.name).replace("_", "-"): operation.name for operation in operations().values()
}
"""The commands of `aws voice-id`, with their operations."""


@dataclass(frozen=True)
class Outcome:
    """The result of a command."""

    status: int
    stdout: str
    stderr: str


class Driver:
    """The process that runs commands."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, arguments: list[str], environment: dict[str, str]) -> Outcome:
        """Run a command, given without `aws`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"arguments": arguments, "environment": environment}) + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))


@contextmanager
def driving(python: Path) -> Iterator[Driver]:
    """Start the process that runs commands, and stop it afterwards."""
    with subprocess.Popen(
        [str(python), str(Path(__file__).with_name("driver.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "AWS_DEFAULT_REGION": REGION},
    ) as process:
        yield Driver(process)


@dataclass
class CommandLine:
    """The AWS CLI, with a server as its endpoint.

    Args:
        driver: runs the commands.
        url: endpoint URL of the server.
        signed: whether to sign requests; otherwise there are no credentials.
    """

    driver: Driver
    url: str
    signed: bool = True
    succeeded: set[str] = field(default_factory=set)
    """The commands of `aws voice-id` that succeeded with a response that follows the model."""

    def run(self, *arguments: str) -> Outcome:
        """Run any command, given without `aws`."""
        unsigned = () if self.signed else ("--no-sign-request",)
        everywhere = ["--endpoint-url", self.url, *unsigned]
        return self.driver.run([*everywhere, *arguments], CREDENTIALS if self.signed else {})

    def text(self, *arguments: str) -> str:
        """Run a command that must succeed, and return its output."""
        outcome = self.run(*arguments)
        assert outcome.status == 0, outcome.stderr
        assert outcome.stderr == ""
        return outcome.stdout

    def __call__(self, command: str, *arguments: str, **options: Any) -> Any:
        """Run a command of `aws voice-id` that must succeed; check and return its response.

        Args:
            command: the command.
            arguments: further arguments, unchanged.
            options: options of the command; values that are not strings are written as JSON.
        """
        given = [text for name, value in options.items() for text in (_option(name), _written(value))]
        printed = self.text("voice-id", command, *arguments, *given)
        # This version of the AWS CLI prints time stamps unchanged, so this is the response itself.
        answer = json.loads(printed) if printed else {}
        assert conforms(COMMANDS[command], answer) == []
        self.succeeded.add(command)
        return answer

    def refusal(self, command: str, *arguments: str) -> str:
        """Run a command of `aws voice-id` that must fail, and return its message."""
        outcome = self.run("voice-id", command, *arguments)
        assert (outcome.status, outcome.stdout) == (255, "")
        return outcome.stderr.strip()


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)

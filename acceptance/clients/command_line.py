"""The AWS CLI, as the tests call it."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mock_voiceid.sdk.description import operations
from tests.contract.conformance import conforms

REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
COMMANDS = {operation.method_name.replace("_", "-"): operation.name for operation in operations().values()}
"""The commands of `aws voice-id`, and the operation of each."""


@dataclass(frozen=True)
class Outcome:
    """What came of a command."""

    status: int
    stdout: str
    stderr: str


class Driver:
    """The process that runs commands."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, arguments: list[str], environment: dict[str, str]) -> Outcome:
        """Run a command, given without the `aws`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"arguments": arguments, "environment": environment}) + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))


@contextmanager
def driving(python: Path) -> Iterator[Driver]:
    """Start the process that runs commands, and end it afterwards."""
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
    """`aws`, on its way to a server.

    Args:
        driver: what runs the commands.
        url: the server.
        signed: whether requests are signed; if not, there are no credentials.
    """

    driver: Driver
    url: str
    signed: bool = True
    succeeded: set[str] = field(default_factory=set)
    """The commands of `aws voice-id` that were carried out and answered as the service model says."""

    def run(self, *arguments: str) -> Outcome:
        """Run any command, given without the `aws`."""
        unsigned = () if self.signed else ("--no-sign-request",)
        everywhere = ["--endpoint-url", self.url, *unsigned]
        return self.driver.run([*everywhere, *arguments], CREDENTIALS if self.signed else {})

    def text(self, *arguments: str) -> str:
        """Run a command that succeeds, and return what it prints."""
        outcome = self.run(*arguments)
        assert outcome.status == 0, outcome.stderr
        assert outcome.stderr == ""
        return outcome.stdout

    def __call__(self, command: str, *arguments: str, **options: Any) -> Any:
        """Run a command of `aws voice-id` that succeeds, and return its answer, which is held to the model.

        Args:
            command: the command.
            arguments: what follows it as it stands.
            options: options of the command. What is no text is written as JSON.
        """
        given = [text for name, value in options.items() for text in (_option(name), _written(value))]
        printed = self.text("voice-id", command, *arguments, *given)
        # This version of the AWS CLI shows time stamps as they were sent, so that this is the answer itself.
        answer = json.loads(printed) if printed else {}
        assert conforms(COMMANDS[command], answer) == []
        self.succeeded.add(command)
        return answer

    def refusal(self, command: str, *arguments: str) -> str:
        """Run a command of `aws voice-id` that fails, and return what it says."""
        outcome = self.run("voice-id", command, *arguments)
        assert (outcome.status, outcome.stdout) == (255, "")
        return outcome.stderr.strip()


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)

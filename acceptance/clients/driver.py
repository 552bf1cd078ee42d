"""Runs commands of the AWS CLI, all in one process: a process for each would take a second.

It is run by the Python that has awscli. A line of its input is a JSON object with `arguments` (without the
`aws`) and `environment`; a line of its output one with `status`, `stdout` and `stderr`.
"""

import importlib
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any
from unittest import mock


def run(aws: Any, arguments: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Run a command as `aws` does, and return what came of it."""
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    with mock.patch.dict(os.environ, environment), redirect_stdout(stdout), redirect_stderr(stderr):
        try:
            status = aws.create_clidriver().main(arguments)
        except SystemExit as end:
            status = end.code
    said = []
    for stream in (stdout, stderr):
        stream.seek(0)
        said.append(stream.read())
    return {"status": status, "stdout": said[0], "stderr": said[1]}


if __name__ == "__main__":
    # It changes the environment, for good.
    awscli = importlib.import_module("awscli.clidriver")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(awscli, **json.loads(line))) + "\n")
        sys.stdout.flush()

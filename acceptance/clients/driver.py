"""Runs commands of the AWS CLI in one process, because starting a process takes a second.

Run it with the Python that has awscli. Each line of input is a JSON object with `arguments` (without `aws`)
and `environment`; each line of output has `status`, `stdout` and `stderr`.
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
    """Run a command as `aws` does, and return the result.

    Args:
        aws: the module `awscli.clidriver`.
        arguments: arguments of the command, without `aws`.
        environment: the environment variables to set.
    """
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
    # The AWS CLI modifies the environment.
    awscli = importlib.import_module("awscli.clidriver")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(awscli, **json.loads(line))) + "\n")
        sys.stdout.flush()

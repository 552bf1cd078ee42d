"""AWS tools that have dropped Voice ID use the description of this package."""

import subprocess
from pathlib import Path

import pytest

from acceptance.clients import installing
from acceptance.clients.serving import Server
from mock_voiceid.cli import main
from tools.retirement import retired_copy

LISTING = """
from botocore.session import Session
client = Session().create_client("voice-id", endpoint_url="{url}")
pages = client.get_paginator("list_domains").paginate()
print([domain["Name"] for page in pages for domain in page["DomainSummaries"]])
"""


def package(python: Path, name: str) -> Path:
    """Return the folder of a package of another Python."""
    program = f"import {name}; print({name}.__path__[0])"
    found = subprocess.run([str(python), "-c", program], check=True, capture_output=True, text=True)
    return Path(found.stdout.strip())


@pytest.fixture
def data_path(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["data-path"]) == 0
    return capsys.readouterr().out.strip()


def test_aws_cli_without_voice_id_uses_the_package(
    installed_aws_cli: Path, server: Server, environment: dict[str, str], data_path: str, tmp_path: Path
) -> None:
    server.call("CreateDomain", Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"})
    # The AWS CLI may contain its own botocore.
    awscli, copy = package(installed_aws_cli, "awscli"), tmp_path / "awscli"
    copy.mkdir()
    for file in awscli.iterdir():
        if file.name not in ("botocore", "__pycache__"):
            (copy / file.name).symlink_to(file)
    retired_copy(awscli / "botocore", copy)

    def listed(**more: str) -> "subprocess.CompletedProcess[str]":
        aws = [installing.in_environment(installed_aws_cli, "aws"), "--endpoint-url", server.url]
        command = [*aws, "voice-id", "list-domains", "--query", "DomainSummaries[].Name", "--output", "text"]
        variables = {**environment, "PYTHONPATH": str(tmp_path), **more}
        return subprocess.run(command, check=False, capture_output=True, text=True, env=variables)

    retired = listed()
    assert (retired.returncode, "Invalid choice" in retired.stderr) == (2, True)
    assert " voice-id " not in retired.stderr
    again = listed(AWS_DATA_PATH=data_path)
    assert (again.returncode, again.stdout, again.stderr) == (0, "calls\n", "")


def test_python_without_the_package_uses_its_data_path(
    installed_aiobotocore: Path, server: Server, environment: dict[str, str], data_path: str, tmp_path: Path
) -> None:
    server.call("CreateDomain", Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"})
    retired_copy(package(installed_aiobotocore, "botocore"), tmp_path)
    seen = subprocess.run(
        [str(installed_aiobotocore), "-c", LISTING.format(url=server.url)],
        check=True,
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": str(tmp_path), "AWS_DATA_PATH": data_path},
    )
    assert seen.stdout == "['calls']\n"

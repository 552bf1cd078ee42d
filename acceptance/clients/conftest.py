"""A server, and several clients. Fixtures with `installed` in their names are slow the first time."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from acceptance.clients import installing
from acceptance.clients.command_line import CommandLine, Driver, driving
from acceptance.clients.serving import Server, serving

AWS_CLI = "awscli>=1.35,<2"
AIOBOTOCORE = "aiobotocore>=2.15"

Cache = Callable[[str], Path]


@pytest.fixture(scope="session")
def cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Return a folder in pytest's cache, which outlives the run; without the cache a temporary one."""
    if request.config.pluginmanager.has_plugin("cacheprovider"):
        kept = request.config.cache
        assert kept is not None
        return lambda name: kept.mkdir(f"mock-voiceid-{name}")
    return tmp_path_factory.mktemp


@pytest.fixture(scope="session")
def installed_aws_cli(cache: Cache) -> Path:
    """SLOW the first time: install the AWS CLI, and return the Python that has it."""
    return installing.python_with(cache("aws-cli"), AWS_CLI)


@pytest.fixture(scope="session")
def installed_aiobotocore(cache: Cache) -> Path:
    """SLOW the first time: install aiobotocore, and return the Python that has it."""
    return installing.python_with(cache("aiobotocore"), AIOBOTOCORE)


@pytest.fixture(scope="session")
def installed_node_modules(cache: Cache) -> Path:
    """SLOW the first time: install the AWS SDK for JavaScript, and return the folder that has it."""
    return installing.node_modules(cache("javascript"))


@pytest.fixture(scope="session")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as server:
        yield server


@pytest.fixture
def server(running_server: Server) -> Server:
    """Return a server without resources. Its clock continues from earlier tests."""
    running_server.control("reset")
    return running_server


@pytest.fixture(scope="session")
def driver(installed_aws_cli: Path, _no_real_account: None) -> Iterator[Driver]:
    with driving(installed_aws_cli) as driver:
        yield driver


@pytest.fixture
def aws(driver: Driver, server: Server) -> CommandLine:
    """Return the AWS CLI, with credentials."""
    return CommandLine(driver, server.url)


@pytest.fixture(scope="session")
def environment(_no_real_account: None) -> dict[str, str]:
    """Return an environment in which programs use the server as AWS."""
    credentials = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    return {**os.environ, **credentials, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}

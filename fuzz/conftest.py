"""Options and the report of fuzzing."""

import secrets

import pytest

from tests.conftest import _no_real_account

from .tally import Tally

__all__ = ["_no_real_account"]

REQUESTS = 5_000
"""The default number of requests."""

_TALLY = pytest.StashKey[Tally]()
_SENT = "tally of fuzzing"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for the number of requests."""
    parser.addoption("--requests", type=int, default=REQUESTS, help="about how many requests fuzzing makes")
    parser.addoption("--shrink", action="store_true", help="shrink a failing example, which takes minutes")


def pytest_configure(config: pytest.Config) -> None:
    """Choose a seed if none is given; all workers use the same one."""
    config.stash[_TALLY] = Tally()
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(secrets.randbits(32))


def pytest_report_header(config: pytest.Config) -> str:
    """Say how to repeat the run."""
    return f"fuzzing: --requests={requests_of(config)} --hypothesis-seed={seed_of(config)}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the counts of this worker."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_SENT] = session.config.stash[_TALLY].as_lists()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Add the counts of a worker."""
    sent = getattr(node, "workeroutput", {}).get(_SENT)
    if sent:
        config: pytest.Config = getattr(node, "config")  # noqa: B009 - the node is pytest-xdist's
        config.stash[_TALLY].take(sent)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the counts of requests and responses."""
    tally = config.stash[_TALLY]
    if tally.rows:
        terminalreporter.section("fuzzing")
        for line in tally.lines():
            terminalreporter.write_line(line)


def requests_of(config: pytest.Config) -> int:
    """Return the approximate total number of requests."""
    return int(config.getoption("--requests"))


def seed_of(config: pytest.Config) -> str:
    """Return the seed of the run."""
    return str(config.option.hypothesis_seed)


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """The counts of requests and responses."""
    return pytestconfig.stash[_TALLY]

"""For all tests: no access to a real account, and nothing left behind."""

import os
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from moto.core.config import DefaultConfig

from mock_voiceid.internals.mocking import mocked_aws
from tests.surroundings import surroundings

pytest_plugins = ["pytester", "tests.service_fixtures"]

# No deadline: on a busy machine an example is slow.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

OVER_HTTP = "--over-http"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        OVER_HTTP, action="store_true", help="in the tests of the service, reach Voice ID over HTTP"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"in_process: about calls in-process, and left out with {OVER_HTTP}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption(OVER_HTTP):
        left_out = [item for item in items if item.get_closest_marker("in_process")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


CALL_PATHS: dict[str, DefaultConfig] = {
    "fast path": {},
    "Moto's path": {"core": {"service_whitelist": ["voiceid", "sts", "iam", "s3"]}},
}


@pytest.fixture(scope="session", autouse=True)
def _no_real_account() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
            monkeypatch.setenv(name, os.devnull)
        yield


@pytest.fixture(scope="module", autouse=True)
def _modules_leave_nothing_behind(_no_real_account: None) -> Iterator[None]:
    """Check what the mocks of marked tests leave, which begin before fixtures of single tests."""
    before = surroundings()
    yield
    assert surroundings() == before


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(_no_real_account: None) -> Iterator[None]:
    before = surroundings()
    yield
    after = surroundings()
    if before["handles"]:
        # The test is marked: boto3's default session is its mock's, which puts it back when it ends.
        before["default session"] = after["default session"]
    assert after == before


@pytest.fixture
def run_pytest(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """Run tests in a subprocess, with the plugins of this package, pytest-asyncio and the given ones only."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n")

    def run(tests: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(tests)
        for plugin in ("mock_voiceid.pytest_plugin", "pytest_asyncio.plugin", "no:cacheprovider"):
            arguments = ("-p", plugin, *arguments)
        return pytester.runpytest_subprocess(*arguments)

    return run


@pytest.fixture(params=CALL_PATHS)
def call_path(request: pytest.FixtureRequest) -> Iterator[str]:
    """Mock so that calls take one path, and return its name."""
    with mocked_aws(CALL_PATHS[request.param]):
        yield request.param


@pytest.fixture
def mocked() -> Iterator[None]:
    """Mock with the default settings of Moto."""
    with mocked_aws(None):
        yield

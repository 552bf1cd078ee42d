"""For all tests: no way to a real account, and nothing left behind."""

import os
from collections.abc import Iterator

import pytest
from surroundings import surroundings

pytest_plugins = ["pytester"]


@pytest.fixture(scope="session", autouse=True)
def _no_way_to_a_real_account() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
            monkeypatch.setenv(name, os.devnull)
        yield


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(_no_way_to_a_real_account: None) -> Iterator[None]:
    before = surroundings()
    yield
    assert surroundings() == before

"""A mocked Voice ID, called on both ways: the short one, and the one through Moto's own machinery."""

from collections.abc import Iterator

import pytest
from moto.core.config import DefaultConfig

from mock_voiceid.seams.mocking import mocked_aws

CONFIGURATIONS: dict[str, DefaultConfig] = {
    "the short way": {},
    "Moto's way": {"core": {"service_whitelist": ["voiceid", "sts", "iam", "s3"]}},
}


@pytest.fixture(params=CONFIGURATIONS)
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Mock, so that calls go one way, and return which."""
    with mocked_aws(CONFIGURATIONS[request.param]):
        yield request.param


@pytest.fixture
def mocked() -> Iterator[None]:
    """Mock, with all of Moto's settings at their defaults."""
    with mocked_aws(None):
        yield

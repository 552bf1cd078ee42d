"""Fixtures of the tests of batch jobs."""

import pytest

from .batch_builders import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()

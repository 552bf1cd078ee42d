"""Fixtures of the tests of batch jobs."""

import pytest

from mock_voiceid.control.options import Quotas, Timing
from tests.options import QUOTAS, TIMING

from .batch_builders import Bench


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.timing, bench.quotas = Timing(**TIMING), Quotas(**QUOTAS)
    return bench

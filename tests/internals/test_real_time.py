"""The real time is told whatever is frozen."""

import time

import freezegun
import pytest
import time_machine

from mock_voiceid.internals.real_time import monotonic, wall_clock

YEARS = 10 * 365 * 86_400


def test_nothing_frozen() -> None:
    assert abs(wall_clock() - time.time()) < 60
    assert abs(monotonic() - time.monotonic()) < 60


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, lambda at: time_machine.travel(at, tick=False)])
def test_frozen_by_either_library(freeze: object) -> None:
    before, started = time.time(), time.monotonic()
    with freeze("2016-01-05T09:00:00Z"):  # type: ignore[operator]
        assert abs(wall_clock() - before) < 60
        assert abs(monotonic() - started) < 60
        assert before - time.time() > YEARS

"""A start that fails halfway is undone."""

import datetime as dt
from typing import Any

import freezegun.api
import pytest
from moto.core import base_backend, models

from mock_voiceid import mock_voiceid
from mock_voiceid.internals.randomness import random_source
from tests.surroundings import surroundings

START = "2026-01-05T09:00:00Z"


class Broken:
    """Raises KeyboardInterrupt when called, and records that it was called."""

    def __init__(self) -> None:
        self.used = False

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        self.used = True
        raise KeyboardInterrupt


INNER: list[tuple[Any, str]] = [
    (freezegun.api._freeze_time, "start"),
    (models.MockAWS, "start"),
    (models.MockAWS, "_mock_env_variables"),
]
OUTERMOST: list[tuple[Any, str]] = [(base_backend.BackendDict, "reset"), (models.MockAWS, "_enable_patching")]


@pytest.mark.parametrize(
    ("owner", "name", "nested"),
    [(*where, nested) for nested in (False, True) for where in (INNER if nested else INNER + OUTERMOST)],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_an_interrupted_start_leaves_nothing_behind(
    owner: Any, name: str, nested: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Broken()
    around = mock_voiceid(start=START)
    if nested:
        around.start()
    try:
        found, state = surroundings(), random_source().getstate()
        mock = mock_voiceid(
            start=START, seed=7, freezer="freezegun", config={"core": {"service_whitelist": ["voiceid"]}}
        )
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, broken)
            with pytest.raises(KeyboardInterrupt):
                mock.start()
        assert broken.used
        assert surroundings() == found
        assert random_source().getstate() == state
        with pytest.raises(RuntimeError, match="not started"):
            mock.stop()
        with mock as handle:
            assert handle.clock.now() == dt.datetime(2026, 1, 5, 9, tzinfo=dt.timezone.utc)
        assert surroundings() == found
    finally:
        if nested:
            around.stop()

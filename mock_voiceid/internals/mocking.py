"""Starts and stops Moto's `mock_aws`, and restores everything that it changes."""

import copy
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from moto import mock_aws, settings
from moto.core.base_backend import BackendDict
from moto.core.config import default_user_config
from moto.core.model_instances import reset_model_data

_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

Credentials = dict[str, str | None]

_lock = threading.RLock()


@dataclass
class _Level:
    """An active mock, and the state to restore when it stops."""

    mock: Any
    nested: bool
    credentials: Credentials
    config: dict[str, Any]


_levels: list[_Level] = []


def check_config(config: Mapping[str, Any] | None) -> None:
    """Check that Moto knows the sections of its configuration.

    Raises:
        TypeError: there are others.
    """
    unknown = sorted(map(str, (config or {}).keys() - default_user_config.keys()))
    if unknown:
        known = ", ".join(sorted(default_user_config))
        raise TypeError(f"config has no section {', '.join(map(repr, unknown))}. Moto has {known}.")


@contextmanager
def mocked_aws(config: Mapping[str, Any] | None) -> Iterator[None]:
    """Run the block inside `mock_aws`.

    Moto alone does not restore nested configurations, nor credentials that are empty or deleted in the
    block, nor mocks that are stopped in another order than the reverse of their start.
    Guarded by tests/internals/test_mocking.py.
    """
    _start(config)
    try:
        yield
    finally:
        _stop()


def in_process() -> bool:
    """Return whether this process mocks AWS itself, rather than calling a server or proxy of Moto.

    Guarded by tests/server/test_moto_modes.py::test_options_are_refused_where_the_server_has_the_state.
    """
    return bool(settings.TEST_DECORATOR_MODE)


def reset_backends() -> None:
    """Discard the state of all mocked services."""
    BackendDict.reset()
    reset_model_data()


def _start(config: Mapping[str, Any] | None) -> None:
    with _lock:
        mock: Any = mock_aws(config=cast(Any, config))
        found = copy.deepcopy(dict(default_user_config))
        level = _Level(mock, type(mock)._nested_count > 0, _credentials(), found)
        depth, was_active = type(mock)._nested_count, type(mock)._mocks_active
        try:
            mock.start()
        except BaseException:
            # Moto does not undo a start that fails or is interrupted halfway.
            if type(mock)._nested_count > depth:
                _end(level)
            else:
                mock._default_session_mock.stop()
                mock._user_config_mock.stop()
                type(mock)._mocks_active = was_active
                _set_credentials(level.credentials)
            raise
        _levels.append(level)


def _stop() -> None:
    with _lock:
        # Moto relies on mocks being stopped in reverse order, so stop its latest, whichever mock ends.
        _end(_levels.pop())


def _end(level: _Level) -> None:
    present = _credentials()
    for name in _CREDENTIALS:
        os.environ.setdefault(name, "")  # Moto deletes them without checking that they exist
    try:
        level.mock.stop()
    finally:
        if level.nested:
            level.mock._user_config_mock.stop()  # Moto stops only that of the outermost mock
        # If an outer `mock_aws` was stopped first, it has already restored the credentials.
        outlived = level.nested and type(level.mock)._nested_count == 0
        _set_credentials(present if outlived else level.credentials)
        if default_user_config != level.config:
            default_user_config.clear()  # type: ignore[attr-defined]
            default_user_config.update(level.config)  # type: ignore[typeddict-item]


def _credentials() -> Credentials:
    return {name: os.environ.get(name) for name in _CREDENTIALS}


def _set_credentials(credentials: Credentials) -> None:
    for name, value in credentials.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

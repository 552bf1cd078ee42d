"""Moto's `mock_aws`, started and stopped so that everything is as it was found."""

import copy
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto import mock_aws
from moto.core.base_backend import BackendDict
from moto.core.config import DefaultConfig, default_user_config
from moto.core.model_instances import reset_model_data

_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

_lock = threading.RLock()
_found: list[tuple[dict[str, str | None], dict[str, Any]]] = []
_running = 0


def config_from(config: object) -> DefaultConfig | None:
    """Return Moto's configuration as given.

    Raises:
        TypeError: it is no mapping, or has sections that Moto does not know.
    """
    if config is None:
        return None
    if not isinstance(config, dict):
        raise TypeError(f"config is Moto's configuration, a dict such as {{'core': {{...}}}}, not {config!r}")
    unknown = sorted(map(str, config.keys() - default_user_config.keys()))
    if unknown:
        known = ", ".join(sorted(default_user_config))
        raise TypeError(f"config has no section {', '.join(map(repr, unknown))}. Moto has {known}.")
    return config  # type: ignore[return-value]


@contextmanager
def mocked_aws(config: DefaultConfig | None) -> Iterator[None]:
    """Run the block inside `mock_aws`.

    Moto by itself leaves traces: of nested configurations, of variables set to nothing or deleted
    meanwhile, and of mocks that are not stopped in the reverse order of their start.
    Guarded by tests/seams/test_mocking.py.
    """
    mock: Any = mock_aws(config=config)
    _keep_surroundings()
    try:
        mock.start()
        try:
            yield
        finally:
            _stop(mock)
    finally:
        _restore_surroundings()


def reset_backends() -> None:
    """Drop the state of all mocked services."""
    BackendDict.reset()
    reset_model_data()


def _stop(mock: Any) -> None:
    with _lock:
        credentials = _credentials()
        for name in _CREDENTIALS:
            os.environ.setdefault(name, "")  # Moto deletes them without looking
        nested = type(mock)._nested_count > 1
        mock.stop()
        if nested:
            mock._user_config_mock.stop()
            _set_credentials(credentials)


def _keep_surroundings() -> None:
    global _running
    with _lock:
        if not _running:
            _found.append((_credentials(), copy.deepcopy(dict(default_user_config))))
        _running += 1


def _restore_surroundings() -> None:
    global _running
    with _lock:
        _running -= 1
        if not _running:
            credentials, config = _found.pop()
            _set_credentials(credentials)
            default_user_config.clear()  # type: ignore[attr-defined]
            default_user_config.update(config)  # type: ignore[typeddict-item]


def _credentials() -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in _CREDENTIALS}


def _set_credentials(credentials: dict[str, str | None]) -> None:
    for name, value in credentials.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

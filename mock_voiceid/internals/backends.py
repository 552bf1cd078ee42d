"""The state of Moto's services: which are in use, and setting it aside for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from moto.core.base_backend import BackendDict, backend_lock
from moto.core.model_instances import model_data, reset_model_data

Backends = BackendDict[Any]


@dataclass(frozen=True)
class State:
    """What all services have at an instant; the backends themselves, not copies.

    Args:
        accounts: for each service that is in use, its accounts.
        tracked: the models that Moto's dashboard shows, by class.
    """

    accounts: list[tuple[Backends, dict[str, Any]]]
    tracked: list[tuple[Any, list[Any]]]


def in_use() -> set[tuple[str, str, str]]:
    """Return the service, account and region of every backend that a call has made."""
    with backend_lock:
        return {
            (services.service_name, account, region)
            for services in _instances()
            for account, region, _ in services.iter_backends()
        }


def take() -> State:
    """Take the state out of all services, which have none then.

    Guarded by tests/internals/test_backends.py.
    """
    with backend_lock:
        accounts = [(services, dict(services.items())) for services in _instances()]
        for services, _ in accounts:
            services.clear()
        _instances().clear()
        # Copied first: another thread may import a service meanwhile.
        models: list[Any] = [
            model for service in list(model_data.values()) for model in list(service.values())
        ]
        tracked = [(model, model.instances_tracked) for model in models]
        for model, _ in tracked:
            model.instances_tracked = []
    return State(accounts, tracked)


def put_back(state: State) -> None:
    """Drop the state of all services, and give them one that was taken."""
    with backend_lock:
        BackendDict.reset()
        reset_model_data()
        for services, accounts in state.accounts:
            services.update(accounts)
            _instances().append(services)
        for model, instances in state.tracked:
            model.instances_tracked = instances


@contextmanager
def set_aside() -> Iterator[None]:
    """Run the block with services that have no state, and put back what they had."""
    found = take()
    try:
        yield
    finally:
        put_back(found)


def _instances() -> list[Backends]:
    return BackendDict._instances  # type: ignore[misc]

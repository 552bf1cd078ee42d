"""Moto's one source of randomness: it can be seeded, here and through Moto's own API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.moto_api._internal import mock_random
from moto.moto_api._internal.moto_random import MotoRandom

_found: list[Any] = []


def random_source() -> MotoRandom:
    """Return Moto's source of randomness.

    Guarded by tests/seams/test_randomness.py::test_ids_come_from_motos_own_seedable_source.
    """
    return mock_random


@contextmanager
def kept_randomness() -> Iterator[None]:
    """Give Moto's randomness back as it was found, however it is seeded and drawn from in the block."""
    # Blocks that do not end in the reverse order of their beginning give back what the outermost found.
    _found.append(mock_random.getstate())
    try:
        yield
    finally:
        mock_random.setstate(_found.pop())

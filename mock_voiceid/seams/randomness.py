"""Moto's one source of randomness: it can be seeded, here and through Moto's own API."""

from collections.abc import Iterator
from contextlib import contextmanager

from moto.moto_api._internal import mock_random
from moto.moto_api._internal.moto_random import MotoRandom


def random_source() -> MotoRandom:
    """Return Moto's source of randomness.

    Guarded by tests/seams/test_randomness.py::test_ids_come_from_motos_own_seedable_source.
    """
    return mock_random


@contextmanager
def seeded(seed: int | str) -> Iterator[None]:
    """Seed Moto's randomness for the block, and give it back as it was."""
    found = mock_random.getstate()
    mock_random.seed(seed)
    try:
        yield
    finally:
        mock_random.setstate(found)

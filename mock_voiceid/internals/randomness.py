"""Moto's one source of randomness: it can be seeded, here and through Moto's own API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.moto_api._internal import mock_random
from moto.moto_api._internal.moto_random import MotoRandom

_found: list[Any] = []


def random_source() -> MotoRandom:
    """Return Moto's source of randomness.

    Guarded by tests/internals/test_randomness.py::test_ids_come_from_motos_own_seedable_source.
    """
    return mock_random


def new_uuid() -> str:
    """Draw a UUID (version 4), as text.

    Guarded by tests/internals/test_randomness.py::test_a_uuid_is_the_one_that_moto_would_draw.
    """
    # Moto's own makes an object first, which costs more than all the rest of an answer's headers.
    drawn = f"{mock_random.getrandbits(128):032x}"
    variant = "89ab"[int(drawn[16], 16) & 3]
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"


@contextmanager
def kept_randomness() -> Iterator[None]:
    """Give Moto's randomness back as it was found, however it is seeded and drawn from in the block."""
    # Blocks that do not end in the reverse order of their beginning give back what the outermost found.
    _found.append(mock_random.getstate())
    try:
        yield
    finally:
        mock_random.setstate(_found.pop())

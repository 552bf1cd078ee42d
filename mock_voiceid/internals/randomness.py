"""Moto's random source, which can be seeded here and through Moto's API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.moto_api._internal import mock_random
from moto.moto_api._internal.moto_random import MotoRandom

_found: list[Any] = []


def random_source() -> MotoRandom:
    """Return Moto's random source.

    Guarded by tests/internals/test_randomness.py::test_ids_come_from_motos_own_seedable_source.
    """
    return mock_random


def new_uuid() -> str:
    """Return a new UUID (version 4) as text.

    Guarded by tests/internals/test_randomness.py::test_a_uuid_is_the_one_that_moto_would_draw.
    """
    # Moto's uuid4 creates an object first, which costs more than all other headers of a response.
    drawn = f"{mock_random.getrandbits(128):032x}"
    variant = "89ab"[int(drawn[16], 16) & 3]
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"


@contextmanager
def kept_randomness() -> Iterator[None]:
    """Restore the state of Moto's random source when the block ends."""
    # A stack, so that blocks that end in another order still restore the outermost state in the end.
    _found.append(mock_random.getstate())
    try:
        yield
    finally:
        mock_random.setstate(_found.pop())

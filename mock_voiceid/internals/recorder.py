"""Whether Moto's recorder or IAM enforcement is on, so that requests need Moto's path."""

from functools import cache
from typing import Any

NO_ENFORCEMENT = float("inf")


def is_recorded_or_enforced() -> bool:
    """Return whether Moto's recorder or its IAM enforcement is on, in-process or in the server.

    Guarded by tests/server/test_application.py::test_recorder_and_enforcement_take_motos_way.
    """
    settings, recorder = _moto()
    return bool(recorder._user_enabled) or settings.INITIAL_NO_AUTH_ACTION_COUNT != NO_ENFORCEMENT


@cache
def _moto() -> tuple[Any, Any]:
    # Imported with the first call, since Moto imports what imports this.
    from moto import settings
    from moto.moto_api import recorder

    return settings, recorder

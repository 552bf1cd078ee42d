"""Clients that are made before Moto is imported, which Moto itself does not reach.

Moto adds its stubber to the handlers that each botocore session copies when it is made. Until Moto is
imported, one that asks Moto's stubber stands there in its place.
"""

import importlib
import sys
from typing import Any

_EVENT = "before-send"
_MODELS = "moto.core.models"


class _AskMoto:
    """Hands a request to Moto's stubber, if Moto has been imported since."""

    def __call__(self, event_name: str, request: Any, **others: Any) -> Any:
        stubber = _stubber()
        return None if stubber is None else stubber(event_name, request, **others)

    def __eq__(self, other: object) -> bool:
        # Moto's patch_client looks for its stubber, and would add it beside this one.
        return type(other).__name__ in (type(self).__name__, "BotocoreStubber")

    __hash__ = object.__hash__


def _lend_credentials(request: Any, request_signer: Any, **_: Any) -> None:
    """Have a client without credentials sign with made-up ones while a mock is active."""
    if getattr(_stubber(), "enabled", False) and request_signer._credentials is None:
        from botocore.credentials import Credentials

        signing = request.context.setdefault("signing", {})
        signing.setdefault("request_credentials", Credentials("testing", "testing"))


def _stubber() -> Any:
    return getattr(sys.modules.get(_MODELS), "botocore_stubber", None)


def reach_them() -> None:
    """Have sessions that are made from now on ask Moto; botocore is imported.

    Guarded by tests/internals/test_early_clients.py.
    """
    handlers = _handlers()
    if _MODELS not in sys.modules and (_EVENT, _AskMoto()) not in handlers:
        handlers.append((_EVENT, _AskMoto()))
        handlers.append(("before-sign", _lend_credentials))


def leave_to_moto() -> None:
    """Have sessions that are made from now on ask Moto's stubber alone; Moto is imported."""
    handlers = _handlers()
    handlers[:] = [handler for handler in handlers if type(handler[1]).__name__ != _AskMoto.__name__]


def _handlers() -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = importlib.import_module("botocore.handlers").BUILTIN_HANDLERS
    return found

"""An in-process test double of Amazon Connect Voice ID, built on Moto.

    from mock_voiceid import mock_voiceid

    @mock_voiceid
    def test_enrollment(): ...

Importing the package is enough for plain `mock_aws` and Moto's server to answer Voice ID too, and for a
botocore that has dropped Voice ID to have it again. What is imported here is loaded when it is first used,
so that the pytest plugin costs nothing where it is not.
"""

import importlib
from typing import TYPE_CHECKING, Any

from .voiceid import registration
from .voiceid import service_model as lending

if TYPE_CHECKING:
    from .control.options import Quotas, Timing
    from .handle.voice_id import VoiceID
    from .mock import MockVoiceID, mock_voiceid
    from .server.threaded import ThreadedServer

__all__ = ["MockVoiceID", "Quotas", "ThreadedServer", "Timing", "VoiceID", "mock_voiceid"]

_HOME = {
    "MockVoiceID": ".mock",
    "Quotas": ".control.options",
    "ThreadedServer": ".server.threaded",
    "Timing": ".control.options",
    "VoiceID": ".handle.voice_id",
    "mock_voiceid": ".mock",
}

lending.announce()
registration.announce()


def __getattr__(name: str) -> Any:
    value: Any
    if name == "__version__":
        # Written once, in pyproject.toml. Reading it costs milliseconds, so only who asks pays.
        value = importlib.import_module("importlib.metadata").version("mock-voiceid")
    elif name in _HOME:
        value = getattr(importlib.import_module(_HOME[name], __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})

"""An in-process test double of Amazon Connect Voice ID, built on Moto.

    from mock_voiceid import mock_voiceid

    @mock_voiceid
    def test_enrollment(): ...

Once the package is imported, plain `mock_aws` and Moto's server answer Voice ID too, and a botocore that has
dropped Voice ID has it again. Public names load on first use, so that the pytest plugin is cheap if unused.
"""

import importlib
import sys
import types
from typing import TYPE_CHECKING, Any, NoReturn

from .voiceid import registration, service_model

if TYPE_CHECKING:
    from .control.faults import Faults
    from .control.options import Quotas, Timing
    from .control.voices import Voices
    from .handle.sessions import Session
    from .handle.voice_id import VoiceID
    from .mock import MockVoiceID, mock_voiceid
    from .server.threaded import ThreadedServer
    from .simtime.clock import Clock

__all__ = [
    "Clock",
    "Faults",
    "MockVoiceID",
    "Quotas",
    "Session",
    "ThreadedServer",
    "Timing",
    "VoiceID",
    "Voices",
    "mock_voiceid",
]

_HOME = {
    "Clock": ".simtime.clock",
    "Faults": ".control.faults",
    "MockVoiceID": ".mock",
    "Quotas": ".control.options",
    "Session": ".handle.sessions",
    "ThreadedServer": ".server.threaded",
    "Timing": ".control.options",
    "VoiceID": ".handle.voice_id",
    "Voices": ".control.voices",
    "mock_voiceid": ".mock",
}

_OF_THE_OBJECT = ("current", "start", "stop", "reset")


class _Package(types.ModuleType):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(
            "mock_voiceid is the package here: write `from mock_voiceid import mock_voiceid`, then "
            "@mock_voiceid or `with mock_voiceid() as voice_id:`"
        )


sys.modules[__name__].__class__ = _Package

service_model.announce()
registration.announce()


def __getattr__(name: str) -> Any:
    value: Any
    if name == "__version__":
        # Written once, in pyproject.toml. Reading it costs milliseconds, so only who asks pays.
        value = importlib.import_module("importlib.metadata").version("mock-voiceid")
    elif name in _HOME:
        value = getattr(importlib.import_module(_HOME[name], __name__), name)
    else:
        hint = ": write `from mock_voiceid import mock_voiceid` for the object of that name"
        raise AttributeError(
            f"module {__name__!r} has no attribute {name!r}{hint if name in _OF_THE_OBJECT else ''}"
        )
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})

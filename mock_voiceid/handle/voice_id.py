"""The handle of a mock: what a test holds to move time and to say how things are."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..control import context
from ..control.checks import check_active, did_you_mean
from ..control.context import Context
from ..control.faults import Faults
from ..control.options import LIVE_OPTIONS, Options
from .sessions import Sessions

if TYPE_CHECKING:
    from ..service.region import Region

DEFAULT_ACCOUNT_ID = "123456789012"
"""The account that Moto takes callers to be in."""

_PARTS = frozenset({"clock", "voices", "sessions", "faults", "_orders", "_throttling"})
"""What a handle is made of, and keeps."""


class VoiceID(Context):
    """What a test holds while Voice ID is mocked.

    Args:
        options: what the mock was given; None for the defaults.

    Attributes:
        clock: simulated time.
        timing: how long things take, in seconds.
        quotas: how much the service allows.
        voices: whose voice is in which audio, and how similar voices are.
        sessions: starts sessions, as Amazon Connect does.
        faults: what is to go wrong: calls, batch jobs, requests of jobs.
        strict: whether audio that is not a WAV file, and roles and KMS keys that the mocks do not know,
            are refused.
        throttle: whether calls are throttled as the service did (A2).
        compliance_consent: whether the account has accepted the biometric consent (D4).
    """

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self.sessions = Sessions(self)
        self.faults = Faults(self._orders)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in LIVE_OPTIONS:
            check_active(self.clock.ended)
            value = LIVE_OPTIONS[name](value)
        elif name not in _PARTS:
            raise AttributeError(f"the handle of mock_voiceid has no {name!r}{did_you_mean(name, _names())}")
        elif hasattr(self, name):
            raise AttributeError(f"{name!r} stays what it is: call its methods instead of setting it")
        super().__setattr__(name, value)

    def backend(self, region: str = "us-east-1", account_id: str = DEFAULT_ACCOUNT_ID) -> "Region":
        """Return the state of one account and region itself, for assertions that no API offers.

        Args:
            region: one of Voice ID's regions.
            account_id: 12 digits.

        Raises:
            ValueError: Voice ID is not in that region, or the account id is not one.
        """
        from ..api.exceptions import VoiceIDError
        from ..voiceid.routing import backend_for

        self.clock.settle()
        try:
            return backend_for(account_id, region).region
        except VoiceIDError as error:
            raise ValueError(error.message) from None

    def reset(self) -> None:
        """Drop all state of the mocked services, and what was said of voices and faults. Time stays.

        Raises:
            RuntimeError: the mock has ended.
        """
        check_active(self.clock.ended)
        from ..internals.mocking import reset_backends

        self._clear()
        reset_backends()


def current() -> VoiceID:
    """Return the handle of the innermost active mock.

    Raises:
        RuntimeError: no mock is active.
    """
    handle = context.current()
    if isinstance(handle, VoiceID):
        return handle
    raise RuntimeError(
        "no mock_voiceid is active: use @mock_voiceid on the test, `with mock_voiceid() as voice_id:`, "
        "or the pytest fixture `voiceid`"
    )


def _names() -> Iterable[str]:
    return [name for name in (*LIVE_OPTIONS, *_PARTS) if not name.startswith("_")]

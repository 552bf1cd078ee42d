"""The handle of a mock: what a test holds to move time and to say how things are."""

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..control.faults import Faults
from ..control.job_faults import Jobs
from ..control.options import Quotas, Timing, did_you_mean, parse_flag, parse_option
from ..control.throttling import Throttling
from ..control.voices import Voices
from ..simtime.agenda import Agenda
from ..simtime.clock import Clock
from .sessions import Sessions

if TYPE_CHECKING:
    from ..voiceid.models import VoiceIDBackend

DEFAULT_ACCOUNT_ID = "123456789012"
"""The account that Moto takes callers to be in."""


def _agendas() -> Iterable[Agenda]:
    # Nothing can be due before the backends are imported, and they import Moto. Another thread may be at it.
    models = sys.modules.get("mock_voiceid.voiceid.models")
    backends = getattr(models, "voiceid_backends", None)
    if backends is None:
        return ()
    # Copied first, as another thread's request may bring a backend meanwhile.
    accounts = tuple(backends.values())
    return [backend.agenda for account in accounts for backend in tuple(account.values())]


_ATTRIBUTES: dict[str, Callable[[Any], Any] | None] = {
    "clock": None,
    "voices": None,
    "jobs": None,
    "sessions": None,
    "faults": None,
    "throttling": None,
    "timing": partial(parse_option, Timing, "timing"),
    "quotas": partial(parse_option, Quotas, "quotas"),
    "strict": partial(parse_flag, "strict"),
    "throttle": partial(parse_flag, "throttle"),
    "compliance_consent": partial(parse_flag, "compliance_consent"),
}
"""What a handle has; what may be set is checked."""


class VoiceID:
    """What a test holds while Voice ID is mocked.

    Attributes:
        clock: simulated time.
        timing: how long things take, in seconds.
        quotas: how much the service allows.
        voices: whose voice is in which audio, and which voices are alike.
        jobs: what is to go wrong in batch jobs.
        sessions: starts sessions, as Amazon Connect does.
        faults: errors that the next calls are to get.
        strict: whether audio that is no WAV file, and roles and KMS keys that the mocks do not know,
            are refused.
        throttle: whether calls are throttled as the service did (A2).
        throttling: counts the calls for it.
        compliance_consent: whether the account has accepted the biometric consent (D4).
    """

    def __init__(
        self,
        *,
        timing: Timing | Mapping[str, float] | None = None,
        quotas: Quotas | Mapping[str, int] | None = None,
        strict: bool = False,
        throttle: bool = False,
        compliance_consent: bool = True,
        freezer: str | None = None,
    ) -> None:
        self.clock = Clock(_agendas, freezer)
        self.timing = parse_option(Timing, "timing", timing)
        self.quotas = parse_option(Quotas, "quotas", quotas)
        self.voices = Voices()
        self.jobs = Jobs()
        self.sessions = Sessions(self.clock)
        self.faults = Faults()
        self.throttling = Throttling()
        self.strict = strict
        self.throttle = throttle
        self.compliance_consent = compliance_consent

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _ATTRIBUTES:
            raise AttributeError(
                f"the handle of mock_voiceid has no {name!r}{did_you_mean(name, _ATTRIBUTES)}"
            )
        check = _ATTRIBUTES[name]
        if check is None and hasattr(self, name):
            raise AttributeError(f"{name!r} stays what it is: call its methods instead of setting it")
        super().__setattr__(name, check(value) if check else value)

    def backend(self, region: str = "us-east-1", account_id: str = DEFAULT_ACCOUNT_ID) -> "VoiceIDBackend":
        """Return the state of one account and region itself, for assertions that no API offers.

        Raises:
            ValueError: Voice ID is not in that region, or the account is none.
        """
        from ..api.exceptions import VoiceIDError
        from ..voiceid.routing import backend_for

        self.clock.settle()
        try:
            return backend_for(account_id, region)
        except VoiceIDError as error:
            raise ValueError(error.message) from None

    def reset(self) -> None:
        """Drop all state of the mocked services, and what was said of voices, jobs and faults. Time stays.

        Raises:
            RuntimeError: the mock is over.
        """
        if self.clock.ended:
            raise RuntimeError("this mock_voiceid is over: use the active one, mock_voiceid.current()")
        from ..internals.mocking import reset_backends

        self.voices.clear()
        self.jobs.clear()
        self.faults.clear()
        self.throttling.clear()
        reset_backends()


_active: list[VoiceID] = []
_without_mock = VoiceID()


def settings() -> VoiceID:
    """Return the handle of the innermost active mock; with plain `mock_aws`, one with the defaults."""
    return _active[-1] if _active else _without_mock


def current() -> VoiceID:
    """Return the handle of the innermost active mock.

    Raises:
        RuntimeError: no mock is active.
    """
    if not _active:
        raise RuntimeError(
            "no mock_voiceid is active: use @mock_voiceid on the test, `with mock_voiceid() as voice_id:`, "
            "or the pytest fixture `voiceid`"
        )
    return _active[-1]


def activate(handle: VoiceID) -> None:
    """Make a handle the innermost one."""
    _active.append(handle)


def deactivate(handle: VoiceID) -> None:
    """Take a handle out, wherever it stands."""
    _active.remove(handle)

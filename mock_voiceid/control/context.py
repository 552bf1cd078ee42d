"""What applies now: the clock, the options, and what a test has set and ordered."""

from ..simtime.agenda import agendas
from ..simtime.clock import Clock
from .options import LIVE_OPTIONS, Options, Quotas, Timing
from .orders import Orders
from .throttling import Throttling
from .voices import Voices


class Context:
    """What a request is answered by. It is found once a request, by `current`, and passed on.

    Args:
        options: what the mock was given; None for the defaults.

    Attributes:
        clock: simulated time.
        timing: how long things take, in seconds.
        quotas: how much the service allows.
        strict: whether audio that is not a WAV file, and roles and keys that the mocks do not know, are
            refused.
        throttle: whether calls are throttled as the service did (A2).
        compliance_consent: whether the account has accepted the biometric consent (D4).
        voices: whose voice is in which audio, and how similar voices are.
    """

    timing: Timing
    quotas: Quotas
    strict: bool
    throttle: bool
    compliance_consent: bool

    def __init__(self, options: Options | None = None) -> None:
        given = options or Options()
        self.clock = Clock(agendas.all, given.freezer)
        self.voices = Voices()
        self._orders = Orders()
        self._throttling = Throttling()
        for name, parse in LIVE_OPTIONS.items():
            setattr(self, name, parse(getattr(given, name)))

    def _end(self) -> None:
        """Refuse all changes and orders from now on: the mock has ended."""
        self._orders.over = self.voices._over = True
        self.timing._end()
        self.quotas._end()

    def _clear(self) -> None:
        """Forget voices, orders and counted calls. Options and time stay."""
        self.voices._clear()
        self._orders.clear()
        self._throttling.clear()


_active: list[Context] = []
_without_mock = Context()


def current() -> Context:
    """Return the context of the innermost active mock; with plain `mock_aws`, one with the defaults."""
    return _active[-1] if _active else _without_mock


def activate(context: Context) -> None:
    """Make a context the innermost one."""
    _active.append(context)


def deactivate(context: Context) -> None:
    """Remove a context, also if it is not the innermost one."""
    _active.remove(context)

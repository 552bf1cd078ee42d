"""`mock_voiceid`: Moto's `mock_aws` with Voice ID in it, in every form in which tests take a mock."""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, Literal, NoReturn, TypeVar, overload

from .control.options import Quotas, Timing, did_you_mean, parse_flag, parse_freezer, parse_option, parse_seed
from .decorating import decorated
from .handle.voice_id import VoiceID, activate, current, deactivate
from .instants import instant_of
from .internals.mocking import in_process, mocked_aws, parse_config
from .internals.randomness import kept_randomness, random_source
from .simtime.sleeping import Sleeping

Target = TypeVar("Target", bound=Callable[..., Any])

OPTIONS = {
    "start": None,
    "timing": None,
    "quotas": None,
    "strict": False,
    "throttle": False,
    "compliance_consent": True,
    "freezer": None,
    "seed": None,
    "config": None,
}
"""What a mock takes, and what counts where it is not given."""

# A mock that nobody holds goes on all the same: `mock_voiceid().start()`.
_running: list["MockVoiceID"] = []


class MockVoiceID:
    """A mock with its options, to be used as decorator, context manager, or with `start` and `stop`.

    It may be used many times, and nested; each use begins anew with the same options.
    """

    def __init__(self, **options: Any) -> None:
        for name in options:
            if name not in OPTIONS:
                raise TypeError(f"mock_voiceid has no option {name!r}{did_you_mean(name, OPTIONS)}")
        self._given = [
            name
            for name, default in OPTIONS.items()
            if name != "config" and options.get(name, default) != default
        ]
        start = options.get("start")
        self._start = None if start is None else instant_of(start)
        self._timing = parse_option(Timing, "timing", options.get("timing"))
        self._quotas = parse_option(Quotas, "quotas", options.get("quotas"))
        self._strict = parse_flag("strict", options.get("strict", False))
        self._throttle = parse_flag("throttle", options.get("throttle", False))
        self._compliance_consent = parse_flag("compliance_consent", options.get("compliance_consent", True))
        self._freezer = parse_freezer(options.get("freezer"))
        self._seed = parse_seed(options.get("seed"))
        self._config = parse_config(options.get("config"))
        self._started: list[tuple[VoiceID, ExitStack]] = []

    def __call__(self, target: Target) -> Target:
        """Decorate a function, coroutine function, generator, or class.

        Raises:
            TypeError: it is something else.
        """
        return decorated(target, lambda *_, **__: self.fresh())

    def fresh(self) -> "MockVoiceID":
        """Return a mock with the same options, not started."""
        mock = object.__new__(MockVoiceID)
        mock.__dict__.update(self.__dict__, _started=[])
        return mock

    def start(self) -> VoiceID:
        """Begin to mock, and return the handle.

        Raises:
            RuntimeError: the state lives in a server or proxy of Moto, which can't be given the options.
        """
        if self._given and not in_process():
            raise RuntimeError(
                f"{', '.join(self._given)} can't be given here: in Moto's server and proxy modes "
                "(TEST_SERVER_MODE, TEST_PROXY_MODE) what is mocked, and its time, are the server's"
            )
        with ExitStack() as undo:
            if self._seed is not None:
                undo.enter_context(kept_randomness())
            undo.enter_context(mocked_aws(self._config))
            if self._seed is not None:
                # Only now, as Moto makes backends anew at its start, and they draw too.
                random_source().seed(self._seed)
            handle = VoiceID(
                timing=self._timing,
                quotas=self._quotas,
                strict=self._strict,
                throttle=self._throttle,
                compliance_consent=self._compliance_consent,
                freezer=self._freezer,
            )
            activate(handle)
            undo.callback(deactivate, handle)
            sleeping = Sleeping(handle.clock)
            sleeping.start()
            undo.callback(sleeping.stop)
            undo.callback(handle.clock.end)
            if self._start is not None:
                handle.clock.start_at(self._start)
            _running.append(self)
            self._started.append((handle, undo.pop_all()))
        return handle

    def stop(self) -> None:
        """End what `start` began last, and leave everything as it was found.

        Raises:
            RuntimeError: it is not started.
        """
        if not self._started:
            raise RuntimeError("this mock_voiceid is not started: call start() before stop()")
        _, undo = self._started.pop()
        try:
            undo.close()
        finally:
            _running.remove(self)

    def reset(self) -> None:
        """Drop all state of the mocked services, and what was said of voices, jobs and faults. Time stays.

        Raises:
            RuntimeError: it is not started.
        """
        if not self._started:
            raise RuntimeError("this mock_voiceid is not started: call start() before reset()")
        self._started[-1][0].reset()

    def __enter__(self) -> VoiceID:
        return self.start()

    def __exit__(self, *raised: object) -> None:
        self.stop()

    async def __aenter__(self) -> VoiceID:
        return self.start()

    async def __aexit__(self, *raised: object) -> None:
        self.stop()


class _MockVoiceIDFactory:
    """What `mock_voiceid` is: a decorator as it stands, and a maker of mocks when called with options."""

    @overload
    def __call__(self, target: Target, /) -> Target: ...

    @overload
    def __call__(
        self,
        /,
        *,
        start: dt.datetime | str | None = None,
        timing: Timing | Mapping[str, float] | None = None,
        quotas: Quotas | Mapping[str, int] | None = None,
        strict: bool = False,
        throttle: bool = False,
        compliance_consent: bool = True,
        freezer: Literal["freezegun", "time-machine"] | None = None,
        seed: int | str | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> MockVoiceID: ...

    def __call__(self, target: Any = None, /, **options: Any) -> Any:
        """Mock Voice ID, and with it everything that `mock_aws` mocks.

        Args:
            target: what to decorate, where it is used bare: `@mock_voiceid`.
            start: the instant at which simulated time stands still at first; None for running time.
            timing: how long things take: a `Timing`, or a mapping of its names to seconds.
            quotas: how much the service allows: a `Quotas`, or a mapping of its names to numbers.
            strict: refuse audio that is no WAV file, and roles and KMS keys that the mocks do not know.
            throttle: throttle calls as the service did, by simulated time (A2).
            compliance_consent: whether the account has accepted the biometric consent (D4).
            freezer: the library that makes time stand still; None for the one in pytest's setting
                `voiceid_freezer`, and freezegun where there is none.
            seed: makes ids repeat from run to run.
            config: Moto's own configuration.

        Raises:
            ModuleNotFoundError: the library that is to make time stand still is not installed.
            TypeError: an option that is not there, or of the wrong type.
            ValueError: an option out of range.
        """
        if target is None:
            return MockVoiceID(**options)
        if options:
            raise TypeError("mock_voiceid takes its options by name only: mock_voiceid(start='2026-01-05')")
        return MockVoiceID()(target)

    @staticmethod
    def current() -> VoiceID:
        """Return the handle of the innermost active mock.

        Raises:
            RuntimeError: no mock is active.
        """
        return current()

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"mock_voiceid has no {name!r} until it is called: write mock = mock_voiceid(), then "
            "mock.start(), mock.stop() and mock.reset()"
        )

    def __enter__(self) -> NoReturn:
        raise TypeError("call it: `with mock_voiceid() as voice_id:`")

    def __exit__(self, *raised: object) -> None:
        """Make `with` get as far as `__enter__`, which says what to write."""

    def __repr__(self) -> str:
        return "mock_voiceid"


mock_voiceid = _MockVoiceIDFactory()

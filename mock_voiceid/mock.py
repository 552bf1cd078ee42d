"""`mock_voiceid`: Moto's `mock_aws` with Voice ID in it, in every form in which tests take a mock."""

import copy
import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Concatenate, Generic, NoReturn, ParamSpec, TypeVar, overload

from .control.checks import did_you_mean
from .control.context import activate, deactivate
from .control.options import FIELDS, Options, described_options
from .decorating import decorated
from .handle.voice_id import VoiceID, current
from .instants import instant_of
from .internals.backends import set_aside
from .internals.mocking import check_config, in_process, mocked_aws
from .internals.randomness import kept_randomness, random_source
from .simtime.agenda import agendas
from .simtime.sleeping import Sleeping

Target = TypeVar("Target", bound=Callable[..., Any])
P = ParamSpec("P")
Self = TypeVar("Self")

# A mock that nobody holds goes on all the same: `mock_voiceid().start()`.
_running: list["MockVoiceID"] = []


def _taking(
    options: Callable[P, Options],
) -> Callable[[Callable[[Self, Options], None]], Callable[Concatenate[Self, P], None]]:
    """Return a decorator for a constructor that takes `Options`, so that it takes each of them by name."""

    def decorate(construct: Callable[[Self, Options], None]) -> Callable[Concatenate[Self, P], None]:
        @functools.wraps(construct)
        def construct_from_names(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> None:
            construct(self, options(*args, **kwargs))

        own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        signature = inspect.signature(options)
        construct_from_names.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[own, *signature.parameters.values()], return_annotation=None
        )
        return construct_from_names

    return decorate


class MockVoiceID:
    """A mock with its options, to be used as decorator, context manager, or with `start` and `stop`.

    It may be used many times, and nested; each use begins anew with the same options.
    """

    @_taking(Options)
    def __init__(self, options: Options) -> None:
        check_config(options.config)
        self._options = options
        self._started: list[tuple[VoiceID, ExitStack]] = []

    def __call__(self, target: Target) -> Target:
        """Decorate a function, coroutine function, generator, or class.

        Raises:
            TypeError: it is something else.
        """
        return decorated(target, self._again)

    def _again(self, *, fresh: bool = False) -> "MockVoiceID":
        """Return a mock with the same options, not started."""
        mock = object.__new__(MockVoiceID)
        mock._options, mock._started = copy.copy(self._options), []
        mock._options.fresh |= fresh
        return mock

    def start(self) -> VoiceID:
        """Begin to mock, and return the handle.

        Raises:
            RuntimeError: the state lives in a server or proxy of Moto, which can't be given the options.
        """
        options = self._options
        refused = [name for name in options.given if name != "config"]
        if refused and not in_process():
            raise RuntimeError(
                f"{', '.join(refused)} can't be given here: in Moto's server and proxy modes "
                "(TEST_SERVER_MODE, TEST_PROXY_MODE) what is mocked, and its time, are the server's"
            )
        with ExitStack() as undo:
            if options.seed is not None:
                undo.enter_context(kept_randomness())
            undo.enter_context(mocked_aws(options.config))
            if options.fresh:
                undo.enter_context(agendas.set_aside())
                undo.enter_context(set_aside())
            if options.seed is not None:
                # Only now, as Moto makes backends anew at its start, and they draw too.
                random_source().seed(options.seed)
            handle = VoiceID(options)
            activate(handle)
            undo.callback(deactivate, handle)
            sleeping = Sleeping(handle.clock)
            sleeping.start()
            undo.callback(sleeping.stop)
            undo.callback(handle.clock.end)
            undo.callback(handle._end)
            if options.start is not None:
                handle.clock.start_at(instant_of(options.start))
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


@contextmanager
def joined(**options: Any) -> Iterator[VoiceID]:
    """Join the innermost active mock; if none is active, or `fresh` asks for another one, start one.

    Raises:
        ValueError: the active mock has other options than those given.
    """
    asked = mock_voiceid(**options)
    active = _running[-1] if _running else None
    if active is None or asked._options.fresh:
        with asked as handle:
            yield handle
        return
    found = active._options
    differing = [name for name in options if getattr(found, name) != getattr(asked._options, name)]
    if differing:
        given = ", ".join(f"{name}={options[name]!r}" for name in differing)
        has = ", ".join(f"{name}={getattr(found, name)!r}" for name in differing)
        raise ValueError(
            f"the test asks for {given}, but joins a mock_voiceid that is active already, with {has}. Give "
            "the options where that mock starts (a fixture, or the decorator of the class), or add "
            "fresh=True for a mock with a state of its own."
        )
    yield current()


class _MockVoiceIDFactory(Generic[P]):
    """What `mock_voiceid` is: a decorator as it stands, and a maker of mocks when called with options."""

    def __init__(self, make: Callable[P, MockVoiceID]) -> None:
        self._make = make

    # They overlap for other constructors than MockVoiceID's, which takes nothing by position.
    @overload
    def __call__(self, target: Target, /) -> Target: ...  # type: ignore[overload-overlap]

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> MockVoiceID: ...

    def __call__(self, *target: Any, **options: Any) -> Any:
        """Mock Voice ID, and with it everything that `mock_aws` mocks."""
        if len(target) > 1 or (target and options):
            raise TypeError("mock_voiceid takes its options by name only: mock_voiceid(start='2026-01-05')")
        for name in options:
            if name not in FIELDS:
                raise TypeError(f"mock_voiceid has no option {name!r}{did_you_mean(name, FIELDS)}")
        mock = MockVoiceID(**options)
        return mock(*target) if target else mock

    @staticmethod
    def current() -> VoiceID:
        """Return the handle of the innermost active mock.

        Raises:
            RuntimeError: no mock is active.
        """
        return current()

    def __getattr__(self, name: str) -> NoReturn:
        if not hasattr(MockVoiceID, name):
            raise AttributeError(
                f"{name!r} is not of the object mock_voiceid: write `from mock_voiceid import {name}`, or "
                f"`import mock_voiceid.{name}`, if the package has it"
            )
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


mock_voiceid = _MockVoiceIDFactory(MockVoiceID)
mock_voiceid.__doc__ = f"""Mock Voice ID, and with it everything that `mock_aws` mocks.

{described_options()}

Raises:
    ModuleNotFoundError: the library that is to freeze time is not installed.
    TypeError: an option that does not exist, or of the wrong type.
    ValueError: an option out of range.
"""
MockVoiceID.__doc__ = f"{inspect.cleandoc(MockVoiceID.__doc__ or '')}\n\n{described_options()}\n"

"""Running things inside a mock: functions, coroutines, generators, classes and test cases.

Everything is mocked while its body runs: a coroutine until it is done, a generator until it is
exhausted or closed, a test case from before `setUp` until after its clean-ups. In a plain test class, the
pytest plugin mocks each test from before its set-up until after its teardown: see docs/pytest.md.
"""

import functools
import inspect
import unittest
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractContextManager, ExitStack, aclosing
from typing import Any, TypeVar, cast

from .shared_mock import SHARED, MakeMock, SharedMock

Target = TypeVar("Target", bound=Callable[..., Any])
Mock = Callable[..., AbstractContextManager[Any]]
"""Makes a mock for one run; it is given the arguments of the call."""

_XUNIT = frozenset(
    f"{step}_{scope}" for step in ("setup", "teardown") for scope in ("module", "class", "function", "method")
)
"""Functions that pytest calls with or without an argument: it counts the parameters in their code."""


def decorated(target: Target, make: MakeMock) -> Target:
    """Return `target` so that it runs inside a mock; a class is changed in place.

    Args:
        target: a function, coroutine function, generator function, method or class.
        make: makes a mock that is not started.

    Raises:
        TypeError: it is neither a function nor a class.
    """
    if isinstance(target, type):
        _decorate_class(target, make)
        return cast(Target, target)
    return cast(Target, _decorated_callable(target, lambda *_, **__: make()))


def _decorated_callable(target: Any, mock: Mock) -> Any:
    if isinstance(target, staticmethod | classmethod):
        return type(target)(_decorated_function(target.__func__, mock))
    if not _is_function(target):
        raise TypeError(
            f"mock_voiceid decorates functions and classes, not {target!r}; for options write "
            "mock_voiceid(start=...), for a block `with mock_voiceid() as voice_id:`, and on a fixture "
            "put @mock_voiceid under @pytest.fixture"
        )
    return _decorated_function(target, mock)


def _is_function(target: object) -> bool:
    # Older versions of pytest mark a function as a fixture, newer ones put an object in its place.
    routine = inspect.isfunction(target) or inspect.ismethod(target) or inspect.isbuiltin(target)
    return routine and not hasattr(target, "_pytestfixturefunction")


def _decorated_function(function: Callable[..., Any], mock: Mock) -> Callable[..., Any]:
    if inspect.isasyncgenfunction(function):
        return _async_generator(function, mock)
    if inspect.iscoroutinefunction(function):
        return _coroutine(function, mock)
    if inspect.isgeneratorfunction(function):
        return _generator(function, mock)
    return _plain(function, mock)


def _plain(function: Callable[..., Any], mock: Mock) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        with mock(*args, **kwargs):
            return function(*args, **kwargs)

    is_set_up = getattr(function, "__name__", None) in _XUNIT
    return functools.wraps(function)(_counted_as(function, run) if is_set_up else run)


def _coroutine(function: Callable[..., Any], mock: Mock) -> Callable[..., Any]:
    @functools.wraps(function)
    async def run(*args: Any, **kwargs: Any) -> Any:
        with mock(*args, **kwargs):
            return await function(*args, **kwargs)

    return run


def _generator(function: Callable[..., Any], mock: Mock) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        with mock(*args, **kwargs):
            return (yield from function(*args, **kwargs))

    return run


def _async_generator(function: Callable[..., Any], mock: Mock) -> Callable[..., Any]:
    @functools.wraps(function)
    async def run(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        with mock(*args, **kwargs):
            async with aclosing(function(*args, **kwargs)) as inner:
                step = inner.__anext__()
                while True:
                    try:
                        item = await step
                    except StopAsyncIteration:
                        return
                    try:
                        sent = yield item
                    except BaseException as error:
                        step = inner.athrow(error)
                    else:
                        step = inner.asend(sent)

    return run


def _counted_as(function: Callable[..., Any], run: Callable[..., Any]) -> Callable[..., Any]:
    """Return `run` with as many parameters in its code as the function that it stands for."""

    def with_one(first: Any, /, *others: Any, **named: Any) -> Any:
        return run(first, *others, **named)

    def with_two(first: Any, second: Any, /, *others: Any, **named: Any) -> Any:
        return run(first, second, *others, **named)

    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    # Through decorators such as unittest.mock.patch, which hide the parameters from pytest.
    parameters = inspect.signature(function).parameters.values()
    count = sum(parameter.kind in positional for parameter in parameters)
    return {1: with_one, 2: with_two}.get(count, run)


def _decorate_class(kind: type, make: MakeMock) -> None:
    shared = SharedMock(make, getattr(kind, SHARED, None))
    setattr(kind, SHARED, shared)
    if issubclass(kind, unittest.TestCase):
        _decorate_test_case(kind, shared)
    else:
        _decorate_plain_class(kind, make, shared)


def _decorate_test_case(kind: type[unittest.TestCase], shared: SharedMock) -> None:
    # Around the whole run, so that it does not matter whether subclasses call super().setUp().
    for name in ("run", "debug"):
        setattr(kind, name, _plain(getattr(kind, name), lambda *_, **__: shared.around_test()))
    steps = ("setUpClass", "tearDownClass")
    own = [step for step in steps if _static(kind, step) is not _static(unittest.TestCase, step)]
    if own:
        set_up = _static(kind, "setUpClass")

        def set_up_mocked(cls: type[unittest.TestCase]) -> None:
            # Class clean-ups run after tearDownClass, and after a set-up that failed.
            around = ExitStack()
            around.enter_context(shared.around_class())
            cls.addClassCleanup(around.close)
            set_up.__get__(None, cls)()

        kind.setUpClass = classmethod(set_up_mocked)  # type: ignore[method-assign,assignment]


def _decorate_plain_class(kind: type, make: MakeMock, shared: SharedMock) -> None:
    for name in dir(kind):
        if name.startswith("_"):
            continue
        found = _static(kind, name)
        if isinstance(found, type):
            # Skip classes that are only referenced, not defined, in this body.
            if found.__qualname__ == f"{kind.__qualname__}.{name}":
                _decorate_class(found, make)
        elif isinstance(found, staticmethod | classmethod) or _is_function(found):
            setattr(kind, name, _decorated_callable(found, lambda *_, **__: shared.around_call()))


def _static(kind: type, name: str) -> Any:
    return inspect.getattr_static(kind, name)

"""Running things inside a mock: functions, coroutines, generators, classes and test cases.

Everything is mocked while its body runs: a coroutine until it is done, a generator until it is
exhausted or closed, a test case from before `setUp` until after its clean-ups.
"""

import functools
import inspect
import unittest
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractContextManager, aclosing, nullcontext
from typing import Any, TypeVar, cast

Target = TypeVar("Target", bound=Callable[..., Any])
Mock = Callable[..., AbstractContextManager[Any]]
"""Makes a mock for one run; it is given the arguments of the call."""


def decorated(target: Target, mock: Mock) -> Target:
    """Return `target` so that it runs inside a mock; a class is changed in place.

    Raises:
        TypeError: it is neither a function nor a class.
    """
    if isinstance(target, type):
        _decorate_class(target, mock)
        return cast(Target, target)
    if not inspect.isroutine(target):
        raise TypeError(
            f"mock_voiceid decorates functions and classes, not {target!r}; for options write "
            "mock_voiceid(start=...), for a block `with mock_voiceid() as voice_id:`, and on a fixture "
            "put @mock_voiceid under @pytest.fixture"
        )
    return cast(Target, _decorated_function(target, mock))


def _decorated_function(function: Callable[..., Any], mock: Mock) -> Callable[..., Any]:
    if inspect.isasyncgenfunction(function):
        return _async_generator(function, mock)
    if inspect.iscoroutinefunction(function):
        return _coroutine(function, mock)
    if inspect.isgeneratorfunction(function):
        return _generator(function, mock)
    return _plain(function, mock)


def _plain(function: Callable[..., Any], mock: Mock) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with mock(*args, **kwargs):
            return function(*args, **kwargs)

    return run


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
                    except GeneratorExit:
                        raise
                    except BaseException as error:
                        step = inner.athrow(error)
                    else:
                        step = inner.asend(sent)

    return run


def _decorate_class(kind: type, mock: Mock) -> None:
    if issubclass(kind, unittest.TestCase):
        _decorate_test_case(kind, mock)
    else:
        _decorate_plain_class(kind, mock)


def _decorate_test_case(kind: type[unittest.TestCase], mock: Mock) -> None:
    # Around the whole run, so that it does not matter whether subclasses call super().setUp().
    for name in ("run", "debug"):
        setattr(kind, name, _plain(getattr(kind, name), mock))


def _decorate_plain_class(kind: type, mock: Mock) -> None:
    session = _Session(mock)
    for name in dir(kind):
        if name.startswith("_") or name in (_SETUP, _TEARDOWN):
            continue
        found = inspect.getattr_static(kind, name)
        if isinstance(found, staticmethod | classmethod):
            setattr(kind, name, type(found)(_decorated_function(found.__func__, mock)))
        elif isinstance(found, type) and found.__qualname__ == f"{kind.__qualname__}.{name}":
            _decorate_class(found, mock)
        # Functions that older versions of pytest made fixtures stay what they are.
        elif inspect.isfunction(found) and not hasattr(found, "_pytestfixturefunction"):
            setattr(kind, name, _decorated_function(found, session.mock))
    setattr(kind, _SETUP, session.setup(getattr(kind, _SETUP, _nothing)))
    setattr(kind, _TEARDOWN, session.teardown(getattr(kind, _TEARDOWN, _nothing)))


_SETUP, _TEARDOWN = "setup_method", "teardown_method"


class _Session:
    """The mocks of a class's instances: from pytest's `setup_method` to `teardown_method`, which so share data.

    A method that is called outside of these has a mock of its own.
    """

    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self._running: dict[int, AbstractContextManager[Any]] = {}

    def mock(self, instance: Any, *args: Any, **kwargs: Any) -> AbstractContextManager[Any]:
        """Return a mock for one call of a method, unless the instance has one running."""
        return nullcontext() if id(instance) in self._running else self._mock()

    def setup(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def begin(instance: Any, method: Any = None) -> None:
            mock = self._mock()
            mock.__enter__()
            self._running[id(instance)] = mock
            try:
                _call(function, instance, method)
            except BaseException:
                # pytest does not tear down what was not set up.
                self._end(instance)
                raise

        return begin

    def teardown(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def end(instance: Any, method: Any = None) -> None:
            try:
                _call(function, instance, method)
            finally:
                self._end(instance)

        return end

    def _end(self, instance: Any) -> None:
        self._running.pop(id(instance)).__exit__(None, None, None)


def _call(function: Callable[..., Any], instance: Any, method: Any) -> None:
    # As pytest does: the test method is passed where it is asked for.
    if len(inspect.signature(function).parameters) > 1:
        function(instance, method)
    else:
        function(instance)


def _nothing(self: Any) -> None:
    """Stand in for a set-up or teardown that a class does not have."""

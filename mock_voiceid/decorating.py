"""Running things inside a mock: functions, coroutines, generators, classes and test cases.

Everything is mocked while its body runs: a coroutine until it is done, a generator until it is
exhausted or closed, a test case from before `setUp` until after its clean-ups.
"""

import functools
import inspect
import unittest
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, aclosing, contextmanager, nullcontext
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
    if isinstance(target, staticmethod | classmethod):
        return cast(Target, type(target)(_decorated_function(target.__func__, mock)))
    if not _is_function(target):
        raise TypeError(
            f"mock_voiceid decorates functions and classes, not {target!r}; for options write "
            "mock_voiceid(start=...), for a block `with mock_voiceid() as voice_id:`, and on a fixture "
            "put @mock_voiceid under @pytest.fixture"
        )
    return cast(Target, _decorated_function(target, mock))


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
                    except BaseException as error:
                        step = inner.athrow(error)
                    else:
                        step = inner.asend(sent)

    return run


def _decorate_class(kind: type, mock: Mock) -> None:
    session = _Session(mock, getattr(kind, _SESSION, None))
    setattr(kind, _SESSION, session)
    if issubclass(kind, unittest.TestCase):
        _decorate_test_case(kind, session)
    else:
        _decorate_plain_class(kind, mock, session)


def _decorate_test_case(kind: type[unittest.TestCase], session: "_Session") -> None:
    # Around the whole run, so that it does not matter whether subclasses call super().setUp().
    for name in ("run", "debug"):
        setattr(kind, name, _plain(getattr(kind, name), session.mock))


def _decorate_plain_class(kind: type, mock: Mock, session: "_Session") -> None:
    for name in dir(kind):
        if name.startswith("_") or name in (_SETUP, _TEARDOWN):
            continue
        found = inspect.getattr_static(kind, name)
        if isinstance(found, type):
            # Other classes than those that are written in this one are only named here.
            if found.__qualname__ == f"{kind.__qualname__}.{name}":
                _decorate_class(found, mock)
        elif isinstance(found, staticmethod | classmethod) or _is_function(found):
            setattr(kind, name, decorated(found, session.mock))
    setattr(kind, _SETUP, session.setup(getattr(kind, _SETUP, _nothing)))
    setattr(kind, _TEARDOWN, session.teardown(getattr(kind, _TEARDOWN, _nothing)))


_SETUP, _TEARDOWN = "setup_method", "teardown_method"
_SESSION = "_mock_voiceid_session"


class _Session:
    """The mock that the methods of a class share: from pytest's `setup_method` to `teardown_method`.

    A method that is called outside of these has a mock of its own, which the methods that it calls share.
    Classes derived from each other share one too; where both are decorated, the derived one's options count.
    """

    def __init__(self, mock: Mock, base: "_Session | None") -> None:
        self._mock = mock
        self._family: list[_Session] = [] if base is None else base._family
        self._ends: dict[int, ExitStack] = {}

    @contextmanager
    def mock(self, *_: Any, **__: Any) -> Iterator[None]:
        """Mock for one call, unless the class or one that it is derived from is mocked already."""
        if self._family:
            yield
            return
        with self._mock():
            self._family.append(self)
            try:
                yield
            finally:
                self._family.remove(self)

    def setup(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def begin(instance: Any, method: Any = None) -> None:
            # pytest does not tear down what was not set up.
            with ExitStack() as end:
                end.enter_context(self.mock())
                _call(function, instance, method)
                self._ends[id(instance)] = end.pop_all()

        return begin

    def teardown(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def end(instance: Any, method: Any = None) -> None:
            # A subclass may have a set-up of its own, which does not call this one.
            with self._ends.pop(id(instance), nullcontext()):
                _call(function, instance, method)

        return end


def _call(function: Callable[..., Any], instance: Any, method: Any) -> None:
    # As pytest does: the test method is passed where it is asked for.
    if len(inspect.signature(function).parameters) > 1:
        function(instance, method)
    else:
        function(instance)


def _nothing(self: Any) -> None:
    """Stand in for a set-up or teardown that a class does not have."""

"""`mock_voiceid` as a decorator: what it decorates is mocked while its body runs, and only then."""

import asyncio
import functools
import inspect
import io
import unittest
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.decorating import decorated
from tests.calls import client, create_domain
from tests.surroundings import surroundings

START = "2026-01-05T09:00:00Z"
DECORATORS: list[Callable[[Any], Any]] = [
    mock_voiceid,
    mock_voiceid(),
    mock_voiceid(start=START, seed=1),
]


@pytest.fixture(params=DECORATORS, ids=["bare", "called", "with options"])
def decorator(request: pytest.FixtureRequest) -> Iterator[Callable[[Any], Any]]:
    found = surroundings()
    yield request.param
    assert surroundings() == found
    assert not is_mocked()


def is_mocked() -> bool:
    try:
        mock_voiceid.current()
    except RuntimeError:
        return False
    create_domain(client())
    return len(client().list_domains()["DomainSummaries"]) == 1


def test_a_function_is_mocked_while_it_runs(decorator: Callable[[Any], Any]) -> None:
    @decorator
    def function(value: int, *, named: int) -> tuple[bool, int, int]:
        """Say whether it is mocked."""
        return is_mocked(), value, named

    for _ in range(2):
        assert function(1, named=2) == (True, 1, 2)
    assert (function.__name__, function.__doc__) == ("function", "Say whether it is mocked.")
    assert list(inspect.signature(function).parameters) == ["value", "named"]


def test_a_function_that_fails_is_mocked_no_longer(decorator: Callable[[Any], Any]) -> None:
    @decorator
    def function() -> None:
        assert is_mocked()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        function()


def test_a_coroutine_is_mocked_until_it_is_done(decorator: Callable[[Any], Any]) -> None:
    @decorator
    async def coroutine(value: int) -> tuple[bool, int]:
        await asyncio.sleep(0)
        return is_mocked(), value

    assert inspect.iscoroutinefunction(coroutine)
    unawaited = coroutine(1)
    assert not is_mocked()
    assert asyncio.run(unawaited) == (True, 1)


def test_a_generator_is_mocked_until_it_is_exhausted(decorator: Callable[[Any], Any]) -> None:
    @decorator
    def generator() -> Iterator[bool]:
        yield is_mocked()
        yield True

    assert inspect.isgeneratorfunction(generator)
    assert list(generator()) == [True, True]


def test_a_generator_is_mocked_between_its_steps_and_until_it_is_closed() -> None:
    @mock_voiceid
    def generator() -> Iterator[VoiceID]:
        yield mock_voiceid.current()

    steps = generator()
    assert next(steps) is mock_voiceid.current()
    steps.close()  # type: ignore[attr-defined]
    assert not is_mocked()


def test_send_throw_and_return_pass_through_a_generator(decorator: Callable[[Any], Any]) -> None:
    @decorator
    def generator() -> Any:
        sent = yield "first"
        try:
            yield sent
        except KeyError:
            yield "caught"
        return is_mocked()

    steps = generator()
    assert next(steps) == "first"
    assert steps.send("sent") == "sent"
    assert steps.throw(KeyError()) == "caught"
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value is True


def test_an_async_generator_is_mocked_until_it_is_exhausted(decorator: Callable[[Any], Any]) -> None:
    @decorator
    async def generator() -> AsyncIterator[bool]:
        yield is_mocked()
        await asyncio.sleep(0)
        yield True

    async def run() -> list[bool]:
        return [item async for item in generator()]

    assert inspect.isasyncgenfunction(generator)
    assert asyncio.run(run()) == [True, True]


def test_send_throw_and_close_pass_through_an_async_generator(decorator: Callable[[Any], Any]) -> None:
    seen: list[object] = []

    @decorator
    async def generator() -> Any:
        try:
            seen.append((yield "first"))
            try:
                yield "second"
            except KeyError as error:
                seen.append(error.args[0])
            yield "third"
        finally:
            seen.append(is_mocked())

    async def run() -> None:
        steps = generator()
        assert await steps.__anext__() == "first"
        assert await steps.asend("sent") == "second"
        assert await steps.athrow(KeyError("thrown")) == "third"
        await steps.aclose()

    asyncio.run(run())
    assert seen == ["sent", "thrown", True]


def test_an_async_generator_that_fails_is_mocked_no_longer(decorator: Callable[[Any], Any]) -> None:
    @decorator
    async def generator() -> Any:
        yield is_mocked()
        raise ZeroDivisionError

    async def run() -> None:
        async for item in generator():
            assert item

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())


def test_what_an_async_generator_does_not_catch_comes_out_of_it(decorator: Callable[[Any], Any]) -> None:
    @decorator
    async def generator() -> Any:
        yield 1

    async def run() -> None:
        steps = generator()
        await steps.__anext__()
        with pytest.raises(KeyError):
            await steps.athrow(KeyError())

    asyncio.run(run())


def test_context_managers_made_from_generators_are_mocked(decorator: Callable[[Any], Any]) -> None:
    @contextmanager
    @decorator
    def block() -> Iterator[bool]:
        yield is_mocked()

    @asynccontextmanager
    @decorator
    async def async_block() -> AsyncIterator[bool]:
        yield is_mocked()

    async def run() -> None:
        async with async_block() as mocked:
            assert mocked
            raise KeyError

    with block() as mocked:
        assert mocked
    with pytest.raises(KeyError):
        asyncio.run(run())


@pytest.mark.parametrize("target", ["2026-01-05", 5, object(), functools.partial(print)])
def test_what_is_no_function_and_no_class_is_refused(target: Any) -> None:
    with pytest.raises(TypeError) as error:
        mock_voiceid(target)
    assert str(error.value) == (
        f"mock_voiceid decorates functions and classes, not {target!r}; for options write "
        "mock_voiceid(start=...), for a block `with mock_voiceid() as voice_id:`, and on a fixture "
        "put @mock_voiceid under @pytest.fixture"
    )


def test_a_fixture_is_refused_with_the_way_to_write_it() -> None:
    @pytest.fixture
    def fixture() -> None:
        """Do nothing."""

    with pytest.raises(TypeError, match=r"put @mock_voiceid under @pytest\.fixture"):
        mock_voiceid(fixture)


def test_static_and_class_methods_are_mocked_on_their_own(decorator: Callable[[Any], Any]) -> None:
    class Helper:
        @decorator
        @staticmethod
        def static(value: int) -> tuple[bool, int]:
            return is_mocked(), value

        @decorator
        @classmethod
        def of_class(cls) -> tuple[bool, str]:
            return is_mocked(), cls.__name__

    assert Helper().static(5) == (True, 5)
    assert Helper.of_class() == (True, "Helper")


def test_the_methods_of_a_class_are_mocked_with_nothing_around(decorator: Callable[[Any], Any]) -> None:
    @decorator
    class Helper:
        constant = 5

        def method(self) -> bool:
            return is_mocked()

        @staticmethod
        def static() -> bool:
            return is_mocked()

        @classmethod
        def of_class(cls) -> tuple[str, bool]:
            return cls.__name__, is_mocked()

        async def coroutine(self) -> bool:
            return is_mocked()

        def _private(self) -> bool:
            return is_mocked()

        class Nested:
            def method(self) -> bool:
                return is_mocked()

    assert Helper().method()
    assert Helper.static()
    assert Helper.of_class() == ("Helper", True)
    assert asyncio.run(Helper().coroutine())
    assert Helper.Nested().method()
    assert not Helper()._private()
    assert Helper.constant == 5


def test_a_class_that_is_only_named_in_another_stays_as_it_is() -> None:
    class Elsewhere:
        def method(self) -> bool:
            return is_mocked()

    @mock_voiceid
    class Helper:
        named = Elsewhere

    assert not Helper.named().method()


def test_methods_that_call_each_other_share_their_mock() -> None:
    @mock_voiceid(start=START, seed=1)
    class Helper:
        def method(self) -> None:
            mock_voiceid.current().clock.tick(hours=1)
            assert len({self.domain(), self.static_domain(), self.domain_of_class()}) == 3
            assert mock_voiceid.current().clock.now().hour == 10

        def domain(self) -> str:
            assert mock_voiceid.current().clock.now().hour == 10
            return create_domain(client())

        @staticmethod
        def static_domain() -> str:
            assert mock_voiceid.current().clock.now().hour == 10
            return create_domain(client())

        @classmethod
        def domain_of_class(cls) -> str:
            return create_domain(client())

    Helper().method()
    assert not is_mocked()


def test_a_set_up_that_fails_leaves_nothing_mocked() -> None:
    @mock_voiceid
    class Tests:
        def setup_method(self) -> None:
            raise ZeroDivisionError

    found = surroundings()
    with pytest.raises(ZeroDivisionError):
        Tests().setup_method()
    assert surroundings() == found


def test_a_teardown_that_fails_leaves_nothing_mocked() -> None:
    @mock_voiceid
    class Tests:
        def setup_method(self) -> None:
            self.seen = is_mocked()

        def teardown_method(self) -> None:
            assert self.seen
            raise ZeroDivisionError

    found, tests = surroundings(), Tests()
    tests.setup_method()
    with pytest.raises(ZeroDivisionError):
        tests.teardown_method()
    assert surroundings() == found


def test_the_options_of_the_derived_class_count_where_both_are_decorated() -> None:
    @mock_voiceid(quotas={"domains": 1})
    class Base(unittest.TestCase):
        def runTest(self) -> None:
            self.seen = mock_voiceid.current().quotas.domains

    @mock_voiceid(quotas={"domains": 2})
    class Derived(Base):
        pass

    for kind, quota in ((Base, 1), (Derived, 2)):
        case = kind()
        assert unittest.TextTestRunner(stream=io.StringIO()).run(case).wasSuccessful()
        assert case.seen == quota


def test_debugging_a_test_case_is_mocked_too() -> None:
    @mock_voiceid
    class Case(unittest.TestCase):
        def runTest(self) -> None:
            assert is_mocked()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Case().debug()
    assert not is_mocked()


def test_a_function_with_a_mark_of_old_fixtures_stays_what_it_is() -> None:
    def fixture() -> bool:
        return is_mocked()

    fixture._pytestfixturefunction = True  # type: ignore[attr-defined]
    kind = mock_voiceid(type("Tests", (), {"fixture": fixture}))
    assert vars(kind)["fixture"] is fixture


def test_each_run_has_a_mock_of_its_own() -> None:
    made: list[Any] = []

    def make(*, fresh: bool = False) -> Any:
        made.append(mock_voiceid())
        return made[-1]

    function = decorated(is_mocked, make)
    assert function()
    assert function()
    assert len(made) == 2

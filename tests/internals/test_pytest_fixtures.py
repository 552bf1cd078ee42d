"""pytest's record of a test's fixtures, whose names are pytest's own."""

from collections.abc import Callable

import pytest

from mock_voiceid.internals import pytest_fixtures

CODE = """
import unittest
import pytest

@pytest.fixture
def overridden():
    pass

@pytest.fixture(scope="session")
def of_session():
    pass

@pytest.fixture(scope="class")
def of_class():
    pass

@pytest.fixture
def of_function():
    pass

def test_function(of_function, of_class, of_session):
    pass

class TestPlain:
    def test_method(self, of_function):
        pass

class TestFixture:
    def test_method(self, of_class):
        pass

class TestCase(unittest.TestCase):
    def test_method(self):
        pass

class TestCaseWithSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        pass

    def test_method(self):
        pass
"""


@pytest.fixture
def items(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> dict[str, pytest.Item]:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    collected, _ = pytester.inline_genitems(pytester.makepyfile(CODE))
    return {item.nodeid.partition("::")[2]: item for item in collected}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("session", ["new", "of_session", "of_class", "of_function"]),
        ("class", ["of_session", "new", "of_class", "of_function"]),
        ("function", ["of_session", "of_class", "new", "of_function"]),
    ],
)
def test_a_fixture_comes_before_those_of_its_scope(
    items: dict[str, pytest.Item], scope: str, expected: list[str]
) -> None:
    item = items["test_function"]
    pytest_fixtures.insert(item, "new", scope)
    assert pytest_fixtures.names_of(item) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_function", False),
        ("TestPlain::test_method", False),
        ("TestFixture::test_method", True),
        ("TestCase::test_method", False),
        ("TestCaseWithSetUp::test_method", True),
    ],
)
def test_a_set_up_of_the_class_is_found(items: dict[str, pytest.Item], name: str, expected: bool) -> None:
    assert pytest_fixtures.has_class_set_up(items[name]) == expected


def test_an_overridden_fixture_is_one_from_elsewhere(items: dict[str, pytest.Item]) -> None:
    item = items["test_function"]
    is_overridden: Callable[..., bool] = pytest_fixtures.is_overridden
    module = item.obj.__module__  # type: ignore[attr-defined]
    assert is_overridden(item, "overridden", "elsewhere")
    assert not is_overridden(item, "overridden", module)
    assert not is_overridden(item, "no_such_fixture", module)

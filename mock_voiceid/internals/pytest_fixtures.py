"""pytest's own record of a test's fixtures: which it has, in which order, and of which scope.

Fixtures that a plugin adds to a test after its collection come first or last, whatever their scope.
`tests/internals/test_pytest_fixtures.py` guards every name.
"""

import unittest
from typing import Any

import pytest

_SCOPES = ("session", "package", "module", "class", "function")
_OF_TEST_CASES = "_unittest_"
"""How the fixtures begin with which pytest calls the set-up of a `unittest.TestCase`."""


def names_of(item: pytest.Item) -> list[str] | None:
    """Return the fixtures of a test in the order of their set-up; None for a test that has none."""
    return getattr(item, "fixturenames", None)


def insert(item: pytest.Item, name: str, scope: str) -> None:
    """Have a test use a fixture, before all others of its scope and after those of wider scope."""
    names = list(names_of(item) or ())
    wider = _SCOPES[: _SCOPES.index(scope)]
    position = sum(_scope_of(item, other) in wider for other in names)
    # A list of its own: all parameters of one function share theirs.
    item.fixturenames = [*names[:position], name, *names[position:]]  # type: ignore[attr-defined]


def has_class_set_up(item: pytest.Item) -> bool:
    """Return whether a test's class is set up as a whole: `setup_class`, `setUpClass`, or fixtures."""
    kind = getattr(item, "cls", None)
    if kind is None:
        return False
    # pytest calls setUpClass of every TestCase, also where it does nothing.
    nothing = issubclass(kind, unittest.TestCase) and all(
        getattr(kind, step).__func__ is getattr(unittest.TestCase, step).__func__
        for step in ("setUpClass", "tearDownClass")
    )
    return any(
        _scope_of(item, name) == "class" and not (nothing and name.startswith(_OF_TEST_CASES))
        for name in names_of(item) or ()
    )


def is_overridden(item: pytest.Item, name: str, module: str) -> bool:
    """Return whether the fixture of that name that a test gets comes from elsewhere than a module."""
    node: Any = item if pytest.version_tuple >= (8,) else item.nodeid
    found = item.session._fixturemanager.getfixturedefs(name, node)
    return found is not None and found[-1].func.__module__ != module


def _scope_of(item: pytest.Item, name: str) -> str:
    # Parameters, and fixtures that there are not, have no definition.
    found = item._fixtureinfo.name2fixturedefs.get(name)  # type: ignore[attr-defined]
    return str(found[-1].scope) if found else "function"

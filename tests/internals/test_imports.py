"""Actions that run when a module is imported."""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from mock_voiceid.internals import imports
from mock_voiceid.internals.imports import when_imported

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Return a function that writes a new module and returns its name."""
    monkeypatch.syspath_prepend(tmp_path)
    names: list[str] = []

    def write(source: str) -> str:
        name = f"waited_for_{len(names)}"
        names.append(name)
        (tmp_path / f"{name}.py").write_text(source)
        importlib.invalidate_caches()
        return name

    yield write
    for name in names:
        sys.modules.pop(name, None)
        imports._waiting.pop(name, None)


def test_action_runs_now_if_the_module_is_imported() -> None:
    ran: list[str] = []
    when_imported("pathlib", lambda: ran.append("now"))
    assert ran == ["now"]


def test_action_runs_once_right_after_the_import(write: Write) -> None:
    name = write("value = 1")
    seen: list[int] = []
    when_imported(name, lambda: seen.append(sys.modules[name].value))
    assert seen == []
    importlib.import_module(name)
    importlib.reload(sys.modules[name])
    assert seen == [1]


def test_action_can_wait_for_a_submodule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "waited_for_package").mkdir()
    (tmp_path / "waited_for_package" / "__init__.py").touch()
    (tmp_path / "waited_for_package" / "part.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    seen: list[str] = []
    when_imported("waited_for_package.part", lambda: seen.append("part"))
    importlib.import_module("waited_for_package")
    assert seen == []
    importlib.import_module("waited_for_package.part")
    assert seen == ["part"]
    for name in ("waited_for_package", "waited_for_package.part"):
        del sys.modules[name]


def test_the_module_has_its_own_loader_and_source(write: Write) -> None:
    name = write("def answer():\n    return 42\n")
    when_imported(name, lambda: None)
    module = importlib.import_module(name)
    assert type(module.__loader__).__name__ == "SourceFileLoader"
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__
    assert inspect.getsource(module.answer) == "def answer():\n    return 42\n"


def test_find_spec_does_not_run_the_action(write: Write) -> None:
    name = write("value = 1")
    ran: list[str] = []
    when_imported(name, lambda: ran.append("too early"))
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader.get_source(name) == "value = 1"  # type: ignore[union-attr]
    assert ran == []


def test_action_still_waits_after_a_failed_import(write: Write, tmp_path: Path) -> None:
    name = write("raise OSError('not now')")
    ran: list[str] = []
    when_imported(name, lambda: ran.append("imported"))
    with pytest.raises(OSError, match="not now"):
        importlib.import_module(name)
    assert ran == []
    (tmp_path / f"{name}.py").write_text("value = 'longer than before'")
    importlib.invalidate_caches()
    importlib.import_module(name)
    assert ran == ["imported"]


def test_missing_module_is_not_found() -> None:
    when_imported("there_is_no_such_module", lambda: None)
    try:
        with pytest.raises(ModuleNotFoundError, match="there_is_no_such_module"):
            importlib.import_module("there_is_no_such_module")
    finally:
        imports._waiting.pop("there_is_no_such_module")


def test_create_module_of_the_loader_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(importlib.abc.Loader):
        def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
            return ModuleType(spec.name, "made by hand")

        def exec_module(self, module: ModuleType) -> None:
            module.__spec__ = None

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(
            self, fullname: str, path: object, target: object = None
        ) -> importlib.machinery.ModuleSpec | None:
            own = fullname == "made_by_hand"
            return importlib.machinery.ModuleSpec(fullname, Own()) if own else None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    ran: list[str] = []
    when_imported("made_by_hand", lambda: ran.append("imported"))
    try:
        assert importlib.import_module("made_by_hand").__doc__ == "made by hand"
    finally:
        sys.modules.pop("made_by_hand", None)
    assert ran == ["imported"]


def test_there_is_one_watcher(write: Write) -> None:
    for source in ("first = 1", "second = 2"):
        when_imported(write(source), lambda: None)
    assert sum(isinstance(finder, imports._Watcher) for finder in sys.meta_path) == 1


def test_another_finder_may_ask_all_others(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    class AsksAll(importlib.abc.MetaPathFinder):
        def find_spec(
            self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
        ) -> importlib.machinery.ModuleSpec | None:
            others = (finder for finder in sys.meta_path if finder is not self)
            specs = (finder.find_spec(fullname, path, target) for finder in others)
            return next((spec for spec in specs if spec is not None), None)

    name = write("value = 1")
    ran: list[str] = []
    when_imported(name, lambda: ran.append("imported"))
    monkeypatch.setattr(sys, "meta_path", [AsksAll(), *sys.meta_path])
    importlib.import_module(name)
    assert ran == ["imported"]

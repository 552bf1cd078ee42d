"""Runs an action when a module is imported, or now if it already is."""

import importlib.abc
import importlib.machinery
import sys
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

_waiting: dict[str, Callable[[], None]] = {}


def when_imported(module: str, action: Callable[[], None]) -> None:
    """Run `action` once: now if `module` is imported, otherwise right after its import."""
    if module in sys.modules:
        action()
        return
    _waiting[module] = action
    if not any(isinstance(finder, _Watcher) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Watcher())


class _Watcher(importlib.abc.MetaPathFinder):
    """Delegates to the other finders and wraps the loaders of the modules that actions wait for."""

    def __init__(self) -> None:
        self._asked = threading.local()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in _waiting:
            return None
        # Another finder may ask all others in turn, this one too.
        if getattr(self._asked, "name", None) == fullname:
            return None
        found_name, self._asked.name = getattr(self._asked, "name", None), fullname
        try:
            return self._ask_others(fullname, path, target)
        finally:
            self._asked.name = found_name

    def _ask_others(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> importlib.machinery.ModuleSpec | None:
        for finder in sys.meta_path:
            if isinstance(finder, _Watcher):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _Loader(spec, spec.loader)
                return spec
        return None


class _Loader(importlib.abc.Loader):
    """Loads with the module's own loader, then runs the action that waits for the module."""

    def __init__(self, spec: importlib.machinery.ModuleSpec, loader: importlib.abc.Loader) -> None:
        self._spec = spec
        self._loader = loader

    def __getattr__(self, name: str) -> Any:
        # Other methods of loaders, such as get_source.
        return getattr(self._loader, name)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # Restore the module's own loader, which inspect and importlib.resources ask for.
        module.__loader__ = self._spec.loader = self._loader
        self._loader.exec_module(module)
        _waiting.pop(module.__name__)()

"""Doing something when a module is imported: now if it has been, else right after it is."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

_waiting: dict[str, Callable[[], None]] = {}


def when_imported(module: str, action: Callable[[], None]) -> None:
    """Run `action` once, now where `module` is imported already, else as soon as it is."""
    if module in sys.modules:
        action()
        return
    _waiting[module] = action
    if not any(isinstance(finder, _Watcher) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Watcher())


class _Watcher(importlib.abc.MetaPathFinder):
    """Leaves finding to the other finders, and only takes note of what is found."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in _waiting:
            return None
        for finder in sys.meta_path:
            if isinstance(finder, _Watcher):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _Loader(spec, spec.loader)
                return spec
        return None


class _Loader(importlib.abc.Loader):
    """Loads as the module's own loader does, and then runs what waited for it."""

    def __init__(self, spec: importlib.machinery.ModuleSpec, loader: importlib.abc.Loader) -> None:
        self._spec = spec
        self._loader = loader

    def __getattr__(self, name: str) -> Any:
        # What else a loader can do, such as give the source.
        return getattr(self._loader, name)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module's own loader stays with it, for whoever asks it for source or resources.
        module.__loader__ = self._spec.loader = self._loader
        self._loader.exec_module(module)
        _waiting.pop(module.__name__)()

"""Making Voice ID one of Moto's services. Moto has no hook for plug-ins, so its registries are added to.

Nothing of Moto is imported here: each step waits until Moto's own module is.
"""

import importlib
import importlib.util
import re
import sys
from types import ModuleType
from typing import Any

from ..api.hosts import SERVICE, URL_PATTERN
from ..internals.early_clients import leave_to_moto, reach_them
from ..internals.imports import when_imported

_MOTO_MODULE = f"moto.{SERVICE}"


def announce() -> None:
    """Have Moto answer Voice ID, in-process and as a server, from the moment it is imported."""
    when_imported("botocore.handlers", reach_them)
    when_imported("moto.core", _register)
    when_imported("moto.moto_server.werkzeug_app", _register_with_server)


def _register() -> None:
    leave_to_moto()
    if _MOTO_MODULE in sys.modules:
        return
    sys.modules[_MOTO_MODULE] = _stand_in()
    # In front, since a request is matched against one pattern after another.
    # Guarded by tests/voiceid/test_registration.py::test_moto_finds_the_pattern_first.
    _patterns().insert(0, (SERVICE, re.compile(URL_PATTERN)))
    importlib.import_module("mock_voiceid.voiceid.stubber").install()
    importlib.import_module("mock_voiceid.voiceid.model_data").install()
    importlib.import_module("mock_voiceid.voiceid.transitions").install()
    _register_with_cloudformation()


def _register_with_cloudformation() -> None:
    # Defining the resource makes it known: Moto asks a class for its subclasses, and remembers the answer.
    importlib.import_module("mock_voiceid.voiceid.cloudformation")
    parsing: Any = sys.modules.get("moto.cloudformation.parsing")
    if parsing is not None:
        # Guarded by tests/voiceid/test_registration.py::test_cloudformation_imported_first_knows_the_domain.
        for remembered in (parsing.get_model_list, parsing.get_model_map, parsing.get_name_type_map):
            remembered.cache_clear()


def _register_with_server() -> None:
    importlib.import_module("mock_voiceid.voiceid.moto_server").install()


def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    index: Any = importlib.import_module("moto.backend_index")
    return index.backend_url_patterns  # type: ignore[no-any-return]


def _stand_in() -> ModuleType:
    """Return what `import moto.voiceid` gives: Moto imports a service's backends under its own name.

    Guarded by tests/voiceid/test_registration.py::test_moto_imports_the_backends_under_its_own_name.
    """
    module = ModuleType(_MOTO_MODULE, "Voice ID, which lives in mock_voiceid.voiceid.")

    def backends(name: str) -> Any:
        if name != f"{SERVICE}_backends":
            raise AttributeError(f"module {_MOTO_MODULE!r} has no attribute {name!r}")
        return importlib.import_module("mock_voiceid.voiceid.models").voiceid_backends

    module.__dict__["__getattr__"] = backends
    return module

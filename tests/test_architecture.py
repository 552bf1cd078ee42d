"""What the modules keep to: who may import what, touch private names, and ask what time it is."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import mock_voiceid

PACKAGE = Path(mock_voiceid.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
INTERNALS = PACKAGE / "internals"

AWS_AND_HTTP = frozenset({"boto3", "botocore", "moto", "responses", "werkzeug", "flask"})
RULES = sorted(
    [
        *(module for folder in ("api", "sdk", "simtime") for module in (PACKAGE / folder).rglob("*.py")),
        *(PACKAGE / f"{name}.py" for name in ("instants", "control/options", "control/voices")),
        *(
            PACKAGE / "service" / f"{name}.py"
            for name in (
                "pagination",
                "idempotency",
                "tables",
                "domains",
                "speakers",
                "fraudsters",
                "watchlists",
            )
        ),
    ]
)
"""Where the rules of the service are: they work without AWS's libraries and without HTTP."""

WALL_CLOCKS = frozenset(
    {
        "time.time",
        "time.time_ns",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "freezegun.api.real_time",
        "freezegun.api.real_time_ns",
        "freezegun.api.real_datetime.now",
        "freezegun.api.real_datetime.utcnow",
        "freezegun.api.real_date.today",
    }
)


def relative(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


each_module = pytest.mark.parametrize("module", MODULES, ids=relative)


def parsed(source: str | Path) -> ast.Module:
    return ast.parse(source if isinstance(source, str) else source.read_text(encoding="utf-8"))


def imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what each absolute import binds: the name in the module, and what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, alias.name
                else:
                    root = alias.name.partition(".")[0]
                    yield root, root
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def roots(tree: ast.Module) -> set[str]:
    """Return the packages that a module imports from."""
    return {stands_for.partition(".")[0] for _, stands_for in imported_names(tree)}


def dotted_names(tree: ast.Module) -> Iterator[str]:
    """Yield every name and attribute that begins with an import, written out in full."""
    stands_for = dict(imported_names(tree))
    yield from stands_for.values()
    for node in ast.walk(tree):
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name) and node.id in stands_for:
            yield ".".join([stands_for[node.id], *reversed(parts)])


def private_names(tree: ast.Module) -> set[str]:
    """Return the private names of moto and botocore that a module touches."""
    return {
        name
        for name in dotted_names(tree)
        if name.partition(".")[0] in ("moto", "botocore")
        and any(part.startswith("_") and not part.endswith("__") for part in name.split("."))
    }


def wall_clocks(tree: ast.Module) -> set[str]:
    return set(dotted_names(tree)) & WALL_CLOCKS


def loaded_by(*modules: str) -> set[str]:
    """Return the top-level packages in `sys.modules` after a fresh interpreter has imported modules."""
    code = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


# Imports


@pytest.mark.parametrize("module", RULES, ids=relative)
def test_the_rules_import_neither_aws_libraries_nor_http(module: Path) -> None:
    assert not roots(parsed(module)) & AWS_AND_HTTP


def test_the_rules_load_neither_aws_libraries_nor_http_through_others() -> None:
    names = [
        ".".join(("mock_voiceid", *module.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        for module in RULES
    ]
    assert not loaded_by(*names) & AWS_AND_HTTP


@pytest.mark.parametrize("module", ["mock_voiceid", "mock_voiceid.pytest_plugin"])
def test_importing_the_package_or_its_plugin_loads_no_aws_library(module: str) -> None:
    assert not loaded_by(module) & {"boto3", "botocore", "moto"}


# Private names


@each_module
def test_only_internals_touch_private_names_of_moto_and_botocore(module: Path) -> None:
    assert module.is_relative_to(INTERNALS) or not private_names(parsed(module))


# Time


@each_module
def test_only_one_module_asks_what_time_it_is(module: Path) -> None:
    assert relative(module) == "internals/freezing.py" or not wall_clocks(parsed(module))


def test_that_module_does_ask_what_time_it_is() -> None:
    assert wall_clocks(parsed(INTERNALS / "freezing.py"))


# These checks see what they are to see


@pytest.mark.parametrize(
    "source",
    [
        "import moto",
        "import moto.core as core",
        "from moto.core import BaseBackend",
        "def late():\n    import moto.s3",
        "if TYPE_CHECKING:\n    from moto import mock_aws",
    ],
)
def test_an_import_is_seen_in_every_form(source: str) -> None:
    assert roots(parsed(source)) == {"moto"}


@pytest.mark.parametrize("source", ["from . import moto", "from .moto import s3", "import motor", "moto = 1"])
def test_what_is_no_import_of_a_package_is_not_taken_for_one(source: str) -> None:
    assert "moto" not in roots(parsed(source))


@pytest.mark.parametrize(
    "source",
    [
        "import moto\nmoto.core._x",
        "import moto.core as core\ncore.a._x.b",
        "from moto import core\ncore.x._y()",
        "from moto.core import _x",
        "from moto._x import y",
        "import botocore._x as y",
        "from botocore import hooks\nhooks.x._y = 1",
    ],
)
def test_a_private_name_is_seen_in_every_form(source: str) -> None:
    assert private_names(parsed(source))


@pytest.mark.parametrize(
    "source",
    ["import moto\nmoto.__version__", "from moto import core\nself._core = core", "import json\njson._x"],
)
def test_other_names_are_not_taken_for_private_ones(source: str) -> None:
    assert not private_names(parsed(source))


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "from time import time\ntime()",
        "import time as t\nkey = t.time_ns",
        "import datetime as dt\ndt.datetime.now(dt.timezone.utc)",
        "import datetime\ndatetime.datetime.utcnow()",
        "from datetime import datetime\ndatetime.now().timestamp()",
        "from datetime import date\ndate.today()",
        "from freezegun import api\napi.real_time_ns()",
    ],
)
def test_a_wall_clock_is_seen_in_every_form(source: str) -> None:
    assert wall_clocks(parsed(source))


@pytest.mark.parametrize(
    "source", ["clock.now()", "import time\ntime.sleep(1)", "from . import time\ntime.time()"]
)
def test_other_calls_are_not_taken_for_wall_clocks(source: str) -> None:
    assert not wall_clocks(parsed(source))

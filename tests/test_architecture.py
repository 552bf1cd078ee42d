"""What the modules keep to: who may import what, touch private names, and ask what time it is."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration

import mock_voiceid
from tools.walk import file_changes, walks

PACKAGE = Path(mock_voiceid.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
INTERNALS = PACKAGE / "internals"
CONFIGURATION = str(Path(__file__).parents[1] / "pyproject.toml")

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


def module_cycles() -> set[frozenset[str]]:
    """Return the groups of modules that import each other; imports for types and in functions count."""
    graph = grimp.build_graph("mock_voiceid")
    needed = {module: graph.find_upstream_modules(module) for module in graph.modules}
    return {
        frozenset({module, *back})
        for module in graph.modules
        if (back := {other for other in needed[module] if module in needed[other]})
    }


def loaded_by(*modules: str) -> set[str]:
    """Return the top-level packages in `sys.modules` after a fresh interpreter has imported modules."""
    code = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


# Imports


def test_contracts_about_imports_hold() -> None:
    # In a process of its own, since it configures logging for the whole process.
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(CONFIGURATION).parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_contracts_have_no_exceptions() -> None:
    contracts = read_configuration(CONFIGURATION)["contracts_options"]

    assert {contract["type"]: set(contract) for contract in contracts} == {
        "layers": {"id", "name", "type", "containers", "exhaustive", "layers"},
        "forbidden": {"id", "name", "type", "source_modules", "forbidden_modules"},
    }


def test_module_cycles_are_small_and_inside_the_service() -> None:
    for cycle in module_cycles():
        assert all(module.startswith("mock_voiceid.service.") for module in cycle), cycle
        assert len(cycle) < 10, cycle


@pytest.mark.parametrize("module", ["mock_voiceid", "mock_voiceid.pytest_plugin"])
def test_importing_the_package_or_its_plugin_loads_no_aws_library(module: str) -> None:
    assert not loaded_by(module) & {"boto3", "botocore", "moto"}


# Walks


def test_start_of_a_job_changes_file_at_most_45_times() -> None:
    """Counted as docs/architecture.md says; more means that a layer asks what it could be given."""
    assert file_changes(walks()["start_speaker_enrollment_job"]) <= 45


# Private names


@each_module
def test_only_internals_touch_private_names_of_moto_and_botocore(module: Path) -> None:
    assert module.is_relative_to(INTERNALS) or not private_names(parsed(module))


# Time


@each_module
def test_only_two_modules_ask_what_time_it_is(module: Path) -> None:
    allowed = ("internals/freezing.py", "internals/real_time.py")
    assert relative(module) in allowed or not wall_clocks(parsed(module))


@pytest.mark.parametrize("name", ["freezing.py", "real_time.py"])
def test_those_modules_do_ask_what_time_it_is(name: str) -> None:
    assert wall_clocks(parsed(INTERNALS / name))


# These checks see what they are to see


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

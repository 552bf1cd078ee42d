"""Every module can be the first that a process imports."""

import os
import pkgutil
import subprocess
import sys

import pytest

import mock_voiceid

MODULES = [
    module.name
    for module in pkgutil.walk_packages(mock_voiceid.__path__, "mock_voiceid.")
    if not module.name.endswith(".__main__")  # importing it runs the command line
]
PARTS = sorted({".".join(name.split(".")[:2]) for name in MODULES})
RULES = frozenset(f"mock_voiceid.{name}" for name in ("service", "control", "simtime", "api", "sdk"))
"""The parts that work without AWS's libraries and without HTTP."""

# The process forks for each module before it has imported any, so each import begins in a new interpreter.
ZYGOTE = """
import os
import sys

for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            __import__(name)
        except BaseException as error:
            print(f"{name}: {type(error).__name__}: {error}", flush=True)
        else:
            wanted = {"boto3", "botocore", "flask", "moto", "werkzeug"}
            print(f"{name}:", *sorted(wanted & set(sys.modules)), flush=True)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process for each module")
@pytest.mark.parametrize("part", PARTS)
def test_module_can_be_imported_first(part: str) -> None:
    names = [name for name in MODULES if name == part or name.startswith(f"{part}.")]
    command = [sys.executable, "-c", ZYGOTE, *names]

    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    imported = [line.partition(":")[0] for line in printed]
    assert imported == names
    assert [line for line in printed if "Error" in line] == []
    assert part not in RULES or printed == [f"{name}:" for name in names]

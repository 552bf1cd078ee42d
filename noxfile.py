"""The checks of the project, each in its own environment. `nox` runs all, `nox --list` lists them.

Arguments after `--` are passed to pytest: `nox --session newest-3.12 -- tests/simtime -x`.
"""

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

import nox
from packaging.requirements import Requirement

PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
PROJECT = nox.project.load_toml("pyproject.toml")["project"]
FUZZED = "100000"
"""The number of fuzzed requests."""

nox.needs_version = ">=2024.10"
# A developer has some of the Pythons; a check that others rely on has to have all that it names.
nox.options.error_on_missing_interpreters = "CI" in os.environ


def suite(session: nox.Session, *arguments: str) -> None:
    """Run the tests on all processors, with the arguments of the command line."""
    session.run("python", "-m", "pytest", "-n", "auto", *arguments, *session.posargs)


def lowest() -> list[str]:
    """Return the dependencies of the package and of the time-machine extra, in their oldest versions."""
    extras = PROJECT["optional-dependencies"]
    given = [Requirement(text) for text in (*PROJECT["dependencies"], *extras["time-machine"])]
    return [
        f"{one.name}=={bound.version}" + (f"; {one.marker}" if one.marker else "")
        for one in given
        for bound in one.specifier
        if bound.operator == ">="
    ]


@nox.session(python=PYTHONS)
def newest(session: nox.Session) -> None:
    """The tests, with the newest releases of everything."""
    session.install("-e", ".[test]")
    suite(session)


@nox.session(python=PYTHONS[0])
def oldest(session: nox.Session) -> None:
    """The tests, with the oldest supported Moto, boto3, freezegun and Python."""
    session.install("-e", ".[test]", *lowest())
    session.run("python", "-m", "pip", "check")
    suite(session)


@nox.session(python="3.13")
def retired(session: nox.Session) -> None:
    """The tests, with a botocore that has dropped Voice ID."""
    session.install("-e", ".[test]")
    (found,) = Path(session.virtualenv.location).glob("**/site-packages/botocore")
    session.run("python", "-m", "tools.retirement", str(found))
    suite(session)


@nox.session
def time_machine(session: nox.Session) -> None:
    """The tests, with time frozen by time-machine instead of freezegun."""
    session.install("-e", ".[test]")
    suite(session, "-o", "voiceid_freezer=time-machine")


@nox.session
def repeated(session: nox.Session) -> None:
    """The tests three times, each in a different random order."""
    session.install("-e", ".[test]")
    for seed in ("1", "2", "3"):
        suite(session, "-p", "randomly", f"--randomly-seed={seed}")


@nox.session
def over_http(session: nox.Session) -> None:
    """The tests of the service, over HTTP."""
    session.install("-e", ".[test]")
    suite(session, "tests/api", "tests/control", "tests/service", "tests/voiceid", "--over-http")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzzing, from valid requests to random bytes: all errors are modelled."""
    session.install("-e", ".[test]")
    suite(session, "fuzz", "--requests", FUZZED)


@nox.session
def acceptance(session: nox.Session) -> None:
    """Real clients, and a browser."""
    session.install("-e", ".[acceptance]")
    session.run("python", "-m", "pytest", "acceptance", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types, imports, and the API's description compared with botocore's."""
    session.install("-e", ".[lint]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")
    session.run("python", "-m", "tools.service_description")


@nox.session
def sdist(session: nox.Session) -> None:
    """The tests, as the source distribution has them."""
    session.install("build")
    # Not below this folder: pytest would take the settings of this one for those of the tests that tests run.
    with tempfile.TemporaryDirectory() as work:
        session.run("python", "-m", "build", "--sdist", "--outdir", work, ".")
        (archive,) = Path(work).glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            packed.extractall(work, filter="data")
        with session.chdir(Path(work) / archive.name.removesuffix(".tar.gz")):
            session.install("-e", ".[test]")
            suite(session)


@nox.session
def mutation(session: nox.Session) -> None:
    """Mutation testing of batch jobs, the clock and paging."""
    session.install("-e", ".[mutation]")
    shutil.rmtree("mutants", ignore_errors=True)
    session.run("mutmut", "run", "--max-children", "1")
    session.run("mutmut", "results")


@nox.session
def benchmarks(session: nox.Session) -> None:
    """The benchmarks, and the comparison with alternatives."""
    session.install("-e", ".[benchmarks,comparison]")
    session.run("python", "-m", "benchmarks", *session.posargs)
    session.run("python", "-m", "pytest", "benchmarks/comparison")

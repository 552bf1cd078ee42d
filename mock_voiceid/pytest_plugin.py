"""The pytest plugin: fixtures for a mocked Voice ID, and a marker for its options.

boto3 and Moto are imported when a fixture is first used, so that a run that uses none pays nothing.
"""

import difflib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pytest

from .internals import hypothesis_checks, pytest_fixtures
from .shared_mock import SHARED, SharedMock

if TYPE_CHECKING:
    from .handle.voice_id import VoiceID
    from .server.threaded import ThreadedServer
    from .simtime.clock import Clock

REGION = "voiceid_region"
MARKER = "voiceid"
FREEZER = "voiceid_freezer"

_REGISTERED = f"{MARKER}(**options): mock Voice ID for the test, with these options of mock_voiceid"
_OF_PROJECT = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the setting known."""
    parser.addini(
        REGION, "the region of the fixtures of mock_voiceid; AWS_DEFAULT_REGION, or us-east-1, without it"
    )
    parser.addini(
        FREEZER, "the library with which mock_voiceid makes time stand still: freezegun, time-machine"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and have the setting count for every mock of the run."""
    freezer = config.getini(FREEZER)
    if freezer:
        _freeze_with(freezer, config)
    config.addinivalue_line("markers", _REGISTERED)


def _freeze_with(freezer: str, config: pytest.Config) -> None:
    # Imported where the setting is there, as this imports freezegun.
    from .control.options import parse_freezer
    from .internals.freezers import use

    try:
        set_back = use(str(parse_freezer(freezer)))
    except (ModuleNotFoundError, ValueError) as error:
        raise pytest.UsageError(f"{FREEZER} in {config.inipath or 'the configuration'}: {error}") from None
    config.add_cleanup(set_back)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Have a test mocked that bears the marker, or whose class is decorated."""
    if pytest_fixtures.names_of(item) is None or not (_is_marked(item) or _decorated(item)):
        return
    pytest_fixtures.insert(item, _mock_voiceid.__name__, "function")
    kind = item.getparent(pytest.Class)
    if kind is not None and (_is_marked(kind) or _decorated(kind)) and pytest_fixtures.has_class_set_up(item):
        pytest_fixtures.insert(item, _mock_voiceid_class.__name__, "class")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Fail a marked test of Hypothesis as one that asks for a function-scoped fixture."""
    if item.stash.get(_MOCKED, False) and hypothesis_checks.is_checked(getattr(item, "obj", None)):
        raise hypothesis_checks.failed(
            f"{item.nodeid!r} bears the marker {MARKER!r}, which mocks as a function-scoped fixture does: "
            "all inputs that `@given(...)` generates share one mock, and each finds the state that others "
            "left. Write `with mock_voiceid() as voice_id:` inside the test for a mock per input. If the "
            "shared state does no harm, suppress the check with "
            "@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])."
        )


_MOCKED = pytest.StashKey[bool]()
"""Whether the marker has begun a mock of the test's own."""

_CLASS_MOCK = pytest.StashKey[SharedMock]()
"""What the tests of a class share, if the class has a set-up of its own."""


@pytest.fixture
def _mock_voiceid(request: pytest.FixtureRequest) -> Iterator[None]:
    """Mock a test that bears the marker, or whose class is decorated, before its own set-up."""
    item = request.node
    shared = _decorated(item)
    with ExitStack() as end:
        if shared is not None:
            end.enter_context(shared.around_test())
        if _is_marked(item):
            end.enter_context(_marked(request))
        yield


@pytest.fixture(scope="class")
def _mock_voiceid_class(request: pytest.FixtureRequest) -> Iterator[None]:
    """Mock a class that bears the marker or is decorated, before its own set-up."""
    node = request.node
    with ExitStack() as end:
        shared = _decorated(node)
        if shared is None:
            shared = node.stash[_CLASS_MOCK] = SharedMock(partial(_new_mock, _options(node)))
            end.callback(node.stash.__delitem__, _CLASS_MOCK)
        end.enter_context(shared.around_class())
        if _is_marked(node):
            end.enter_context(_joined(_options(node)))
        yield


@contextmanager
def _marked(request: pytest.FixtureRequest) -> Iterator[None]:
    item, options = request.node, _options(request.node)
    with ExitStack() as end:
        kind = item.getparent(pytest.Class)
        shared = kind.stash.get(_CLASS_MOCK, None) if kind is not None else None
        if shared is not None:
            end.enter_context(shared.around_test(partial(_new_mock, options)))
            options.pop("fresh", None)
        elif pytest_fixtures.is_overridden(item, MARKER, __name__):
            # The project's own, which may mock for longer than a test.
            request.getfixturevalue(MARKER)
            options.pop("fresh", None)
        end.enter_context(_joined(options))
        item.stash[_MOCKED] = True
        yield


def _new_mock(options: dict[str, Any], *, fresh: bool = False) -> Any:
    from .mock import mock_voiceid

    return mock_voiceid(**{**options, "fresh": fresh or options.get("fresh", False)})


def _joined(options: dict[str, Any]) -> Any:
    from .mock import joined

    return joined(**options)


def _decorated(node: pytest.Item | pytest.Collector) -> SharedMock | None:
    """Return what the tests of the innermost decorated class around a node share."""
    kinds = (parent.obj for parent in reversed(node.listchain()) if isinstance(parent, pytest.Class))
    return next((shared for kind in kinds if (shared := getattr(kind, SHARED, None)) is not None), None)


@pytest.fixture
def voiceid(request: pytest.FixtureRequest) -> "Iterator[VoiceID]":
    """The handle of the mocked Voice ID: of the mock that is active, else of one for the test.

    `@pytest.mark.voiceid(start=..., timing=..., ...)` gives its options; the nearest marker wins, option by
    option.
    """
    options = _options(request.node)
    if request.node.stash.get(_MOCKED, False):
        options.pop("fresh", None)
    with _joined(options) as handle:
        yield handle


@pytest.fixture
def voiceid_clock(voiceid: "VoiceID") -> "Clock":
    """The clock of the mocked Voice ID, frozen: time stands still until the test moves it."""
    if not voiceid.clock.frozen:
        voiceid.clock.freeze()
    return voiceid.clock


@pytest.fixture
def voiceid_client(voiceid: "VoiceID", pytestconfig: pytest.Config) -> Any:  # noqa: ARG001 - it has to be active
    """A boto3 client of the mocked Voice ID, in `voiceid_region`, AWS_DEFAULT_REGION, or us-east-1."""
    region = pytestconfig.getini(REGION) or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    return _session(region).client("voice-id")


@pytest.fixture
def voiceid_domain(voiceid_client: Any) -> dict[str, Any]:
    """A domain, as the API describes it."""
    answer = voiceid_client.create_domain(
        Name="voiceid-domain",
        ServerSideEncryptionConfiguration={"KmsKeyId": "alias/aws/s3"},
    )
    domain: dict[str, Any] = answer["Domain"]
    return domain


@pytest.fixture
def voiceid_server(voiceid: "VoiceID") -> "Iterator[ThreadedServer]":  # noqa: ARG001 - it has to be active
    """An HTTP server on a free port, with the state and the time of the mock: see its `endpoint_url`."""
    from .server.threaded import ThreadedServer

    with ThreadedServer() as server:
        yield server


def _is_marked(node: pytest.Item | pytest.Collector) -> bool:
    """Return whether a node bears the marker, and means that of this plugin."""
    if _is_of_project(node.config):
        return False
    return any(not _is_foreign(marker) for marker in node.iter_markers(MARKER))


def _is_of_project(config: pytest.Config) -> bool:
    """Return whether the project registers a marker of the same name, which means something else."""
    found = config.stash.get(_OF_PROJECT, None)
    if found is None:
        lines = (line for line in config.getini("markers") if line != _REGISTERED)
        found = config.stash[_OF_PROJECT] = any(_name_in(line) == MARKER for line in lines)
    return found


def _name_in(line: str) -> str:
    return line.partition(":")[0].partition("(")[0].strip()


def _is_foreign(marker: pytest.Mark) -> bool:
    """Return whether a marker has arguments, and none that could be meant for this plugin."""
    if marker.args:
        return True
    known = _known_options()
    return bool(marker.kwargs) and not any(
        difflib.get_close_matches(name, known, 1) for name in marker.kwargs
    )


def _known_options() -> tuple[str, ...]:
    from .control.options import FIELDS

    return tuple(FIELDS)


def _options(node: pytest.Item | pytest.Collector) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if _is_of_project(node.config):
        return options
    # The nearest comes first.
    for marker in reversed(list(node.iter_markers(MARKER))):
        if marker.args:
            raise pytest.UsageError(
                f"@pytest.mark.{MARKER} takes options by name only, such as start='2026-01-05T09:00:00Z'; "
                f"it was given {', '.join(map(repr, marker.args))}"
            )
        options.update(marker.kwargs)
    return options


@cache
def _session(region: str) -> Any:
    # A new session costs a test some 50 ms; its clients cost 2.
    from .internals.boto_sessions import session

    return session(region)

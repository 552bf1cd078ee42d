"""The pytest plugin: fixtures for a mocked Voice ID, and a marker for its options.

boto3 and Moto are imported when a fixture is first used, so that a run that uses none pays nothing.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .handle.voice_id import VoiceID
    from .server.threaded import ThreadedServer
    from .simtime.clock import Clock

REGION = "us-east-1"
MARKER = "voiceid"
FREEZER = "voiceid_freezer"
WAITING = "voiceid_waiting"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the setting known."""
    parser.addini(
        FREEZER, "the library with which mock_voiceid makes time stand still: freezegun, time-machine"
    )
    parser.addini(
        WAITING,
        "how waiting goes on while the clock of mock_voiceid is frozen: simulated, strict, sleep, real",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and have the setting count for every mock of the run."""
    freezer = config.getini(FREEZER)
    if freezer:
        _freeze_with(freezer, config)
    way = config.getini(WAITING)
    if way:
        _wait_by(way, config)
    config.addinivalue_line(
        "markers",
        f"{MARKER}(**options): mock Voice ID for the test, with these options of mock_voiceid",
    )


def _freeze_with(freezer: str, config: pytest.Config) -> None:
    # Imported where the setting is there, as this imports freezegun.
    from .control.options import parse_freezer
    from .internals.freezers import use

    try:
        set_back = use(str(parse_freezer(freezer)))
    except (ModuleNotFoundError, ValueError) as error:
        raise pytest.UsageError(f"{FREEZER} in {config.inipath or 'the configuration'}: {error}") from None
    config.add_cleanup(set_back)


def _wait_by(way: str, config: pytest.Config) -> None:
    from .control.options import parse_waiting
    from .simtime.waiting import use

    try:
        set_back = use(str(parse_waiting(way)))
    except ValueError as error:
        raise pytest.UsageError(f"{WAITING} in {config.inipath or 'the configuration'}: {error}") from None
    config.add_cleanup(set_back)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Have a test that bears the marker mocked, whether or not it asks for a fixture."""
    names = getattr(item, "fixturenames", None)
    if names is not None and MARKER not in names and item.get_closest_marker(MARKER) is not None:
        names.insert(0, MARKER)


@pytest.fixture
def voiceid(request: pytest.FixtureRequest) -> "Iterator[VoiceID]":
    """The handle of a mocked Voice ID, which is active for the test.

    `@pytest.mark.voiceid(start=..., timing=..., ...)` gives its options; the nearest marker wins, option by
    option.
    """
    from .mock import mock_voiceid

    with mock_voiceid(**_options(request.node)) as handle:
        yield handle


@pytest.fixture
def voiceid_clock(voiceid: "VoiceID") -> "Clock":
    """The clock of the mocked Voice ID, frozen: time stands still until the test moves it."""
    if not voiceid.clock.frozen:
        voiceid.clock.freeze()
    return voiceid.clock


@pytest.fixture
def voiceid_client(voiceid: "VoiceID") -> Any:  # noqa: ARG001 - it has to be active
    """A boto3 client of the mocked Voice ID in us-east-1."""
    return _session().client("voice-id")


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


def _options(node: pytest.Item) -> dict[str, Any]:
    options: dict[str, Any] = {}
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
def _session() -> Any:
    # A new session costs a test some 50 ms; its clients cost 2.
    from .internals.boto_sessions import session

    return session(REGION)

"""The public names, listed: one that comes or goes has to be announced here, and in CHANGELOG.md."""

import dataclasses
import importlib.metadata
import inspect
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

import mock_voiceid
from mock_voiceid import exceptions

PACKAGE = {
    "Clock",
    "Faults",
    "MockVoiceID",
    "Quotas",
    "Session",
    "ThreadedServer",
    "Timing",
    "VoiceID",
    "Voices",
    "mock_voiceid",
}
EXCEPTIONS = {
    "AccessDeniedException",
    "ConflictException",
    "InternalServerException",
    "ResourceNotFoundException",
    "SerializationException",
    "ServiceQuotaExceededException",
    "ThrottlingException",
    "UnknownOperationException",
    "ValidationException",
    "VoiceIDError",
}
OPTIONS = {
    "compliance_consent",
    "config",
    "fresh",
    "freezer",
    "quotas",
    "seed",
    "start",
    "strict",
    "throttle",
    "timing",
}
MEMBERS = {
    "VoiceID": {
        "backend",
        "clock",
        "compliance_consent",
        "faults",
        "quotas",
        "reset",
        "sessions",
        "strict",
        "throttle",
        "timing",
        "voices",
    },
    # From `end` on they are for the package itself, and are still to be hidden.
    "Clock": {"freeze", "frozen", "move_to", "next_due", "now", "run_until_idle", "tick"}
    | {"end", "ended", "instant", "lock", "request", "settle", "start_at", "stop", "when_frozen"},
    "Faults": {"clear", "fail_next_job", "fail_request", "inject"},
    "Voices": {"assign", "similarity"},
    "Sessions": {"get", "start"},
    "Session": {
        "configure",
        "domain_id",
        "end",
        "enroll",
        "enrollment_message",
        "enrollment_status",
        "session_id",
        "session_name",
        "set_speaker",
        "speech_seconds",
        "streaming_status",
    },
    "MockVoiceID": {"reset", "start", "stop"},
    "ThreadedServer": {"endpoint_url", "start", "stop"},
    "mock_voiceid": {"current"},
}
FIELDS = {
    "Timing": {"domain_deletion", "per_request", "queue", "reencryption", "speaker_expiry", "streaming"},
    "Quotas": {
        "active_jobs",
        "domains",
        "fraudsters_per_job",
        "fraudsters_per_watchlist",
        "sessions",
        "speakers",
        "speakers_per_job",
        "watchlists",
    },
}


@pytest.fixture
def public_objects() -> Iterator[dict[str, Any]]:
    """Return an object of each public class, by the name of the class."""
    mock = mock_voiceid.mock_voiceid(start="2026-01-05T09:00:00Z")
    with mock as handle, mock_voiceid.ThreadedServer() as server:
        key = {"KmsKeyId": "alias/voice-id"}
        client = boto3.client("voice-id", region_name="us-east-1")
        domain = client.create_domain(Name="callers", ServerSideEncryptionConfiguration=key)["Domain"]
        yield {
            "VoiceID": handle,
            "Clock": handle.clock,
            "Faults": handle.faults,
            "Voices": handle.voices,
            "Sessions": handle.sessions,
            "Session": handle.sessions.start(domain["DomainId"], "call"),
            "MockVoiceID": mock,
            "ThreadedServer": server,
            "mock_voiceid": mock_voiceid.mock_voiceid,
        }


def public_members(thing: object) -> set[str]:
    """Return what `help()` and completion show of an object."""
    return {name for name in {*dir(type(thing)), *vars(thing)} if not name.startswith("_")}


def test_package_exports_these_names() -> None:
    assert set(mock_voiceid.__all__) == PACKAGE
    assert [name for name in PACKAGE - {"mock_voiceid"} if getattr(mock_voiceid, name).__name__ != name] == []
    assert callable(mock_voiceid.mock_voiceid)


def test_exceptions_exports_these_names() -> None:
    assert set(exceptions.__all__) == EXCEPTIONS
    assert {name for name in vars(exceptions) if name[0].isalpha()} == EXCEPTIONS


def test_mock_takes_these_options() -> None:
    assert set(inspect.signature(mock_voiceid.MockVoiceID).parameters) == OPTIONS


@pytest.mark.parametrize("name", FIELDS)
def test_option_has_these_fields(name: str) -> None:
    kind = getattr(mock_voiceid, name)

    assert {field.name for field in dataclasses.fields(kind)} == FIELDS[name]
    assert public_members(kind()) == FIELDS[name]


@pytest.mark.parametrize("name", MEMBERS)
def test_object_has_these_members(name: str, public_objects: dict[str, Any]) -> None:
    assert public_members(public_objects[name]) == MEMBERS[name]


@pytest.mark.parametrize("name", MEMBERS)
def test_members_are_documented(name: str, public_objects: dict[str, Any]) -> None:
    kind = type(public_objects[name])
    documented = {member for member in MEMBERS[name] if inspect.getdoc(getattr(kind, member, None))}
    attributes = inspect.getdoc(kind) or ""

    assert [one for one in MEMBERS[name] - documented if f"{one}:" not in attributes] == []


def test_version_is_the_installed_one() -> None:
    assert mock_voiceid.__version__ == importlib.metadata.version("mock-voiceid")
    assert "__version__" in dir(mock_voiceid)

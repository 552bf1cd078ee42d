"""What the schemas of fields accept is what the handle accepts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.server.endpoints import ENDPOINTS
from mock_voiceid.server.schemas import constraints_on, violation
from tests.calls import client, create_domain

START = "2026-01-05T09:00:00Z"


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    with mock_voiceid(start=START) as handle:
        yield handle


def _schema(name: str) -> dict[str, Any]:
    return next(field.schema for one in ENDPOINTS for field in one.fields if field.name == name)


def _call_of(voice_id: VoiceID, name: str) -> Callable[[Any], object]:
    """Return a call of the handle with a value for a field."""
    match name:
        case "name":
            domain_id = create_domain(client())
            return lambda value: voice_id.sessions.start(domain_id, value)
        case "score":
            return lambda value: voice_id.voices.similarity("ann", "eve", value)
        case "voice":
            return lambda value: voice_id.voices.assign("s3://calls/a", value)
        case "s3_uri":
            return lambda value: voice_id.voices.assign(value, "ann")
        case "seconds" | "days":
            return lambda value: voice_id.clock.tick(**{name: value})
        case "timing" | "quotas":
            return lambda value: setattr(voice_id, name, value)
        case "times" | "operation" | "error":
            usual = {"operation": "ListDomains", "error": "ThrottlingException"}
            return lambda value: voice_id.faults.inject(**{**usual, name: value})
    domain_id = create_domain(client())
    return lambda value: voice_id.sessions.start(domain_id, "contact", **{name: value})


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("acceptance_threshold", (0, 100), (-1, 101, "5", True, 0.5)),
        ("risk_threshold", (0, 100), (-1, 101)),
        ("score", (0, 100), (-1, 101)),
        ("spoofing_risk", (0, 100), (-1, 101)),
        ("duration", (0, 86_400), (-1, 86_401)),
        ("speech_seconds", (0, 86_400), (-1, 86_401)),
        ("minimum_speech_seconds", (5, 10, 7.5), (4.9, 10.1)),
        ("name", ("a", "a" * 36, "a_-9"), ("", "a" * 37, "a b", "-a", "a\n")),
        ("speaker_id", ("a", "a" * 256), ("", "a" * 257, "#")),
        ("watchlist_id", (), ("", "a" * 21, "a" * 23, "-" * 22)),
        ("voice", ("a", "a" * 1_000), ("",)),
        (
            "s3_uri",
            ("s3://abc/d", "s3://a.b-c/d/e//f", "s3://abc/\n/f"),
            ("", "s3://abc", "s3://abc/", "s3://abc/d/", "s3://Abc/d", "http://abc/d", "s3://ab/d"),
        ),
        ("seconds", (0, 1.5), (-1, 1e13, float("nan"), "1")),
        ("days", (0, 1), (-1, 1e13)),
        (
            "timing",
            ({}, {"queue": 0}, {"queue": 3e10}),
            ({"queue": -1}, {"queu": 1}, {"queue": 4e10}),
        ),
        ("quotas", ({"domains": 0},), ({"domains": -1}, {"domains": 0.5}, {"domain": 1})),
        ("times", (1, 5), (0, -1, 0.5)),
        ("operation", ("ListDomains",), ("ListDomain", "")),
        ("error", ("AccessDeniedException",), ("Access",)),
    ],
)
def test_a_schema_accepts_and_refuses_what_the_handle_does(
    name: str, accepted: tuple[Any, ...], refused: tuple[Any, ...]
) -> None:
    schema = _schema(name)
    for value in refused:
        assert violation(name, schema, value) is not None
        with mock_voiceid(start=START) as voice_id:
            call = _call_of(voice_id, name)
            with pytest.raises((TypeError, ValueError, AttributeError)):
                call(value)
    for value in accepted:
        assert violation(name, schema, value) is None
        with mock_voiceid(start=START) as voice_id:
            _call_of(voice_id, name)(value)


@pytest.mark.parametrize("name", ["code", "status_code", "resource_type", "conflict_type", "at"])
def test_other_fields_are_limited_too(name: str) -> None:
    wrong: tuple[Any, ...] = (-1, 399, 600, "x", None, [])
    for value in wrong:
        assert violation(name, _schema(name), value) is not None


def test_a_number_without_an_upper_limit_says_so() -> None:
    message = "times must be an integer of at least 1, got 0"
    assert violation("times", {"type": "integer", **constraints_on("times")}, 0) == message

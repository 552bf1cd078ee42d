"""Fixtures of the benchmarks: a section of the table, and a mock."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from benchmarks.results import RESULTS, Points, Section
from mock_voiceid import VoiceID, mock_voiceid


@pytest.fixture
def section(request: pytest.FixtureRequest) -> Section:
    """The section of the module, titled by its docstring."""
    return RESULTS.section(request.module.__doc__.strip().removesuffix("."))


@pytest.fixture
def growth() -> dict[str, Points]:
    """The points of the plots."""
    return RESULTS.growth


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    """The handle of a mock with a running clock."""
    with mock_voiceid() as handle:
        yield handle


@pytest.fixture
def client(voice_id: VoiceID) -> Any:
    """A client of the mocked Voice ID."""
    return boto3.client("voice-id", region_name="us-east-1")


@pytest.fixture
def domain_id(client: Any) -> str:
    """A domain."""
    created = client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "k"})
    identifier: str = created["Domain"]["DomainId"]
    return identifier

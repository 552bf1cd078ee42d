"""What the benchmarks ask for: the section of the table that their rows go to, and a mock."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from benchmarks.results import RESULTS, Points, Section
from mock_voiceid import VoiceID, mock_voiceid


@pytest.fixture
def section(request: pytest.FixtureRequest) -> Section:
    """The section of the module, which its docstring is the title of."""
    return RESULTS.section(request.module.__doc__.strip().removesuffix("."))


@pytest.fixture
def growth() -> dict[str, Points]:
    """The points of the plots."""
    return RESULTS.growth


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    """The handle of a mock whose clock runs."""
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

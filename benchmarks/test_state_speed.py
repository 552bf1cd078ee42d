"""What state costs: pages of a large domain, what is due later, and memory."""

import hashlib
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from mock_voiceid import VoiceID, mock_voiceid

REGION = "us-east-1"
SPEAKERS = 100_000
Compare = Callable[..., float]


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    with mock_voiceid() as handle:
        yield handle


@pytest.fixture
def client(voice_id: VoiceID) -> Any:
    return boto3.client("voice-id", region_name=REGION)


def domain_of(client: Any, voice_id: VoiceID, speakers: int) -> str:
    """Return a domain with so many speakers, each enrolled with a voice of their own."""
    created = client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "k"})["Domain"]
    domain_id: str = created["DomainId"]
    backend = voice_id.backend()
    enrolled = backend.domain(domain_id).speakers
    for number in range(speakers):
        voiceprint = frozenset([hashlib.sha256(str(number).encode()).hexdigest()])
        enrolled.enroll(f"customer-{number:06d}", voiceprint, backend.instant())
    return domain_id


def test_a_page_of_a_large_domain(client: Any, voice_id: VoiceID, compare: Compare) -> None:
    small, large = (domain_of(client, voice_id, speakers) for speakers in (100, SPEAKERS))
    token = client.list_speakers(DomainId=large)["NextToken"]
    compare(
        "a page of 100 out of 100,000 speakers",
        lambda: client.list_speakers(DomainId=large, NextToken=token),
        "out of 100",
        lambda: client.list_speakers(DomainId=small),
        rounds=300,
        target=1.2,
    )


def test_what_is_due_later_costs_a_call_nothing(client: Any, voice_id: VoiceID, compare: Compare) -> None:
    domain_id = domain_of(client, voice_id, 0)
    later = voice_id.clock.instant() + 10**15
    for number in range(10_000):
        voice_id.backend().agenda.at(later + number, lambda _: None)
    compare(
        "looking for what is due, with 10,000 things due later",
        voice_id.clock.settle,
        "describe_domain",
        lambda: client.describe_domain(DomainId=domain_id),
        rounds=500,
        target=0.05,
    )


def test_memory_of_a_full_domain(client: Any, voice_id: VoiceID) -> None:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        domain_of(client, voice_id, SPEAKERS)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    print(f"\n{SPEAKERS:,} speakers: {(after - before) / 1e6:.0f} MB (target: 100 MB)")

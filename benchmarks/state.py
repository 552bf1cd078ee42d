"""State for the benchmarks, created in the backend without calls."""

import hashlib
from collections.abc import Iterable
from typing import Any

from mock_voiceid import VoiceID


def create_domain(client: Any) -> str:
    """Create a domain and return its id."""
    created = client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "k"})
    domain_id: str = created["Domain"]["DomainId"]
    return domain_id


def add_speakers(voice_id: VoiceID, domain_id: str, numbers: Iterable[int]) -> None:
    """Enroll speakers, each with a different voice.

    Args:
        voice_id: the handle of the mock.
        domain_id: the domain.
        numbers: a number for each speaker, different for each.
    """
    backend = voice_id.backend()
    speakers = backend.domain(domain_id).speakers
    for number in numbers:
        speakers.enroll(f"customer-{number:06d}", voiceprint(number), voice_id.clock.instant())


def add_fraudsters(voice_id: VoiceID, domain_id: str, numbers: Iterable[int]) -> None:
    """Register fraudsters on the default watchlist, each with a different voice.

    Args:
        voice_id: the handle of the mock.
        domain_id: the domain.
        numbers: a number for each fraudster, different for each.
    """
    backend = voice_id.backend()
    domain = backend.domain(domain_id)
    for number in numbers:
        domain.fraudsters.register(voiceprint(number), domain.default_watchlist, voice_id.clock.instant())


def voiceprint(number: int) -> frozenset[str]:
    """Return a voice in the form of an audio file's."""
    return frozenset([hashlib.sha256(str(number).encode()).hexdigest()])

"""Calls with much state: pages of large domains, and many scheduled actions."""

import random
import statistics
from collections import defaultdict
from typing import Any

from benchmarks.results import Points, Section, in_turns
from benchmarks.state import add_speakers, create_domain
from mock_voiceid import VoiceID

DOMAINS = (100, 1_000, 10_000, 100_000)
DUE = (0, 100, 1_000, 10_000, 100_000)


def test_a_page_of_a_large_domain(
    client: Any, voice_id: VoiceID, section: Section, growth: dict[str, Points]
) -> None:
    voice_id.quotas.domains = len(DOMAINS)

    def second_page_of(speakers: int) -> Any:
        domain_id = create_domain(client)
        add_speakers(voice_id, domain_id, range(speakers))
        token = client.list_speakers(DomainId=domain_id).get("NextToken")
        # A domain of one page has no second page; its first one is as long.
        more = {"NextToken": token} if token else {}
        return lambda: client.list_speakers(DomainId=domain_id, **more)

    times = in_turns({speakers: second_page_of(speakers) for speakers in DOMAINS}, rounds=200)
    growth["page"] = {speakers: statistics.median(times[speakers]) for speakers in DOMAINS}
    small, large = min(DOMAINS), max(DOMAINS)
    section.add_ratio(
        f"a page of 100 out of {large:,} speakers",
        times[large],
        f"out of {small:,}",
        times[small],
        at_most=1.2,
    )


def put_down(voice_id: VoiceID, due: int) -> None:
    """Schedule this many actions in many years, and nothing else."""
    agenda, later = voice_id.backend().agenda, voice_id.clock.instant() + 10**15
    while (entry := agenda.next()) is not None:
        entry.cancel()
    for number in range(due):
        agenda.at(later + number, lambda _: None)


def test_a_call_with_much_due_later(
    client: Any, voice_id: VoiceID, domain_id: str, section: Section, growth: dict[str, Points]
) -> None:
    times: defaultdict[int, list[float]] = defaultdict(list)
    for _ in range(10):
        for due in random.sample(DUE, len(DUE)):
            put_down(voice_id, due)
            times[due] += in_turns({due: lambda: client.describe_domain(DomainId=domain_id)}, rounds=30)[due]
    growth["due"] = {due: statistics.median(times[due]) for due in DUE}
    most = max(DUE)
    section.add_ratio(
        f"`describe_domain` with {most:,} things due later",
        times[most],
        "with nothing due",
        times[0],
        at_most=1.2,
    )


def test_looking_for_what_is_due(client: Any, voice_id: VoiceID, domain_id: str, section: Section) -> None:
    put_down(voice_id, max(DUE))
    section.compare(
        "of it, looking for what is due",
        voice_id.clock.settle,
        "`describe_domain`",
        lambda: client.describe_domain(DomainId=domain_id),
        rounds=500,
        at_most=0.05,
    )

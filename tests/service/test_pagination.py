"""Pages of listings, and the tokens between them (L1, L2, D13)."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.service.pagination import Listing
from mock_voiceid.service.tables import ResourceTable
from mock_voiceid.simtime.clock import Clock
from tests.messages import message_with
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]

MEMBERS = {
    "list_domains": "DomainSummaries",
    "list_fraudster_registration_jobs": "JobSummaries",
    "list_fraudsters": "FraudsterSummaries",
    "list_speaker_enrollment_jobs": "JobSummaries",
    "list_speakers": "SpeakerSummaries",
    "list_watchlists": "WatchlistSummaries",
}
FOREIGN = (
    "The NextToken is not one that {operation} gave for these arguments; "
    "start again without a token, and change nothing but MaxResults between pages."
)

pytestmark = FIXED_OPTIONS


class Speakers:
    """A domain whose speakers are listed."""

    def __init__(self, client: Any, domain_id: str) -> None:
        self.client = client
        self.domain_id = domain_id

    def add(self, *names: str) -> None:
        for name in names:
            self.client.opt_out_speaker(DomainId=self.domain_id, SpeakerId=name)

    def delete(self, *names: str) -> None:
        for name in names:
            self.client.delete_speaker(DomainId=self.domain_id, SpeakerId=name)

    def page(self, **arguments: Any) -> tuple[str, str | None]:
        """Return the names on a page, which are one letter each, and the token of the next."""
        page = self.client.list_speakers(DomainId=self.domain_id, **arguments)
        return "".join(one["CustomerSpeakerId"] for one in page["SpeakerSummaries"]), page.get("NextToken")

    def pages(self, max_results: int, token: str | None) -> Iterator[str]:
        """Yield the names on each page from a token on."""
        while token is not None:
            names, token = self.page(MaxResults=max_results, NextToken=token)
            yield names


@pytest.fixture
def speakers(voiceid_client: Any, voiceid_domain: dict[str, Any], voiceid_clock: Clock) -> Speakers:
    """Six speakers, a to f."""
    speakers = Speakers(voiceid_client, voiceid_domain["DomainId"])
    speakers.add(*"abcdef")
    return speakers


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7])
def test_pages_of_any_size_show_everything_once(speakers: Speakers, size: int) -> None:
    """L1: no token on the last page, also where it is full."""
    first, token = speakers.page(MaxResults=size)
    pages = [first, *speakers.pages(size, token)]
    assert pages == ["".join(names) for names in _cut("abcdef", size)]


def test_a_page_holds_100_unless_told(speakers: Speakers, refused: Refused) -> None:
    """L1."""
    speakers.add(*(f"speaker-{number}" for number in range(95)))
    answer = speakers.client.list_speakers(DomainId=speakers.domain_id)
    assert len(answer["SpeakerSummaries"]) == 100
    assert "NextToken" in answer
    assert "NextToken" not in speakers.client.list_speakers(
        DomainId=speakers.domain_id, NextToken=answer["NextToken"], MaxResults=100
    )
    refusal = refused(speakers.client.list_speakers, DomainId=speakers.domain_id, MaxResults=101)
    assert refusal.message.endswith(
        "'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"
    )


def test_empty_listing_has_no_token(speakers: Speakers) -> None:
    speakers.delete(*"abcdef")
    assert speakers.page() == ("", None)


def test_page_size_may_change_between_pages(speakers: Speakers) -> None:
    """L1."""
    _, token = speakers.page(MaxResults=1)
    names, token = speakers.page(MaxResults=3, NextToken=token)
    assert names == "bcd"
    assert speakers.page(MaxResults=2, NextToken=token) == ("ef", None)


def test_nothing_is_skipped_or_repeated_while_others_come_and_go(speakers: Speakers) -> None:
    """L2: deletion of what was shown, of what the token stands at and of what is to come; creation."""
    shown, token = speakers.page(MaxResults=3)
    speakers.delete("a", "c", "e")
    speakers.add("x")
    assert [shown, *speakers.pages(2, token)] == ["abc", "df", "x"]


def test_token_is_good_when_all_that_followed_is_gone(speakers: Speakers) -> None:
    """L2."""
    _, token = speakers.page(MaxResults=3)
    speakers.delete(*"abcdef")
    assert speakers.page(NextToken=token) == ("", None)


def test_deleted_and_created_again_is_new(speakers: Speakers) -> None:
    """L2."""
    _, token = speakers.page(MaxResults=3)
    speakers.delete("a")
    speakers.add("a")
    assert speakers.page(NextToken=token) == ("defa", None)


def test_token_may_be_used_again(speakers: Speakers) -> None:
    _, token = speakers.page(MaxResults=3)
    assert [speakers.page(NextToken=token) for _ in range(2)] == [("def", None)] * 2


def test_jobs_started_between_pages_are_not_shown_and_shift_nothing(batch: Any) -> None:
    """L2, J17: newest first."""
    ids = [batch.ended(batch.enroll("ann"))["JobId"] for _ in range(3)]
    first = batch.client.list_speaker_enrollment_jobs(DomainId=batch.domain_id, MaxResults=1)
    batch.ended(batch.enroll("ann"))
    rest = batch.client.list_speaker_enrollment_jobs(DomainId=batch.domain_id, NextToken=first["NextToken"])
    shown = [job["JobId"] for page in (first, rest) for job in page["JobSummaries"]]
    assert shown == ids[::-1]
    assert "NextToken" not in rest


def test_pages_of_filtered_jobs_are_full(batch: Any) -> None:
    """L1, J17."""
    for number in range(6):
        batch.ended(batch.start_enrollment("") if number % 2 else batch.enroll("ann"))
    listed = {"DomainId": batch.domain_id, "JobStatus": "FAILED"}
    first = batch.client.list_speaker_enrollment_jobs(**listed, MaxResults=2)
    assert len(first["JobSummaries"]) == 2
    rest = batch.client.list_speaker_enrollment_jobs(**listed, MaxResults=2, NextToken=first["NextToken"])
    assert len(rest["JobSummaries"]) == 1
    assert "NextToken" not in rest


@pytest.mark.parametrize(
    "altered",
    [
        "",
        "nonsense",
        "=",
        "AAAA",
        "AAAAA",
        "{token}!",
        " {token}",
        "{token}\n",
        "{token}{token}",
        "{start}",
        "{swapped}",
        "{last}",
    ],
)
def test_altered_token_is_refused(speakers: Speakers, refused: Refused, altered: str) -> None:
    """L1: also where the same bytes are only spelled otherwise."""
    _, token = speakers.page(MaxResults=3)
    assert token is not None
    flipped = {"A": "B"}.get(token[0], "A") + token[1:]
    # The last letter before the padding has bits to spare.
    body = token.rstrip("=")
    spare = body[:-1] + chr(ord(body[-1]) + 1) + token[len(body) :]
    given = altered.format(token=token, start=token[:-4], swapped=flipped, last=spare)
    assert given != token
    refusal = refused(speakers.client.list_speakers, DomainId=speakers.domain_id, NextToken=given)
    assert (refusal.name, refusal.message) == (
        "ValidationException",
        FOREIGN.format(operation="ListSpeakers"),
    )


@pytest.fixture
def tokens(voiceid: VoiceID, batch: Any) -> dict[str, tuple[dict[str, str], str]]:
    """The arguments of every listing, and the token of its second page."""
    voiceid.quotas.domains = 4
    batch.client.create_domain(Name="b", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"})
    batch.watchlist("second")
    for who in ("ann", "ben"):
        batch.ended(batch.enroll(who))
        batch.ended(batch.register(who))
    tokens = {}
    for name in MEMBERS:
        arguments = {} if name == "list_domains" else {"DomainId": batch.domain_id}
        page = getattr(batch.client, name)(**arguments, MaxResults=1)
        tokens[name] = (arguments, page["NextToken"])
    return tokens


def test_token_belongs_to_its_operation(batch: Any, tokens: Any, refused: Refused) -> None:
    """L1."""
    for taker, giver in itertools.permutations(MEMBERS, 2):
        method, (arguments, _) = getattr(batch.client, taker), tokens[taker]
        refusal = refused(method, **arguments, NextToken=tokens[giver][1])
        operation = "".join(word.capitalize() for word in taker.split("_"))
        assert (refusal.name, refusal.message) == (
            "ValidationException",
            message_with("NextToken", operation, "MaxResults"),
        )
    for name, (arguments, token) in tokens.items():
        page = getattr(batch.client, name)(**arguments, NextToken=token)
        assert len(page[MEMBERS[name]]) == 1


def test_token_belongs_to_the_other_arguments(
    batch: Any, tokens: Any, new_domain: Callable[..., Any], refused: Refused
) -> None:
    """L1: domain, watchlist and status."""
    other = new_domain()["DomainId"]
    for name in MEMBERS.keys() - {"list_domains"}:
        method, token = getattr(batch.client, name), tokens[name][1]
        assert refused(method, DomainId=other, NextToken=token).name == "ValidationException"
    for name, narrowed in {
        "list_fraudsters": {"WatchlistId": batch.default_watchlist},
        "list_speaker_enrollment_jobs": {"JobStatus": "COMPLETED"},
        "list_fraudster_registration_jobs": {"JobStatus": "COMPLETED"},
    }.items():
        method, (arguments, token) = getattr(batch.client, name), tokens[name]
        assert refused(method, **arguments, **narrowed, NextToken=token).name == "ValidationException"
        token = method(**arguments, **narrowed, MaxResults=1)["NextToken"]
        assert refused(method, **arguments, NextToken=token).name == "ValidationException"


def test_token_belongs_to_its_region(
    voiceid_client: Any, new_domain: Callable[..., Any], new_client: Callable[..., Any], refused: Refused
) -> None:
    """L1, A3."""
    for _ in range(2):
        new_domain()
    token = voiceid_client.list_domains(MaxResults=1)["NextToken"]
    assert refused(new_client(region="us-west-2").list_domains, NextToken=token).name == "ValidationException"


def test_token_expires_after_24_hours(speakers: Speakers, voiceid_clock: Clock, refused: Refused) -> None:
    """L1."""
    _, token = speakers.page(MaxResults=3)
    voiceid_clock.tick(hours=24)
    assert speakers.page(NextToken=token) == ("def", None)
    voiceid_clock.tick(0.000001)
    refusal = refused(speakers.client.list_speakers, DomainId=speakers.domain_id, NextToken=token)
    assert (refusal.name, refusal.message) == (
        "ValidationException",
        "The NextToken has expired: a token is good for 24 hours.",
    )


def test_each_page_gives_a_new_token(speakers: Speakers, voiceid_clock: Clock) -> None:
    """L1: its 24 hours begin with that page."""
    _, token = speakers.page(MaxResults=2)
    voiceid_clock.tick(hours=23)
    _, token = speakers.page(MaxResults=2, NextToken=token)
    voiceid_clock.tick(hours=23)
    assert speakers.page(MaxResults=2, NextToken=token) == ("ef", None)


def test_tokens_do_not_outlive_a_reset(speakers: Speakers, voiceid: VoiceID, refused: Refused) -> None:
    _, token = speakers.page(MaxResults=2)
    voiceid.reset()
    assert refused(speakers.client.list_domains, NextToken=token).name == "ValidationException"


def test_a_page_looks_no_further_than_one_beyond_it() -> None:
    """L1: that one tells whether there is a next page; a page costs the same of any number of resources."""
    register: ResourceTable[int] = ResourceTable()
    for number in range(10):
        register.add(str(number), number)
    looked_at: list[int] = []

    def wanted(number: int) -> bool:
        looked_at.append(number)
        return number != 1

    page, token = Listing("ListSpeakers", {}, 3, None, 0, b"secret").page(register, wanted=wanted)

    assert page == [0, 2, 3]
    assert token is not None
    assert looked_at == [0, 1, 2, 3, 4]


def test_paginators_of_boto3_walk_all_pages(batch: Any, tokens: Any) -> None:
    """L1: every listing has one."""
    for name, (arguments, _) in tokens.items():
        pages = list(batch.client.get_paginator(name).paginate(**arguments, PaginationConfig={"PageSize": 1}))
        assert [len(page[MEMBERS[name]]) for page in pages] == [1, 1]
        first, second = (page[MEMBERS[name]][0] for page in pages)
        assert first != second


def _cut(items: str, size: int) -> Iterator[str]:
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]

"""Any calls, in any order and at any time: users see what the reference says."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from .paging import OPERATIONS, OpenListing
from .reference_jobs import Audio
from .resources import ENROLLMENT, REGISTRATION, Fraudster, Job, NewJob, Speaker, Watchlist
from .session_rules import SessionRules
from .strategies import (
    AUDIO,
    KEYS,
    SPEAKERS,
    VOICES,
    audio,
    descriptions,
    enrollments,
    long_gaps,
    names,
    page_sizes,
    registrations,
    scores,
    short_gaps,
    which,
)


class Lifecycle(SessionRules):
    """Domains and their resources, batch jobs, sessions, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.listings: list[OpenListing] = []

    # Domains

    @rule(name=names, key=st.sampled_from(KEYS), description=descriptions)
    def create_domain(self, name: str, key: str, description: str | None) -> None:
        self.changed("create_domain", name=name, key=key, description=description)

    @rule(number=which, name=names, key=st.sampled_from(KEYS), description=descriptions)
    def update_domain(self, number: int, name: str, key: str, description: str | None) -> None:
        domain_id = self.pick_domain(number)
        self.changed("update_domain", domain_id=domain_id, name=name, key=key, description=description)

    @precondition(lambda self: len(list(self.reference.active_domains())) > 1)
    @rule(number=which)
    def delete_domain(self, number: int) -> None:
        self.both("delete_domain", domain_id=self.pick_domain(number))

    # Watchlists and fraudsters

    @rule(number=which, name=names, description=descriptions)
    def create_watchlist(self, number: int, name: str, description: str | None) -> None:
        domain_id = self.pick_domain(number)
        self.changed("create_watchlist", domain_id=domain_id, name=name, description=description)

    @rule(number=which, watchlist=which, name=st.none() | names, description=descriptions)
    def update_watchlist(
        self, number: int, watchlist: int, name: str | None, description: str | None
    ) -> None:
        domain_id = self.pick_domain(number)
        self.changed(
            "update_watchlist",
            domain_id=domain_id,
            watchlist_id=self.pick_watchlist(domain_id, watchlist),
            name=name,
            description=description,
        )

    @rule(number=which, watchlist=which)
    def delete_watchlist(self, number: int, watchlist: int) -> None:
        domain_id = self.pick_domain(number)
        watchlist_id = self.pick_watchlist(domain_id, watchlist)
        self.both("delete_watchlist", domain_id=domain_id, watchlist_id=watchlist_id)

    @rule(associate=st.booleans(), number=which, fraudster=which, watchlist=which)
    def change_membership(self, associate: bool, number: int, fraudster: int, watchlist: int) -> None:
        domain_id = self.pick_domain(number)
        self.changed(
            "associate_fraudster" if associate else "disassociate_fraudster",
            domain_id=domain_id,
            fraudster_id=self.pick_fraudster(domain_id, fraudster),
            watchlist_id=self.pick_watchlist(domain_id, watchlist),
        )

    @rule(number=which, fraudster=which)
    def delete_fraudster(self, number: int, fraudster: int) -> None:
        domain_id = self.pick_domain(number)
        fraudster_id = self.pick_fraudster(domain_id, fraudster)
        self.both("delete_fraudster", domain_id=domain_id, fraudster_id=fraudster_id)

    # Speakers

    @rule(number=which, speaker=which, customer_id=st.none() | st.sampled_from(SPEAKERS))
    def opt_out_speaker(self, number: int, speaker: int, customer_id: str | None) -> None:
        domain_id = self.pick_domain(number)
        speaker_id = customer_id or self.pick_speaker(domain_id, speaker)
        self.changed("opt_out_speaker", domain_id=domain_id, speaker_id=speaker_id)

    @rule(number=which, speaker=which)
    def delete_speaker(self, number: int, speaker: int) -> None:
        domain_id = self.pick_domain(number)
        self.both("delete_speaker", domain_id=domain_id, speaker_id=self.pick_speaker(domain_id, speaker))

    # Jobs and audio

    @rule(key=st.sampled_from(AUDIO), what=audio)
    def assign_voice(self, key: str, what: Audio) -> None:
        self.assign(key, what)

    @rule(pair=st.lists(st.sampled_from(VOICES), min_size=2, max_size=2, unique=True), score=scores)
    def set_similarity(self, pair: list[str], score: int) -> None:
        self.voice_id.voices.similarity(pair[0], pair[1], score)
        self.reference.sound.alike[frozenset(pair)] = score

    @rule(key=st.sampled_from(AUDIO))
    def lose_or_find_audio(self, key: str) -> None:
        if key in self.reference.sound.stored:
            self.user.remove(key)
            self.reference.sound.stored.remove(key)
        else:
            self.store(key)

    @rule(number=which, job=enrollments | registrations, watchlist=which, gap=st.just(0) | short_gaps)
    def start_a_job(self, number: int, job: NewJob, watchlist: int, gap: int) -> None:
        domain_id = self.pick_domain(number)
        if watchlist >= 5:
            named = self.pick_watchlist(domain_id, watchlist)
            job = replace(job, options=replace(job.options, watchlist=named))
        self.start_job(domain_id, job)
        self.tick(gap)

    # Time

    @rule(gap=short_gaps)
    def tick_a_little(self, gap: int) -> None:
        self.tick(gap)

    @rule(gap=long_gaps)
    def tick_far(self, gap: int) -> None:
        self.tick(gap)

    @precondition(lambda self: self.reference.moments())
    @rule(number=which, offset=st.sampled_from([0, 0, -1, 1]))
    def tick_to_where_something_changes(self, number: int, offset: int) -> None:
        moments = self.reference.moments()
        self.tick(moments[number % len(moments)] + offset - self.reference.now)

    @rule()
    def go_on_until_idle(self) -> None:
        self.run_until_idle()

    # Pages, and missing resources

    @rule(operation=st.sampled_from(OPERATIONS), number=which, other=which, size=page_sizes)
    def open_listing(self, operation: str, number: int, other: int, size: int) -> None:
        arguments: dict[str, Any] = {}
        if operation != "list_domains":
            arguments["domain_id"] = self.pick_domain(number)
        if operation == "list_fraudsters" and other > 4:
            arguments["watchlist_id"] = self.pick_watchlist(arguments["domain_id"], other)
        if operation.endswith("_jobs") and other > 4:
            statuses = ["SUBMITTED", "IN_PROGRESS", "COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED"]
            arguments["job_status"] = statuses[other - 5]
        self._turn(OpenListing(operation, arguments), size)

    @precondition(lambda self: self.listings)
    @rule(number=st.integers(0, 3), size=page_sizes)
    def turn_page(self, number: int, size: int) -> None:
        self._turn(self.listings.pop(-1 - number % len(self.listings)), size)

    def _turn(self, listing: OpenListing, size: int) -> None:
        answer = self.user.call(
            listing.operation, max_results=size, next_token=listing.token, **listing.arguments
        )
        both = self.compared(answer, lambda: listing.expected(self.reference, size))
        if both is None:
            return
        (expected, more), document = both
        self.checks.same_list(expected, listing.turned(document, self.reference.now))
        assert (listing.token is not None) == more
        if more:
            self.listings.append(listing)

    @rule(kind=st.sampled_from([Watchlist, Fraudster, Speaker, Job]), number=which, other=which)
    def describe_what_may_not_be_there(self, kind: type, number: int, other: int) -> None:
        domain_id = self.pick_domain(max(number, 5))
        thing_id = self.pick([], kind, other)
        domain = self.reference
        if kind is Job:
            job_kind = ENROLLMENT if number % 2 else REGISTRATION
            answer = self.user.call(f"describe_{job_kind}_job", domain_id=domain_id, job_id=thing_id)
            both = self.compared(answer, lambda: domain.job(domain.readable(domain_id), job_kind, thing_id))
        else:
            name = kind.__name__.lower()
            arguments = {"domain_id": domain_id, f"{name}_id": thing_id}
            answer = self.user.call(f"describe_{name}", **arguments)
            both = self.compared(answer, lambda: getattr(domain, name)(domain.readable(domain_id), thing_id))
        if both is not None:
            (document,) = both[1].values()
            self.checks.same(both[0], document)

    # Picking

    def pick_watchlist(self, domain_id: str, number: int) -> str:
        return self.pick([one.id for one in self.domain(domain_id).watchlists], Watchlist, number)

    def pick_fraudster(self, domain_id: str, number: int) -> str:
        return self.pick([one.id for one in self.domain(domain_id).fraudsters], Fraudster, number)

    def pick_speaker(self, domain_id: str, number: int) -> str:
        speakers = self.domain(domain_id).speakers.values()
        ids = [one.customer_id if number % 2 else one.id for one in speakers]
        return self.pick(ids, Speaker, number)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    deadline=None,  # examples are slow on a busy machine
    max_examples=45,
    stateful_step_count=45,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # for the same reason
)

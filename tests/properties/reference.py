"""A reference implementation of Voice ID: the expected result of each call, and of the passing of time.

Calls have the API's names and arguments. They return the resource that they created or changed, or raise
`Refused`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tests.options import TIMING

from . import reference_sessions as sessions
from .reference_jobs import Desk, Sound
from .resources import (
    EXPIRES_AFTER,
    GONE_AFTER,
    REENCRYPTION,
    SECOND,
    Domain,
    Fraudster,
    Job,
    NewJob,
    NewSession,
    Refused,
    Session,
    Speaker,
    Watchlist,
)

QUEUE, PER_REQUEST = TIMING["queue"] * SECOND, TIMING["per_request"] * SECOND


class _WithId(Protocol):
    id: str


Thing = TypeVar("Thing", bound=_WithId)


def _found(things: Iterable[Thing], thing_id: str, kind: str) -> Thing:
    for thing in things:
        if thing.id == thing_id:
            return thing
    raise Refused("ResourceNotFoundException", kind)


@dataclass(frozen=True)
class Quotas:
    """Quotas of the service, small so that they are reached."""

    domains: int = 3
    active_jobs: int = 1
    speakers: int = 5
    watchlists: int = 3
    fraudsters_per_watchlist: int = 3
    sessions: int = 2


class Reference:
    """All of Voice ID in one account and region.

    Args:
        now: the first instant.
        quotas: limits.
    """

    def __init__(self, now: int, quotas: Quotas) -> None:
        self.now = now
        self.sound = Sound()
        self.domains: list[Domain] = []
        self.jobs_with_output: list[Job] = []
        self._quotas = quotas
        self._number = 0

    # Time

    def advance(self, to: int) -> None:
        """Advance to an instant, running everything that is scheduled until then."""
        while (due := self._next_due()) is not None and due[0] <= to:
            self.now, _, thing = due
            if isinstance(thing, Job):
                self._go_on(thing)
            else:
                sessions.complete(self.domain(thing.domain_id), thing, self.now)
        self.now = to
        self.domains = [domain for domain in self.domains if not domain.gone(to)]

    def idle_at(self) -> int:
        """Advance until nothing is scheduled, and return the last instant."""
        while (due := self._next_due()) is not None:
            self.advance(due[0])
        ends = [d.deleted_at + GONE_AFTER for d in self.domains if d.deleted_at is not None]
        ends += [d.key_change[1] + REENCRYPTION for d in self.domains if d.key_change is not None]
        return max([self.now, *ends])

    def moments(self) -> list[int]:
        """Return the future instants at which something changes, earliest first."""
        moments = [d.deleted_at + GONE_AFTER for d in self.domains if d.deleted_at is not None]
        for domain in self.active_domains():
            moments += [job.due for job in domain.active_jobs()]
            if domain.key_change is not None:
                moments.append(domain.key_change[1] + REENCRYPTION)
            for speaker in domain.speakers.values():
                moments.append((speaker.last_accessed_at or 0) + EXPIRES_AFTER)
            for one in domain.sessions:
                moments += [
                    one.begun_at + sessions.ENOUGH_TO_DECIDE,
                    one.begun_at + sessions.ENOUGH_TO_ENROLL,
                ]
        return sorted({moment for moment in moments if moment > self.now})

    def _next_due(self) -> tuple[int, int, Job | Session] | None:
        due: list[tuple[int, int, Job | Session]] = []
        for domain in self.domains:
            due += [(job.due, job.scheduled, job) for job in domain.active_jobs()]
            due += [(one.due, one.scheduled, one) for one in domain.sessions if one.due is not None]
        return min(due, key=lambda one: one[:2], default=None)

    def _go_on(self, job: Job) -> None:
        if job.status == "SUBMITTED" and job.new.status is not None:
            job.end("FAILED", self.now, job.new.status)
            return
        if job.status == "SUBMITTED":
            job.status = "IN_PROGRESS"
        else:
            domain = self.domain(job.domain_id)
            quotas = self._quotas
            desk = Desk(
                domain,
                self.sound,
                self.now,
                self._next_number(),
                quotas.speakers,
                quotas.fraudsters_per_watchlist,
            )
            desk.perform(job, job.requests[job.done])
            job.done += 1
        if job.done < len(job.requests):
            job.due, job.scheduled = self.now + PER_REQUEST, self._next_number()
        else:
            job.end("COMPLETED_WITH_ERRORS" if job.errors else "COMPLETED", self.now)
            self.jobs_with_output.append(job)

    # Domains

    def domain(self, domain_id: str) -> Domain:
        """Return a domain, including suspended ones."""
        return _found(self.domains, domain_id, "DOMAIN")

    def readable(self, domain_id: str) -> Domain:
        """Return a domain for a reading operation."""
        domain = self.domain(domain_id)
        if domain.deleted_at is not None:
            raise Refused("ResourceNotFoundException", "DOMAIN")
        return domain

    def changeable(self, domain_id: str) -> Domain:
        """Return a domain for a changing operation."""
        domain = self.domain(domain_id)
        if domain.deleted_at is not None:
            raise Refused("ConflictException", "DOMAIN_NOT_ACTIVE")
        return domain

    def active_domains(self) -> Iterator[Domain]:
        return (domain for domain in self.domains if domain.deleted_at is None)

    def create_domain(self, name: str, key: str, description: str | None = None) -> Domain:
        if len(list(self.active_domains())) >= self._quotas.domains:
            raise Refused("ServiceQuotaExceededException")
        number = self._next_number()
        domain = Domain(number, name, key, self.now, self.now, description)
        default = Watchlist(number, "", "default-watchlist", self.now, self.now, default=True)
        default.description = "The default watchlist of the domain"
        domain.watchlists.append(default)
        self.domains.append(domain)
        return domain

    def update_domain(self, domain_id: str, name: str, key: str, description: str | None = None) -> Domain:
        domain = self.changeable(domain_id)
        if key != domain.key:
            if domain.is_reencrypting(self.now):
                raise Refused("ConflictException", "DOMAIN_LOCKED_FROM_ENCRYPTION_UPDATES")
            domain.key_change = (domain.key, self.now)
        domain.name, domain.key, domain.description, domain.updated_at = name, key, description, self.now
        return domain

    def delete_domain(self, domain_id: str) -> None:
        domain = self.changeable(domain_id)
        domain.deleted_at = domain.updated_at = self.now
        for job in domain.active_jobs():
            job.end("FAILED", self.now, 409)
        for session in domain.sessions:
            sessions.end(session, self.now)

    # Watchlists

    def watchlist(self, domain: Domain, watchlist_id: str) -> Watchlist:
        return _found(domain.watchlists, watchlist_id, "WATCHLIST")

    def create_watchlist(self, domain_id: str, name: str, description: str | None = None) -> Watchlist:
        domain = self.changeable(domain_id)
        if len(domain.watchlists) >= self._quotas.watchlists:
            raise Refused("ServiceQuotaExceededException")
        watchlist = Watchlist(
            self._next_number(), domain_id, name, self.now, self.now, description=description
        )
        domain.watchlists.append(watchlist)
        return watchlist

    def update_watchlist(
        self, domain_id: str, watchlist_id: str, name: str | None = None, description: str | None = None
    ) -> Watchlist:
        watchlist = self._own_watchlist(self.changeable(domain_id), watchlist_id)
        watchlist.name = name or watchlist.name
        watchlist.description = description or watchlist.description
        watchlist.updated_at = self.now
        return watchlist

    def delete_watchlist(self, domain_id: str, watchlist_id: str) -> None:
        domain = self.changeable(domain_id)
        watchlist = self._own_watchlist(domain, watchlist_id)
        if watchlist.members:
            raise Refused("ConflictException", "CANNOT_DELETE_NON_EMPTY_WATCHLIST")
        domain.watchlists.remove(watchlist)
        for job in domain.active_jobs():
            if job.watchlist is watchlist:
                job.end("FAILED", self.now, 409)

    def _own_watchlist(self, domain: Domain, watchlist_id: str) -> Watchlist:
        watchlist = self.watchlist(domain, watchlist_id)
        if watchlist.default:
            raise Refused("ValidationException")
        return watchlist

    # Fraudsters

    def associate_fraudster(self, domain_id: str, fraudster_id: str, watchlist_id: str) -> Fraudster:
        domain = self.changeable(domain_id)
        fraudster = self.fraudster(domain, fraudster_id)
        watchlist = self.watchlist(domain, watchlist_id)
        if fraudster not in watchlist.members:
            if len(watchlist.members) >= self._quotas.fraudsters_per_watchlist:
                raise Refused("ServiceQuotaExceededException")
            watchlist.members[fraudster] = self._next_number()
            fraudster.watchlists.append(watchlist)
        return fraudster

    def disassociate_fraudster(self, domain_id: str, fraudster_id: str, watchlist_id: str) -> Fraudster:
        domain = self.changeable(domain_id)
        fraudster = self.fraudster(domain, fraudster_id)
        watchlist = self.watchlist(domain, watchlist_id)
        if fraudster.watchlists == [watchlist]:
            raise Refused("ConflictException", "FRAUDSTER_MUST_BELONG_TO_AT_LEAST_ONE_WATCHLIST")
        if fraudster in watchlist.members:
            del watchlist.members[fraudster]
            fraudster.watchlists.remove(watchlist)
        return fraudster

    def delete_fraudster(self, domain_id: str, fraudster_id: str) -> None:
        domain = self.changeable(domain_id)
        fraudster = self.fraudster(domain, fraudster_id)
        domain.fraudsters.remove(fraudster)
        for watchlist in fraudster.watchlists:
            del watchlist.members[fraudster]

    def fraudster(self, domain: Domain, fraudster_id: str) -> Fraudster:
        return _found(domain.fraudsters, fraudster_id, "FRAUDSTER")

    # Speakers

    def opt_out_speaker(self, domain_id: str, speaker_id: str) -> Speaker:
        domain = self.changeable(domain_id)
        if speaker_id.startswith("id#") or speaker_id in domain.speakers:
            speaker = self.speaker(domain, speaker_id)
            if speaker.status != "OPTED_OUT":
                speaker.status, speaker.voices, speaker.updated_at = "OPTED_OUT", frozenset(), self.now
            return speaker
        return self._new_speaker(domain, speaker_id, "OPTED_OUT")

    def delete_speaker(self, domain_id: str, speaker_id: str) -> None:
        domain = self.changeable(domain_id)
        del domain.speakers[self.speaker(domain, speaker_id).customer_id]

    def speaker(self, domain: Domain, speaker_id: str) -> Speaker:
        if speaker_id in domain.speakers:
            return domain.speakers[speaker_id]
        return _found(domain.speakers.values(), speaker_id, "SPEAKER")

    def _new_speaker(self, domain: Domain, customer_id: str, status: str) -> Speaker:
        if len(domain.speakers) >= self._quotas.speakers:
            raise Refused("ServiceQuotaExceededException")
        speaker = Speaker(self._next_number(), domain.id, customer_id, self.now, self.now, status)
        domain.speakers[customer_id] = speaker
        return speaker

    # Sessions

    def start_session(self, domain_id: str, new: NewSession) -> Session:
        domain = self.changeable(domain_id)

        def known(speaker_id: str) -> Speaker:
            if speaker_id.startswith("id#") or speaker_id in domain.speakers:
                return self.speaker(domain, speaker_id)
            return self._new_speaker(domain, speaker_id, "PENDING")

        session = sessions.start(domain, new, self.now, self._quotas.sessions, known)
        sessions.await_speech(session, self.now, self._next_number())
        return session

    def evaluate_session(self, domain_id: str, session_name_or_id: str) -> Session:
        domain = self.changeable(domain_id)
        return sessions.evaluate(domain, sessions.find(domain, session_name_or_id), self.sound, self.now)

    def enroll_in_session(self, session: Session) -> None:
        sessions.enroll(self.changeable(session.domain_id), session)
        sessions.await_speech(session, self.now, self._next_number())
        self.advance(self.now)

    def end_session(self, session: Session) -> None:
        self.domain(session.domain_id)
        sessions.end(session, self.now)

    # Jobs

    def start_job(self, domain_id: str, new: NewJob, manifest_key: str) -> Job:
        domain = self.changeable(domain_id)
        named = new.options.watchlist
        watchlist = domain.default if named is None else self.watchlist(domain, named)
        if len(list(domain.active_jobs(new.kind))) >= self._quotas.active_jobs:
            raise Refused("ServiceQuotaExceededException")
        number = self._next_number()
        job = Job(number, domain_id, new, watchlist, manifest_key, self.now, self.now + QUEUE, number)
        domain.jobs.append(job)
        return job

    def job(self, domain: Domain, kind: str, job_id: str) -> Job:
        return _found([job for job in domain.jobs if job.kind == kind], job_id, "BATCH_JOB")

    def _next_number(self) -> int:
        self._number += 1
        return self._number

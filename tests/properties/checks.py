"""Compares everything that a user can see with the reference."""

import itertools
import re
from collections.abc import Iterable
from typing import Any

from hypothesis import event

from .reference import Reference
from .resources import (
    ENROLLMENT,
    REGISTRATION,
    SECOND,
    Document,
    Domain,
    Fraudster,
    Job,
    Result,
    Session,
    Speaker,
    Watchlist,
)
from .user import User

ID_MEMBERS = {
    Domain: "DomainId",
    Watchlist: "WatchlistId",
    Fraudster: "GeneratedFraudsterId",
    Speaker: "GeneratedSpeakerId",
    Job: "JobId",
    Session: "SessionId",
}
LISTINGS = {
    Domain: "list_domains",
    Watchlist: "list_watchlists",
    Fraudster: "list_fraudsters",
    Speaker: "list_speakers",
}
_STATUSES = {"SUBMITTED": 0, "IN_PROGRESS": 1, "COMPLETED": 2, "COMPLETED_WITH_ERRORS": 2, "FAILED": 2}


class Checks:
    """Compares what a user sees with a reference, and records what may never change or reappear."""

    def __init__(self, user: User, reference: Reference) -> None:
        self._user = user
        self._reference = reference
        self._owner_of: dict[str, Any] = {}
        self._seen_of_job: dict[str, tuple[int, int, str]] = {}
        self._outputs: dict[str, tuple[str, int]] = {}

    def learn(self, thing: Any, document: Document) -> None:
        """Record the id of a resource from the first document with it, and check that the id is new."""
        seen = document[thing.id_member if isinstance(thing, Result) else ID_MEMBERS[type(thing)]]
        if not thing.id:
            prefix = "id#" if isinstance(thing, Fraudster | Session | Speaker) else ""
            assert re.fullmatch(f"{prefix}[A-Za-z0-9]{{22}}", seen)
            assert seen not in self._owner_of
            self._owner_of[seen] = thing
            thing.id = seen
        assert seen == thing.id

    def document_of(self, thing: Any) -> Document:
        """Return the document of a resource according to the reference."""
        if isinstance(thing, Domain | Speaker):
            return thing.document(self._reference.now)
        document: Document = thing.document()
        return document

    def same(self, thing: Any, document: Document) -> None:
        """Compare one resource."""
        self.learn(thing, document)
        expected = self.document_of(thing)
        if isinstance(thing, Job):
            document = self._as_job(document)
        assert document == expected

    def same_evaluation(self, session: Session, answer: Document) -> None:
        """Compare the result of an evaluation."""
        self.learn(session, answer)
        assert session.authentication is not None
        assert session.fraud is not None
        fraud = answer["FraudDetectionResult"]
        named = fraud.get("RiskDetails", {}).get("KnownFraudsterRisk", {}).pop("GeneratedFraudsterId", None)
        assert named in [one.id for one in session.fraud.closest] or not (named or session.fraud.closest)
        self.same(session.authentication, answer["AuthenticationResult"])
        self.same(session.fraud, fraud)
        event(f"session: {session.authentication.content['Decision']} {fraud['Decision']}")
        assert answer["DomainId"] == session.domain_id
        assert answer["SessionName"] == session.new.name
        assert answer["StreamingStatus"] == session.status(self._reference.now)

    def same_list(self, things: Iterable[Any], listed: list[Document]) -> None:
        """Compare a list: nothing is missing or duplicated, and the order is right."""
        expected = list(things)
        assert len(listed) == len(expected)
        for thing, document in zip(expected, listed, strict=True):
            self.same(thing, document)

    def everything(self, page_size: int, *, describe: bool) -> None:
        """Compare everything that can be listed and, if requested, described."""
        listed = self._user.all_pages("list_domains", min(page_size, 10))
        self.same_list(self._reference.domains, listed)
        for domain in self._reference.domains:
            self.same(domain, self._user.answer("describe_domain", domain_id=domain.id)["Domain"])
        for domain in self._reference.active_domains():
            self._everything_in(domain, page_size)
            if describe:
                self._descriptions(domain)
        if describe or len(self._outputs) != len(self._reference.jobs_with_output):
            self._output_files()

    def _everything_in(self, domain: Domain, page_size: int) -> None:
        def listed(operation: str, **arguments: Any) -> list[Document]:
            return self._user.all_pages(operation, page_size, domain_id=domain.id, **arguments)

        self.same_list(domain.watchlists, listed("list_watchlists"))
        self.same_list(domain.fraudsters, listed("list_fraudsters"))
        for watchlist in domain.watchlists:
            self.same_list(watchlist.members, listed("list_fraudsters", watchlist_id=watchlist.id))
        self.same_list(domain.speakers.values(), listed("list_speakers"))
        for kind in (ENROLLMENT, REGISTRATION):
            jobs = [job for job in reversed(domain.jobs) if job.kind == kind]
            self.same_list(jobs, listed(f"list_{kind}_jobs"))

    def _descriptions(self, domain: Domain) -> None:
        def described(operation: str, **arguments: Any) -> Document:
            (document,) = self._user.answer(operation, domain_id=domain.id, **arguments).values()
            return dict(document)

        for watchlist in domain.watchlists:
            self.same(watchlist, described("describe_watchlist", watchlist_id=watchlist.id))
        for fraudster in domain.fraudsters:
            self.same(fraudster, described("describe_fraudster", fraudster_id=fraudster.id))
        for speaker in domain.speakers.values():
            for speaker_id in (speaker.id, speaker.customer_id):
                self.same(speaker, described("describe_speaker", speaker_id=speaker_id))
        for job in domain.jobs:
            self.same(job, described(f"describe_{job.kind}_job", job_id=job.id))

    def _as_job(self, document: Document) -> Document:
        """Return the common members of listed and described jobs, after checking its progress."""
        job = {name: value for name, value in document.items() if not name.endswith(("Config", "Arn"))}
        status, percent = job["JobStatus"], job["JobProgress"]["PercentComplete"]
        before = self._seen_of_job.get(job["JobId"], (0, 0, "SUBMITTED"))
        assert before[0] <= _STATUSES[status], f"{before[2]} became {status}"
        assert before[0] < 2 or before[2] == status, f"{before[2]} became {status}"
        assert before[1] <= percent, f"progress fell from {before[1]} to {percent}"
        assert ("EndedAt" in job) == (_STATUSES[status] == 2)
        event(f"job: {status} {job.get('FailureDetails', {}).get('StatusCode', '')}")
        self._seen_of_job[job["JobId"]] = (_STATUSES[status], percent, status)
        if "FailureDetails" in job:
            assert job["FailureDetails"]["Message"]
            job["FailureDetails"] = {"StatusCode": job["FailureDetails"]["StatusCode"]}
        return job

    def _output_files(self) -> None:
        found = self._user.outputs()
        jobs = {job.output_key: job for job in self._reference.jobs_with_output}
        assert found.keys() == jobs.keys()
        assert found.items() >= self._outputs.items(), "an output file changed"
        for key in found.keys() - self._outputs.keys():
            # S3 has whole seconds.
            assert found[key][1] // SECOND == (jobs[key].ended_at or 0) // SECOND
            self._output_file(jobs[key], self._user.output(key))
        self._outputs = found

    def _output_file(self, job: Job, output: Document) -> None:
        successes = "SuccessfulEnrollments" if job.kind == ENROLLMENT else "SuccessfulRegistrations"
        assert output.keys() == {"Version", "Errors", successes}
        assert output["Version"] == "1.0"
        _each_request_once(job, output["Errors"], output[successes])
        assert all(error.pop("ErrorMessage") for error in output["Errors"])
        assert output["Errors"] == job.errors
        for error in job.errors:
            event(f"{job.kind}: {error['ErrorCode']}")
        assert len(output[successes]) == len(job.successes)
        for entry, (expected, resource) in zip(output[successes], job.successes, strict=True):
            if isinstance(resource, Speaker):
                self.learn(resource, entry)
                assert entry.pop("GeneratedSpeakerId") == resource.id
            else:
                # Any of several fraudsters who are equally similar by different voices is right.
                assert entry.pop("GeneratedFraudsterId") in [fraudster.id for fraudster in resource]
            assert entry == expected
            event(f"{job.kind}: {entry.get('EnrollmentStatus') or entry.get('RegistrationStatus')}")


def _each_request_once(job: Job, *parts: list[Document]) -> None:
    order = [request.id for request in job.requests]
    answered = [[entry["RequestId"] for entry in part] for part in parts]
    assert sorted(order) == sorted(itertools.chain(*answered))
    assert all(part == sorted(part, key=order.index) for part in answered)

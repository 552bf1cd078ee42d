"""Invariants that hold after any calls, checked through the API's lists and descriptions."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from mock_voiceid import Quotas

Document = dict[str, Any]
Ask = Callable[..., Document]
"""Calls an operation, by its name and members in the API, and returns the response."""

ENDED = ("COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED")
JOB_KINDS = ("SpeakerEnrollmentJob", "FraudsterRegistrationJob")

_CLOSE = 1e-4
"""Seconds within which instants are equal, because responses have floats."""


def check_invariants(ask: Ask, quotas: Quotas, now: dt.datetime) -> None:
    """Check that all visible state is consistent.

    Args:
        ask: calls operations.
        quotas: limits of the mock.
        now: current simulated time.

    Raises:
        AssertionError: the state is inconsistent.
    """
    domains = listed(ask, "ListDomains", "DomainId")
    active = [one for one in domains if one["DomainStatus"] == "ACTIVE"]
    assert len(active) <= quotas.domains
    for domain in domains:
        described = ask("DescribeDomain", DomainId=domain["DomainId"])["Domain"]
        assert described == domain
        _in_order(now, domain["CreatedAt"], domain["UpdatedAt"])
    for domain in active:
        _check_watchlists(ask, domain, quotas, now)
        _check_speakers(ask, domain, quotas, now)
        for kind in JOB_KINDS:
            _check_jobs(ask, domain["DomainId"], kind, quotas, now)


def listed(ask: Ask, operation: str, id_member: str, **arguments: Any) -> list[Document]:
    """Return everything that an operation lists, after checking that small and large pages agree.

    Args:
        ask: calls operations.
        operation: name of the listing operation.
        id_member: member with the id of an item.
        arguments: further members of the request.
    """
    whole = _pages(ask, operation, 10, arguments)
    assert _pages(ask, operation, 1 + len(whole) % 4, arguments) == whole
    ids = [one[id_member] for one in whole]
    assert len(set(ids)) == len(ids), f"{operation} lists something twice"
    return whole


def _pages(ask: Ask, operation: str, size: int, arguments: Document) -> list[Document]:
    things: list[Document] = []
    answer = ask(operation, MaxResults=size, **arguments)
    while True:
        token = answer.get("NextToken")
        (page,) = [value for value in answer.values() if isinstance(value, list)]
        assert len(page) == size if token else len(page) <= size
        things += page
        if token is None:
            return things
        answer = ask(operation, MaxResults=size, NextToken=token, **arguments)


def _check_watchlists(ask: Ask, domain: Document, quotas: Quotas, now: dt.datetime) -> None:
    in_domain = {"DomainId": domain["DomainId"]}
    watchlists = listed(ask, "ListWatchlists", "WatchlistId", **in_domain)
    assert len(watchlists) <= quotas.watchlists
    defaults = [one["WatchlistId"] for one in watchlists if one["DefaultWatchlist"]]
    assert defaults == [domain["WatchlistDetails"]["DefaultWatchlistId"]]
    fraudsters = listed(ask, "ListFraudsters", "GeneratedFraudsterId", **in_domain)
    for fraudster in fraudsters:
        described = ask("DescribeFraudster", **in_domain, FraudsterId=fraudster["GeneratedFraudsterId"])
        assert described["Fraudster"] == fraudster
        on = fraudster["WatchlistIds"]
        assert on
        assert len(set(on)) == len(on)
        assert set(on) <= {one["WatchlistId"] for one in watchlists}
        _in_order(now, domain["CreatedAt"], fraudster["CreatedAt"])
    for watchlist in watchlists:
        watchlist_id = watchlist["WatchlistId"]
        members = listed(ask, "ListFraudsters", "GeneratedFraudsterId", **in_domain, WatchlistId=watchlist_id)
        expected = [one for one in fraudsters if watchlist_id in one["WatchlistIds"]]
        assert _by_id(members) == _by_id(expected)
        assert len(members) <= quotas.fraudsters_per_watchlist
        described = ask("DescribeWatchlist", **in_domain, WatchlistId=watchlist_id)
        assert described["Watchlist"] == watchlist
        _in_order(now, domain["CreatedAt"], watchlist["CreatedAt"], watchlist["UpdatedAt"])


def _by_id(fraudsters: Iterable[Document]) -> dict[str, Document]:
    return {one["GeneratedFraudsterId"]: one for one in fraudsters}


def _check_speakers(ask: Ask, domain: Document, quotas: Quotas, now: dt.datetime) -> None:
    in_domain = {"DomainId": domain["DomainId"]}
    speakers = listed(ask, "ListSpeakers", "GeneratedSpeakerId", **in_domain)
    assert len(speakers) <= quotas.speakers
    assert max(Counter(one["CustomerSpeakerId"] for one in speakers).values(), default=1) == 1
    for speaker in speakers:
        _in_order(now, domain["CreatedAt"], speaker["CreatedAt"], speaker["UpdatedAt"])
        assert (speaker["Status"] in ("ENROLLED", "EXPIRED")) <= ("LastAccessedAt" in speaker)
        for member in ("CustomerSpeakerId", "GeneratedSpeakerId"):
            described = ask("DescribeSpeaker", **in_domain, SpeakerId=speaker[member])
            assert described["Speaker"] == speaker


def _check_jobs(ask: Ask, domain_id: str, kind: str, quotas: Quotas, now: dt.datetime) -> None:
    in_domain = {"DomainId": domain_id}
    jobs = listed(ask, f"List{kind}s", "JobId", **in_domain)
    assert sum(job["JobStatus"] not in ENDED for job in jobs) <= quotas.active_jobs
    created = [_seconds(job["CreatedAt"]) for job in jobs]
    assert created == sorted(created, reverse=True)
    for summary in jobs:
        job = ask(f"Describe{kind}", **in_domain, JobId=summary["JobId"])["Job"]
        assert job.items() >= summary.items()
        ended = job["JobStatus"] in ENDED
        assert ended or job["JobStatus"] in ("SUBMITTED", "IN_PROGRESS")
        assert ended == ("EndedAt" in job)
        assert (job["JobStatus"] == "FAILED") == ("FailureDetails" in job)
        _in_order(now, job["CreatedAt"], job.get("EndedAt", job["CreatedAt"]))
        percent = job["JobProgress"]["PercentComplete"]
        assert percent == 100 if job["JobStatus"].startswith("COMPLETED") else 0 <= percent <= 100
        assert job["JobStatus"] != "SUBMITTED" or percent == 0


def _in_order(now: dt.datetime, *instants: Any) -> None:
    seconds = [*map(_seconds, instants), now.timestamp()]
    for earlier, later in itertools.pairwise(seconds):
        assert earlier <= later + _CLOSE, f"time stamps in the wrong order: {seconds}"


def _seconds(instant: Any) -> float:
    return float(instant.timestamp() if isinstance(instant, dt.datetime) else instant)

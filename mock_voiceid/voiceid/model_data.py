"""Moto's list of what its services hold, which its dashboard and `/moto-api/data.json` show.

Voice ID's modules are imported when somebody looks: this one is imported with Moto.
"""

import importlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from ..api.hosts import SERVICE

Found = Iterator[tuple[str, dict[str, Any]]]


class ListedOnDemand:
    """Stands in Moto's list for a class: its instances are looked up whenever somebody asks for them.

    Moto's own classes note each instance when it is made, and keep it until the next reset.
    Guarded by tests/voiceid/test_model_data.py::test_everything_is_listed_as_the_api_describes_it.
    """

    def __init__(self, find: Callable[[Any], Found]) -> None:
        self._find = find

    @property
    def instances_tracked(self) -> list[SimpleNamespace]:
        """What there is, each with members named as in the API."""
        models = importlib.import_module("mock_voiceid.voiceid.models")
        write = importlib.import_module("mock_voiceid.api.serialization").document_of
        return [
            SimpleNamespace(**next(iter(write(operation, found).values())))
            for region in models.all_regions()
            for domain in tuple(region.domains)
            for operation, found in self._find(domain)
        ]

    @instances_tracked.setter
    def instances_tracked(self, _: object) -> None:
        """Be reset: nothing is kept here."""


def install() -> None:
    """Add to Moto's list."""
    # Not imported above: Moto imports this module.
    from moto.core.model_instances import model_data

    listed = model_data[SERVICE]
    for name, find in _FINDERS.items():
        listed[name] = ListedOnDemand(find)


def _domains(domain: Any) -> Found:
    yield "DescribeDomain", {"Domain": domain}


def _watchlists(domain: Any) -> Found:
    for watchlist in domain.watchlists:
        yield "DescribeWatchlist", {"Watchlist": watchlist}


def _speakers(domain: Any) -> Found:
    context = importlib.import_module("mock_voiceid.control.context").current()
    for speaker in domain.speakers.all:
        now = domain.speakers.as_of(speaker, context.clock.instant(), context.timing)
        yield "DescribeSpeaker", {"Speaker": now}


def _fraudsters(domain: Any) -> Found:
    for fraudster in domain.fraudsters:
        yield "DescribeFraudster", {"Fraudster": fraudster}


def _jobs(operation: str) -> Callable[[Any], Found]:
    def find(domain: Any) -> Found:
        kinds = importlib.import_module("mock_voiceid.service.jobs.kinds").KINDS
        (kind,) = (kind for kind in kinds if kind.describe_operation == operation)
        for job in domain.jobs[kind.name]:
            yield operation, {"Job": job}

    return find


_FINDERS: dict[str, Callable[[Any], Found]] = {
    "Domain": _domains,
    "Watchlist": _watchlists,
    "Speaker": _speakers,
    "Fraudster": _fraudsters,
    "SpeakerEnrollmentJob": _jobs("DescribeSpeakerEnrollmentJob"),
    "FraudsterRegistrationJob": _jobs("DescribeFraudsterRegistrationJob"),
}

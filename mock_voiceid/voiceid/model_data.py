"""Moto's list of what its services hold, which its dashboard and `/moto-api/data.json` show."""

import importlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from moto.core.model_instances import model_data

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
            for backend in models.all_backends()
            for domain in tuple(backend.domains)
            for operation, found in self._find((backend, domain))
        ]

    @instances_tracked.setter
    def instances_tracked(self, _: object) -> None:
        """Be reset: nothing is kept here."""


def install() -> None:
    """Add to Moto's list."""
    listed = model_data[SERVICE]
    for name, find in _FINDERS.items():
        listed[name] = ListedOnDemand(find)


def _domains(place: Any) -> Found:
    _, domain = place
    yield "DescribeDomain", {"Domain": domain}


def _watchlists(place: Any) -> Found:
    _, domain = place
    for watchlist in domain.watchlists:
        yield "DescribeWatchlist", {"Watchlist": watchlist}


def _speakers(place: Any) -> Found:
    backend, domain = place
    for speaker in domain.speakers.all:
        yield "DescribeSpeaker", {"Speaker": domain.speakers.as_of(speaker, backend.instant())}


def _fraudsters(place: Any) -> Found:
    _, domain = place
    for fraudster in domain.fraudsters:
        yield "DescribeFraudster", {"Fraudster": fraudster}


def _enrollment_jobs(place: Any) -> Found:
    _, domain = place
    for job in domain.jobs.get("speaker enrollment", ()):
        yield "DescribeSpeakerEnrollmentJob", {"Job": job}


def _registration_jobs(place: Any) -> Found:
    _, domain = place
    for job in domain.jobs.get("fraudster registration", ()):
        yield "DescribeFraudsterRegistrationJob", {"Job": job}


_FINDERS: dict[str, Callable[[Any], Found]] = {
    "Domain": _domains,
    "Watchlist": _watchlists,
    "Speaker": _speakers,
    "Fraudster": _fraudsters,
    "SpeakerEnrollmentJob": _enrollment_jobs,
    "FraudsterRegistrationJob": _registration_jobs,
}

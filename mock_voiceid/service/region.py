"""One account and region: everything that Voice ID keeps there, and how it is found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from ..api.exceptions import AccessDeniedException, ConflictException, ResourceNotFoundException
from ..simtime.agenda import Agenda
from .domains import ACTIVE, SUSPENDED, Domain
from .encryption import Keys
from .events import EventBus, Publisher
from .idempotency import ClientTokens
from .jobs.storage import Storage
from .tables import ResourceTable

_LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_ID_LENGTH = 22
_SECRET_BYTES = 32


@dataclass(frozen=True)
class Ports:
    """What a region needs of its surroundings.

    Args:
        random: the source of ids.
        new_event_id: draws the id of an event.
        keys: the KMS keys, as this account and region name them.
        bus: the default event bus of this account and region.
        storage: makes the storage of a job, from the ARN of its role and whether the mock is strict.
        transition: returns the transition that is set for a model of the state manager.
        everywhere: returns the regions of all accounts.
    """

    random: Random
    new_event_id: Callable[[], str]
    keys: Keys
    bus: EventBus
    storage: Callable[[str, bool], Storage]
    transition: Callable[[str], Mapping[str, Any]]
    everywhere: Callable[[], "Iterable[Region]"]


class Region:
    """Voice ID in one account and region.

    Args:
        account_id: 12 digits.
        name: such as `us-east-1`.
        partition: such as `aws`.
        agenda: where it schedules what it does by itself.
        ports: what it needs of its surroundings.

    Attributes:
        domains: the domains, suspended ones included.
        client_tokens: the tokens of requests, by which the same request is answered the same way.
        token_secret: what page tokens are sealed with.
        publisher: publishes its events.
    """

    def __init__(self, account_id: str, name: str, partition: str, agenda: Agenda, ports: Ports) -> None:
        self.account_id = account_id
        self.name = name
        self.partition = partition
        self.agenda = agenda
        self.ports = ports
        self.domains: ResourceTable[Domain] = ResourceTable()
        self.client_tokens = ClientTokens()
        self.token_secret = ports.random.randbytes(_SECRET_BYTES)
        self.publisher = Publisher(ports.bus, ports.new_event_id)

    def new_id(self) -> str:
        """Draw an id of 22 letters and digits."""
        return "".join(self.ports.random.choices(_LETTERS_AND_DIGITS, k=_ID_LENGTH))

    def domain(self, domain_id: str) -> Domain:
        """Return a domain, also a suspended one.

        Raises:
            ResourceNotFoundException: it is not here (`DOMAIN`). The message says where it is, if anywhere.
        """
        domain = self.domains.get(domain_id)
        if domain is None:
            raise ResourceNotFoundException("DOMAIN", self._where_domain_is(domain_id))
        return domain

    def readable_domain(self, domain_id: str) -> Domain:
        """Return a domain to read what is in it.

        Raises:
            AccessDeniedException: the KMS key of its data can't be used (D14).
            ResourceNotFoundException: it is not here, or suspended (`DOMAIN`, D6).
        """
        domain = self.domain(domain_id)
        if domain.domain_status == SUSPENDED:
            raise ResourceNotFoundException("DOMAIN", f"Domain '{domain_id}' is suspended: it was deleted.")
        self._check_key_of_data(domain)
        return domain

    def changeable_domain(self, domain_id: str) -> Domain:
        """Return a domain to change what is in it.

        Raises:
            AccessDeniedException: the KMS key of its data can't be used (D14).
            ConflictException: it is suspended (`DOMAIN_NOT_ACTIVE`, D6).
            ResourceNotFoundException: it is not here (`DOMAIN`).
        """
        domain = self.active_domain(domain_id)
        self._check_key_of_data(domain)
        return domain

    def active_domain(self, domain_id: str) -> Domain:
        """Return a domain to change or delete it, or its tags.

        Raises:
            ConflictException: it is suspended (`DOMAIN_NOT_ACTIVE`, D6).
            ResourceNotFoundException: it is not here (`DOMAIN`).
        """
        domain = self.domain(domain_id)
        if domain.domain_status == SUSPENDED:
            raise ConflictException(
                "DOMAIN_NOT_ACTIVE",
                f"The domain is not active. Domain '{domain_id}' was deleted, and can't be changed.",
            )
        return domain

    def active_domains_of_account(self) -> int:
        """Return how many domains the account has over all regions, suspended ones not counted (D2)."""
        return sum(
            domain.domain_status == ACTIVE
            for region in self.ports.everywhere()
            if region.account_id == self.account_id
            for domain in region.domains
        )

    def _check_key_of_data(self, domain: Domain) -> None:
        problem = self.ports.keys.problem_with(domain.key_of_data, strict=False)
        if problem is not None:
            raise AccessDeniedException(
                f"{problem.message} The data of domain '{domain.domain_id}' are encrypted with it."
            )

    def _where_domain_is(self, domain_id: str) -> str:
        here = f"Domain '{domain_id}' is not in {self.name} of account {self.account_id}"
        for other in self.ports.everywhere():
            if domain_id in other.domains:
                return f"{here}; it is in {other.name} of account {other.account_id}."
        known = ", ".join(f"'{domain.domain_id}'" for domain in self.domains)
        return f"{here}. There {f'is {known}' if known else 'are no domains'}."

"""The backend of one account and region: everything that Voice ID keeps there."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend

from ..adapters import iam, kms, s3
from ..adapters.eventbridge import DefaultBus
from ..api.exceptions import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
)
from ..handle.voice_id import VoiceID, settings
from ..instants import Instant
from ..internals.randomness import new_uuid, random_source
from ..sdk.description import regions
from ..service import domains
from ..service.encryption import Reencryption
from ..service.idempotency import ClientTokens
from ..service.jobs.pace import BY_TIMING, DOMAIN_ENCRYPTION, Pace
from ..service.jobs.storage import Storage
from ..service.pagination import Listing
from ..service.tables import ResourceTable
from ..simtime.agenda import Agenda
from .tagging import TaggableDomains
from .transitions import transition_of

REGIONS = regions()
"""Where Voice ID was (A3)."""

_LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_ID_LENGTH = 22


class VoiceIDBackend(BaseBackend, TaggableDomains):
    """Voice ID in one account and region, also as Moto's Resource Groups Tagging API sees it.

    Attributes:
        domains: the domains, suspended ones included.
        agenda: what is due here.
        client_tokens: what came with requests, to answer the same one the same way.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.domains: ResourceTable[domains.Domain] = ResourceTable()
        self.agenda = Agenda()
        self.client_tokens = ClientTokens()
        self._token_secret = random_source().randbytes(32)

    @property
    def settings(self) -> VoiceID:
        """What the active mock is set to."""
        return settings()

    def instant(self) -> Instant:
        """Return now."""
        return settings().clock.instant()

    def new_id(self) -> str:
        """Draw an id of 22 letters and digits."""
        return "".join(random_source().choices(_LETTERS_AND_DIGITS, k=_ID_LENGTH))

    def new_event_id(self) -> str:
        """Draw an id by which listeners tell an event that comes twice."""
        return new_uuid()

    @property
    def event_bus(self) -> DefaultBus:
        """Where the events of this account and region go."""
        return DefaultBus(self.account_id, self.region_name)

    def domain(self, domain_id: str) -> domains.Domain:
        """Return a domain, also a suspended one.

        Raises:
            ResourceNotFoundException: it is not there (`DOMAIN`). The message says where it is, if anywhere.
        """
        domain = self.domains.get(domain_id)
        if domain is None:
            raise ResourceNotFoundException("DOMAIN", self._where_domain_is(domain_id))
        return domain

    def readable_domain(self, domain_id: str) -> domains.Domain:
        """Return a domain to read what is in it.

        Raises:
            AccessDeniedException: the KMS key of its data can't be used (D14).
            ResourceNotFoundException: it is not there, or suspended (`DOMAIN`, D6).
        """
        domain = self.domain(domain_id)
        if domain.domain_status == domains.SUSPENDED:
            raise ResourceNotFoundException("DOMAIN", f"Domain '{domain_id}' is suspended: it was deleted.")
        self._check_key_of_data(domain)
        return domain

    def changeable_domain(self, domain_id: str) -> domains.Domain:
        """Return a domain to change what is in it.

        Raises:
            AccessDeniedException: the KMS key of its data can't be used (D14).
            ConflictException: it is suspended (`DOMAIN_NOT_ACTIVE`, D6).
            ResourceNotFoundException: it is not there (`DOMAIN`).
        """
        domain = self.active_domain(domain_id)
        self._check_key_of_data(domain)
        return domain

    def active_domain(self, domain_id: str) -> domains.Domain:
        """Return a domain to change or delete it, or its tags.

        Raises:
            ConflictException: it is suspended (`DOMAIN_NOT_ACTIVE`, D6).
            ResourceNotFoundException: it is not there (`DOMAIN`).
        """
        domain = self.domain(domain_id)
        if domain.domain_status == domains.SUSPENDED:
            raise ConflictException(
                "DOMAIN_NOT_ACTIVE",
                f"The domain is not active. Domain '{domain_id}' was deleted, and can't be changed.",
            )
        return domain

    def active_domains_of_account(self) -> int:
        """Return how many domains the account has over all regions, suspended ones not counted (D2)."""
        return sum(
            domain.domain_status == domains.ACTIVE
            for backend in voiceid_backends[self.account_id].values()
            for domain in backend.domains
        )

    def listing(
        self, operation: str, asked: Mapping[str, Any], max_results: int, token: str | None
    ) -> Listing:
        """Return one call of a listing operation, which cuts the page."""
        return Listing(operation, asked, max_results, token, self.instant(), self._token_secret)

    def storage(self, role_arn: str) -> Storage:
        """Return the mocked S3, as a job with this role reaches it."""
        role = iam.JobRole(role_arn, self.partition) if self.settings.strict else None
        return s3.MockedS3(self.account_id, self.region_name, role, strict=self.settings.strict)

    def reencryption(self, old_key: str, new_key: str, completed: Callable[[], None]) -> Reencryption:
        """Return a re-encryption of a domain from one key to another, not begun."""
        transition = self.transition(DOMAIN_ENCRYPTION)
        if transition == BY_TIMING:
            transition = {"progression": "time", "seconds": self.settings.timing.reencryption}
        return Reencryption(
            old_key,
            new_key,
            self._message_about,
            Pace.of(transition, self.settings.timing),
            self.agenda,
            completed,
        )

    def check_key(self, kms_key_id: str) -> None:
        """Make sure that a KMS key can encrypt a domain (D12).

        Raises:
            AccessDeniedException: it is disabled or pending deletion, or unknown while the mock is strict.
            ValidationException: it is asymmetric.
        """
        problem = self._problem_with(kms_key_id)
        if problem is not None and problem.asymmetric:
            raise ValidationException(problem.message)
        if problem is not None:
            raise AccessDeniedException(problem.message)

    def arn_of_key(self, kms_key_id: str) -> str:
        """Return the ARN of a KMS key, by which two ids of the same key are told to be so."""
        return kms.arn_of(kms_key_id, self.account_id, self.region_name)

    def transition(self, model_name: str) -> Mapping[str, Any]:
        """Return the transition that Moto's state manager sets for a model."""
        return transition_of(model_name)

    def forget_domain(self, domain_id: str) -> None:
        """Let a suspended domain, and all in it, be gone (D5)."""
        self.domains.remove(domain_id)

    def _check_key_of_data(self, domain: domains.Domain) -> None:
        problem = kms.problem_with(domain.key_of_data, self.account_id, self.region_name, strict=False)
        if problem is not None:
            raise AccessDeniedException(
                f"{problem.message} The data of domain '{domain.domain_id}' are encrypted with it."
            )

    def _problem_with(self, kms_key_id: str) -> kms.KeyProblem | None:
        return kms.problem_with(kms_key_id, self.account_id, self.region_name, strict=self.settings.strict)

    def _message_about(self, kms_key_id: str) -> str | None:
        problem = self._problem_with(kms_key_id)
        return None if problem is None else problem.message

    def _where_domain_is(self, domain_id: str) -> str:
        here = f"Domain '{domain_id}' is not in {self.region_name} of account {self.account_id}"
        other = backend_with_domain(domain_id)
        if other is not None:
            return f"{here}; it is in {other.region_name} of account {other.account_id}."
        known = ", ".join(f"'{domain.domain_id}'" for domain in self.domains)
        return f"{here}. There {f'is {known}' if known else 'are no domains'}."


voiceid_backends: BackendDict[VoiceIDBackend] = BackendDict(
    VoiceIDBackend, "voiceid", use_boto3_regions=False, additional_regions=list(REGIONS)
)


def all_backends() -> Iterator[VoiceIDBackend]:
    """Yield the backends of all accounts and regions that there are by now."""
    # Copied first, as another thread's request may bring a backend meanwhile.
    for backends in tuple(voiceid_backends.values()):
        yield from tuple(backends.values())


def backend_with_domain(domain_id: str) -> VoiceIDBackend | None:
    """Return the backend that has a domain, of whatever account and region; None where none has it."""
    return next((backend for backend in all_backends() if domain_id in backend.domains), None)

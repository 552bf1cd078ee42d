"""The backend of one account and region: how Moto sees it, and what it is made of."""

from collections.abc import Iterator

from moto.core.base_backend import BackendDict, BaseBackend

from ..adapters.eventbridge import DefaultBus
from ..adapters.iam import JobRole
from ..adapters.kms import MockedKeys
from ..adapters.s3 import MockedS3
from ..internals.randomness import new_uuid, random_source
from ..sdk.description import regions
from ..service.domains import Domain
from ..service.jobs.storage import Storage
from ..service.region import Ports, Region
from ..service.tables import ResourceTable
from ..simtime.agenda import agendas
from .tagging import TaggableDomains
from .transitions import transition_of

REGIONS = regions()
"""Where Voice ID was (A3)."""


class VoiceIDBackend(BaseBackend, TaggableDomains):
    """Moto's view of Voice ID in one account and region, also that of its Resource Groups Tagging API.

    Attributes:
        region: the state itself.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self._keys = MockedKeys(account_id, region_name)
        ports = Ports(
            random=random_source(),
            new_event_id=new_uuid,
            keys=self._keys,
            bus=DefaultBus(account_id, region_name),
            storage=self._storage,
            transition=transition_of,
            everywhere=all_regions,
        )
        # A backend that Moto resets is made anew, and its agenda takes the place of the one before.
        agenda = agendas.register((account_id, region_name))
        self.region = Region(account_id, region_name, self.partition, agenda, ports)

    @property
    def domains(self) -> ResourceTable[Domain]:
        """The domains, suspended ones included."""
        return self.region.domains

    def _storage(self, role_arn: str, strict: bool) -> Storage:
        """Return the mocked S3, as a job with this role reaches it."""
        role = JobRole(role_arn, self.partition) if strict else None
        return MockedS3(self.account_id, self.region_name, self._keys, role, strict=strict)


voiceid_backends: BackendDict[VoiceIDBackend] = BackendDict(
    VoiceIDBackend, "voiceid", use_boto3_regions=False, additional_regions=list(REGIONS)
)


def all_regions() -> Iterator[Region]:
    """Yield the regions of all accounts that have been used."""
    # Copied first, as another thread's request may bring a backend meanwhile.
    for backends in tuple(voiceid_backends.values()):
        for backend in tuple(backends.values()):
            yield backend.region


def region_with_domain(domain_id: str) -> Region | None:
    """Return the region that has a domain, of any account; None if none has it."""
    return next((region for region in all_regions() if domain_id in region.domains), None)

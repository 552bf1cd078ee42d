"""Checks keys in the mocked KMS."""

from collections.abc import Mapping

from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.utils import RESERVED_ALIASES
from moto.utilities.utils import get_partition

from ..service.encryption import KeyProblem

_SYMMETRIC = "SYMMETRIC_DEFAULT"


class MockedKeys:
    """The keys of the mocked KMS, as one account and region name them.

    Args:
        account_id: where a key is looked up if it is not given as an ARN.
        region: likewise.
    """

    def __init__(self, account_id: str, region: str) -> None:
        self._account_id = account_id
        self._region = region

    def problem_with(self, kms_key_id: str, *, strict: bool) -> KeyProblem | None:
        """Return what is wrong with a symmetric key, or None if it can be used.

        Args:
            kms_key_id: a key id, alias, or the ARN of either. An ARN's own account and region count.
            strict: whether a key that the mocked KMS does not know is a problem too.
        """
        if _alias_of(kms_key_id) in RESERVED_ALIASES:
            # AWS's own keys always exist and can't be disabled; Moto would make one first, which takes 0.1 s.
            return None
        key = self._find(kms_key_id)
        if key is None:
            if not strict:
                return None
            return KeyProblem(
                f"The KMS key '{kms_key_id}' is not in the mocked KMS; create it, "
                "or mock without strict=True."
            )
        if key.key_spec != _SYMMETRIC:
            return KeyProblem(
                f"The KMS key '{kms_key_id}' is not a symmetric encryption key ({key.key_spec}); "
                "Voice ID accepts only those.",
                asymmetric=True,
            )
        if key.key_state != "Enabled":
            return KeyProblem(f"The KMS key '{kms_key_id}' can't be used: it is {key.key_state}.")
        return None

    def arn_of(self, kms_key_id: str) -> str:
        """Return the ARN of a key; of one that the mocked KMS does not know, the ARN that it would have.

        Args:
            kms_key_id: a key id, alias, or the ARN of either. An ARN's own account and region count.
        """
        key = None if _alias_of(kms_key_id) in RESERVED_ALIASES else self._find(kms_key_id)
        if key is not None:
            return str(key.arn)
        if kms_key_id.startswith("arn:"):
            return kms_key_id
        resource = kms_key_id if kms_key_id.startswith("alias/") else f"key/{kms_key_id}"
        return f"arn:{get_partition(self._region)}:kms:{self._region}:{self._account_id}:{resource}"

    def _find(self, kms_key_id: str) -> Key | None:
        account_id, region = self._account_id, self._region
        if kms_key_id.startswith("arn:"):
            parts = kms_key_id.split(":", 5)
            if len(parts) < 6:
                return None
            region, account_id = parts[3], parts[4]
        # Not by Moto's own look-up, which makes the backend, and takes longer than all the rest.
        regions: Mapping[str, KmsBackend] = kms_backends.get(account_id) or {}
        backend = regions.get(region)
        if backend is None:
            return None
        try:
            return backend.describe_key(kms_key_id)
        # Moto looks a missing id up as a key, and the key of a missing alias as an attribute.
        except (KeyError, AttributeError):
            return None


def _alias_of(kms_key_id: str) -> str:
    return kms_key_id.rpartition(":")[2] if kms_key_id.startswith("arn:") else kms_key_id

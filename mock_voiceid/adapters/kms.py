"""The mocked KMS: whether a key can be used."""

from collections.abc import Mapping
from dataclasses import dataclass

from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.utils import RESERVED_ALIASES
from moto.utilities.utils import get_partition

_SYMMETRIC = "SYMMETRIC_DEFAULT"


@dataclass(frozen=True)
class KeyProblem:
    """Why a key can't be used.

    Args:
        message: names the key and says what is wrong.
        asymmetric: whether it is of the wrong kind (HMAC too), rather than one that can't be used now.
    """

    message: str
    asymmetric: bool = False


def problem_with(kms_key_id: str, account_id: str, region: str, *, strict: bool) -> KeyProblem | None:
    """Return what is wrong with a symmetric key, or None where it can be used.

    Args:
        kms_key_id: a key id, alias, or the ARN of either. An ARN's own account and region count.
        account_id: where it is looked up otherwise.
        region: where it is looked up otherwise.
        strict: whether a key that the mocked KMS does not know is a problem too.
    """
    if _alias_of(kms_key_id) in RESERVED_ALIASES:
        # AWS's own keys are always there and can't be disabled; Moto would make one first, which takes 0.1 s.
        return None
    key = _find(kms_key_id, account_id, region)
    if key is None:
        if not strict:
            return None
        return KeyProblem(
            f"The KMS key '{kms_key_id}' is not in the mocked KMS; create it, or mock without strict=True."
        )
    if key.key_spec != _SYMMETRIC:
        return KeyProblem(
            f"The KMS key '{kms_key_id}' is no symmetric encryption key ({key.key_spec}); "
            "Voice ID takes only those.",
            asymmetric=True,
        )
    if key.key_state != "Enabled":
        return KeyProblem(f"The KMS key '{kms_key_id}' can't be used: it is {key.key_state}.")
    return None


def arn_of(kms_key_id: str, account_id: str, region: str) -> str:
    """Return the ARN of a key; of one that the mocked KMS does not know, the ARN that it would have.

    Args:
        kms_key_id: a key id, alias, or the ARN of either. An ARN's own account and region count.
        account_id: where it is looked up otherwise.
        region: where it is looked up otherwise.
    """
    key = None if _alias_of(kms_key_id) in RESERVED_ALIASES else _find(kms_key_id, account_id, region)
    if key is not None:
        return str(key.arn)
    if kms_key_id.startswith("arn:"):
        return kms_key_id
    resource = kms_key_id if kms_key_id.startswith("alias/") else f"key/{kms_key_id}"
    return f"arn:{get_partition(region)}:kms:{region}:{account_id}:{resource}"


def _alias_of(kms_key_id: str) -> str:
    return kms_key_id.rpartition(":")[2] if kms_key_id.startswith("arn:") else kms_key_id


def _find(kms_key_id: str, account_id: str, region: str) -> Key | None:
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

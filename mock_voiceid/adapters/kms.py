"""Checks keys in the mocked KMS."""

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
        message: names the key and the reason.
        asymmetric: whether the key is asymmetric or HMAC; otherwise it is disabled or does not exist.
    """

    message: str
    asymmetric: bool = False


def problem_with(kms_key_id: str, account_id: str, region: str, *, strict: bool) -> KeyProblem | None:
    """Return why a key can't be used for symmetric encryption, or None if it can.

    Args:
        kms_key_id: a key id, an alias, or the ARN of either; an ARN contains its account and region.
        account_id: account of a key id or alias.
        region: region of a key id or alias.
        strict: report a key that is not in the mocked KMS as a problem.
    """
    if _alias_of(kms_key_id) in RESERVED_ALIASES:
        # AWS managed keys always exist and can't be disabled; creating one in Moto takes 0.1 s.
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
            f"The KMS key '{kms_key_id}' is not a symmetric encryption key ({key.key_spec}); "
            "Voice ID accepts only those.",
            asymmetric=True,
        )
    if key.key_state != "Enabled":
        return KeyProblem(f"The KMS key '{kms_key_id}' can't be used: it is {key.key_state}.")
    return None


def arn_of(kms_key_id: str, account_id: str, region: str) -> str:
    """Return the ARN of a key, even if it is not in the mocked KMS.

    Args:
        kms_key_id: a key id, an alias, or the ARN of either; an ARN contains its account and region.
        account_id: account of a key id or alias.
        region: region of a key id or alias.
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
    # Moto's own look-up would create the backend, which takes longer than everything else here.
    regions: Mapping[str, KmsBackend] = kms_backends.get(account_id) or {}
    backend = regions.get(region)
    if backend is None:
        return None
    try:
        return backend.describe_key(kms_key_id)
    # Moto raises KeyError for a missing id and AttributeError for a missing alias.
    except (KeyError, AttributeError):
        return None

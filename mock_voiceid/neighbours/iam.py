"""The mocked IAM: whether a role is there."""

from collections.abc import Callable

from moto.iam.models import iam_backends

from ..batch.storage import StorageError


def role_check(role_arn: str, partition: str) -> Callable[[], None]:
    """Return a check that raises `StorageError` (403) where the mocked IAM does not have the role."""
    account_id = role_arn.split(":")[4]

    def check() -> None:
        roles = iam_backends[account_id][partition].roles.values()
        if all(role.arn != role_arn for role in roles):
            raise StorageError(
                403, f"The role {role_arn} is not in the mocked IAM; create it, or mock without strict=True."
            )

    return check

"""Checks the policies of a job's role in the mocked IAM."""

import json
from dataclasses import dataclass
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.models import iam_backends

from ..service.jobs.storage import StorageError


@dataclass(frozen=True)
class JobRole:
    """The role that a job reads and writes with; checked by strict mocks only.

    Args:
        arn: ARN of the role, which contains its account.
        partition: partition of the role, such as `aws`.
    """

    arn: str
    partition: str

    def check(self, action: str, resource: str, what: str) -> None:
        """Check that the role exists and that its policies allow an action.

        Args:
            action: IAM action, such as `s3:GetObject`.
            resource: ARN of the resource that the action is for.
            what: S3 URI to name in the error message.

        Raises:
            StorageError: 403, the role does not exist or is not allowed to.
        """
        role = self._find()
        if role is None:
            raise StorageError(
                403,
                f"{what} may not be used: the role {self.arn} is not in the mocked IAM; create it, "
                "or mock without strict=True.",
            )
        results = [IAMPolicy(policy).is_action_permitted(action, resource) for policy in _policies(role)]
        if PermissionResult.DENIED in results:
            raise StorageError(
                403,
                f"{what} may not be used: a policy of the role {self.arn} denies {action} on {resource}.",
            )
        if PermissionResult.PERMITTED not in results:
            raise StorageError(
                403,
                f"{what} may not be used: no policy of the role {self.arn} allows {action} on {resource}.",
            )

    def _find(self) -> Any:
        account_id = self.arn.split(":")[4]
        roles = iam_backends[account_id][self.partition].roles.values()
        return next((role for role in roles if role.arn == self.arn), None)


def _policies(role: Any) -> list[Any]:
    # Moto stores policies as dicts for roles created by CloudFormation, as text for others.
    inline = [json.dumps(policy) if isinstance(policy, dict) else policy for policy in role.policies.values()]
    return [*inline, *role.managed_policies.values()]

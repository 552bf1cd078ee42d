"""The mocked IAM: what a job's role may do."""

import json
from dataclasses import dataclass
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.models import iam_backends

from ..service.jobs.storage import StorageError


@dataclass(frozen=True)
class JobRole:
    """The role that a job reads and writes with, as strict mocks look at it.

    Args:
        arn: the role's ARN, which names its account.
        partition: the partition whose IAM has it.
    """

    arn: str
    partition: str

    def check(self, action: str, resource: str, what: str) -> None:
        """Make sure that the role is there, and that its policies allow an action.

        Args:
            action: such as `s3:GetObject`.
            resource: the ARN that it acts on.
            what: the S3 URI that it is about.

        Raises:
            StorageError: the role is not there, or may not (403).
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
    # Of a role in a stack Moto keeps the documents as the template has them, of others as text.
    inline = [json.dumps(policy) if isinstance(policy, dict) else policy for policy in role.policies.values()]
    return [*inline, *role.managed_policies.values()]

"""Moto's IAM enforcement. It is off unless a test enables it."""

from collections.abc import Sequence
from dataclasses import dataclass

from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.responses import BaseResponse
from werkzeug.exceptions import HTTPException


class AccessRefused(Exception):
    """The caller is not allowed to do this."""


@dataclass(frozen=True)
class Permission:
    """A permission that a request needs.

    Args:
        action: IAM action without the service prefix, such as `ListDomains`.
        resource: ARN of the resource that the action is for, or `*`.
    """

    action: str
    resource: str


def check_access(response: BaseResponse, needed: Sequence[Permission]) -> None:
    """Let Moto check the signature and the policies of the caller.

    Args:
        response: the request, as set up by Moto.
        needed: the permissions that the request needs, at least one.

    Raises:
        AccessRefused: a permission is missing; the message is AWS's.
    """
    for permission in needed:
        # Moto counts requests until enforcement begins; a request that needs two permissions counts once.
        # Guarded by tests/internals/test_access.py::test_a_request_with_two_permissions_counts_once.
        free = ActionAuthenticatorMixin.request_count
        _check(response, permission)
        if ActionAuthenticatorMixin.request_count != free:
            return


def _check(response: BaseResponse, permission: Permission) -> None:
    # Moto reads the action from the response.
    # Guarded by tests/internals/test_access.py::test_tags_at_creation_need_a_second_permission.
    response._get_action = lambda: permission.action  # type: ignore[method-assign]
    try:
        # Moto raises an error in XML, which clients of a JSON service can't parse.
        # Guarded by tests/internals/test_access.py::test_denied_call_raises_the_modelled_exception.
        response._authenticate_and_authorize_normal_action(permission.resource)
    except HTTPException as error:
        raise AccessRefused(_sentence(error, permission)) from None
    except (KeyError, IndexError):
        # Moto parses the signature without checking that it is present and complete.
        raise AccessRefused("The request is not signed, and IAM enforcement is on.") from None
    finally:
        del response._get_action


def _sentence(error: HTTPException, permission: Permission) -> str:
    message = str(getattr(error, "message", error.description))
    _, denied, action = message.partition("is not authorized to perform: ")
    if not denied:
        return message
    because = f"because no identity-based policy allows the {action} action"
    return f"{message} on resource: {permission.resource} {because}"

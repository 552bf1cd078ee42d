"""Moto's IAM enforcement, which is off unless a test turns it on."""

from collections.abc import Sequence
from dataclasses import dataclass

from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.responses import BaseResponse
from werkzeug.exceptions import HTTPException


class AccessRefused(Exception):
    """The caller may not do this."""


@dataclass(frozen=True)
class Permission:
    """What a request needs.

    Args:
        action: the IAM action without the service, such as `ListDomains`.
        resource: the ARN that it acts on, or `*`.
    """

    action: str
    resource: str


def check_access(response: BaseResponse, needed: Sequence[Permission]) -> None:
    """Have Moto check the caller's signature and policies.

    Args:
        response: the request, as Moto has taken it in.
        needed: what it needs, one permission at least.

    Raises:
        AccessRefused: the caller may not; in the sentence that AWS says then.
    """
    for permission in needed:
        # Moto counts the requests before it begins to enforce, and a request with two permissions is one.
        # Guarded by tests/internals/test_access.py::test_a_request_with_two_permissions_counts_once.
        free = ActionAuthenticatorMixin.request_count
        _check(response, permission)
        if ActionAuthenticatorMixin.request_count != free:
            return


def _check(response: BaseResponse, permission: Permission) -> None:
    # Moto asks the response what its action is.
    # Guarded by tests/internals/test_access.py::test_tags_at_creation_take_a_permission_of_their_own.
    response._get_action = lambda: permission.action  # type: ignore[method-assign]
    try:
        # Moto answers in XML, which clients of a JSON service can't read.
        # Guarded by tests/internals/test_access.py::test_a_refusal_is_the_modelled_exception.
        response._authenticate_and_authorize_normal_action(permission.resource)
    except HTTPException as error:
        raise AccessRefused(_sentence(error, permission)) from None
    except (KeyError, IndexError):
        # Moto reads the signature without looking whether there is one, and whether it is whole.
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

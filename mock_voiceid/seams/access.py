"""Moto's IAM enforcement, which is off unless a test turns it on."""

from moto.core.responses import BaseResponse
from werkzeug.exceptions import HTTPException


class AccessRefused(Exception):
    """The caller may not do this."""


def check_access(response: BaseResponse, resource: str) -> None:
    """Have Moto check the caller's signature and policies.

    Args:
        response: the request, as Moto has taken it in.
        resource: the ARN that it acts on, or `*`.

    Raises:
        AccessRefused: the caller may not.
    """
    try:
        # Moto answers in XML, which clients of a JSON service can't read.
        # Guarded by tests/seams/test_access.py::test_a_refusal_is_the_modelled_exception.
        response._authenticate_and_authorize_normal_action(resource)
    except HTTPException as error:
        raise AccessRefused(str(getattr(error, "message", error.description))) from None
    except KeyError:
        # Moto reads the signature without looking whether there is one.
        raise AccessRefused("The request is not signed, and IAM enforcement is on.") from None

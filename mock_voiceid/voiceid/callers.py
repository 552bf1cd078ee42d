"""Which account a request comes from, as Moto finds it."""

import os
from collections.abc import Mapping
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.responses import BaseResponse
from moto.iam.models import iam_backends, mark_account_as_visited

from ..api.hosts import INVOCATION_ID, SERVICE, TARGET

_ACCOUNT_VARIABLE = "MOTO_ACCOUNT_ID"
_ACCOUNT_HEADER = "x-moto-account-id"
_AUTHORIZATION = "Authorization"

NEEDED = frozenset({TARGET, INVOCATION_ID, _ACCOUNT_HEADER, _AUTHORIZATION.lower()})


def account_of(headers: Any, region: str) -> str:
    """Return the account that a request comes from, and have IAM note the visit of a key that it knows.

    Args:
        headers: the request's: text, to be found by names in lower case.
        region: where the request goes.
    """
    if not _any_access_key():
        # Moto would look through all accounts and partitions to find this.
        # Guarded by tests/voiceid/test_callers.py::test_the_account_is_the_one_that_moto_finds.
        return os.environ.get(_ACCOUNT_VARIABLE) or headers.get(_ACCOUNT_HEADER) or DEFAULT_ACCOUNT_ID
    caller = _Caller(
        {name: headers[name.lower()] for name in (_AUTHORIZATION, _ACCOUNT_HEADER) if name.lower() in headers}
    )
    account_id = caller.get_current_account()
    mark_account_as_visited(account_id, caller.get_access_key(), SERVICE, region)
    return account_id


class _Caller(BaseResponse):
    """As much of a request as Moto looks at to tell who sent it."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = headers
        self.querystring: dict[str, Any] = {}


def _any_access_key() -> bool:
    # Copied first, as another thread's request may bring a backend meanwhile.
    for account in tuple(iam_backends.values()):
        for backend in tuple(account.values()):
            if backend.access_keys:
                return True
    return False

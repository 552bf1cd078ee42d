"""Pages of a listing, and the tokens that lead from one to the next (L1, L2)."""

import base64
import hashlib
import hmac
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from ..api.exceptions import ValidationException
from ..instants import SECOND, Instant
from .tables import ResourceTable

TOKEN_LIFETIME = 24 * 3600 * SECOND
"""How long a token is good for, in microseconds (L1)."""

_PLACE = struct.Struct(">QQ")
_SEAL_BYTES = 16

Resource = TypeVar("Resource")


@dataclass(frozen=True)
class Listing:
    """One call of a listing operation.

    Args:
        operation: the operation's name.
        arguments: what was asked for, besides the page: a token belongs to these.
        max_results: how many resources a page holds at most.
        token: where the page begins; None for the first.
        instant: when it was asked.
        secret: what tokens are sealed with.
    """

    operation: str
    arguments: Mapping[str, Any]
    max_results: int
    token: str | None
    instant: Instant
    secret: bytes

    def page(
        self,
        register: ResourceTable[Resource],
        *,
        newest_first: bool = False,
        wanted: Callable[[Resource], bool] = lambda _: True,
    ) -> tuple[list[Resource], str | None]:
        """Return the resources of this page, and the token of the next one or None on the last.

        Raises:
            ValidationException: the token is not one that this listing gave, or it has expired.
        """
        place = self._place()
        following = register.before(place) if newest_first else register.after(place)
        found = list(islice((pair for pair in following if wanted(pair[1])), self.max_results + 1))
        page = found[: self.max_results]
        token = self._token(page[-1][0]) if len(found) > self.max_results else None
        return [resource for _, resource in page], token

    def _token(self, number: int) -> str:
        return self._spelled(_PLACE.pack(number, self.instant)).decode()

    def _place(self) -> int:
        if self.token is None:
            return 0
        try:
            place = base64.urlsafe_b64decode(self.token)[: _PLACE.size]
        except ValueError:
            place = b""
        # The token as a whole, since base64 has several spellings for the same bytes.
        if not hmac.compare_digest(self.token.encode(), self._spelled(place)):
            raise ValidationException(
                f"The NextToken is not one that {self.operation} gave for these arguments; "
                "start again without a token, and change nothing but MaxResults between pages."
            )
        number, given_at = _PLACE.unpack(place)
        if self.instant - given_at > TOKEN_LIFETIME:
            raise ValidationException("The NextToken has expired: a token is good for 24 hours.")
        return int(number)

    def _spelled(self, place: bytes) -> bytes:
        asked = json.dumps([self.operation, self.arguments], sort_keys=True).encode()
        seal = hashlib.blake2b(asked + b"\0" + place, key=self.secret, digest_size=_SEAL_BYTES).digest()
        return base64.urlsafe_b64encode(place + seal)

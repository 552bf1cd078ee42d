"""Client tokens: the same request twice has its effect once (I1)."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ..api.exceptions import ConflictException
from ..instants import SECOND, Instant

REMEMBERED = 8 * 3600 * SECOND
"""How long a client token is remembered, in microseconds (I1)."""


@dataclass
class _First:
    arguments: dict[str, Any]
    result: dict[str, Any]
    instant: Instant


class ClientTokens:
    """The client tokens that have come with requests, and what was answered."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], _First] = {}

    def once(
        self,
        operation: str,
        token: str,
        arguments: dict[str, Any],
        instant: Instant,
        perform: Callable[[], dict[str, Any]],
    ) -> dict[str, Any]:
        """Return what `perform` answers the first time, and the same resource again for the same request.

        Raises:
            ConflictException: the token came with other arguments before.
        """
        self._forget(instant)
        first = self._first.get((operation, token))
        if first is None:
            result = perform()
            self._first[operation, token] = _First(deepcopy(arguments), result, instant)
            return result
        if first.arguments != arguments:
            raise ConflictException(
                "CONCURRENT_CHANGES",
                f"The ClientToken '{token}' came with a different {operation} request before. "
                "Use a new token for a new request.",
            )
        return first.result

    def _forget(self, instant: Instant) -> None:
        # They stand in the order in which they came, so the first that is remembered ends the search.
        while self._first:
            oldest = next(iter(self._first))
            if instant - self._first[oldest].instant <= REMEMBERED:
                return
            del self._first[oldest]

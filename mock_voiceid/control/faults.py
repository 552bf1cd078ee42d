"""Errors that a test orders: the next calls of an operation get them."""

from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from ..api import exceptions
from ..api.exceptions import VoiceIDError
from ..sdk.description import operations, shape
from .options import did_you_mean, is_whole, parse_flag

CALLS_REMEMBERED = 1_000
"""Of so many calls that got an error it is known what to answer to their further attempts."""

DEFAULT_TYPES = {"ResourceType": "DOMAIN", "ConflictType": "CONCURRENT_CHANGES"}
"""What an error says of itself where the order does not."""


@dataclass(frozen=True)
class _Order:
    error: VoiceIDError
    each_attempt: bool


class Faults:
    """Errors that a test orders. Each is answered before the request is looked at, and changes nothing."""

    def __init__(self) -> None:
        self._orders: defaultdict[str, deque[_Order]] = defaultdict(deque)
        self._calls: dict[str, VoiceIDError] = {}

    def inject(
        self,
        operation: str,
        error: str,
        times: int = 1,
        message: str | None = None,
        *,
        resource_type: str | None = None,
        conflict_type: str | None = None,
        each_attempt: bool = False,
    ) -> None:
        """Let the next calls of an operation get an error, after those that were ordered before.

        Args:
            operation: its name in the API, such as `DescribeDomain`.
            error: any error of the API, such as `ThrottlingException`, whether or not the model declares it
                for this operation.
            times: how many calls get it. SDKs repeat calls that fail with a `ThrottlingException` or an
                `InternalServerException`: all attempts of one call get the error, and count once.
            message: the error's message; None for one that says where it comes from.
            resource_type: the `ResourceType` of a `ResourceNotFoundException`; `DOMAIN` by default.
            conflict_type: the `ConflictType` of a `ConflictException`; `CONCURRENT_CHANGES` by default.
            each_attempt: count every attempt by itself, so that a call gets through when it is repeated.

        Raises:
            TypeError: `each_attempt` is neither True nor False.
            ValueError: the API has no such operation, error or type, the error has no such member, or `times`
                is not a whole number from 1 on.
        """
        _check_name("operation", operation, operations())
        _check_name("error", error, _errors())
        if not is_whole(times) or times < 1:
            raise ValueError(f"times is a whole number, 1 or more, not {times!r}")
        if message is not None and (not isinstance(message, str) or not message):
            raise ValueError(f"message is the text that the error carries, not {message!r}")
        text = message or f"The test ordered this: voice_id.faults.inject({operation!r}, {error!r})."
        types = _types(error, {"ResourceType": resource_type, "ConflictType": conflict_type})
        order = _Order(getattr(exceptions, error)(*types, text), parse_flag("each_attempt", each_attempt))
        self._orders[operation].extend([order] * times)

    def take(self, operation: str, invocation_id: str | None = None) -> VoiceIDError | None:
        """Return the error that a request gets, or None.

        Args:
            operation: the operation's name.
            invocation_id: the same for all attempts of one call; None where the client does not tell.
        """
        if invocation_id in self._calls:
            return self._calls[invocation_id]
        orders = self._orders.get(operation)
        if not orders:
            return None
        order = orders.popleft()
        if invocation_id is not None and not order.each_attempt:
            self._calls[invocation_id] = order.error
            if len(self._calls) > CALLS_REMEMBERED:
                del self._calls[next(iter(self._calls))]
        return order.error

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()
        self._calls.clear()


@cache
def _errors() -> frozenset[str]:
    return frozenset().union(*(operation.errors for operation in operations().values()))


def _check_name(what: str, name: object, names: Collection[str]) -> None:
    if not isinstance(name, str) or name not in names:
        raise ValueError(f"Voice ID has no {what} {name!r}{did_you_mean(str(name), names)}")


def _types(error: str, given: dict[str, str | None]) -> list[str]:
    members = shape(error)["members"]
    types = []
    for member, value in given.items():
        if member in members:
            chosen = DEFAULT_TYPES[member] if value is None else value
            _check_name(member, chosen, shape(members[member]["shape"])["enum"])
            types.append(chosen)
        elif value is not None:
            raise ValueError(f"{error} has no {member}")
    return types

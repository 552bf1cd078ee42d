"""What a test orders to go wrong: calls, batch jobs, and single requests of jobs."""

from collections.abc import Collection
from functools import cache

from ..api import exceptions
from ..sdk.description import operations, shape
from .checks import check_active, did_you_mean, is_whole, parse_flag
from .failures import JobFailure, RequestFailure
from .orders import CallFault, Orders

DEFAULT_TYPES = {"ResourceType": "DOMAIN", "ConflictType": "CONCURRENT_CHANGES"}
"""What an error says of itself if the order does not."""

REQUEST_CODES = (400, 402, 409, 500)
"""The codes that requests fail with in output files (J10)."""


class Faults:
    """What a test orders to go wrong. Each order is carried out once, in the order in which they were given.

    An error of a call is answered before the request is looked at, and changes nothing.
    """

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

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
            RuntimeError: the mock has ended.
            TypeError: `each_attempt` is neither True nor False.
            ValueError: the API has no such operation, error or type, the error has no such member, or `times`
                is not a whole number from 1 on.
        """
        check_active(self._orders.over)
        _check_name("operation", operation, operations())
        _check_name("error", error, _errors())
        if not is_whole(times) or times < 1:
            raise ValueError(f"times is a whole number, 1 or more, not {times!r}")
        if message is not None and (not isinstance(message, str) or not message):
            raise ValueError(f"message is the text that the error carries, not {message!r}")
        text = message or f"The test ordered this: voice_id.faults.inject({operation!r}, {error!r})."
        types = _types(error, {"ResourceType": resource_type, "ConflictType": conflict_type})
        order = CallFault(getattr(exceptions, error)(*types, text), parse_flag("each_attempt", each_attempt))
        self._orders.calls[operation].extend([order] * times)

    def fail_next_job(self, message: str, status_code: int = 500) -> None:
        """Let the next job that is started fail as a whole, when it begins.

        Args:
            message: what `FailureDetails` will say.
            status_code: the HTTP status there, 400 to 599.

        Raises:
            RuntimeError: the mock has ended.
            ValueError: the message is empty, or the status is out of range.
        """
        check_active(self._orders.over)
        _check_message(message)
        if not is_whole(status_code) or not 400 <= status_code <= 599:
            raise ValueError(f"status_code is an HTTP status from 400 to 599, not {status_code!r}")
        self._orders.jobs.append(JobFailure(status_code, message))

    def fail_request(self, request_id: str, code: int, message: str) -> None:
        """Let the next request with this id fail; the others of its job go on.

        Args:
            request_id: the `RequestId` in the manifest.
            code: the `ErrorCode` in the output file: 400, 402, 409 or 500.
            message: the `ErrorMessage` in the output file.

        Raises:
            RuntimeError: the mock has ended.
            ValueError: the id or the message is empty, or the code is another.
        """
        check_active(self._orders.over)
        if not isinstance(request_id, str) or not request_id:
            raise ValueError(f"request_id is a RequestId of a manifest, not {request_id!r}")
        if not is_whole(code) or code not in REQUEST_CODES:
            raise ValueError(f"code is one of {', '.join(map(str, REQUEST_CODES))}, not {code!r}")
        _check_message(message)
        self._orders.requests[request_id].append(RequestFailure(code, message))

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()


@cache
def _errors() -> frozenset[str]:
    return frozenset().union(*(operation.errors for operation in operations().values()))


def _check_message(message: object) -> None:
    if not isinstance(message, str) or not message:
        raise ValueError(f"message is the text that the failure carries, not {message!r}")


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

"""Failures that a test orders: of a whole job, or of one of its requests."""

from collections import defaultdict, deque

from ..service.jobs.audio_reader import RequestFailure
from ..service.jobs.manifests import JobFailure
from .options import is_whole

REQUEST_CODES = (400, 402, 409, 500)
"""The codes that requests fail with in output files (J10)."""


class Jobs:
    """What a test orders to go wrong in batch jobs. Each order is carried out once."""

    def __init__(self) -> None:
        self._jobs: deque[JobFailure] = deque()
        self._requests: defaultdict[str, deque[RequestFailure]] = defaultdict(deque)

    def fail_next(self, message: str, status_code: int = 500) -> None:
        """Let the next job that is started fail as a whole, when its turn comes.

        Args:
            message: what `FailureDetails` will say.
            status_code: the HTTP status there, 400 to 599.

        Raises:
            ValueError: the message is empty, or the status is out of range.
        """
        _check_message(message)
        if not is_whole(status_code) or not 400 <= status_code <= 599:
            raise ValueError(f"status_code is an HTTP status from 400 to 599, not {status_code!r}")
        self._jobs.append(JobFailure(status_code, message))

    def fail_request(self, request_id: str, code: int, message: str) -> None:
        """Let the next request with this id fail; the others of its job go on.

        Args:
            request_id: the `RequestId` in the manifest.
            code: the `ErrorCode` in the output file: 400, 402, 409 or 500.
            message: the `ErrorMessage` in the output file.

        Raises:
            ValueError: the id or the message is empty, or the code is another.
        """
        if not isinstance(request_id, str) or not request_id:
            raise ValueError(f"request_id is a RequestId of a manifest, not {request_id!r}")
        if not is_whole(code) or code not in REQUEST_CODES:
            raise ValueError(f"code is one of {', '.join(map(str, REQUEST_CODES))}, not {code!r}")
        _check_message(message)
        self._requests[request_id].append(RequestFailure(code, message))

    def take_job_failure(self) -> JobFailure | None:
        """Return what the job now started is to fail with, or None."""
        return self._jobs.popleft() if self._jobs else None

    def take_request_failure(self, request_id: str) -> RequestFailure | None:
        """Return what the request now performed is to fail with, or None."""
        ordered = self._requests.get(request_id)
        return ordered.popleft() if ordered else None

    def clear(self) -> None:
        """Forget all orders."""
        self._jobs.clear()
        self._requests.clear()


def _check_message(message: object) -> None:
    if not isinstance(message, str) or not message:
        raise ValueError(f"message is the text that the failure carries, not {message!r}")

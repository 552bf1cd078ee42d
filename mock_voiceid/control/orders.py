"""What was ordered to go wrong and has not happened yet; `faults` takes the orders from users."""

from collections import defaultdict, deque
from dataclasses import dataclass

from ..api.exceptions import VoiceIDError
from .failures import JobFailure, RequestFailure

CALLS_REMEMBERED = 1_000
"""How many calls with an error are remembered, so that their further attempts get it too."""


@dataclass(frozen=True)
class CallFault:
    """The error that a call gets, and whether each attempt of the call counts by itself."""

    error: VoiceIDError
    each_attempt: bool


class Orders:
    """Queues of orders: each is taken once, in the order in which they were given.

    Attributes:
        calls: the errors of calls, by operation.
        jobs: the failures of jobs.
        requests: the failures of requests of jobs, by request id.
        over: whether the mock has ended, so that nothing more can be ordered.
    """

    def __init__(self) -> None:
        self.calls: defaultdict[str, deque[CallFault]] = defaultdict(deque)
        self.jobs: deque[JobFailure] = deque()
        self.requests: defaultdict[str, deque[RequestFailure]] = defaultdict(deque)
        self._invocations: dict[str, VoiceIDError] = {}
        self.over = False

    def take_call(self, operation: str, invocation_id: str | None = None) -> VoiceIDError | None:
        """Return the error that a request gets, or None.

        Args:
            operation: the operation's name.
            invocation_id: the same for all attempts of one call; None if the client sends none.
        """
        if invocation_id in self._invocations:
            return self._invocations[invocation_id]
        queue = self.calls.get(operation)
        if not queue:
            return None
        fault = queue.popleft()
        if invocation_id is not None and not fault.each_attempt:
            self._invocations[invocation_id] = fault.error
            if len(self._invocations) > CALLS_REMEMBERED:
                del self._invocations[next(iter(self._invocations))]
        return fault.error

    def take_job(self) -> JobFailure | None:
        """Return what the job that starts now is to fail with, or None."""
        return self.jobs.popleft() if self.jobs else None

    def take_request(self, request_id: str) -> RequestFailure | None:
        """Return what the request that is performed now is to fail with, or None."""
        queue = self.requests.get(request_id)
        return queue.popleft() if queue else None

    def clear(self) -> None:
        """Forget everything."""
        self.calls.clear()
        self.jobs.clear()
        self.requests.clear()
        self._invocations.clear()

"""SQS's long polls over HTTP: they wait in real time, and no longer than their client."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..internals.imports import when_imported
from ..internals.real_time import monotonic

LOOK_AGAIN = 0.05
"""Real seconds between two looks for a message."""


@dataclass(frozen=True)
class Request:
    """The request that this thread answers.

    Args:
        gone: says whether nobody waits for the answer any more.
        waiting: lets another thread work meanwhile.
        settle: runs what is scheduled by now.
    """

    gone: Callable[[], bool]
    waiting: Callable[[], AbstractContextManager[None]]
    settle: Callable[[], None]


answering: ContextVar[Request | None] = ContextVar("answering", default=None)
"""The request that this thread answers over HTTP, or None."""


@cache
def install() -> None:
    """Let `ReceiveMessage` of Moto's SQS wait as said above if it is called over HTTP.

    Moto waits until the simulated clock has passed the limit, which a frozen clock never does.
    """
    when_imported("moto.sqs.models", _wrap)


def _wrap() -> None:
    # Guarded by tests/server/test_long_polls.py.
    from moto.sqs.models import SQSBackend

    receive = SQSBackend.receive_message

    def receive_message(
        self: Any, queue_name: str, count: int, wait_seconds_timeout: int, *others: Any, **named: Any
    ) -> Any:
        request = answering.get()
        if request is None or not wait_seconds_timeout:
            return receive(self, queue_name, count, wait_seconds_timeout, *others, **named)
        until = monotonic() + wait_seconds_timeout
        with request.waiting():
            while not request.gone():
                request.settle()
                found = receive(self, queue_name, count, 0, *others, **named)
                if found or monotonic() >= until:
                    return found
                time.sleep(LOOK_AGAIN)
        return []

    SQSBackend.receive_message = receive_message  # type: ignore[method-assign]

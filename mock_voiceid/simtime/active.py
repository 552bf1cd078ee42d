"""The scheduler of the process: there is one while a mock that simulates waiting is active."""

from .scheduler import Scheduler

_scheduler: Scheduler | None = None


def scheduler() -> Scheduler | None:
    """Return the scheduler; None where nothing is simulated."""
    return _scheduler


def use(scheduler: Scheduler | None) -> None:
    """Set the scheduler."""
    global _scheduler
    _scheduler = scheduler

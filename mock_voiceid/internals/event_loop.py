"""Private state of asyncio's event loops."""

import asyncio


def is_idle(loop: asyncio.AbstractEventLoop) -> bool | None:
    """Return whether only the caller is ready to run on the loop; None if the loop does not say.

    No public API provides this. asyncio's loops and most derived ones have `_ready`; uvloop's does not.
    Guarded by tests/internals/test_event_loop.py.
    """
    ready = getattr(loop, "_ready", None)
    return None if ready is None else not ready

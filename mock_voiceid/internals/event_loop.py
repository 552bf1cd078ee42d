"""Contact with the inside of asyncio's event loops."""

import asyncio


def is_idle(loop: asyncio.AbstractEventLoop) -> bool | None:
    """Return whether nothing but the caller is ready to run on the loop; None where the loop does not tell.

    No public name tells it. asyncio's own loops and most made from them have `_ready`; uvloop's has not.
    `tests/internals/test_event_loop.py` guards it.
    """
    ready = getattr(loop, "_ready", None)
    return None if ready is None else not ready

"""The real time, whatever freezegun or time-machine has frozen.

`tests/internals/test_real_time.py` guards the names that are not documented.
"""

import contextlib
import sys
from typing import Any

from freezegun import api


def monotonic() -> float:
    """Return seconds of a clock that never goes back, for deadlines."""
    return api.real_monotonic()


def wall_clock() -> float:
    """Return the seconds since 1970-01-01T00:00:00Z, as other machines count them."""
    time_machine: Any = sys.modules.get("time_machine")
    if time_machine is not None:
        # time-machine patches the function itself, which freezegun only hides.
        with contextlib.suppress(ValueError):  # nothing is patched
            return float(time_machine.escape_hatch.time.time())
    return float(api.real_time())

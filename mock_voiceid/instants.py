"""Instants of simulated time as integers, and their conversions.

An instant is the number of microseconds since 1970-01-01T00:00:00Z. Integers compare exactly, add without
rounding, and do not change when freezegun replaces `datetime.datetime`.
"""

import datetime as dt
import re
from typing import cast

Instant = int
"""Microseconds since 1970-01-01T00:00:00Z."""

SECOND = 1_000_000
"""One second, in microseconds."""

_FRACTION = re.compile(r"(?<=:\d\d)[.,](\d+)")
_MICROSECOND = dt.timedelta(microseconds=1)
# freezegun may have replaced the class when this module is first imported.
_real_datetime = cast(
    type[dt.datetime], next(kind for kind in dt.datetime.__mro__ if kind.__module__ == "datetime")
)
_EPOCH = _real_datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def instant_of(when: dt.datetime | str) -> Instant:
    """Return the instant of a datetime or an ISO 8601 string; without a time zone it is in UTC.

    Raises:
        TypeError: `when` is neither a datetime nor a string.
        ValueError: the string is not an ISO 8601 date or date and time.
    """
    if isinstance(when, str):
        when = _parsed(when)
    if not isinstance(when, _real_datetime):
        raise TypeError(
            f"an instant must be a datetime or ISO 8601 text such as '2026-01-05T09:00:00Z', got {when!r}"
        )
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.timezone.utc)
    return (when - _EPOCH) // _MICROSECOND


def datetime_of(instant: Instant) -> dt.datetime:
    """Return the aware UTC datetime of an instant."""
    return _EPOCH + dt.timedelta(microseconds=instant)


def microseconds_of(seconds: float | dt.timedelta) -> int:
    """Convert a duration in seconds, or a timedelta, to microseconds."""
    if isinstance(seconds, dt.timedelta):
        return seconds // _MICROSECOND
    return round(seconds * SECOND)


def epoch_seconds_of(instant: Instant) -> float:
    """Return an instant as seconds since the epoch, as in responses."""
    return instant / SECOND


def iso_of(instant: Instant) -> str:
    """Return an instant as ISO 8601 text in UTC, such as `2026-01-05T09:00:00Z`."""
    return datetime_of(instant).isoformat().replace("+00:00", "Z")


def _parsed(text: str) -> dt.datetime:
    # fromisoformat of Python 3.10 does not accept "Z", and only fractions of three or six digits.
    iso = text[:-1] + "+00:00" if text[-1:] in ("Z", "z") else text
    iso = _FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", iso)
    try:
        return _real_datetime.fromisoformat(iso)
    except ValueError:
        raise ValueError(
            f"{text!r} is not an instant: write ISO 8601, such as '2026-01-05T09:00:00Z' or '2026-01-05'"
        ) from None

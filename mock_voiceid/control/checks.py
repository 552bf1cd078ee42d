"""Checks of what users give, and the part of a message that says what they may have meant."""

import difflib
from collections.abc import Iterable
from typing import TypeGuard


def parse_flag(name: str, value: object) -> bool:
    """Return an option that is on or off.

    Raises:
        TypeError: it is neither True nor False.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name} is True or False, not {value!r}")
    return value


def is_number(value: object) -> bool:
    """Return whether a value is a number and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int]:
    """Return whether a value is a whole number and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_score(value: object) -> bool:
    """Return whether a value is a score: a whole number from 0 to 100."""
    return is_whole(value) and 0 <= value <= 100


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return the part of a message that names what there is instead of `name`, the likeliest first."""
    known = sorted(names)
    likely = difflib.get_close_matches(name, known, n=1)
    meant = f"; did you mean {likely[0]!r}?" if likely else "."
    return f"{meant} There is {', '.join(known)}."


def check_active(over: bool) -> None:
    """Refuse what would change a mock that has ended.

    Raises:
        RuntimeError: it has.
    """
    if over:
        raise RuntimeError("this mock_voiceid is over: use the active one, mock_voiceid.current()")

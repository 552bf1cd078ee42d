"""What a test holds of a message whose exact words another test holds."""

import re
from typing import Any


def mentioning(*words: object) -> str:
    """Return a pattern that finds names and values in a message, in this order, between any other words.

    Args:
        words: each is found as its text, and not as a part of a longer word or number.
    """
    return ".*".join(rf"(?<!\w){re.escape(str(word))}(?!\w)" for word in words)


def message_with(*words: object) -> Any:
    """Return what equals any text that mentions these names and values, in this order.

    Args:
        words: as for `mentioning`.
    """
    return _MessageWith(words)


class _MessageWith:
    def __init__(self, words: tuple[object, ...]) -> None:
        self._words = words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.search(mentioning(*self._words), other, re.DOTALL) is not None

    def __repr__(self) -> str:
        return f"message_with({', '.join(map(repr, self._words))})"

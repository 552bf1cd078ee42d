"""What a test holds of a message whose exact words another test holds."""

import re


def mentioning(*words: object) -> str:
    """Return a pattern that finds names and values in a message, in this order, between any other words.

    Args:
        words: each is found as its text, and not as a part of a longer word or number.
    """
    return ".*".join(rf"(?<!\w){re.escape(str(word))}(?!\w)" for word in words)

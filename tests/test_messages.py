"""What tests of messages share."""

import re

import pytest

from tests.messages import mentioning, message_with

MESSAGE = "The limit is 10 of 100 speakers,\nnot 'ann'."


@pytest.mark.parametrize("words", [(10,), ("limit", 10, "speakers"), (100, "'ann'"), ("10 of 100 speakers",)])
def test_words_are_found_in_their_order(words: tuple[object, ...]) -> None:
    assert message_with(*words) == MESSAGE


@pytest.mark.parametrize("words", [(1,), (0,), ("speaker",), (100, 10), ("limit", "ben"), ("limit.",)])
def test_parts_of_words_and_other_orders_are_not_found(words: tuple[object, ...]) -> None:
    assert message_with(*words) != MESSAGE


@pytest.mark.parametrize("value", [None, 10, b"10", ["10"]])
def test_only_text_has_a_message(value: object) -> None:
    assert value != message_with(10)


def test_a_pattern_finds_the_words_in_one_line() -> None:
    assert re.search(mentioning("limit", 10), MESSAGE)
    assert not re.search(mentioning(10, "limit"), MESSAGE)


def test_a_failed_comparison_shows_the_words() -> None:
    assert repr(message_with("limit", 10)) == "message_with('limit', 10)"

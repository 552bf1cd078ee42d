"""The options of `mock_voiceid`, checked where they are given."""

import dataclasses
import math
import re
from typing import Any, cast

import pytest

from mock_voiceid.control.checks import did_you_mean, is_number, is_score, is_whole, parse_flag
from mock_voiceid.control.options import (
    DAY,
    Options,
    Quotas,
    Timing,
    parse_option,
    parse_seed,
)
from tests.messages import mentioning

TIMING_NAMES = [field.name for field in dataclasses.fields(Timing)]
QUOTA_NAMES = [field.name for field in dataclasses.fields(Quotas)]
NO_SECONDS = [-1, -0.001, 31_536_000_001, 1e308, 10**400, math.nan, math.inf, -math.inf, "5", None, True, [5]]
NO_QUOTAS = [-1, 3.0, 2.5, math.inf, "3", None, True, [3]]


# Timing


def test_things_take_as_long_as_documented_by_default() -> None:
    assert dataclasses.asdict(Timing()) == {
        "queue": 5,
        "per_request": 1,
        "reencryption": 60,
        "domain_deletion": 30 * 24 * 3600,
        "speaker_expiry": 3 * 365 * 24 * 3600,
        "streaming": 0,
    }


def test_a_day_has_86_400_seconds() -> None:
    assert DAY == 86_400


@pytest.mark.parametrize("name", TIMING_NAMES)
@pytest.mark.parametrize("seconds", [0, 0.5, 31_536_000_000])
def test_any_finite_number_of_seconds_is_a_timing(name: str, seconds: float) -> None:
    timing = Timing(**{name: seconds})
    assert getattr(timing, name) == seconds
    timing = Timing()
    setattr(timing, name, seconds)
    assert getattr(timing, name) == seconds


@pytest.mark.parametrize("name", TIMING_NAMES)
@pytest.mark.parametrize("value", NO_SECONDS)
def test_other_values_are_not_a_timing(name: str, value: Any) -> None:
    allowed = "0 to 31,536,000,000 (1,000 years)"
    words = f"^{re.escape(f'timing {name!r} is a number of seconds, {allowed}, not {value!r}')}$"
    with pytest.raises(ValueError, match=words):
        Timing(**{name: value})
    timing = Timing()
    with pytest.raises(ValueError, match=words):
        setattr(timing, name, value)
    assert timing == Timing()


def test_misspelt_timing_suggests_the_closest_name() -> None:
    with pytest.raises(AttributeError) as misspelt:
        Timing().qeue = 3
    assert re.search(mentioning("Timing", "'qeue'", "'queue'"), str(misspelt.value))
    assert str(misspelt.value).endswith(f" {', '.join(sorted(TIMING_NAMES))}.")


# Quotas


def test_the_service_allows_as_much_as_documented_by_default() -> None:
    assert dataclasses.asdict(Quotas()) == {
        "domains": 3,
        "watchlists": 3,
        "active_jobs": 1,
        "speakers": 100_000,
        "speakers_per_job": 10_000,
        "fraudsters_per_job": 500,
        "fraudsters_per_watchlist": 500,
        "sessions": 50,
    }


@pytest.mark.parametrize("name", QUOTA_NAMES)
@pytest.mark.parametrize("number", [0, 1, 10**30])
def test_any_whole_number_is_a_quota(name: str, number: int) -> None:
    quotas = Quotas(**{name: number})
    assert getattr(quotas, name) == number
    quotas = Quotas()
    setattr(quotas, name, number)
    assert getattr(quotas, name) == number


@pytest.mark.parametrize("name", QUOTA_NAMES)
@pytest.mark.parametrize("value", NO_QUOTAS)
def test_other_values_are_not_a_quota(name: str, value: Any) -> None:
    words = f"^{re.escape(f'quota {name!r} is a whole number, 0 or more, not {value!r}')}$"
    with pytest.raises(ValueError, match=words):
        Quotas(**{name: value})
    quotas = Quotas()
    with pytest.raises(ValueError, match=words):
        setattr(quotas, name, value)
    assert quotas == Quotas()


def test_misspelt_quota_suggests_the_closest_name() -> None:
    with pytest.raises(AttributeError, match=mentioning("Quotas", "'speaker'", "'speakers'")):
        Quotas().speaker = 3


# As an option


def test_without_an_option_the_defaults_hold() -> None:
    assert parse_option(Timing, "timing", None) == Timing()
    assert parse_option(Quotas, "quotas", None) == Quotas()


def test_a_mapping_changes_what_it_names() -> None:
    assert parse_option(Timing, "timing", {"queue": 7}) == Timing(queue=7)
    assert parse_option(Quotas, "quotas", {"speakers": 7}) == Quotas(speakers=7)
    assert parse_option(Quotas, "quotas", {}) == Quotas()


def test_an_option_is_copied() -> None:
    given = Timing(queue=7)
    taken = parse_option(Timing, "timing", given)
    assert taken == given
    taken.queue = 8
    assert given.queue == 7


@pytest.mark.parametrize("value", [5, "fast", [("queue", 7)], False, Quotas()])
def test_an_option_of_another_kind_is_refused(value: Any) -> None:
    words = f"timing takes a Timing or a mapping such as {{'queue': {Timing().queue}}}, not {value!r}"
    with pytest.raises(TypeError, match=f"^{re.escape(words)}$"):
        parse_option(Timing, "timing", value)


def test_the_example_is_one_of_the_kind() -> None:
    example = f"{{'domains': {Quotas().domains}}}"
    with pytest.raises(TypeError, match=mentioning("quotas", "Quotas", example, 7)):
        parse_option(Quotas, "quotas", cast(Any, 7))


def test_a_mapping_that_names_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match=mentioning("timing", "'per_reqest'", "'per_request'")):
        parse_option(Timing, "timing", {"queue": 7, "per_reqest": 1})


def test_mapping_with_names_other_than_strings_is_rejected() -> None:
    with pytest.raises(TypeError, match=mentioning("timing", 7, "per_request")):
        parse_option(Timing, "timing", {7: 1})  # type: ignore[dict-item]


def test_the_numbers_of_a_mapping_are_checked() -> None:
    with pytest.raises(ValueError, match=mentioning("timing 'queue'", 0, "31,536,000,000", -1)):
        parse_option(Timing, "timing", {"queue": -1})


# Other options


@pytest.mark.parametrize("value", [True, False])
def test_a_flag_is_true_or_false(value: bool) -> None:
    assert parse_flag("strict", value) is value


@pytest.mark.parametrize("value", [1, 0, None, "yes", []])
def test_other_values_are_not_a_flag(value: object) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(f'strict is True or False, not {value!r}')}$"):
        parse_flag("strict", value)


@pytest.mark.parametrize("value", [None, 0, -7, 10**30, "", "seed"])
def test_a_seed_is_a_whole_number_a_string_or_nothing(value: int | str | None) -> None:
    assert parse_seed(value) == value


@pytest.mark.parametrize("value", [True, 1.0, b"seed", [1]])
def test_other_values_are_not_a_seed(value: object) -> None:
    words = f"seed is a whole number or a string, not {value!r}"
    with pytest.raises(TypeError, match=f"^{re.escape(words)}$"):
        parse_seed(value)


# What values are


@pytest.mark.parametrize(
    ("value", "number", "whole", "score"),
    [
        (0, True, True, True),
        (100, True, True, True),
        (101, True, True, False),
        (-1, True, True, False),
        (50.0, True, False, False),
        (math.nan, True, False, False),
        (True, False, False, False),
        ("50", False, False, False),
        (None, False, False, False),
    ],
)
def test_values_are_distinguished_by_type(value: object, number: bool, whole: bool, score: bool) -> None:
    assert (is_number(value), is_whole(value), is_score(value)) == (number, whole, score)


# What there is instead


def test_closest_name_is_suggested_before_all_names() -> None:
    assert (
        did_you_mean("speker", ["speakers", "domains"])
        == "; did you mean 'speakers'? There is domains, speakers."
    )


def test_all_names_are_listed_if_none_is_close() -> None:
    assert did_you_mean("xyz", ["speakers", "domains"]) == ". There is domains, speakers."


# Moto's configuration


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (["core"], "config must be a dict such as {'core': {...}}, got ['core']"),
        ({"core": None}, "config section 'core' must be a dict, got None"),
    ],
)
def test_a_configuration_that_is_not_a_dict_of_dicts_is_refused(config: Any, message: str) -> None:
    with pytest.raises(TypeError) as error:
        Options(config=config)
    assert str(error.value) == message


def test_a_configuration_is_kept_as_it_is() -> None:
    config = {"core": {"service_whitelist": ["s3"]}}
    assert Options(config=config).config is config

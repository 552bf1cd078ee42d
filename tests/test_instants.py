"""Instants, and their conversions."""

import datetime as dt
import importlib.util
from pathlib import Path

import freezegun
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_voiceid import instants
from mock_voiceid.instants import SECOND, datetime_of, epoch_seconds_of, instant_of, iso_of, microseconds_of

UTC = dt.timezone.utc
NINE = 1_767_603_600 * SECOND  # 2026-01-05T09:00:00Z
WITHOUT_ZONE = dt.datetime(2026, 1, 5, 9)  # noqa: DTZ001
INSTANTS = st.integers(instant_of("0001-01-01"), instant_of("9999-12-31T23:59:59.999999Z"))


@given(INSTANTS)
def test_instant_survives_a_round_trip_through_a_datetime(instant: int) -> None:
    assert instant_of(datetime_of(instant)) == instant


@given(INSTANTS)
def test_instant_survives_a_round_trip_through_text(instant: int) -> None:
    assert instant_of(iso_of(instant)) == instant


@given(st.timedeltas())
def test_timedelta_is_converted_to_the_microsecond(duration: dt.timedelta) -> None:
    assert dt.timedelta(microseconds=microseconds_of(duration)) == duration


@given(st.integers(-(10**12), 10**12))
def test_whole_seconds_are_converted_exactly(seconds: int) -> None:
    assert microseconds_of(seconds) == seconds * SECOND


@pytest.mark.parametrize(
    "when",
    [
        "2026-01-05T09:00:00Z",
        "2026-01-05T09:00:00z",
        "2026-01-05T09:00:00",
        "2026-01-05 09:00",
        "2026-01-05T10:30:00+01:30",
        "2026-01-05T09:00:00.000000+00:00",
        WITHOUT_ZONE,
        dt.datetime(2026, 1, 5, 9, tzinfo=UTC),
        dt.datetime(2026, 1, 5, 4, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
    ],
)
def test_an_instant_has_many_spellings(when: dt.datetime | str) -> None:
    assert instant_of(when) == NINE


def test_date_is_midnight_in_utc() -> None:
    assert iso_of(instant_of("2026-01-05")) == "2026-01-05T00:00:00Z"


def test_frozen_datetime_is_accepted() -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00Z"):
        assert instant_of(dt.datetime.now(UTC)) == NINE
        assert instant_of("2026-01-05T09:00:00Z") == NINE


@pytest.mark.parametrize(
    ("fraction", "microseconds"),
    [(".5", 500_000), (".25", 250_000), (",125", 125_000), (".1234", 123_400), (".1234567", 123_456)],
)
@pytest.mark.parametrize("zone", ["", "Z", "+00:00"])
def test_fractions_of_a_second_have_any_number_of_digits(fraction: str, microseconds: int, zone: str) -> None:
    assert instant_of(f"2026-01-05T09:00:00{fraction}{zone}") == NINE + microseconds


@pytest.mark.parametrize("text", ["", "Z", "soon", "2026-13-01", "2026-01-05T25:00:00Z"])
def test_invalid_text_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="is not an instant") as refusal:
        instant_of(text)
    assert (
        str(refusal.value)
        == f"{text!r} is not an instant: write ISO 8601, such as '2026-01-05T09:00:00Z' or '2026-01-05'"
    )


@pytest.mark.parametrize("value", [None, 1_767_603_600, 1.5, dt.date(2026, 1, 5), b"2026-01-05"])
def test_other_types_are_rejected(value: object) -> None:
    with pytest.raises(TypeError) as refusal:
        instant_of(value)  # type: ignore[arg-type]
    assert (
        str(refusal.value)
        == f"an instant must be a datetime or ISO 8601 text such as '2026-01-05T09:00:00Z', got {value!r}"
    )


def test_seconds_are_rounded_to_the_microsecond() -> None:
    assert microseconds_of(0.1) == 100_000
    assert microseconds_of(1.0000004) == 1_000_000
    assert microseconds_of(1.0000006) == 1_000_001
    assert microseconds_of(-2.5) == -2_500_000


def test_instant_converts_to_seconds_since_the_epoch() -> None:
    assert epoch_seconds_of(NINE + 250_000) == 1_767_603_600.25


def test_iso_text_is_in_utc_with_microseconds() -> None:
    assert iso_of(NINE) == "2026-01-05T09:00:00Z"
    assert iso_of(NINE + 1) == "2026-01-05T09:00:00.000001Z"
    assert datetime_of(NINE) == dt.datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_import_in_frozen_time_creates_plain_datetimes() -> None:
    spec = importlib.util.spec_from_file_location("instants_of_frozen_time", Path(instants.__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    plain = {"datetime": dt.datetime}  # in a dict, so that freezegun does not replace it
    with freezegun.freeze_time("2026-01-05T09:00:00Z"):
        spec.loader.exec_module(module)
        assert type(module.datetime_of(NINE)) is plain["datetime"]
        assert module.instant_of(dt.datetime.now(UTC)) == NINE

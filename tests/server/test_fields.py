"""Fields are derived from the functions that the requests call."""

import datetime as dt

import pytest

from mock_voiceid.server.endpoints import ENDPOINTS, Endpoint
from mock_voiceid.server.fields import BadInput, Field, arguments_of, fields_of, summary_of


def test_fields_have_the_functions_names_types_and_descriptions() -> None:
    def order(self: object, name: str, times: int = 1, *, seconds: float | None = None) -> None:
        """Order something,
        and wait.

        More about it.

        Args:
            name: what is ordered,
                by its name.
            times: how often; None for once.
            seconds: how long: a number.

        Raises:
            ValueError: not so.
        """

    assert fields_of(order) == (
        Field("name", "string", "what is ordered, by its name.", required=True),
        Field("times", "integer", "how often; null for once.", required=False),
        Field("seconds", "number", "how long: a number.", required=False),
    )
    assert summary_of(order) == "Order something, and wait."


def test_a_function_without_a_docstring_has_fields_without_descriptions() -> None:
    def order(self: object, at: dt.datetime | str, few: dict[str, int], one: bool) -> None: ...

    assert [(field.kind, field.description) for field in fields_of(order)] == [
        ("string", ""),
        ("object", ""),
        ("boolean", ""),
    ]
    assert summary_of(order) == ""


def test_a_parameter_that_json_cannot_carry_is_refused() -> None:
    def order(self: object, at: dt.datetime) -> None: ...

    with pytest.raises(TypeError, match=r"^at of .*order has no type in JSON: <class 'datetime.datetime'>"):
        fields_of(order)


def test_a_long_value_is_not_repeated_whole() -> None:
    field = Field("title", "string", "a title.", required=True)
    with pytest.raises(BadInput, match=r"^title must be a string, got \[0, 0, .{1,80}\.\.\.: a title\.$"):
        arguments_of((field,), {"title": [0] * 1_000})


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_every_request_and_field_is_described(endpoint: Endpoint) -> None:
    assert endpoint.summary != ""
    assert [field.name for field in endpoint.fields if not field.description] == []

"""Values by the service model: the smallest, the largest, and those that break one constraint."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from mock_voiceid.sdk.description import shape

MARKER = "Marker"
"""Part of all text in samples, so that it is found where it must not appear."""


@dataclass(frozen=True)
class Recipe:
    """How to generate text that matches a pattern: a prefix, markers, and a suffix.

    Args:
        before: what it begins with.
        after: what it ends with.
        least: how many characters of markers there are at least.
        most: how many at most.
        near_misses: text that narrowly fails the pattern, each for a different reason.
        near_hits: text that is just taken.
    """

    before: str = ""
    after: str = ""
    least: int = 0
    most: int = 10_000
    near_misses: tuple[str, ...] = ()
    near_hits: tuple[str, ...] = ()

    def text(self, length: int) -> str:
        """Return text as close to a length as the pattern allows."""
        fillers = min(max(length - len(self.before) - len(self.after), self.least), self.most)
        return self.before + (MARKER * (fillers // len(MARKER) + 1))[:fillers] + self.after


_ID = "D" * 22
_UNICODE_MISSES = ("a!", "a\n", "\ta", "e\u0301", "😀", "a☃", "a\u200b", 'a"', "a,b")
_UNICODE_HITS = ("é日ß٣½", "a b\u3000c\u2028d", "_.:/=+-@", "𐐷")

RECIPES: Mapping[str, Recipe] = {
    r"^[a-zA-Z0-9]{22}$": Recipe(
        least=22,
        most=22,
        near_misses=("D" * 21 + "-", "D" * 21 + "é", "D" * 21 + "\n", "٣" * 22),
        near_hits=("aZ09" + "D" * 18,),
    ),
    r"^id#[a-zA-Z0-9]{22}$": Recipe(
        "id#",
        least=22,
        most=22,
        near_misses=("ID#" + _ID, "id-" + _ID, _ID + "id#", "id#" + "D" * 21 + "_", "id#" + "D" * 21 + "\n"),
        near_hits=("id#aZ09" + "D" * 18,),
    ),
    r"^(id#[a-zA-Z0-9]{22}|[a-zA-Z0-9][a-zA-Z0-9_-]*)$": Recipe(
        near_misses=("id#" + "D" * 21, "id#" + "D" * 23, "id#", "-a", "_a", "a b", "a.b", "é", "a\n"),
        near_hits=("id#" + _ID, "id", "9", "a-_", "id-"),
    ),
    r"^[a-zA-Z0-9][a-zA-Z0-9_-]*$": Recipe(
        near_misses=("-a", "_a", "a b", "a.b", "a#", "é", "a\n"), near_hits=("a", "9", "a-_", "Z0--")
    ),
    r"^[a-zA-Z0-9-_]+$": Recipe(near_misses=("a b", "a.", "é", "a\n"), near_hits=("-", "_", "--a9")),
    r"^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$": Recipe(
        near_misses=_UNICODE_MISSES, near_hits=("100%", *_UNICODE_HITS)
    ),
    r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$": Recipe(
        near_misses=("100%", *_UNICODE_MISSES), near_hits=_UNICODE_HITS
    ),
    r"^\p{ASCII}{0,8192}$": Recipe(near_misses=("é", "a\x80"), near_hits=("", "\x00", "\x7f~", "a\n")),
    r"^s3://[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9](/.*)?$": Recipe(
        "s3://recordings/",
        near_misses=(
            "",
            "s3://re",
            "s3:/recordings/a",
            "S3://recordings/a",
            "s3://Recordings/a",
            "s3://-recordings/a",
            "s3://recordings-/a",
            f"s3://{'r' * 64}/a",
            "s3://recordings?a",
            "s3://recordings/a\n",
            " s3://recordings/a",
        ),
        near_hits=("s3://rec", f"s3://{'r' * 63}", "s3://recordings/", "s3://re.c-9/é ☃//"),
    ),
    r"^arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+$": Recipe(
        "arn:aws:iam::123456789012:role/",
        least=1,
        near_misses=(
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::12345678901:role/reader",
            "arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/reader",
            "arn:aws:iam::123456789012:user/reader",
            "arn:aws:iam:us-east-1:123456789012:role/reader",
            "arn:aws-:iam::123456789012:role/reader",
            "arn:awscn:iam::123456789012:role/reader",
            "arn:aws:iam::123456789012:role/reader\n",
        ),
        near_hits=("arn:aws-cn:iam::123456789012:role/a/b", "arn:aws:iam::000000000000:role/é ☃"),
    ),
    r"^arn:aws(-[^:]+)?:voiceid.+:[0-9]{12}:domain/[a-zA-Z0-9]{22}$": Recipe(
        "arn:aws:voiceid:",
        f":123456789012:domain/{_ID}",
        near_misses=(
            f"arn:aws:voiceid:123456789012:domain/{_ID}",
            f"arn:aws:voiceid:us-east-1:12345678901:domain/{_ID}",
            f"arn:aws:voiceid:us-east-1:123456789012:domain/{'D' * 21}",
            f"arn:aws:voiceid:us-east-1:123456789012:domain/{'D' * 23}",
            f"arn:aws:voiceid:us-east-1:123456789012:speaker/{_ID}",
            f"arn:aws:connect:us-east-1:123456789012:domain/{_ID}",
            f"arn:aws-:voiceid:us-east-1:123456789012:domain/{_ID}",
            f"arn:aws:voiceid:us-east-1:123456789012:domain/{_ID}\n",
        ),
        near_hits=(
            f"arn:aws-us-gov:voiceid:us-gov-west-1:123456789012:domain/{_ID}",
            f"arn:aws:voiceid::123456789012:domain/{_ID}",
        ),
    ),
}
"""How to generate text for each pattern of the model."""

_ANYTHING = Recipe()


def recipe(shape_name: str) -> Recipe:
    """Return the recipe for text of a shape."""
    return RECIPES[shape(shape_name)["pattern"]] if "pattern" in shape(shape_name) else _ANYTHING


def smallest(shape_name: str) -> Any:
    """Return the smallest value of a shape, with required members only."""
    return _made(shape_name, lambda one: one.get("min", 0), lambda one: one.get("min", 0), whole=False)


def largest(shape_name: str) -> Any:
    """Return the largest value of a shape, with all members."""
    return _made(shape_name, lambda one: one.get("max", 100), lambda one: one.get("max", 2), whole=True)


def full(shape_name: str) -> Any:
    """Return a value of a shape with all members, of ordinary sizes, and two items per list if allowed."""
    return _made(
        shape_name,
        lambda one: min(max(12, one.get("min", 0)), one.get("max", 12)),
        lambda one: min(2, one.get("max", 2)),
        whole=True,
    )


Size = Callable[[Mapping[str, Any]], int]


def _made(shape_name: str, size: Size, items: Size, *, whole: bool) -> Any:
    description = shape(shape_name)
    match description["type"]:
        case "structure":
            required = description.get("required", ())
            return {
                name: _made(member["shape"], size, items, whole=whole)
                for name, member in description["members"].items()
                if whole or name in required
            }
        case "list":
            item = _made(description["member"]["shape"], size, items, whole=whole)
            return several(item, items(description))
        case "integer":
            return size(description)
        case "boolean":
            return True
        case "timestamp":
            return 1_767_603_600.123456
    return description["enum"][-1] if "enum" in description else recipe(shape_name).text(size(description))


def several(item: Any, count: int) -> list[Any]:
    """Return a list of similar items; keys of tags differ, as required."""
    return [item] if count == 1 else [_numbered(item, number) for number in range(count)]


def _numbered(item: Any, number: int) -> Any:
    if isinstance(item, dict):
        return {**item, "Key": _numbered(item["Key"], number)} if "Key" in item else copy.deepcopy(item)
    return item.removesuffix(item[-len(str(number)) :]) + str(number) if MARKER in item else item


@dataclass(frozen=True)
class Place:
    """A place in a value.

    Args:
        steps: the members and positions that lead there.
        shape_name: what is to be there.
        required: whether something has to be there.
    """

    steps: tuple[str | int, ...]
    shape_name: str
    required: bool

    @property
    def of_input(self) -> str:
        """The path in AWS's notation for violations."""
        return ".".join(
            f"{step + 1}.member" if isinstance(step, int) else step[0].lower() + step[1:]
            for step in self.steps
        )

    @property
    def of_output(self) -> str:
        """The path in the notation of the checker of responses."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps)[1:]

    def put(self, whole: Any, value: Any) -> Any:
        """Return a copy of a value with another one at this place."""
        changed = copy.deepcopy(whole)
        self._container(changed)[self.steps[-1]] = value
        return changed

    def drop(self, whole: Any) -> Any:
        """Return a copy of a value without this place."""
        changed = copy.deepcopy(whole)
        del self._container(changed)[self.steps[-1]]
        return changed

    def _container(self, whole: Any) -> Any:
        for step in self.steps[:-1]:
            whole = whole[step]
        return whole


def places(shape_name: str, value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Yield the places in a value; only the last item of a list."""
    description = shape(shape_name)
    if description["type"] == "structure":
        for name, given in value.items():
            here, part = (*steps, name), description["members"][name]["shape"]
            yield Place(here, part, name in description.get("required", ()))
            yield from places(part, given, here)
    elif description["type"] == "list" and value:
        here, part = (*steps, len(value) - 1), description["member"]["shape"]
        yield Place(here, part, required=True)
        yield from places(part, value[-1], here)


def breaks(shape_name: str) -> Iterator[tuple[str, Any]]:
    """Yield the name of each constraint of a shape, with a value that violates it."""
    description = shape(shape_name)
    yield from _WRONG_TYPES[description["type"]]
    yield from _out_of_bounds(shape_name)
    if "pattern" in description:
        yield "pattern", f"{MARKER}☃".ljust(description.get("min", 0), "☃")
    if "enum" in description:
        yield "enum", MARKER
        yield "enum in small letters", description["enum"][0].lower()
        yield "enum, nothing", ""


def _out_of_bounds(shape_name: str) -> Iterator[tuple[str, Any]]:
    description = shape(shape_name)
    least, most = description.get("min"), description.get("max")
    match description["type"]:
        case "string":
            made: Callable[[int], Any] = recipe(shape_name).text
            # If the pattern does not allow this length either, both are violated.
            if least:
                yield "min", made(least)[: least - 1]
            if most is not None:
                yield "max", made(most + 1).ljust(most + 1, MARKER[-1])
        case "list":
            item = full(description["member"]["shape"])
            if least:
                yield "min", several(item, least - 1)
            if most is not None:
                yield "max", several(item, most + 1)
        case "integer":
            if least is not None:
                yield "min", least - 1
            if most is not None:
                yield "max", most + 1


_WRONG_TYPES: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "string": (
        ("type, number", 5),
        ("type, boolean", False),
        ("type, list", [MARKER]),
        ("type, structure", {MARKER: MARKER}),
    ),
    "integer": (
        ("type, string", "5"),
        ("type, fraction", 5.5),
        ("type, boolean", True),
        ("type, list", [5]),
        ("type, structure", {}),
    ),
    "list": (("type, string", MARKER), ("type, structure", {MARKER: MARKER}), ("type, number", 0)),
    "structure": (("type, string", MARKER), ("type, list", [MARKER]), ("type, boolean", False)),
    "boolean": (("type, string", "true"), ("type, number", 1)),
    "timestamp": (
        ("type, string", "2026-01-05T09:00:00Z"),
        ("type, boolean", True),
        ("type, milliseconds", 1_767_603_600_000),
        ("type, before 1970", -1),
    ),
}


@cache
def is_sensitive(shape_name: str) -> bool:
    """Return whether the model marks the shape, or anything in it, as sensitive."""
    description = shape(shape_name)
    parts = [*description.get("members", {}).values(), description.get("member", {"shape": None})]
    return bool(description.get("sensitive")) or any(
        is_sensitive(part["shape"]) for part in parts if part["shape"]
    )


@cache
def matches(pattern: str, text: str) -> bool:
    """Return whether the whole text matches a pattern."""
    return bool(regex.fullmatch(pattern, text))

"""The options of `mock_voiceid`, checked where they are given."""

import dataclasses
import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard, TypeVar, cast

from ..internals.freezers import FREEZERS, is_installed

DAY = 86_400
"""Seconds of a day."""

LONGEST = 1_000 * 365 * DAY
"""How long anything may take, in seconds: a thousand years."""


class _Checked:
    """A set of named numbers, each checked whenever it is set."""

    def __setattr__(self, name: str, value: Any) -> None:
        names = cast(Any, self).__dataclass_fields__
        if name not in names:
            raise AttributeError(f"{type(self).__name__} has no {name!r}{did_you_mean(name, names)}")
        self._check(name, value)
        super().__setattr__(name, value)

    def _check(self, name: str, value: Any) -> None:
        raise NotImplementedError  # pragma: no cover - each kind of option says what it takes


@dataclasses.dataclass
class Timing(_Checked):
    """How long things take, in seconds of simulated time.

    Attributes:
        queue: from a job's submission to its start.
        per_request: for each request of a job.
        reencryption: an attempt to encrypt a domain with another KMS key (D9).
        domain_deletion: from DeleteDomain to the end of the domain and all in it (D5).
        speaker_expiry: from a speaker's last use to `EXPIRED` (S5): three years.
        streaming: from a session's start to its first audio, which comes right after it (E2).
    """

    queue: float = 5
    per_request: float = 1
    reencryption: float = 60
    domain_deletion: float = 30 * DAY
    speaker_expiry: float = 3 * 365 * DAY
    streaming: float = 0

    def _check(self, name: str, value: Any) -> None:
        if not is_number(value) or not 0 <= value <= LONGEST:
            raise ValueError(
                f"timing {name!r} is a number of seconds, 0 to {LONGEST:,} (1,000 years), not {value!r}"
            )


@dataclasses.dataclass
class Quotas(_Checked):
    """How much the service allows.

    Attributes:
        domains: active domains an account, over all its regions (D2).
        active_jobs: jobs of one kind that have not ended, a domain (J2).
        speakers: speakers a domain (S6).
        speakers_per_job: requests of an enrollment job (J6).
        fraudsters_per_job: requests of a registration job (J6).
        watchlists: watchlists a domain, the default one included (W2).
        fraudsters_per_watchlist: fraudsters a watchlist (W5).
        sessions: sessions that stream at the same time, a domain (E1).
    """

    domains: int = 3
    active_jobs: int = 1
    speakers: int = 100_000
    speakers_per_job: int = 10_000
    fraudsters_per_job: int = 500
    watchlists: int = 3
    fraudsters_per_watchlist: int = 500
    sessions: int = 50

    def _check(self, name: str, value: Any) -> None:
        if not is_whole(value) or value < 0:
            raise ValueError(f"quota {name!r} is a whole number, 0 or more, not {value!r}")


_Option = TypeVar("_Option", Timing, Quotas)


def parse_option(kind: type[_Option], name: str, value: _Option | Mapping[str, Any] | None) -> _Option:
    """Return the `Timing` or `Quotas` that an option gives: one, a mapping, or None for the defaults.

    Raises:
        TypeError: the option is something else, or names what is not there.
        ValueError: one of its numbers is out of range.
    """
    if value is None:
        return kind()
    if isinstance(value, kind):
        return dataclasses.replace(value)
    if not isinstance(value, Mapping):
        raise TypeError(
            f"{name} takes a {kind.__name__} or a mapping such as {_example(kind)}, not {value!r}"
        )
    names = [field.name for field in dataclasses.fields(kind)]
    for given in value:
        if given not in names:
            raise TypeError(f"{name} has no {given!r}{did_you_mean(str(given), names)}")
    return kind(**value)


def parse_flag(name: str, value: object) -> bool:
    """Return an option that is on or off.

    Raises:
        TypeError: it is neither True nor False.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name} is True or False, not {value!r}")
    return value


def parse_seed(value: object) -> int | str | None:
    """Return the seed of identifiers.

    Raises:
        TypeError: it is not a whole number, a string or None.
    """
    if value is None or (isinstance(value, int | str) and not isinstance(value, bool)):
        return value
    raise TypeError(f"seed is a whole number or a string, not {value!r}")


def parse_freezer(value: object) -> str | None:
    """Return the library that is to make time stand still; None for the one that is set for the process.

    Raises:
        ModuleNotFoundError: it is not installed.
        ValueError: it is none of those that there are.
    """
    if value is None:
        return None
    if not isinstance(value, str) or value not in FREEZERS:
        raise ValueError(f"freezer is {' or '.join(map(repr, FREEZERS))}, not {value!r}")
    if not is_installed(value):
        raise ModuleNotFoundError(
            f"freezer {value!r} is not installed: pip install 'mock-voiceid[{value}]'", name=FREEZERS[value]
        )
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


def _example(kind: type[Timing] | type[Quotas]) -> str:
    first = dataclasses.fields(kind)[0]
    return repr({first.name: first.default})

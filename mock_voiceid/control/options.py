"""The options of `mock_voiceid`: each is declared once, in `Options`, and checked when it is given."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, TypeVar, cast

from ..instants import datetime_of, instant_of
from ..internals.freezers import FREEZERS, is_installed
from .checks import check_active, did_you_mean, is_number, is_whole, parse_flag

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
        check_active("_over" in vars(self))
        self._check(name, value)
        super().__setattr__(name, value)

    def _end(self) -> None:
        """Refuse all changes from now on: the mock has ended."""
        vars(self)["_over"] = True

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


def _example(kind: type[Timing] | type[Quotas]) -> str:
    first = dataclasses.fields(kind)[0]
    return repr({first.name: first.default})


def _parse_start(value: object) -> dt.datetime | None:
    return None if value is None else datetime_of(instant_of(cast(Any, value)))


def _parse_config(value: object) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TypeError(f"config must be a dict such as {{'core': {{...}}}}, got {value!r}")
    for section, values in value.items():
        if not isinstance(values, dict):
            raise TypeError(f"config section {section!r} must be a dict, got {values!r}")
    return value


def _described(parse: Callable[[Any], Any], doc: str, *, live: bool = False) -> Mapping[str, Any]:
    """Return what is to be known of an option.

    Args:
        parse: returns the value that is kept, or raises TypeError or ValueError.
        doc: what it says, for users.
        live: whether it may be changed on the handle while the mock is active.
    """
    return {"parse": parse, "doc": doc, "live": live}


@dataclasses.dataclass(kw_only=True, eq=False)
class Options:
    """The options of a mock."""

    start: dt.datetime | str | None = dataclasses.field(
        default=None,
        metadata=_described(
            _parse_start, "the instant at which the clock is frozen at first; None for a clock that runs."
        ),
    )
    timing: Timing | Mapping[str, float] | None = dataclasses.field(
        default=None,
        metadata=_described(
            partial(parse_option, Timing, "timing"),
            "how long things take: a `Timing`, or a mapping of its names to seconds.",
            live=True,
        ),
    )
    quotas: Quotas | Mapping[str, int] | None = dataclasses.field(
        default=None,
        metadata=_described(
            partial(parse_option, Quotas, "quotas"),
            "how much the service allows: a `Quotas`, or a mapping of its names to numbers.",
            live=True,
        ),
    )
    strict: bool = dataclasses.field(
        default=False,
        metadata=_described(
            partial(parse_flag, "strict"),
            "whether audio that is not a WAV file, and roles and KMS keys that the mocks do not know, "
            "are refused.",
            live=True,
        ),
    )
    throttle: bool = dataclasses.field(
        default=False,
        metadata=_described(
            partial(parse_flag, "throttle"),
            "whether calls are throttled as the service did, by simulated time (A2).",
            live=True,
        ),
    )
    compliance_consent: bool = dataclasses.field(
        default=True,
        metadata=_described(
            partial(parse_flag, "compliance_consent"),
            "whether the account has accepted the biometric consent (D4).",
            live=True,
        ),
    )
    freezer: Literal["freezegun", "time-machine"] | None = dataclasses.field(
        default=None,
        metadata=_described(
            parse_freezer,
            "the library that freezes time; None for pytest's setting `voiceid_freezer`, or freezegun.",
        ),
    )
    seed: int | str | None = dataclasses.field(
        default=None, metadata=_described(parse_seed, "makes ids repeat from run to run.")
    )
    config: Mapping[str, Any] | None = dataclasses.field(
        default=None, metadata=_described(_parse_config, "Moto's own configuration.")
    )
    fresh: bool = dataclasses.field(
        default=False,
        metadata=_described(
            partial(parse_flag, "fresh"),
            "whether a mock inside another one starts without its state, which is restored at the end.",
        ),
    )

    def __post_init__(self) -> None:
        """Check each option, and keep what it means."""
        self.given = tuple(
            field.name for field in FIELDS.values() if getattr(self, field.name) != field.default
        )
        for field in FIELDS.values():
            setattr(self, field.name, field.metadata["parse"](getattr(self, field.name)))


FIELDS: Mapping[str, "dataclasses.Field[Any]"] = {field.name: field for field in dataclasses.fields(Options)}
"""The options by name."""

LIVE_OPTIONS: Mapping[str, Callable[[Any], Any]] = {
    name: field.metadata["parse"] for name, field in FIELDS.items() if field.metadata["live"]
}
"""What checks each option that may be changed on the handle."""


def described_options() -> str:
    """Return the options as the `Args:` of a docstring."""
    lines = (f"    {name}: {field.metadata['doc']}" for name, field in FIELDS.items())
    return "\n".join(["Args:", *lines])

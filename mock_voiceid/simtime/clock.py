"""Simulated time: what `datetime.now` tells, stopped and moved on, and what is due on the way happens."""

import datetime as dt
import numbers
import threading
from collections.abc import Callable, Iterable
from typing import Any

from ..instants import SECOND, Instant, datetime_of, instant_of, iso_of, microseconds_of
from ..internals import freezing
from ..internals.freezers import Freeze, freeze
from .agenda import Agenda, Entry

_LAST = instant_of("9999-12-31T23:59:59.999999Z")
_SECONDS_IN = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
_MOST = 1_000_000_000_000  # of any unit: more than the calendar has
_HOW_TO_TICK = (
    "write tick(30) for 30 seconds, tick(minutes=10), tick(hours=1, minutes=5) or tick(timedelta(days=1))"
)


class Clock:
    """The clock of a mock. It keeps no time of its own: it follows `datetime.now`, and can stop and move it.

    While time runs, or is frozen or moved by freezegun or time-machine, the clock tells that time. `freeze`,
    `tick`, `move_to` and `run_until_idle` make it stand still, for the whole process, and move it on; time
    that the user has frozen already is moved where it is, so that its owner and the clock agree.

    What the mock does by itself happens at its own instant: time stands at that instant while it happens.
    Where that raises an exception, it comes out of the call that moved time, time stays at that instant, and
    the next call goes on with what is due after it.

    Attributes:
        lock: held while something happens; all clocks have the same, as there is one time. A thread that
            answers a request holds it too, so that nothing happens in between; it may be taken again by the
            thread that has it.
    """

    lock = threading.RLock()

    def __init__(self, agendas: Callable[[], Iterable[Agenda]], freezer: str | None = None) -> None:
        """Make a clock.

        Args:
            agendas: returns the agendas that it is over; it is asked anew each time.
            freezer: the library that makes time stand still: `freezegun` or `time-machine`; None for the one
                that is set for the process.
        """
        self._agendas = agendas
        self._freezer = freezer
        self._freezes: list[Freeze] = []
        self._settling = False
        self._ended = False
        self._request = _Request(self)
        self._when_frozen: Callable[[], None] | None = None

    def now(self) -> dt.datetime:
        """Return the present of simulated time, an aware datetime in UTC."""
        self._tell_when_frozen()
        return datetime_of(freezing.instant())

    def instant(self) -> Instant:
        """Return the present of simulated time in microseconds since 1970-01-01T00:00:00Z."""
        return freezing.instant()

    @property
    def frozen(self) -> bool:
        """Whether time stands still, be it by this clock or by the user's freezegun or time-machine."""
        self._tell_when_frozen()
        return freezing.is_frozen()

    def freeze(self, at: dt.datetime | str | None = None) -> None:
        """Freeze time: now, or at a later instant. Scheduled actions on the way run at their own instants.

        Args:
            at: a datetime or an ISO 8601 string such as `2026-01-05T09:00:00Z`, in UTC if it names no time
                zone; None for now.

        Raises:
            TypeError: `at` is neither a datetime nor a string.
            ValueError: `at` is earlier than now, or is not ISO 8601.
        """
        target = None if at is None else instant_of(at)
        with self.lock:
            now = freezing.instant()
            if target is not None and target < now:
                raise ValueError(
                    f"{_goes_back(now, 'freeze', target)}. To begin there, write "
                    f"mock_voiceid(start={iso_of(target)!r}); to freeze time where it is, write freeze()"
                )
            self._go_on(now, now if target is None else target)

    def tick(
        self,
        seconds: float | dt.timedelta | None = None,
        *,
        minutes: float | None = None,
        hours: float | None = None,
        days: float | None = None,
    ) -> None:
        """Advance time by the sum of the arguments. Scheduled actions on the way run at their own instants.

        Time that runs is frozen first.

        Args:
            seconds: a number of seconds, or a timedelta.
            minutes: a number of minutes.
            hours: a number of hours.
            days: a number of days.

        Raises:
            TypeError: nothing is given, or something that is not a number.
            ValueError: the sum is negative, or something is not finite or leads beyond the year 9999.
        """
        distance = _distance({"seconds": seconds, "minutes": minutes, "hours": hours, "days": days})
        with self.lock:
            now = freezing.instant()
            self._go_on(now, now + distance)

    def move_to(self, instant: dt.datetime | str) -> None:
        """Advance time to an instant. Scheduled actions on the way run at their own instants.

        Time that runs is frozen first.

        Args:
            instant: a datetime or an ISO 8601 string such as `2026-01-05T09:00:00Z`, in UTC if it names no
                time zone.

        Raises:
            TypeError: `instant` is neither a datetime nor a string.
            ValueError: it is earlier than now, or is not ISO 8601.
        """
        target = instant_of(instant)
        with self.lock:
            now = freezing.instant()
            if target < now:
                raise ValueError(_goes_back(now, "move_to", target))
            self._go_on(now, target)

    def run_until_idle(self) -> None:
        """Move time on to the last thing due, what is put down meanwhile included; with nothing due it stays.

        Time that runs is frozen first.
        """
        with self.lock:
            now = freezing.instant()
            self._go_on(now, now)
            while not self._settling and (entry := self._first()) is not None and entry.instant <= _LAST:
                self._go_on(freezing.instant(), entry.instant)

    def next_due(self) -> dt.datetime | None:
        """Return when the next thing is due, an aware datetime in UTC, or None when nothing is.

        What is due after the year 9999 never happens, and shows with the last instant of that year.
        """
        entry = self._first()
        return None if entry is None else datetime_of(min(entry.instant, _LAST))

    def request(self) -> "_Request":
        """Return the gate of a request, for `with clock.request() as instant:`.

        In the block the thread holds the lock, and everything scheduled up to `instant`, which is now, has
        run. The thread that is in it may enter it again.
        """
        return self._request

    def settle(self) -> None:
        """Make everything happen that is due by now, each at its own instant; time is as it was afterwards.

        From within something that happens it does nothing.
        """
        if self._when_frozen is not None:
            self._tell_when_frozen()
        with self.lock:
            if self._settling or (entry := self._first()) is None:
                return
            now = freezing.instant()
            if entry.instant > now:
                return
            self._settling = True
            try:
                self._catch_up(entry, now)
            finally:
                self._settling = False

    def start_at(self, instant: dt.datetime | str | Instant) -> None:
        """Freeze time at any instant, also in the past, until `stop`.

        Raises:
            TypeError: `instant` is neither a datetime, a string nor an instant.
            ValueError: it is not ISO 8601.
        """
        start = instant if isinstance(instant, int) else instant_of(instant)
        with self.lock:
            self._freezes.append(freeze(start, self._freezer))
            self._tell_when_frozen()

    def stop(self) -> None:
        """Give time back as it was found: whatever this clock has frozen goes on. It may be called again."""
        with self.lock:
            while self._freezes:
                self._freezes.pop().stop()

    def end(self) -> None:
        """Stop for good: to move this clock from now on is refused, as it would move the time of others."""
        self.stop()
        self._ended = True

    @property
    def ended(self) -> bool:
        """Whether the mock that this clock belongs to is over."""
        return self._ended

    def when_frozen(self, notify: Callable[[], None] | None) -> None:
        """Have `notify` called once, when this clock finds that time stands still: now, or in a later call.

        None takes it back.
        """
        self._when_frozen = notify
        self._tell_when_frozen()

    def _tell_when_frozen(self) -> None:
        notify = self._when_frozen
        if notify is not None and freezing.is_frozen():
            self._when_frozen = None
            notify()

    def _go_on(self, now: Instant, target: Instant) -> None:
        if self._ended:
            raise RuntimeError(
                "this mock_voiceid is over, and its clock moves no more: use that of the active one, "
                "mock_voiceid.current().clock"
            )
        if target > _LAST:
            raise ValueError("simulated time ends with the year 9999: move it on by less")
        if self._settling:
            return
        if not freezing.is_frozen():
            self._freezes.append(freeze(now, self._freezer))
        self._tell_when_frozen()
        self._settling = True
        try:
            while (entry := self._first()) is not None and entry.instant <= target:
                if entry.instant < now:
                    self._catch_up(entry, now)
                else:
                    now = entry.instant
                    freezing.set_to(now)
                    entry.take()
                    entry.action(now)
            freezing.set_to(target)
        finally:
            self._settling = False

    def _catch_up(self, first: Entry, now: Instant) -> None:
        # One freeze for all of them: laid over time that runs, each would cost milliseconds.
        laid_over = freeze(first.instant, self._freezer)
        try:
            while (entry := self._first()) is not None and entry.instant <= now:
                laid_over.set_to(entry.instant)
                entry.take()
                entry.action(entry.instant)
        finally:
            laid_over.stop()

    def _first(self) -> Entry | None:
        first: Entry | None = None
        for agenda in self._agendas():
            entry = agenda.next()
            if entry is not None and (first is None or entry < first):
                first = entry
        return first


class _Request:
    """The gate that a clock hands out. It has no state of its own, so one serves all requests."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __enter__(self) -> Instant:
        Clock.lock.acquire()
        try:
            self._clock.settle()
            return freezing.instant()
        except BaseException:
            Clock.lock.release()
            raise

    def __exit__(self, *_: object) -> None:
        Clock.lock.release()


def _goes_back(now: Instant, call: str, target: Instant) -> str:
    return f"simulated time does not go back: it is {iso_of(now)}, and {call} was given {iso_of(target)}"


def _distance(given: dict[str, Any]) -> int:
    parts = [_part(unit, amount) for unit, amount in given.items() if amount is not None]
    if not parts:
        raise TypeError(f"tick needs to know how far: {_HOW_TO_TICK}")
    distance = sum(parts)
    if distance < 0:
        raise ValueError(f"simulated time does not go back: tick was given {distance / SECOND} seconds")
    return distance


def _part(unit: str, amount: Any) -> int:
    if unit == "seconds" and isinstance(amount, dt.timedelta):
        return microseconds_of(amount)
    if isinstance(amount, bool) or not isinstance(amount, numbers.Real):
        raise TypeError(f"tick takes numbers, not {unit}={amount!r}: {_HOW_TO_TICK}")
    number = int(amount) if isinstance(amount, numbers.Integral) else float(amount)
    if not abs(number) <= _MOST:  # so nan is refused too
        raise ValueError(f"tick cannot move time by {unit}={amount!r}: {_HOW_TO_TICK}")
    return microseconds_of(number * _SECONDS_IN[unit])

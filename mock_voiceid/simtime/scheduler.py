"""The scheduler: it knows who takes part and who waits until when, and moves time when all are at rest."""

import datetime as dt
import threading
import weakref
from typing import Any

from ..instants import microseconds_of
from ..internals import freezing, threads
from ..internals.early import Real
from .monotonic import Monotonic
from .participants import GRACE, Participant, Wait, before, is_watchdog

GRACE_OF_STRANGERS = 0.004
"""Seconds for which threads that do not take part have to be quiet before time jumps."""
PATIENCE = 1.0
"""Real seconds for which nothing has to happen before time goes on by itself, or the scheduler speaks up."""
LONGEST = 200 * 366 * 86_400
"""Seconds; who waits longer waits for no instant."""

_OWN = (
    "mock_voiceid.simtime",
    "mock_voiceid.internals",
    "threading",
    "queue",
    "concurrent.futures",
    "selectors",
)
_YIELDS = 200
_LOOK_INTERVAL = 0.001


class Scheduler:
    """Everybody who waits under the clocks of the mocks that are active, and the decision to move time.

    Attributes:
        monotonic: the monotonic clock.
        clocks: the clocks that were started, of which the last moves time.
        is_strict: whether it raises an error where nothing can happen any more, instead of a warning.
    """

    def __init__(self) -> None:
        self.monotonic = Monotonic()
        self.clocks: list[Any] = []
        self.is_strict = False
        self.has_ended = False
        self.ended_at = 0
        self.participants: set[Participant] = set()
        self.alarms: list[Wait] = []
        self.outside_work = 0
        self._queued: weakref.WeakKeyDictionary[Any, list[int]] = weakref.WeakKeyDictionary()
        self._by_ident: dict[int, Participant] = {}
        self._lock = threading.RLock()
        self._moving: int | None = None
        self._lookout: object = None
        self._last_act = self._last_jump = Real.monotonic()
        self._last_look = 0.0
        self._last_step: float | None = None
        self._strangers: dict[int, int | None] = {}
        self._reported = False
        self._spinning: tuple[int, float] = (0, 0.0)

    # Who takes part

    @property
    def is_frozen(self) -> bool:
        """Whether waiting is simulated now."""
        return not self.has_ended and freezing.is_frozen()

    @property
    def me(self) -> Participant | None:
        """The participant that the calling thread is."""
        return self._by_ident.get(threading.get_ident())

    def in_charge(self) -> Participant | None:
        """Return the calling thread's participant where its waiting is simulated."""
        me = self.me
        if me is None or me.outside or not self.is_frozen or self.is_at_an_instant:
            return None
        return me

    def add(self, participant: Participant) -> None:
        """Have a participant take part, before it begins."""
        with self._lock:
            self.participants.add(participant)
            self._last_act = Real.monotonic()

    def enter(self, participant: Participant) -> Participant | None:
        """Have the calling thread take part; return what it was before."""
        participant.begins_here()
        before = self.me
        self._by_ident[threading.get_ident()] = participant
        self.add(participant)
        return before

    def enter_for(self, thread: threading.Thread, participant: Participant) -> None:
        """Have another thread take part, which is there already."""
        if thread.ident is not None and thread.ident not in self._by_ident:
            participant.ident, participant.native_id = thread.ident, thread.native_id
            self._by_ident[thread.ident] = participant
            self.add(participant)

    def leave(self, participant: Participant, before: Participant | None = None) -> None:
        """Have the calling thread take part no more."""
        ident = participant.ident
        with self._lock:
            if ident is not None and self._by_ident.get(ident) is participant:
                if before is None:
                    del self._by_ident[ident]
                else:
                    self._by_ident[ident] = before
            self.participants.discard(participant)
            joiners, participant.joiners = participant.joiners, []
            self._last_act = Real.monotonic()
        for release in joiners:
            release()
        self.advance()

    def queue(self, pool: Any, number: int) -> None:
        """Note that a pool has so many more calls to begin."""
        with self._lock:
            self._queued.setdefault(pool, [0, 0])[0] += number

    def run(self, pool: Any, number: int) -> None:
        """Note that a pool runs so many more calls."""
        with self._lock:
            self._queued.setdefault(pool, [0, 0])[1] += number

    # Waiting

    def deadline_in(self, seconds: float | None) -> int | None:
        """Return the deadline of a wait of so many seconds; None where that is no instant."""
        if seconds is None or not seconds <= LONGEST:
            return None
        # What remains of a timeout by rounding is no time: the next look at the clock is past it.
        return self.monotonic.now() + microseconds_of(float(seconds))

    def rest(self, me: Participant, wait: Wait) -> None:
        """Begin a wait. Whoever calls it goes on to look whether it is due or over, until `rise`."""
        with self._lock:
            me.waits.append(wait)
            me.moved()
            self._last_act = Real.monotonic()
        self.advance()

    def rise(self, me: Participant, wait: Wait) -> None:
        """End a wait."""
        with self._lock:
            if wait in me.waits:
                me.waits.remove(wait)
            if self._lookout is wait:
                self._lookout = None
            me.moved()
            self._last_act = Real.monotonic()

    @property
    def last_act(self) -> float:
        """When somebody last did something, in real seconds."""
        act: float = self._last_act
        return act

    def keep_act(self, act: float) -> None:
        """Set when somebody last did something: to look whether one can rest is to do nothing."""
        self._last_act = act

    def is_lookout(self, wait: Wait) -> bool:
        """Return whether a waiter is the one who has to look again and again; the first who asks is."""
        if self._lookout is None:
            self._lookout = wait
        return self._lookout is wait

    def yields(self, me: Participant) -> None:
        """Note that a participant waits for no time at all. Who does nothing else is at rest now and then."""
        now = self.monotonic.now()
        count = me.yields[1] + 1 if me.yields[0] == now else 1
        me.yields = (now, count % _YIELDS)
        others = self._place_of_others(me)
        if others is None or (count < _YIELDS and others[0] > now):
            return
        wait = Wait(None, "time.sleep(0)", is_over=lambda: False, wake=lambda: None, listens=True)
        self.rest(me, wait)
        self.rise(me, wait)

    def _place_of_others(self, me: Participant) -> tuple[int, int] | None:
        with self._lock:
            waits = [one.wait for one in self.participants if one is not me]
        return min((one.place for one in waits if one is not None and one.deadline is not None), default=None)

    def turn_of(self, me: Participant) -> tuple[int, int] | None:
        """Return the place of the first of all others that wait: what comes after it is not yet due."""
        return self._place_of_others(me)

    # Moving time

    def advance(self) -> bool:
        """Move time to the earliest deadline and wake who waits for it, if everybody is at rest."""
        while not self.has_ended and freezing.is_frozen():
            with self._lock:
                if self._moving is not None:
                    return False
                wait = self._next()
                if wait is None or wait.deadline is None:
                    return False
                now = self.monotonic.now()
                if wait.deadline <= now:
                    self._wake(wait)
                    return True
                self._moving = threading.get_ident()
            if not self._move(wait.deadline - now):
                return False
        return False

    @property
    def is_at_an_instant(self) -> bool:
        """Whether the calling thread runs what is scheduled: time stands at its instant, and nobody waits."""
        return any(clock.is_settling_here for clock in self.clocks)

    def _move(self, distance: int) -> bool:
        before, me = self.monotonic.now(), self.me
        if me is not None:
            me.outside += 1
        try:
            self.clocks[-1].tick(dt.timedelta(microseconds=distance))
        finally:
            if me is not None:
                me.outside -= 1
            with self._lock:
                self._moving = None
                self._last_jump = Real.monotonic()
                self._last_step = None
                self._reported = False
        return self.monotonic.now() > before

    def move_on(self, distance: int) -> None:
        """Move time regardless of who is busy."""
        with self._lock:
            self._moving = threading.get_ident()
        self._move(distance)

    def _wake(self, wait: Wait) -> None:
        wait.is_due = True
        self._last_act = Real.monotonic()
        wait.wake()

    def _next(self) -> Wait | None:
        """Return whose turn it is; None if somebody is busy. If it has no deadline, nobody has one."""
        first: Wait | None = None
        unsure = False
        if self.outside_work:
            return None
        for one in self.participants:
            wait = one.wait
            if wait is None:
                if one.outside or not one.stands:
                    return None
                unsure = True
                continue
            if wait.is_due or wait.is_over() or wait.is_busy():
                return None
            if first is None or before(wait, first):
                first = wait
        for alarm in self.alarms:
            if first is None or before(alarm, first):
                first = alarm
        if first is None or any(
            queued > 0 and running < threads.workers_of(pool)
            for pool, (queued, running) in self._queued.items()
        ):
            return None
        quiet_for = Real.monotonic() - self._last_act
        if unsure and quiet_for < GRACE:
            return None
        if self._are_strangers_about() and quiet_for < GRACE_OF_STRANGERS:
            return None
        return first

    def _are_strangers_about(self) -> bool:
        """Return whether there are threads of which nothing is known; one that runs is an act."""
        if threading.active_count() == 1:
            return False
        known = {one.thread for one in self.participants}
        known.add(threading.current_thread())
        idents = {one.ident for one in self.participants}
        watched = {wait.watches for wait in self._waits()}
        found = False
        for thread in threading.enumerate():
            ident = thread.ident
            if thread in known or ident is None or ident in idents or is_watchdog(thread):
                continue
            if threads.is_pool_worker(thread) and thread not in watched:
                continue
            found = True
            time_had = threads.processor_time(ident)
            if self._strangers.get(ident) != time_had or not threads.is_asleep(thread.native_id):
                if ident in self._strangers:
                    self._last_act = Real.monotonic()
                self._strangers[ident] = time_had
        return found

    # Looking again

    def look(self) -> None:
        """Look for those who rest unseen, and see whether it is time to go on regardless.

        The lookout calls it again and again.
        """
        if not self.is_frozen:
            return
        now = Real.monotonic()
        with self._lock:
            if now - self._last_look < _LOOK_INTERVAL:
                return
            self._last_look = now
            self._wake_overtaken()
            for one in self.participants:
                one.look(now)
        if self.advance():
            return
        with self._lock:
            held = now - max(self._last_jump, self._last_act)
            if self._moving is not None or (held < PATIENCE and self._last_step is None):
                return
            deadlines = [w.deadline for w in self._waits() if w.deadline is not None and not w.is_due]
            if not deadlines:
                return
            step = 0 if self._last_step is None else round((now - self._last_step) * 1e6)
            self._last_step = now
            present = self.monotonic.now()
            distance = min(step, min(deadlines) - present)
            if distance > 0:
                self._moving = threading.get_ident()
        if distance > 0:
            self._move(distance)
            # Only a jump ends it.
            self._last_step = now
        with self._lock:
            self._wake_reached()

    def _waits(self) -> list[Wait]:
        return sorted(
            [*(one.wait for one in self.participants if one.wait is not None), *self.alarms],
            key=lambda wait: wait.order,
        )

    def _wake_overtaken(self) -> None:
        """Wake those whose instant somebody else has moved time past."""
        now = self.monotonic.now()
        for wait in self._waits():
            if wait.deadline is not None and wait.deadline < now and not wait.is_due:
                self._wake(wait)

    def _wake_reached(self) -> None:
        now = self.monotonic.now()
        for wait in self._waits():
            if wait.deadline is not None and wait.deadline <= now and not wait.is_due:
                self._wake(wait)

    def complaint(self, me: Participant) -> str | None:
        """Return what is to be said where nothing can happen any more, once, to one who waits."""
        if self._reported or me is not self._speaker() or not self.is_frozen:
            return None
        with self._lock:
            if self._moving is not None or self.outside_work:
                return None
            now = Real.monotonic()
            if now - max(self._last_act, self._last_jump) < PATIENCE:
                return None
            waits = [one.wait for one in self.participants if not one.stands]
            if any(
                one is None or one.is_due or one.is_over() or one.is_busy() or one.listens for one in waits
            ):
                return None
            if self.alarms or any(one is not None and one.deadline is not None for one in waits):
                return None
            self._reported = True
            return self._report()

    def _speaker(self) -> Participant | None:
        resting = [one for one in self.participants if one.wait is not None]
        entered = next((one for one in resting if one.has_entered), None)
        return entered or min(resting, key=lambda one: one.waits[-1].order, default=None)

    def _report(self) -> str:
        lines = [
            f"  {one.name} waits for {one.waits[-1].what if one.waits else 'a lock or something like it'} "
            f"at {threads.line_of(one.ident, _OWN)}"
            for one in sorted(self.participants, key=lambda one: one.waits[-1].order if one.waits else 0)
        ]
        scheduled = self.clocks[-1].next_due()
        then = (
            "nothing is scheduled either"
            if scheduled is None
            else f"the next scheduled action is at {scheduled.isoformat()}: nobody waits for it, so move the "
            "clock from the test, with clock.tick(...) or clock.run_until_idle(), or give the wait a timeout"
        )
        return "\n".join(
            [
                "the clock is frozen, and everybody waits for somebody else: nothing can happen any more",
                *lines,
                f"  {then}",
            ]
        )

    # Ends and forks

    @property
    def last_instant(self) -> int:
        """The last instant of simulated time, for those who go on in real time."""
        return self.ended_at if self.has_ended else self.monotonic.now()

    def end(self) -> None:
        """Let everybody go: who waits goes on in real time."""
        self.ended_at = self.monotonic.now()
        self.has_ended = True
        self.monotonic.end()
        with self._lock:
            for wait in self._waits():
                wait.wake()

    def forget_the_others(self) -> None:
        """Begin anew in the child of a fork, where only the thread is left that forked."""
        me = self.me
        self._lock = threading.RLock()
        self.monotonic.renew()
        self.participants = set() if me is None else {me}
        self._by_ident = {}
        if me is not None:
            me.begins_here()
            self._by_ident[threading.get_ident()] = me
        self._moving = self._lookout = None
        self._queued = weakref.WeakKeyDictionary()
        self._strangers = {}
        self.outside_work = 0

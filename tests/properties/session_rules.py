"""Rules of sessions."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from mock_voiceid.api.exceptions import VoiceIDError
from mock_voiceid.handle.sessions import Session as StartedSession

from .machine import Machine
from .resources import SECOND, Document, NewSession, Refusal, Session, Speaker, Watchlist
from .strategies import SPEAKERS, VOICES, scores, short_gaps, which

new_sessions = st.builds(
    NewSession,
    name=st.sampled_from(["call-1", "call-2", "call-3"]),
    voice=st.sampled_from(VOICES),
    speaker=st.none() | st.sampled_from(SPEAKERS),
    acceptance=st.just(90) | scores,
    risk=st.just(50) | scores,
)


ENOUGH = [0, 10 * SECOND - 1, 10 * SECOND, 30 * SECOND - 1, 30 * SECOND]
"""Durations at which the evaluation of a caller changes, in microseconds."""


class SessionRules(Machine):
    """Sessions start, are evaluated, enroll and end."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[tuple[Session, StartedSession]] = []

    @rule(
        number=which,
        new=new_sessions,
        speaker=which,
        watchlist=which,
        gap=short_gaps | st.sampled_from(ENOUGH),
    )
    def start_session(self, number: int, new: NewSession, speaker: int, watchlist: int, gap: int) -> None:
        domain = self.domain(self.pick_domain(number))
        ids = [one.customer_id if speaker % 2 else one.id for one in domain.speakers.values()]
        new = NewSession(
            new.name,
            new.voice,
            self.pick(ids, Speaker, speaker) if speaker > 2 else new.speaker,
            new.acceptance,
            new.risk,
            self.pick([one.id for one in domain.watchlists], Watchlist, watchlist) if watchlist > 6 else None,
        )
        domain_id = domain.id or "x" * 22
        started: list[StartedSession] = []
        answer = refusal_of(
            lambda: started.append(
                self.voice_id.sessions.start(
                    domain_id,
                    new.name,
                    new.speaker,
                    new.voice,
                    acceptance_threshold=new.acceptance,
                    risk_threshold=new.risk,
                    watchlist_id=new.watchlist,
                )
            )
        )
        both = self.compared(answer, lambda: self.reference.start_session(domain_id, new))
        if both is not None:
            self.checks.learn(both[0], {"SessionId": started[0].session_id})
            self.started.append((both[0], started[0]))
            self.tick(gap)
            self.user_sees_what_the_reference_says()  # so that the ids of new speakers are known
            self._evaluate(domain_id, started[0].session_id)

    @precondition(lambda self: self.started)
    @rule(number=which, by_name=st.booleans())
    def evaluate_session(self, number: int, by_name: bool) -> None:
        session, _ = self._pick_session(number)
        name_or_id = session.new.name if by_name else session.id
        self._evaluate(session.domain_id if number < 9 else self.pick_domain(number), name_or_id)

    @precondition(lambda self: self.started)
    @rule(number=which)
    def enroll_in_session(self, number: int) -> None:
        session, started = self._pick_session(number)
        answer = refusal_of(started.enroll)
        self.compared(answer, lambda: self.reference.enroll_in_session(session))

    @precondition(lambda self: self.started)
    @rule(number=which)
    def end_session(self, number: int) -> None:
        session, started = self._pick_session(number)
        answer = refusal_of(started.end)
        self.compared(answer, lambda: self.reference.end_session(session))

    def _evaluate(self, domain_id: str, name_or_id: str) -> None:
        both = self.both("evaluate_session", domain_id=domain_id, session_name_or_id=name_or_id)
        if both is not None:
            session, answer = both
            self.checks.same_evaluation(session, answer)

    def _pick_session(self, number: int) -> tuple[Session, StartedSession]:
        session, started = self.started[-1 - number % len(self.started)]
        if session.domain_id in [domain.id for domain in self.reference.active_domains()]:
            assert started.enrollment_status == session.enrollment
        return session, started


def refusal_of(act: Callable[[], Any]) -> Document | Refusal:
    """Call the handle, and return the error if there is one."""
    try:
        act()
    except VoiceIDError as error:
        members = error.members()
        return Refusal(error.code, members.get("ResourceType") or members.get("ConflictType"))
    return {}

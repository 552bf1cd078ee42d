"""Advancing time has the same effect at once or in pieces, with or without reads on the way."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_voiceid import mock_voiceid
from mock_voiceid.handle.voice_id import VoiceID
from tests.options import TIMING

from .machine import QUOTAS, START
from .resources import ENROLLMENT, REGISTRATION, Document, NewJob, Refusal
from .strategies import AUDIO, SPEAKERS, VOICES, enrollments, long_gaps, registrations, short_gaps
from .user import User, seconds, uri

ID = re.compile(r"\b[A-Za-z0-9]{22}\b")
LISTINGS = (
    "list_watchlists",
    "list_fraudsters",
    "list_speakers",
    f"list_{ENROLLMENT}_jobs",
    f"list_{REGISTRATION}_jobs",
)


@dataclass(frozen=True)
class Step:
    """A step of a schedule: time advances by `gap`, perhaps in pieces, then the user acts.

    Args:
        gap: duration in microseconds.
        cuts: where to cut the gap, in thousandths of it.
        domain: index of the domain, 0 or 1.
        act: a job to start, an operation on a speaker, or another action.
    """

    gap: int
    cuts: list[int]
    domain: int
    act: NewJob | tuple[str, str]

    def pieces(self) -> list[int]:
        return [after - before for before, after in pairwise([0, *self._places(), self.gap])]

    def _places(self) -> list[int]:
        return sorted(self.gap * cut // 1000 for cut in self.cuts)


acts = st.one_of(
    enrollments,
    registrations,
    st.tuples(st.sampled_from(["opt_out_speaker", "delete_speaker"]), st.sampled_from(SPEAKERS)),
    st.tuples(st.sampled_from(["delete_fraudster", "delete_domain", "run_until_idle"]), st.just("")),
    st.tuples(st.just("update_domain"), st.sampled_from(["alias/first", "alias/second"])),
)
steps = st.builds(
    Step,
    gap=short_gaps | short_gaps | long_gaps,
    cuts=st.lists(st.integers(0, 1000), max_size=4),
    domain=st.integers(0, 1),
    act=acts,
)


class Play:
    """A run of a schedule, which records the responses.

    Args:
        voice_id: the handle of the mock.
        in_pieces: whether time advances in pieces.
        looking: whether to read everything after each piece.
    """

    def __init__(self, voice_id: VoiceID, *, in_pieces: bool, looking: bool) -> None:
        self.answers: list[Any] = []
        self._clock = voice_id.clock
        self._in_pieces = in_pieces
        self._looking = looking
        self._user = User()
        for key, voice in zip(AUDIO, VOICES * 2, strict=False):
            self._user.put(key, f"recorded in {key}")
            voice_id.voices.assign(uri(key), voice)
        self._domains = [self._new_domain(name) for name in ("first", "second")]

    def perform(self, step: Step) -> None:
        for piece in step.pieces() if self._in_pieces else [step.gap]:
            self._clock.tick(seconds(piece))
            if self._looking:
                self.state()
        self.answers.append(self._act(self._domains[step.domain], step.act))

    def state(self) -> Document:
        """Return everything that a user can see; output files are keyed by the name of their manifest."""
        user, domains = self._user, self._user.all_pages("list_domains", 10)
        return {
            "now": self._clock.now(),
            "domains": domains,
            "contents": [
                user.all_pages(operation, 100, domain_id=domain["DomainId"])
                for domain in domains
                for operation in LISTINGS
                if domain["DomainStatus"] == "ACTIVE"
            ],
            "outputs": {
                key.rpartition("/")[2]: (written_at, user.output(key))
                for key, (_, written_at) in user.outputs().items()
            },
        }

    def _new_domain(self, name: str) -> str:
        encryption = {"KmsKeyId": "alias/first"}
        created = self._user.answer(
            "create_domain", name=name, server_side_encryption_configuration=encryption
        )
        return str(created["Domain"]["DomainId"])

    def _act(self, domain_id: str, act: NewJob | tuple[str, str]) -> Any:
        if isinstance(act, NewJob):
            return self._user.start_job(domain_id, act)
        operation, subject = act
        if operation == "run_until_idle":
            return self._clock.run_until_idle()
        if operation == "delete_fraudster":
            return self._delete_a_fraudster(domain_id)
        arguments: dict[str, Any] = {"domain_id": domain_id}
        if operation == "update_domain":
            arguments |= {"name": "new", "server_side_encryption_configuration": {"KmsKeyId": subject}}
        elif subject:
            arguments["speaker_id"] = subject
        return self._user.call(operation, **arguments)

    def _delete_a_fraudster(self, domain_id: str) -> Any:
        listed = self._user.call("list_fraudsters", domain_id=domain_id)
        if isinstance(listed, Refusal) or not listed["FraudsterSummaries"]:
            return listed
        fraudster_id = listed["FraudsterSummaries"][0]["GeneratedFraudsterId"]
        return self._user.call("delete_fraudster", domain_id=domain_id, fraudster_id=fraudster_id)


def performed(schedule: list[Step], *, in_pieces: bool, looking: bool = False) -> tuple[list[Any], Document]:
    """Return all responses and the final state."""
    with mock_voiceid(start=START, seed=5, timing=TIMING, quotas=vars(QUOTAS)) as voice_id:
        play = Play(voice_id, in_pieces=in_pieces, looking=looking)
        for step in schedule:
            play.perform(step)
        return play.answers, play.state()


def without_ids(seen: Any) -> Any:
    """Return what was seen with ids replaced by numbers, because each response uses random numbers."""
    numbers: dict[str, str] = {}

    def replaced(value: Any) -> Any:
        if isinstance(value, dict):
            listed = sorted(value.items())
            return {name: replaced(member) for name, member in listed}
        if isinstance(value, list | tuple):
            return [replaced(item) for item in value]
        if isinstance(value, str):
            return ID.sub(lambda match: numbers.setdefault(match[0], f"<{len(numbers)}>"), value)
        return value

    return replaced(seen)


schedules = st.lists(steps, min_size=1, max_size=10)
patient = settings(deadline=None, max_examples=30, print_blob=True)  # examples are slow on a busy machine


@patient
@given(schedule=schedules)
def test_time_can_advance_in_steps_or_at_once(schedule: list[Step]) -> None:
    assert performed(schedule, in_pieces=True) == performed(schedule, in_pieces=False)


@patient
@given(schedule=schedules)
def test_reading_on_the_way_changes_nothing(schedule: list[Step]) -> None:
    seen = performed(schedule, in_pieces=True, looking=True)
    assert without_ids(seen) == without_ids(performed(schedule, in_pieces=False))

"""The base of the state machine: a mock beside a reference, and how rules pick and compare."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import event
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from mock_voiceid import mock_voiceid
from tests.options import TIMING

from . import strategies
from .checks import Checks
from .reference import PER_REQUEST, QUEUE, Quotas, Reference
from .reference_jobs import Audio
from .resources import ENROLLMENT, REGISTRATION, Document, Domain, NewJob, Options, Refusal, Refused, Request
from .user import User, microseconds, seconds, uri

START = "2026-01-05T09:00:00.25Z"
QUOTAS = Quotas()

Expected = TypeVar("Expected")


class Machine(RuleBasedStateMachine):
    """A mock, its user, and the reference for what the user should see."""

    def __init__(self) -> None:
        super().__init__()
        self._mock = mock_voiceid(start=START, seed=20, timing=TIMING, quotas=vars(QUOTAS))
        self.voice_id = self._mock.start()

    def teardown(self) -> None:
        self._mock.stop()

    @initialize()
    def begin(self) -> None:
        self.user = User()
        self.reference = Reference(microseconds(self.voice_id.clock.now()), QUOTAS)
        self.checks = Checks(self.user, self.reference)
        self.known: dict[type, list[str]] = {}
        self._steps = 0
        for key, voice in zip(strategies.AUDIO, strategies.VOICES * 2, strict=False):
            self.store(key)
            self.assign(key, Audio(voice))
        self.changed("create_domain", name="first", key="alias/first")
        self.changed("create_domain", name="second", key="alias/first")
        self._populate(self.reference.domains[-1].id)

    def _populate(self, domain_id: str) -> None:
        # Most rules need resources: two fraudsters on different watchlists, three speakers, one who sounds
        # like the first fraudster and is rejected, and an empty watchlist.
        self.changed("create_watchlist", domain_id=domain_id, name="more")
        more = Options(watchlist=self.domain(domain_id).watchlists[-1].id)
        self.changed("create_watchlist", domain_id=domain_id, name="none")
        first, second, *others = [Request(key, (key,)) for key in strategies.AUDIO]
        speakers = [
            replace(one, speaker=name) for one, name in zip(others, strategies.SPEAKERS, strict=False)
        ]
        self.start_job(domain_id, NewJob(REGISTRATION, [first]))
        self.tick(QUEUE + PER_REQUEST)
        self.start_job(domain_id, NewJob(REGISTRATION, [second], more))
        self.start_job(domain_id, NewJob(ENROLLMENT, speakers))
        self.tick(QUEUE + len(speakers) * PER_REQUEST)

    @invariant()
    def user_sees_what_the_reference_says(self) -> None:
        self._steps += 1
        assert microseconds(self.voice_id.clock.now()) == self.reference.now
        self.checks.everything(page_size=1 + self._steps % 5, describe=self._steps % 6 == 0)
        for domain in self.reference.domains:
            for thing in (
                domain,
                *domain.watchlists,
                *domain.fraudsters,
                *domain.speakers.values(),
                *domain.jobs,
                *domain.sessions,
            ):
                self._note(thing)

    # Calls of both

    def tick(self, gap: int) -> None:
        self.voice_id.clock.tick(seconds(gap))
        self.reference.advance(self.reference.now + gap)

    def run_until_idle(self) -> None:
        self.voice_id.clock.run_until_idle()
        self.reference.advance(self.reference.idle_at())

    def start_job(self, domain_id: str, job: NewJob) -> None:
        """Start a job and compare the response."""
        key, answer = self.user.start_job(domain_id, job)
        both = self.compared(answer, lambda: self.reference.start_job(domain_id, job, key))
        if both is not None:
            self.checks.same(both[0], both[1]["Job"])

    def store(self, key: str) -> None:
        self.user.put(key, f"recorded in {key}")
        self.reference.sound.stored.add(key)

    def assign(self, key: str, audio: Audio) -> None:
        self.voice_id.voices.assign(
            uri(key), audio.voice, speech_seconds=audio.speech_seconds, spoofing_risk=audio.spoofing_risk
        )
        self.reference.sound.audio[key] = audio

    def both(self, operation: str, **arguments: Any) -> tuple[Any, Document] | None:
        """Call an operation that the reference has too; see `compared`."""
        given = dict(arguments)
        if "key" in given:
            given["server_side_encryption_configuration"] = {"KmsKeyId": given.pop("key")}
        answer = self.user.call(operation, **given)
        expect = getattr(self.reference, operation)
        return self.compared(answer, lambda: expect(**arguments))

    def compared(
        self, answer: Document | Refusal, expect: Callable[[], Expected]
    ) -> tuple[Expected, Document] | None:
        """Return the expected and the actual response, or None if both fail with the same error."""
        refusal = None
        try:
            expected = expect()
        except Refused as refused:
            refusal = refused.refusal
        if refusal is not None:
            assert answer == refusal
            event(f"refused: {refusal.code} {refusal.kind}")
            return None
        assert not isinstance(answer, Refusal), f"refused with {answer}, which the reference does not expect"
        return expected, answer

    def changed(self, operation: str, **arguments: Any) -> None:
        """Call an operation that returns the resource that it created or changed, and compare that."""
        both = self.both(operation, **arguments)
        if both is not None:
            thing, answer = both
            (document,) = answer.values()
            if isinstance(thing, Domain) and not thing.id:
                thing.default.domain_id = document["DomainId"]
                self.checks.learn(
                    thing.default, {"WatchlistId": document["WatchlistDetails"]["DefaultWatchlistId"]}
                )
            self.checks.same(thing, document)
            self._note(thing)

    # Picking resources

    def pick(self, ids: list[str], kind: type, number: int) -> str:
        """Return one of some ids; in one of ten cases any id that was ever known, or a made-up one."""
        if number < 9 and ids:
            return ids[-1 - number % len(ids)]
        ever = [
            "id#" + "x" * 22 if kind.__name__ in ("Fraudster", "Speaker") else "x" * 22,
            *self.known.get(kind, []),
        ]
        return ever[self._steps % len(ever)]

    def pick_domain(self, number: int) -> str:
        return self.pick([domain.id for domain in self.reference.active_domains()], Domain, number)

    def domain(self, domain_id: str) -> Domain:
        """Return a domain of the reference to pick from; an empty one if there is none."""
        found = [domain for domain in self.reference.domains if domain.id == domain_id]
        return found[0] if found else Domain(0, "", "", 0, 0)

    def _note(self, thing: Any) -> None:
        ids = self.known.setdefault(type(thing), [])
        if thing.id not in ids:
            ids.append(thing.id)

"""Re-encryption of a domain whose KMS key was changed (D8 to D11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ..instants import SECOND, Instant
from ..simtime.agenda import Agenda
from .jobs.pace import Pace

ATTEMPTS = (0, 5 * 60 * SECOND, 20 * 60 * SECOND)
"""When it is tried, in microseconds after the change of key (D11)."""

IN_PROGRESS, COMPLETED, FAILED = "IN_PROGRESS", "COMPLETED", "FAILED"


@dataclass(frozen=True)
class KeyProblem:
    """Why a key can't be used.

    Args:
        message: names the key and says what is wrong.
        asymmetric: whether it is of the wrong kind (HMAC too), rather than one that can't be used now.
    """

    message: str
    asymmetric: bool = False


class Keys(Protocol):
    """The KMS keys that a region can use; `adapters.kms` has those of the mocked KMS."""

    def problem_with(self, kms_key_id: str, *, strict: bool) -> KeyProblem | None:
        """Return what is wrong with a symmetric key, or None if it can be used.

        Args:
            kms_key_id: a key id, alias, or the ARN of either.
            strict: whether an unknown key is a problem too.
        """

    def arn_of(self, kms_key_id: str) -> str:
        """Return the ARN of a key; for an unknown one, the ARN that it would have."""


@dataclass
class UpdateDetails:
    """What clients see of it."""

    old_kms_key_id: str
    update_status: str = IN_PROGRESS
    message: str | None = None


class Reencryption:
    """A domain's data on their way from one key to another.

    An attempt needs both keys, from its beginning to its end. After the last attempt that lacks one, it has
    failed.

    Args:
        old_key: the id of the key that the data are encrypted with.
        new_key: the id of the key that they are to be encrypted with.
        problem_with: says what is wrong with a key, or None.
        pace: how long an attempt takes (`whole`), or how many Describe calls lead to its end.
        agenda: where the next step is put down.
        completed: called when it is completed.
    """

    def __init__(
        self,
        old_key: str,
        new_key: str,
        problem_with: Callable[[str], str | None],
        pace: Pace,
        agenda: Agenda,
        completed: Callable[[], None],
    ) -> None:
        self.details = UpdateDetails(old_key)
        self._keys = (old_key, new_key)
        self._problem_with = problem_with
        self._pace = pace
        self._agenda = agenda
        self._completed = completed
        self._changed_at: Instant = 0
        self._attempts = 0
        self._describes = 0

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self.details.update_status == IN_PROGRESS

    @property
    def failed(self) -> bool:
        """Whether the last attempt is over, and failed."""
        return self.details.update_status == FAILED

    def begin(self, instant: Instant) -> None:
        """Begin with the first attempt."""
        self._changed_at = instant
        if self._pace.describes is None:
            self._attempt(instant)

    def described(self) -> None:
        """Count a Describe call, which leads to the end where the state manager says so."""
        if self._pace.describes is not None and self.running:
            self._describes += 1
            if self._describes >= self._pace.describes:
                self._conclude()

    def _attempt(self, instant: Instant) -> None:
        self._attempts += 1
        if self._problem() is None:
            self._agenda.at(instant + self._pace.whole, self._end)
        else:
            self._try_again(instant)

    def _end(self, instant: Instant) -> None:
        if self._problem() is None:
            self._conclude()
        else:
            self._try_again(instant)

    def _try_again(self, instant: Instant) -> None:
        if self._attempts < len(ATTEMPTS):
            # An attempt that took longer than the next one waits is followed by that at once.
            due = max(instant, self._changed_at + ATTEMPTS[self._attempts])
            self._agenda.at(due, self._attempt)
        else:
            self._conclude()

    def _conclude(self) -> None:
        problem = self._problem()
        self.details.update_status = FAILED if problem else COMPLETED
        self.details.message = problem
        if problem is None:
            self._completed()

    def _problem(self) -> str | None:
        return next((problem for key in self._keys if (problem := self._problem_with(key))), None)

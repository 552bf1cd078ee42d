"""How many calls the service takes a second (A2)."""

from ..api.exceptions import ThrottlingException
from ..instants import SECOND, Instant

_DOMAINS_AND_JOBS = (
    "CreateDomain",
    "DeleteDomain",
    "DescribeDomain",
    "DescribeFraudsterRegistrationJob",
    "DescribeSpeakerEnrollmentJob",
    "ListDomains",
    "ListFraudsterRegistrationJobs",
    "ListSpeakerEnrollmentJobs",
    "StartFraudsterRegistrationJob",
    "StartSpeakerEnrollmentJob",
    "UpdateDomain",
)

RATES: dict[str, int] = {
    "EvaluateSession": 60,
    "domain and batch operations": 2,
    "ListSpeakers": 5,
    "DescribeSpeaker": 10,
    "OptOutSpeaker": 10,
    "DeleteSpeaker": 10,
    "DescribeFraudster": 10,
    "DeleteFraudster": 10,
    "TagResource": 2,
    "UntagResource": 2,
    "ListTagsForResource": 2,
}
"""Calls a second and account, by what is counted together. The guide names no rate for other operations."""

_GROUPS = {name: name for name in RATES} | dict.fromkeys(_DOMAINS_AND_JOBS, "domain and batch operations")


class Throttling:
    """Counts the calls of each account: a bucket a group, which a second of simulated time fills."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[float, Instant]] = {}

    def count(self, account_id: str, operation: str, instant: Instant) -> None:
        """Count a call.

        Raises:
            ThrottlingException: there were too many calls before it.
        """
        group = _GROUPS.get(operation)
        if group is None:
            return
        rate = RATES[group]
        left, counted_at = self._buckets.get((account_id, group), (rate, instant))
        left = min(rate, left + max(0, instant - counted_at) * rate / SECOND)
        if left < 1:
            self._buckets[account_id, group] = (left, instant)
            raise ThrottlingException(
                f"Rate exceeded. An account may call {group} {rate} times a second; try again later."
            )
        self._buckets[account_id, group] = (left - 1, instant)

    def clear(self) -> None:
        """Forget all calls."""
        self._buckets.clear()

"""A batch job as clients see it (J1)."""

from dataclasses import dataclass, field
from typing import Any

from ...api.locations import Location
from ...instants import Instant

REQUESTS_KEPT = 500
"""How many requests a job keeps the results of, to be shown."""


@dataclass
class Job:
    """A job, as clients see it. Each kind has its own member for how it goes about duplicates and fraud."""

    domain_id: str
    job_id: str
    data_access_role_arn: str
    input_data_config: dict[str, Any]
    output_data_config: dict[str, Any]
    created_at: Instant
    job_name: str | None = None
    enrollment_config: dict[str, Any] | None = None
    registration_config: dict[str, Any] | None = None
    job_status: str = "SUBMITTED"
    ended_at: Instant | None = None
    failure_details: dict[str, Any] | None = None
    total: int = 0
    done: int = 0
    began_at: Instant | None = None
    performed: list[tuple[Instant, dict[str, Any]]] = field(default_factory=list)
    """The first requests that were done, each with its entry of the output file."""

    @property
    def job_progress(self) -> dict[str, int]:
        """How much of the requests is done, 0 to 100."""
        if self.job_status.startswith("COMPLETED"):
            return {"PercentComplete": 100}
        return {"PercentComplete": 100 * self.done // self.total if self.total else 0}

    def begin(self, instant: Instant, total: int) -> None:
        """Be IN_PROGRESS, with so many requests to do."""
        self.job_status = "IN_PROGRESS"
        self.began_at = instant
        self.total = total

    def advance(self) -> None:
        """Have done one more request."""
        self.done += 1

    def complete(self, instant: Instant, *, errors: bool) -> None:
        """Be COMPLETED or COMPLETED_WITH_ERRORS."""
        self.job_status = "COMPLETED_WITH_ERRORS" if errors else "COMPLETED"
        self.ended_at = instant

    def fail(self, instant: Instant, status: int, message: str) -> None:
        """Be FAILED."""
        self.job_status = "FAILED"
        self.ended_at = instant
        self.failure_details = {"Message": message, "StatusCode": status}

    def keep(self, instant: Instant, entry: dict[str, Any]) -> None:
        """Keep the result of a request, if it is one of the first."""
        if len(self.performed) < REQUESTS_KEPT:
            self.performed.append((instant, entry))

    @property
    def output_location(self) -> Location:
        """Where the output file is, or will be (J8)."""
        manifest = Location.of(self.input_data_config["S3Uri"]).name
        folder = Location.of(self.output_data_config["S3Uri"])
        return folder.below(self.job_id, f"{manifest}.out")

"""A job's run: from its submission, through its requests, to the output file (J1 to J10)."""

import json
from collections.abc import Callable
from typing import Any

from ...api.locations import Location
from ...control.failures import JobFailure, RequestFailure
from ...control.orders import Orders
from ...instants import Instant
from ...simtime.agenda import Agenda, Entry
from .job import Job
from .kind import JobKind
from .manifests import VERSION, Request, parse
from .pace import Pace
from .storage import Storage, StorageError


class Run:
    """A job that has not ended. It schedules its next step until it has.

    Args:
        job: what clients see of it.
        work: what its requests do.
        pace: how fast it goes.
        agenda: where its next step is scheduled.
        storage: where manifest, audio and output are.
        orders: what a test ordered to go wrong with its requests.
        failure: what it is to fail with; None if nothing was ordered.
        ended: called once when the job has ended, however it did.
        performed: called with the entry of the output file of each request, when that is done.
    """

    def __init__(
        self,
        job: Job,
        work: JobKind,
        pace: Pace,
        agenda: Agenda,
        storage: Storage,
        orders: Orders,
        failure: JobFailure | None,
        ended: Callable[["Run"], None],
        performed: Callable[[dict[str, Any], Instant], None],
    ) -> None:
        self.job = job
        self._work = work
        self._pace = pace
        self._agenda = agenda
        self._storage = storage
        self._orders = orders
        self._ended = ended
        self._performed = performed
        self._failure = failure
        self._requests: list[Request] = []
        self._successes: list[dict[str, Any]] = []
        self._errors: list[dict[str, Any]] = []
        self._done = 0
        self._begun: Instant | None = None
        self._describes = 0
        self._next: Entry | None = None

    def submit(self, instant: Instant) -> None:
        """Schedule the start."""
        if self._pace.describes is None:
            self._next = self._agenda.at(instant + self._pace.queue, self._begin)

    @property
    def counts_describes(self) -> bool:
        """Whether it is Describe calls that lead the job on."""
        return self._pace.describes is not None

    def described(self, instant: Instant) -> None:
        """Count a Describe call, which leads a job on where the state manager says so."""
        if self._pace.describes is None:
            return
        self._describes += 1
        if self._describes >= self._pace.describes:
            self._describes = 0
            if self._begun is None:
                self._begin(instant)
            else:
                self._do_all(instant)

    def abort(self, instant: Instant, failure: JobFailure) -> None:
        """Fail the job now, whatever it was about to do."""
        if self._next is not None:
            self._next.cancel()
        self._fail(instant, failure)

    def _begin(self, instant: Instant) -> None:
        self._begun = instant
        try:
            self._requests = self._read_manifest()
            self._check_output()
        except JobFailure as failure:
            self._fail(instant, failure)
            return
        self.job.begin(instant, len(self._requests))
        if self._pace.describes is None:
            self._schedule_next()

    def _schedule_next(self) -> None:
        total = len(self._requests)
        due = self._pace.done_at(self._begun or 0, min(self._done + 1, total), max(total, 1))
        self._next = self._agenda.at(due, self._step)

    def _step(self, instant: Instant) -> None:
        if self._done < len(self._requests):
            self._perform(self._requests[self._done], instant)
        if self._done < len(self._requests):
            self._schedule_next()
        else:
            self._complete(instant)

    def _do_all(self, instant: Instant) -> None:
        for request in self._requests:
            self._perform(request, instant)
        self._complete(instant)

    def _perform(self, request: Request, instant: Instant) -> None:
        try:
            ordered = self._orders.take_request(request.request_id)
            if ordered is not None:
                raise ordered
            outcome = self._work.perform(request, instant)
        except RequestFailure as failure:
            outcome = {"ErrorCode": failure.code, "ErrorMessage": failure.message}
        entry = {"RequestId": request.request_id, **outcome}
        (self._errors if "ErrorCode" in entry else self._successes).append(entry)
        self._done += 1
        self.job.advance()
        self._performed(entry, instant)

    def _complete(self, instant: Instant) -> None:
        try:
            self._write_output()
        except StorageError as error:
            self._fail(instant, JobFailure(error.status, f"The output can't be written. {error.message}"))
            return
        self.job.complete(instant, errors=bool(self._errors))
        self._ended(self)

    def _fail(self, instant: Instant, failure: JobFailure) -> None:
        self.job.fail(instant, failure.status, failure.message)
        self._ended(self)

    def _read_manifest(self) -> list[Request]:
        if self._failure is not None:
            raise self._failure
        uri = self.job.input_data_config["S3Uri"]
        try:
            content = self._storage.find(Location.of_object(uri)).read()
        except StorageError as error:
            raise JobFailure(error.status, f"The manifest can't be read. {error.message}") from None
        except ValueError as error:
            raise JobFailure(400, f"The location of the manifest is wrong: {error}.") from None
        return parse(content, uri, self._work.form, self._work.limit)

    def _check_output(self) -> None:
        try:
            self._storage.check_output(self.job.output_location, self.job.output_data_config.get("KmsKeyId"))
        except StorageError as error:
            raise JobFailure(error.status, f"The output can't be written. {error.message}") from None

    def _write_output(self) -> None:
        output = {
            "Version": VERSION,
            "Errors": self._errors,
            self._work.successes_member: self._successes,
        }
        self._storage.write(
            self.job.output_location,
            json.dumps(output).encode(),
            self.job.output_data_config.get("KmsKeyId"),
        )

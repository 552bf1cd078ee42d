"""What each alternative notices: the same checks of all, each in a new world.

Results are short: the name of an exception, the code of an error, or the value that was returned.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError

from .job import Alternative, MakeClient, World, enroll, start

Check = Callable[[World], str]


def the_job(world: World) -> str:
    """Run the job that the responses were prepared for."""
    outcome = enroll(world)
    return f"{outcome.status}, {outcome.speaker_status}"


def time_that_passed(world: World) -> str:
    """Return how far the test's clock has advanced after a job of an hour."""
    begun = datetime.now(timezone.utc)
    enroll(world)
    return f"{(datetime.now(timezone.utc) - begun) / timedelta(minutes=1):.0f} minutes"


def time_stamps(world: World) -> str:
    """Return whether the time stamp of the job's end is within the wait, by the test's clock."""
    begun = datetime.now(timezone.utc)
    outcome = enroll(world)
    return "right" if begun <= outcome.ended_at <= datetime.now(timezone.utc) else "fixed"


def misspelled_operation(world: World) -> str:
    """Call an operation that does not exist."""
    world.voice_id.describe_speakr(DomainId=world.domain_id, SpeakerId="anna")
    return "answered"


def misspelled_parameter(world: World) -> str:
    """Misspell a parameter of the next call."""
    job = start(world)
    world.voice_id.describe_speaker_enrollment_job(DomianId=world.domain_id, JobId=job["JobId"])
    return "answered"


def refused_value(world: World) -> str:
    """Pass an id that violates the model's pattern; botocore checks only types and lengths."""
    start(world)
    answer = world.voice_id.describe_speaker_enrollment_job(
        DomainId=world.domain_id, JobId="not-an-id-at-all-no-no"
    )
    return f"answered: {answer['Job']['JobStatus']}"


def too_early(world: World) -> str:
    """Describe the speaker before it exists."""
    answer = world.voice_id.describe_speaker(DomainId=world.domain_id, SpeakerId="anna")
    return f"answered: {_read(answer)}"


def second_job(world: World) -> str:
    """Start a second active job; the service allowed one."""
    start(world)
    start(world)
    return "answered"


def one_call_more(world: World) -> str:
    """Describe the speaker more often than prepared."""
    enroll(world)
    answer = world.voice_id.describe_speaker(DomainId=world.domain_id, SpeakerId="anna")
    return f"answered: {_read(answer)}"


def other_speaker(world: World) -> str:
    """Enroll another speaker, and look for it in the output."""
    enrolled = enroll(world, ["berta"]).output["SuccessfulEnrollments"][0]["CustomerSpeakerId"]
    return f"output: {enrolled}"


def state(world: World) -> str:
    """Opt the speaker out afterwards, and describe it."""
    enroll(world)
    world.voice_id.opt_out_speaker(DomainId=world.domain_id, SpeakerId="anna")
    answer = world.voice_id.describe_speaker(DomainId=world.domain_id, SpeakerId="anna")
    return f"answered: {_read(answer)}"


def pages(world: World) -> str:
    """List two enrolled speakers in pages of one."""
    enroll(world, ["anna", "berta"])
    paginator = world.voice_id.get_paginator("list_speakers")
    found = list(paginator.paginate(DomainId=world.domain_id, PaginationConfig={"PageSize": 1}))
    speakers = sum(len(page["SpeakerSummaries"]) for page in found)
    return f"{speakers} speakers" + (f" in {len(found)} pages" if found else "")


def _read(answer: dict[str, dict[str, str]]) -> str:
    return answer["Speaker"]["Status"]


CHECKS: dict[str, Check] = {
    "the job, as prepared for": the_job,
    "the test's clock after it": time_that_passed,
    "`EndedAt` against the test's clock": time_stamps,
    "misspelled operation": misspelled_operation,
    "misspelled parameter": misspelled_parameter,
    "a job id that the model refuses": refused_value,
    "the speaker described before the job": too_early,
    "a second job while one is active": second_job,
    "the speaker described twice (correct)": one_call_more,
    "another speaker in the manifest (correct)": other_speaker,
    "opt out, then describe (correct)": state,
    "two speakers, pages of one (correct)": pages,
}
"""The checks, by their names in the table."""


def answers(alternative: Alternative, client: MakeClient) -> dict[str, str]:
    """Run all checks of an alternative."""
    return {name: _answer(check, alternative, client) for name, check in CHECKS.items()}


def _answer(check: Check, alternative: Alternative, client: MakeClient) -> str:
    with alternative.prepared(client) as world:
        try:
            return check(world)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        except Exception as error:
            return type(error).__name__

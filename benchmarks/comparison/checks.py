"""What each alternative notices: the same questions to all, each with a world of its own.

Answers are what happened, in a word or two: an exception's name, an error's code, or what came back.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError

from .job import Alternative, MakeClient, World, enroll, start

Check = Callable[[World], str]


def the_job(world: World) -> str:
    """Run the job as the answers were prepared for."""
    outcome = enroll(world)
    return f"{outcome.status}, {outcome.speaker_status}"


def time_that_passed(world: World) -> str:
    """How far the test's clock is after a job of an hour."""
    begun = datetime.now(timezone.utc)
    enroll(world)
    return f"{(datetime.now(timezone.utc) - begun) / timedelta(minutes=1):.0f} minutes"


def time_stamps(world: World) -> str:
    """Whether the job ended, by its time stamp, while it was waited for, by the test's clock."""
    begun = datetime.now(timezone.utc)
    outcome = enroll(world)
    return "right" if begun <= outcome.ended_at <= datetime.now(timezone.utc) else "fixed"


def misspelled_operation(world: World) -> str:
    """Call what does not exist."""
    world.voice_id.describe_speakr(DomainId=world.domain_id, SpeakerId="anna")
    return "answered"


def misspelled_parameter(world: World) -> str:
    """Misspell a parameter of the call that comes next."""
    job = start(world)
    world.voice_id.describe_speaker_enrollment_job(DomianId=world.domain_id, JobId=job["JobId"])
    return "answered"


def refused_value(world: World) -> str:
    """Give an id that the model's pattern refuses; botocore looks at types and lengths only."""
    start(world)
    answer = world.voice_id.describe_speaker_enrollment_job(
        DomainId=world.domain_id, JobId="not-an-id-at-all-no-no"
    )
    return f"answered: {answer['Job']['JobStatus']}"


def too_early(world: World) -> str:
    """Describe the speaker before there is one."""
    answer = world.voice_id.describe_speaker(DomainId=world.domain_id, SpeakerId="anna")
    return f"answered: {_read(answer)}"


def second_job(world: World) -> str:
    """Start a job while one is active, of which the service allowed one."""
    start(world)
    start(world)
    return "answered"


def one_call_more(world: World) -> str:
    """Describe the speaker once more than was prepared for."""
    enroll(world)
    answer = world.voice_id.describe_speaker(DomainId=world.domain_id, SpeakerId="anna")
    return f"answered: {_read(answer)}"


def other_speaker(world: World) -> str:
    """Enroll another speaker, and look for her in the output."""
    enrolled = enroll(world, ["berta"]).output["SuccessfulEnrollments"][0]["CustomerSpeakerId"]
    return f"output: {enrolled}"


def state(world: World) -> str:
    """Opt the speaker out afterwards, and describe her."""
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
"""The questions, by what the table calls them."""


def answers(alternative: Alternative, client: MakeClient) -> dict[str, str]:
    """Ask an alternative all questions."""
    return {name: _answer(check, alternative, client) for name, check in CHECKS.items()}


def _answer(check: Check, alternative: Alternative, client: MakeClient) -> str:
    with alternative.prepared(client) as world:
        try:
            return check(world)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        except Exception as error:
            return type(error).__name__

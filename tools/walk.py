"""The walk of a call through the package, file by file, as docs/architecture.md shows it.

    python -m tools.walk          # both walks, and how often each changes file
    python -m tools.walk --count  # the counts alone
    python -m tools.walk --write  # write both walks into docs/architecture.md

A walk lists the functions of the package in the order in which they are called. Its length is how often the
file changes from one call to the next; returns do not count. Comprehensions are part of the function around
them, as Python 3.12 and later have it.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import boto3

import mock_voiceid

PACKAGE = Path(mock_voiceid.__file__).parent
PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>"})
ROLE = "arn:aws:iam::123456789012:role/VoiceId"


class Call(NamedTuple):
    """One call of a function of the package."""

    file: str
    function: str


def calls_of(action: Callable[[], object]) -> list[Call]:
    """Return the calls of functions of the package that an action makes, in their order.

    Args:
        action: what to do, in this thread.
    """
    calls: list[Call] = []
    prefix = f"{PACKAGE}/"

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(prefix) and code.co_name not in COMPREHENSIONS:
            # Python 3.10 knows no qualified names of functions that run.
            name = getattr(code, "co_qualname", code.co_name)
            calls.append(Call(code.co_filename.removeprefix(prefix), name.replace("<locals>.", "")))

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return calls


def file_changes(calls: Sequence[Call]) -> int:
    """Return how often the file changes from one call to the next."""
    return sum(one.file != following.file for one, following in itertools.pairwise(calls))


def walks() -> dict[str, list[Call]]:
    """Return the walks of a warm `start_speaker_enrollment_job`, and of the `clock.tick` that runs its job.

    Warm: jobs have run before, so nothing is imported, looked up or cached for the first time.
    """
    found = {}
    with mock_voiceid.mock_voiceid(start="2026-01-05T09:00:00Z") as voice_id:
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        s3, client = session.client("s3"), session.client("voice-id")
        audio = [{"S3Uri": "s3://recordings/anna.wav", "ChannelId": 0}]
        request = {"RequestId": "1", "SpeakerId": "anna", "AudioSpecifications": audio}
        manifest = {"Version": "1.0", "SpeakerEnrollmentRequests": [request]}
        s3.create_bucket(Bucket="recordings")
        s3.put_object(Bucket="recordings", Key="anna.wav", Body=b"anna")
        s3.put_object(Bucket="recordings", Key="manifest.json", Body=json.dumps(manifest))
        key = {"KmsKeyId": "alias/voice-id"}
        domain_id = client.create_domain(Name="callers", ServerSideEncryptionConfiguration=key)["Domain"][
            "DomainId"
        ]

        def start() -> None:
            client.start_speaker_enrollment_job(
                DomainId=domain_id,
                DataAccessRoleArn=ROLE,
                InputDataConfig={"S3Uri": "s3://recordings/manifest.json"},
                OutputDataConfig={"S3Uri": "s3://recordings/results"},
            )

        def tick() -> None:
            voice_id.clock.tick(minutes=10)

        for _ in range(3):
            found = {"start_speaker_enrollment_job": calls_of(start), "clock.tick": calls_of(tick)}
    return found


def described(calls: Sequence[Call]) -> list[str]:
    """Return one line for each file that a walk comes to: the file, and what is called there."""
    return [
        f"{number:3}  {file:32}  {', '.join(dict.fromkeys(call.function for call in group))}"
        for number, (file, group) in enumerate(itertools.groupby(calls, lambda call: call.file))
    ]


def printed(name: str, calls: Sequence[Call]) -> str:
    """Return a walk as text: its length, and its lines."""
    length = f"{name}: {len(calls)} calls, {file_changes(calls)} changes of file"
    return "\n".join([length, *described(calls)])


def with_walk(page: str, name: str, walk: str) -> str:
    """Return a page with a walk in place of the one that it contains.

    Args:
        page: the text of the page.
        name: the walk's name, with which its block begins.
        walk: the new text of the block.

    Raises:
        ValueError: the page does not have exactly one block of that name.
    """
    before, *after = page.split(f"```text\n{name}: ")
    if len(after) != 1:
        raise ValueError(f"the page must have one text block that begins with {name!r}, got {len(after)}")
    return f"{before}```text\n{walk}\n```{after[0].partition('```')[2]}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the walks, or write them."""
    parser = argparse.ArgumentParser(prog="python -m tools.walk", description=__doc__)
    parser.add_argument("--count", action="store_true", help="print the counts alone")
    parser.add_argument("--write", action="store_true", help="write both walks into docs/architecture.md")
    given = parser.parse_args(arguments)
    for name, calls in walks().items():
        walk = printed(name, calls)
        print(walk.splitlines()[0] if given.count or given.write else f"{walk}\n")
        if given.write:
            PAGE.write_text(with_walk(PAGE.read_text(encoding="utf-8"), name, walk), encoding="utf-8")


if __name__ == "__main__":
    main()

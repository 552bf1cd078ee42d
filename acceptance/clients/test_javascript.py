"""The AWS SDK for JavaScript: every command, paginators, typed errors, dates, and control by fetch()."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acceptance.clients import installing
from acceptance.clients.scenario import BUCKET, FILES
from acceptance.clients.serving import Server
from mock_voiceid.sdk.description import operations, shape

Run = Callable[[str], Any]

PAGES = {
    "ListDomains": [2],
    "ListFraudsterRegistrationJobs": [2],
    "ListFraudsters": [1],
    "ListSpeakerEnrollmentJobs": [2],
    "ListSpeakers": [2, 2, 2, 1],
    "ListWatchlists": [2],
}


@pytest.fixture
def run(installed_node_modules: Path, server: Server, environment: dict[str, str], tmp_path: Path) -> Run:
    """Run a script against a server with files in S3, and return its output."""
    node = installing.program("node")
    for file in installing.JAVASCRIPT.glob("*.mjs"):
        shutil.copy(file, tmp_path)
    # Node searches packages from the folder of the script upwards.
    (tmp_path / "node_modules").symlink_to(installed_node_modules, target_is_directory=True)
    server.put(BUCKET, FILES)

    def script(name: str) -> Any:
        done = subprocess.run(
            [node, name, json.dumps({"url": server.url, "bucket": BUCKET})],
            cwd=tmp_path,
            env={**environment, "AWS_ENDPOINT_URL_VOICE_ID": server.url},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return script


def test_every_command_of_the_sdk_succeeds(run: Run) -> None:
    printed = run("all_commands.mjs")
    sent = printed["sent"]
    assert printed["commands"] == sorted(operations())
    assert {one["operation"] for one in sent} == set(operations())
    assert {one["status"] for one in sent} == {200}
    assert len({one["requestId"] for one in sent}) == len(sent)

    outputs = {one["operation"]: one["output"] for one in sent}  # the last of each
    for operation, output in outputs.items():
        _holds_what_the_model_names(operations()[operation].output_shape, output)
    domain = outputs["CreateDomain"]["Domain"]
    assert (domain["Description"], domain["DomainStatus"]) == ("calls / Größe", "ACTIVE")
    assert outputs["ListDomains"]["DomainSummaries"][0]["Name"] == "more-calls"
    assert outputs["ListTagsForResource"]["Tags"] == [{"Key": "stage", "Value": ""}]
    assert outputs["DescribeWatchlist"]["Watchlist"]["Description"] == "known to all"
    assert sorted(one["DefaultWatchlist"] for one in outputs["ListWatchlists"]["WatchlistSummaries"]) == [
        False,
        True,
    ]
    assert len(outputs["AssociateFraudster"]["Fraudster"]["WatchlistIds"]) == 2
    assert outputs["DescribeFraudster"] == outputs["DisassociateFraudster"]
    assert outputs["DescribeFraudsterRegistrationJob"]["Job"]["JobStatus"] == "COMPLETED"
    assert outputs["DescribeSpeakerEnrollmentJob"]["Job"]["JobStatus"] == "COMPLETED"
    assert outputs["DescribeSpeaker"]["Speaker"]["Status"] == "ENROLLED"
    assert outputs["EvaluateSession"]["AuthenticationResult"]["Decision"] == "ACCEPT"
    assert outputs["EvaluateSession"]["AuthenticationResult"]["Score"] == 100
    assert [one["Status"] for one in outputs["ListSpeakers"]["SpeakerSummaries"]] == ["OPTED_OUT"]
    assert outputs["DescribeDomain"]["Domain"]["DomainStatus"] == "SUSPENDED"
    nothing = {
        "DeleteDomain",
        "DeleteFraudster",
        "DeleteSpeaker",
        "DeleteWatchlist",
        "TagResource",
        "UntagResource",
    }
    assert {operation for operation, output in outputs.items() if not output} == nothing


def test_every_paginator_of_the_sdk_reads_all_pages(run: Run) -> None:
    printed = run("paginators.mjs")
    assert printed["paginators"] == sorted(PAGES)
    assert printed["counted"] == PAGES
    assert sorted(printed["speakers"]) == ["anna", "bert", *(f"speaker-{number}" for number in range(5))]


def test_errors_are_the_typed_exceptions_of_the_sdk(run: Run) -> None:
    errors = run("errors.mjs")
    for error in errors.values():
        assert error["classes"] == [error["name"], "VoiceIDServiceException"]
        assert (error["fault"], error["status"]) == ("client", 400)
        assert error["message"]
        assert error["requestId"]
    assert {name: error["name"] for name, error in errors.items()} == {
        "noDomain": "ResourceNotFoundException",
        "noSpeaker": "ResourceNotFoundException",
        "badName": "ValidationException",
        "nothing": "ValidationException",
        "badToken": "ValidationException",
        "tooMany": "ServiceQuotaExceededException",
        "twice": "ConflictException",
    }
    assert errors["noDomain"]["ResourceType"] == "DOMAIN"
    assert errors["noSpeaker"]["ResourceType"] == "SPEAKER"
    assert errors["twice"]["ConflictType"] == "DOMAIN_NOT_ACTIVE"


def test_sdk_retries_injected_errors(run: Run) -> None:
    assert run("faults.mjs") == {
        "ordered": {"name": "InternalServerException", "fault": "server", "status": 500, "attempts": 2},
        "afterwards": 1,
        "eachAttempt": 2,
        "throttled": {"name": "ThrottlingException", "fault": "client", "status": 400, "attempts": 2},
    }


def test_sdk_uses_environment_region_and_control(run: Run) -> None:
    assert run("ways_in.mjs") == {
        "unsigned": ["calls", "later"],
        "elsewhere": [],
        "secondsMoved": 60,
        "secondsBetweenDomains": 60,
        "atOnce": 1,
    }


def _holds_what_the_model_names(shape_name: str | None, value: Any) -> None:
    """Check that dates are dates, numbers are numbers, and all members are in the model."""
    if shape_name is None:
        assert value == {}
        return
    description = shape(shape_name)
    kind = description["type"]
    if kind == "structure":
        for name, member in value.items():
            _holds_what_the_model_names(description["members"][name]["shape"], member)
    elif kind == "list":
        for item in value:
            _holds_what_the_model_names(description["member"]["shape"], item)
    elif kind == "timestamp":
        assert value["Date"].startswith("2026-01-0")
    else:
        assert isinstance(value, {"string": str, "integer": int, "boolean": bool}[kind])

"""The AWS CLI: all commands of `aws voice-id`, their responses and errors."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from acceptance.clients import installing
from acceptance.clients.command_line import COMMANDS, CREDENTIALS, REGION, CommandLine, Driver
from acceptance.clients.scenario import BUCKET, FILES, KEY, ROLE
from acceptance.clients.serving import Server
from mock_voiceid.sdk.description import operations
from tests.contract.samples import smallest


@pytest.fixture(params=[True, False], ids=["signed", "unsigned"])
def either(request: pytest.FixtureRequest, driver: Driver, server: Server) -> CommandLine:
    """Return the AWS CLI with credentials, or with --no-sign-request and without."""
    return CommandLine(driver, server.url, signed=request.param)


# All commands


def test_every_command_succeeds_and_follows_the_model(
    either: CommandLine, server: Server, tmp_path: Path
) -> None:
    put_files(either, tmp_path)
    domain_id = domains(either)
    in_domain = {"domain_id": domain_id}
    watchlist_id = watchlists(either, in_domain)
    fraudsters(either, server, in_domain, watchlist_id)
    speakers(either, server, in_domain)
    either("delete-domain", **in_domain)
    assert either("describe-domain", **in_domain)["Domain"]["DomainStatus"] == "SUSPENDED"
    assert either.succeeded == set(COMMANDS)


def put_files(aws: CommandLine, folder: Path) -> None:
    """Fill a bucket with the same AWS CLI."""
    for name, content in FILES.items():
        text = content if isinstance(content, str) else json.dumps(content)
        folder.joinpath(name).write_text(text, encoding="utf-8")
    aws.text("s3api", "create-bucket", "--bucket", BUCKET)
    aws.text("s3", "cp", "--recursive", "--quiet", str(folder), f"s3://{BUCKET}")
    listed = aws.text("s3api", "list-objects-v2", "--bucket", BUCKET, "--query", "Contents[].Key")
    assert sorted(json.loads(listed)) == sorted(FILES)


def domains(aws: CommandLine) -> str:
    domain = aws(
        "create-domain",
        "--tags",
        "Key=team,Value=calls",
        "Key=stage,Value=test",
        "--server-side-encryption-configuration",
        "KmsKeyId=alias/calls",
        name="calls",
        description="calls / Größe",
        client_token="once",
    )["Domain"]
    assert (domain["Name"], domain["DomainStatus"]) == ("calls", "ACTIVE")
    assert domain["Description"] == "calls / Größe"
    in_domain = {"domain_id": domain["DomainId"]}
    assert aws("describe-domain", **in_domain)["Domain"] == domain
    renamed = aws("update-domain", **in_domain, name="more-calls", server_side_encryption_configuration=KEY)
    assert renamed["Domain"]["Name"] == "more-calls"
    (summary,) = aws("list-domains")["DomainSummaries"]
    assert (summary["Arn"], summary["Name"]) == (domain["Arn"], "more-calls")

    arn = domain["Arn"]
    assert aws("tag-resource", "--tags", "Key=owner,Value=", resource_arn=arn) == {}
    assert aws("untag-resource", "--tag-keys", "team", "stage", resource_arn=arn) == {}
    tags = aws("list-tags-for-resource", resource_arn=arn)["Tags"]
    assert tags == [{"Key": "owner", "Value": ""}]
    return str(domain["DomainId"])


def watchlists(aws: CommandLine, in_domain: dict[str, Any]) -> str:
    known = aws("create-watchlist", **in_domain, name="known", description="known")["Watchlist"]
    gone = aws("create-watchlist", **in_domain, name="gone")["Watchlist"]["WatchlistId"]
    assert aws("delete-watchlist", **in_domain, watchlist_id=gone) == {}
    at = {**in_domain, "watchlist_id": known["WatchlistId"]}
    renamed = aws("update-watchlist", **at, name="well-known")["Watchlist"]
    assert (renamed["Name"], renamed["Description"]) == ("well-known", "known")
    assert aws("describe-watchlist", **at)["Watchlist"] == renamed
    listed = aws("list-watchlists", **in_domain)["WatchlistSummaries"]
    assert sorted(one["DefaultWatchlist"] for one in listed) == [False, True]
    return str(known["WatchlistId"])


def fraudsters(aws: CommandLine, server: Server, in_domain: dict[str, Any], watchlist_id: str) -> None:
    """Run a registration job; the options are structures in the AWS CLI's shorthand."""
    started = aws(
        "start-fraudster-registration-job",
        "--input-data-config",
        f"S3Uri=s3://{BUCKET}/fraudsters.json",
        "--output-data-config",
        f"S3Uri=s3://{BUCKET}/results,KmsKeyId=alias/results",
        "--registration-config",
        "DuplicateRegistrationAction=REGISTER_AS_NEW,FraudsterSimilarityThreshold=70,"
        f"WatchlistIds={watchlist_id}",
        **in_domain,
        data_access_role_arn=ROLE,
        job_name="nightly",
        client_token="once",
    )["Job"]
    assert started["JobStatus"] == "SUBMITTED"
    assert started["RegistrationConfig"]["FraudsterSimilarityThreshold"] == 70
    server.control("clock/tick", seconds=60)
    job = aws("describe-fraudster-registration-job", **in_domain, job_id=started["JobId"])["Job"]
    assert (job["JobStatus"], job["EndedAt"]) == ("COMPLETED", started["CreatedAt"] + 6)
    listed = aws("list-fraudster-registration-jobs", **in_domain, job_status="COMPLETED")
    assert [one["JobId"] for one in listed["JobSummaries"]] == [job["JobId"]]

    (fraudster,) = aws("list-fraudsters", **in_domain, watchlist_id=watchlist_id)["FraudsterSummaries"]
    who = {**in_domain, "fraudster_id": fraudster["GeneratedFraudsterId"]}
    default = next(
        one["WatchlistId"]
        for one in aws("list-watchlists", **in_domain)["WatchlistSummaries"]
        if one["DefaultWatchlist"]
    )
    both = aws("associate-fraudster", **who, watchlist_id=default)["Fraudster"]["WatchlistIds"]
    assert sorted(both) == sorted([default, watchlist_id])
    one = aws("disassociate-fraudster", **who, watchlist_id=watchlist_id)["Fraudster"]
    assert one["WatchlistIds"] == [default]
    assert aws("describe-fraudster", **who)["Fraudster"] == one
    assert aws("delete-fraudster", **who) == {}
    assert aws("list-fraudsters", **in_domain)["FraudsterSummaries"] == []


def speakers(aws: CommandLine, server: Server, in_domain: dict[str, Any]) -> None:
    """Run an enrollment job; the options are structures in JSON."""
    started = aws(
        "start-speaker-enrollment-job",
        **in_domain,
        data_access_role_arn=ROLE,
        job_name="nightly",
        input_data_config={"S3Uri": f"s3://{BUCKET}/speakers.json"},
        output_data_config={"S3Uri": f"s3://{BUCKET}/results"},
        enrollment_config={
            "ExistingEnrollmentAction": "OVERWRITE",
            "FraudDetectionConfig": {"FraudDetectionAction": "IGNORE", "RiskThreshold": 60},
        },
    )["Job"]
    assert started["EnrollmentConfig"]["FraudDetectionConfig"]["RiskThreshold"] == 60
    server.control("clock/tick", seconds=60)
    job = aws("describe-speaker-enrollment-job", **in_domain, job_id=started["JobId"])["Job"]
    assert (job["JobStatus"], job["EndedAt"]) == ("COMPLETED", started["CreatedAt"] + 7)
    assert job["JobProgress"] == {"PercentComplete": 100}
    (summary,) = aws("list-speaker-enrollment-jobs", **in_domain, job_status="COMPLETED")["JobSummaries"]
    assert summary["JobId"] == job["JobId"]
    output = f"s3://{BUCKET}/results/{job['JobId']}/speakers.json.out"
    # Moto's S3 does not show private files to unsigned requests.
    signed = CommandLine(aws.driver, aws.url)
    assert "NEW_ENROLLMENT" in signed.text("s3", "cp", "--quiet", output, "-")

    assert aws("describe-speaker", **in_domain, speaker_id="anna")["Speaker"]["Status"] == "ENROLLED"
    server.control("sessions", domain_id=in_domain["domain_id"], name="first-call", speaker_id="anna")
    server.control("clock/tick", seconds=60)
    result = aws("evaluate-session", **in_domain, session_name_or_id="first-call")
    assert result["AuthenticationResult"]["Decision"] == "ACCEPT"

    opted_out = aws("opt-out-speaker", **in_domain, speaker_id="anna")["Speaker"]
    assert opted_out["Status"] == "OPTED_OUT"
    assert aws("delete-speaker", **in_domain, speaker_id="bert") == {}
    (left,) = aws("list-speakers", **in_domain)["SpeakerSummaries"]
    assert left["CustomerSpeakerId"] == "anna"


# Errors


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in ("create-domain", "list-domains")])
def test_missing_resource_is_reported(either: CommandLine, command: str) -> None:
    operation = operations()[COMMANDS[command]]
    said = either.refusal(command, "--cli-input-json", json.dumps(smallest(operation.input_shape)))
    start = f"An error occurred (ResourceNotFoundException) when calling the {operation.name} operation: "
    assert said.startswith(start)


def test_invalid_name_is_rejected(either: CommandLine) -> None:
    said = either.refusal(
        "create-domain", "--name", "bad!", "--server-side-encryption-configuration", "KmsKeyId=alias/calls"
    )
    assert said.startswith("An error occurred (ValidationException) when calling the CreateDomain operation:")


def test_invalid_token_is_rejected(either: CommandLine) -> None:
    said = either.refusal("list-domains", "--next-token", "made-up")
    assert said.startswith("An error occurred (ValidationException) when calling the ListDomains operation:")


def test_quota_of_domains_is_enforced(aws: CommandLine) -> None:
    for name in ("one", "two", "three"):
        aws("create-domain", name=name, server_side_encryption_configuration=KEY)
    said = aws.refusal(
        "create-domain", "--name", "four", "--server-side-encryption-configuration", "KmsKeyId=k"
    )
    assert said.startswith("An error occurred (ServiceQuotaExceededException)")


def test_conflict_is_reported(aws: CommandLine) -> None:
    domain = aws("create-domain", name="calls", server_side_encryption_configuration=KEY)["Domain"]
    aws("delete-domain", domain_id=domain["DomainId"])
    said = aws.refusal("delete-domain", "--domain-id", domain["DomainId"])
    assert said.startswith("An error occurred (ConflictException) when calling the DeleteDomain operation:")


# In separate processes


def test_aws_finds_the_server_through_its_environment(installed_aws_cli: Path, server: Server) -> None:
    program = installing.in_environment(installed_aws_cli, "aws")
    environment = {
        **os.environ,
        **CREDENTIALS,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL_VOICE_ID": server.url,
    }

    def aws(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [program, "voice-id", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    encryption = ("--server-side-encryption-configuration", "KmsKeyId=alias/calls")
    created = aws("create-domain", "--name", "calls", *encryption, "--query", "Domain.DomainId")
    assert (created.returncode, created.stderr) == (0, "")
    domain_id = json.loads(created.stdout)
    assert aws("delete-domain", "--domain-id", domain_id).stdout == ""
    refused = aws("delete-domain", "--domain-id", domain_id)
    assert (refused.returncode, refused.stdout) == (255, "")
    assert refused.stderr.strip().startswith("An error occurred (ConflictException)")

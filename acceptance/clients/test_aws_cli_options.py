"""The global options of the AWS CLI in its reference of Voice ID."""

import json
from pathlib import Path
from typing import Any

import pytest

from acceptance.clients.command_line import COMMANDS, CommandLine, Driver
from acceptance.clients.scenario import BUCKET, FILES, KEY, job
from acceptance.clients.serving import Server
from mock_voiceid.sdk.description import operations, shape

ENROLLMENT = {
    "ExistingEnrollmentAction": "SKIP",
    "FraudDetectionConfig": {
        "FraudDetectionAction": "IGNORE",
        "RiskThreshold": 50,
        "WatchlistIds": ["A WATCHLIST"],
    },
}
REGISTRATION = {
    "DuplicateRegistrationAction": "SKIP",
    "FraudsterSimilarityThreshold": 50,
    "WatchlistIds": ["A WATCHLIST"],
}
SPEAKERS = [f"speaker-{number}" for number in range(5)]


@pytest.fixture
def domain(server: Server) -> dict[str, Any]:
    created = server.call("CreateDomain", Name="calls", ServerSideEncryptionConfiguration=KEY)
    domain: dict[str, Any] = created["Domain"]
    return domain


@pytest.fixture
def listing(server: Server, domain: dict[str, Any]) -> tuple[str, ...]:
    """Return a command that lists five speakers."""
    for name in SPEAKERS:
        server.call("OptOutSpeaker", DomainId=domain["DomainId"], SpeakerId=name)
    return ("voice-id", "list-speakers", "--domain-id", domain["DomainId"])


# Output


def test_query_selects_from_the_response(aws: CommandLine, domain: dict[str, Any]) -> None:
    picked = aws.text(
        "voice-id", "list-domains", "--query", "DomainSummaries[?Name=='calls'].[DomainId, Name]"
    )
    assert json.loads(picked) == [[domain["DomainId"], "calls"]]


def test_output_as_json_has_time_stamps_in_seconds(aws: CommandLine, domain: dict[str, Any]) -> None:
    shown = json.loads(aws.text("voice-id", "list-domains", "--output", "json"))["DomainSummaries"]
    assert [one["CreatedAt"] for one in shown] == [domain["CreatedAt"]]


def test_output_as_text_has_a_line_for_each_domain(aws: CommandLine, domain: dict[str, Any]) -> None:
    shown = aws.text(
        "voice-id", "list-domains", "--output", "text", "--query", "DomainSummaries[].[Name, Arn]"
    )
    assert shown == f"calls\t{domain['Arn']}\n"


def test_output_as_text_is_empty_without_output(aws: CommandLine, domain: dict[str, Any]) -> None:
    deletion = ("voice-id", "delete-domain", "--domain-id", domain["DomainId"])
    assert aws.text(*deletion, "--output", "text") == ""


def test_output_as_a_table_is_headed_by_the_operation(aws: CommandLine, domain: dict[str, Any]) -> None:
    shown = aws.text(
        "voice-id",
        "describe-domain",
        "--domain-id",
        domain["DomainId"],
        "--output",
        "table",
        "--color",
        "off",
    )
    lines = [line.strip("|+ ") for line in shown.splitlines()]
    assert "DescribeDomain" in lines
    assert any(line.split("|")[0].strip() == "DomainStatus" and "ACTIVE" in line for line in lines)


def test_time_stamps_can_be_shown_as_dates(
    driver: Driver, aws: CommandLine, domain: dict[str, Any], tmp_path: Path
) -> None:
    configuration = tmp_path / "config"
    configuration.write_text("[default]\ncli_timestamp_format = iso8601\n", encoding="utf-8")
    query = "DomainSummaries[0].CreatedAt"
    outcome = driver.run(
        ["--endpoint-url", aws.url, "--no-sign-request", "voice-id", "list-domains", "--query", query],
        {"AWS_CONFIG_FILE": str(configuration)},
    )
    assert outcome.stderr == ""
    assert json.loads(outcome.stdout).startswith("2026-01-05T")
    assert json.loads(outcome.stdout).endswith("+00:00")


def test_version_1_has_no_yaml_output(aws: CommandLine) -> None:
    outcome = aws.run("voice-id", "list-domains", "--output", "yaml")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert "argument --output: Invalid choice" in outcome.stderr


# Input


def test_job_can_be_started_from_a_file(
    aws: CommandLine, server: Server, domain: dict[str, Any], tmp_path: Path
) -> None:
    server.put(BUCKET, FILES)
    given = tmp_path / "input.json"
    given.write_text(json.dumps(job(domain["DomainId"], "speakers.json")), encoding="utf-8")
    started = aws("start-speaker-enrollment-job", "--cli-input-json", f"file://{given}")["Job"]
    assert (started["JobName"], started["JobStatus"]) == ("nightly", "SUBMITTED")


@pytest.mark.parametrize(
    ("kind", "manifest", "config"),
    [
        ("speaker-enrollment", "speakers.json", {"EnrollmentConfig": ENROLLMENT}),
        ("fraudster-registration", "fraudsters.json", {"RegistrationConfig": REGISTRATION}),
    ],
)
def test_all_options_of_a_job_are_accepted_and_described(
    aws: CommandLine, server: Server, domain: dict[str, Any], kind: str, manifest: str, config: dict[str, Any]
) -> None:
    watchlist = domain["WatchlistDetails"]["DefaultWatchlistId"]
    text = json.dumps({**job(domain["DomainId"], manifest), **config, "ClientToken": "once"})
    given = json.loads(text.replace("A WATCHLIST", watchlist))
    given["OutputDataConfig"]["KmsKeyId"] = "alias/results"
    described: dict[str, Any] = {}
    for status in ("FAILED", "COMPLETED"):  # without the files, and with them
        if status == "COMPLETED":
            server.put(BUCKET, FILES)
        started = aws(f"start-{kind}-job", "--cli-input-json", json.dumps({**given, "ClientToken": status}))
        server.control("clock/tick", seconds=60)
        there = {"domain_id": domain["DomainId"], "job_id": started["Job"]["JobId"]}
        found = aws(f"describe-{kind}-job", **there)["Job"]
        assert found["JobStatus"] == status
        assert {name: found[name] for name in found if name in given} == {
            name: given[name] for name in given if name != "ClientToken"
        }
        described |= found
    assert set(described) == _members(kind.title().replace("-", "") + "Job")


def test_options_override_the_json(aws: CommandLine, domain: dict[str, Any]) -> None:
    given = json.dumps({"DomainId": domain["DomainId"], "Name": "from-json", "Description": "from JSON"})
    watchlist = aws("create-watchlist", "--cli-input-json", given, name="from-option")["Watchlist"]
    assert (watchlist["Name"], watchlist["Description"]) == ("from-option", "from JSON")


def test_option_can_come_from_a_file(aws: CommandLine, domain: dict[str, Any], tmp_path: Path) -> None:
    tags = tmp_path / "tags.json"
    tags.write_text('[{"Key": "team", "Value": "calls"}]', encoding="utf-8")
    aws("tag-resource", "--tags", f"file://{tags}", resource_arn=domain["Arn"])
    assert aws("list-tags-for-resource", resource_arn=domain["Arn"])["Tags"] == json.loads(tags.read_text())


@pytest.mark.parametrize("command", COMMANDS)
def test_skeleton_has_all_members_and_sends_no_request(driver: Driver, command: str) -> None:
    nowhere = CommandLine(driver, "http://127.0.0.1:9", signed=False)
    skeleton = json.loads(nowhere.text("voice-id", command, "--generate-cli-skeleton"))
    assert set(skeleton) == _members(operations()[COMMANDS[command]].input_shape)


def test_skeleton_can_be_used_as_input(aws: CommandLine) -> None:
    skeleton = json.loads(aws.text("voice-id", "create-domain", "--generate-cli-skeleton", "input"))
    skeleton |= {"Name": "calls", "ServerSideEncryptionConfiguration": KEY, "Description": "filled in"}
    skeleton |= {"ClientToken": "once", "Tags": []}
    domain = aws("create-domain", "--cli-input-json", json.dumps(skeleton))["Domain"]
    assert domain["Description"] == "filled in"


# Pages


def test_all_pages_are_read_automatically(aws: CommandLine, listing: tuple[str, ...]) -> None:
    answer = json.loads(aws.text(*listing, "--page-size", "2"))
    assert _names(answer) == SPEAKERS
    assert "NextToken" not in answer


def test_paging_can_be_disabled(aws: CommandLine, listing: tuple[str, ...]) -> None:
    first = json.loads(aws.text(*listing, "--no-paginate", "--max-results", "2"))
    assert _names(first) == SPEAKERS[:2]
    token = first["NextToken"]
    second = json.loads(aws.text(*listing, "--no-paginate", "--max-results", "2", "--next-token", token))
    assert _names(second) == SPEAKERS[2:4]


@pytest.mark.parametrize("page_size", ["1", "2", "5"])
def test_listing_continues_after_max_items(
    aws: CommandLine, listing: tuple[str, ...], page_size: str
) -> None:
    parts: list[list[str]] = []
    token: tuple[str, ...] = ()
    while not parts or token:
        part = json.loads(aws.text(*listing, "--max-items", "2", "--page-size", page_size, *token))
        parts.append(_names(part))
        token = ("--starting-token", part["NextToken"]) if "NextToken" in part else ()
    assert parts == [SPEAKERS[:2], SPEAKERS[2:4], SPEAKERS[4:]]


@pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS if command.startswith("list-") and "tags" not in command],
)
def test_every_listing_accepts_the_paging_options(
    aws: CommandLine, domain: dict[str, Any], command: str
) -> None:
    where = () if command == "list-domains" else ("--domain-id", domain["DomainId"])
    (listed,) = aws(command, *where, "--max-items", "1", "--page-size", "1").values()
    assert len(listed) == (command in ("list-domains", "list-watchlists"))


# Endpoints and regions


def test_a_signed_command_goes_to_its_region(
    driver: Driver, aws: CommandLine, domain: dict[str, Any]
) -> None:
    names = ("voice-id", "list-domains", "--query", "DomainSummaries[].Name")
    assert json.loads(aws.text(*names, "--region", "eu-west-2")) == []
    assert json.loads(aws.text(*names, "--region", "us-east-1")) == ["calls"]


def test_unsigned_command_always_goes_to_us_east_1(
    driver: Driver, aws: CommandLine, domain: dict[str, Any]
) -> None:
    unsigned = CommandLine(driver, aws.url, signed=False)
    names = ("voice-id", "list-domains", "--query", "DomainSummaries[].Name")
    assert json.loads(unsigned.text(*names, "--region", "eu-west-2")) == ["calls"]


def test_unsigned_command_can_not_read_the_output_of_a_job(
    driver: Driver, aws: CommandLine, server: Server
) -> None:
    server.put(BUCKET, FILES)
    domain = aws("create-domain", name="calls", server_side_encryption_configuration=KEY)["Domain"]
    given = json.dumps(job(domain["DomainId"], "speakers.json"))
    job_id = aws("start-speaker-enrollment-job", "--cli-input-json", given)["Job"]["JobId"]
    server.control("clock/tick", seconds=60)
    show = ("s3", "cp", f"s3://{BUCKET}/results/{job_id}/speakers.json.out", "-")
    assert "NEW_ENROLLMENT" in aws.text(*show)
    assert "403" in CommandLine(driver, aws.url, signed=False).run(*show).stderr


def test_endpoint_can_be_configured_in_a_file(
    driver: Driver, server: Server, domain: dict[str, Any], tmp_path: Path
) -> None:
    configuration = tmp_path / "config"
    services = f"[services double]\nvoice_id =\n  endpoint_url = {server.url}\n"
    configuration.write_text(f"[profile test]\nservices = double\n{services}", encoding="utf-8")
    outcome = driver.run(
        [
            "--profile",
            "test",
            "--no-sign-request",
            "voice-id",
            "list-domains",
            "--query",
            "length(DomainSummaries)",
        ],
        {"AWS_CONFIG_FILE": str(configuration)},
    )
    assert (outcome.stderr, outcome.stdout) == ("", "1\n")


def test_timeouts_and_certificates_are_accepted(aws: CommandLine, domain: dict[str, Any]) -> None:
    options = ("--cli-read-timeout", "30", "--cli-connect-timeout", "30", "--no-verify-ssl")
    assert len(json.loads(aws.text(*options, "voice-id", "list-domains"))["DomainSummaries"]) == 1


def test_without_credentials_a_signed_command_never_reaches_the_server(
    driver: Driver, server: Server
) -> None:
    outcome = driver.run(["--endpoint-url", server.url, "voice-id", "list-domains"], {})
    assert outcome.status == 255
    assert "Unable to locate credentials" in outcome.stderr


def _members(shape_name: str) -> set[str]:
    return set(shape(shape_name)["members"])


def _names(answer: Any) -> list[str]:
    return [one["CustomerSpeakerId"] for one in answer["SpeakerSummaries"]]

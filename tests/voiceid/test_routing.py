"""Hosts, regions and accounts: which backend a request reaches."""

from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws

from mock_voiceid import mock_voiceid
from mock_voiceid.api.hosts import region_of
from mock_voiceid.voiceid.models import REGIONS
from tests.calls import client, create_domain, error_in, post, session
from tests.messages import mentioning

NOT_THERE = (
    "Voice ID is not in eu-west-1. It was in ap-northeast-1, ap-southeast-1, ap-southeast-2, ca-central-1, "
    "eu-central-1, eu-west-2, us-east-1, us-west-2. "
    "Set MOTO_ALLOW_NONEXISTENT_REGION=true to have it anywhere."
)
HOSTS = {
    "standard": "voiceid.eu-west-2.amazonaws.com",
    "FIPS": "voiceid-fips.eu-west-2.amazonaws.com",
    "dual-stack": "voiceid.eu-west-2.api.aws",
    "FIPS and dual-stack": "voiceid-fips.eu-west-2.api.aws",
    "VPC endpoint": "vpce-0123456789-abcdefgh.voiceid.eu-west-2.vpce.amazonaws.com",
}


@pytest.fixture(params=[None, ["voiceid", "sts", "iam"]], ids=["fast path", "Moto's path"], autouse=True)
def _way(request: pytest.FixtureRequest) -> object:
    with mock_aws(config={"core": {"service_whitelist": request.param}}):
        yield


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", HOSTS.values(), ids=list(HOSTS))
def test_every_kind_of_host_reaches_its_region(host: str, scheme: str) -> None:
    """V1."""
    domain_id = create_domain(client("eu-west-2"))
    listed = post({}, url=f"{scheme}://{host}/").json()["DomainSummaries"]
    assert [domain["DomainId"] for domain in listed] == [domain_id]


@pytest.mark.parametrize(
    ("config", "host"),
    [
        (Config(), HOSTS["standard"]),
        (Config(use_fips_endpoint=True), HOSTS["FIPS"]),
        (Config(use_dualstack_endpoint=True), HOSTS["dual-stack"]),
        (Config(use_fips_endpoint=True, use_dualstack_endpoint=True), HOSTS["FIPS and dual-stack"]),
    ],
)
def test_boto3_reaches_the_region_at_every_host_that_it_can_be_set_to(config: Config, host: str) -> None:
    voiceid = client("eu-west-2", config=config)
    hosts: list[str] = []
    voiceid.meta.events.register_first("before-send", lambda request, **_: hosts.append(request.url))
    create_domain(voiceid)
    assert hosts == [f"https://{host}/"]
    assert len(client("eu-west-2").list_domains()["DomainSummaries"]) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://transcribe.eu-west-2.amazonaws.com/",
        "https://voiceid.example.com/",
        "https://myvoiceid.eu-west-2.amazonaws.com/",
        "https://voiceid.s3.eu-west-2.amazonaws.com/key",
        "https://s3.eu-west-2.amazonaws.com/voiceid.eu-west-2.amazonaws.com/",
    ],
)
def test_other_hosts_are_not_voice_ids(url: str) -> None:
    assert region_of(url) is None


def test_each_region_keeps_its_own() -> None:
    clients = {region: client(region) for region in REGIONS}
    created = {region: {create_domain(clients[region])} for region in REGIONS[:3]}
    listed = {region: voiceid.list_domains()["DomainSummaries"] for region, voiceid in clients.items()}
    assert {region: {domain["DomainId"] for domain in listed[region]} for region in REGIONS} == {
        region: created.get(region, set()) for region in REGIONS
    }
    arns = {region: domain["Arn"].split(":")[3] for region, domains in listed.items() for domain in domains}
    assert arns == {region: region for region in created}


def test_a_region_where_voice_id_never_was_gets_an_error_that_says_where_it_was() -> None:
    with pytest.raises(ClientError) as error:
        client("eu-west-1").list_domains()
    assert error.value.response["Error"] == {"Code": "UnrecognizedRegionException", "Message": NOT_THERE}
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-1", "aws"),
        ("us-gov-west-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
        ("us-iso-east-1", "aws-iso"),
    ],
)
def test_voice_id_may_be_had_anywhere(region: str, partition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    voiceid = client(region)
    domain_id = create_domain(voiceid)
    (domain,) = voiceid.list_domains()["DomainSummaries"]
    assert domain["Arn"] == f"arn:{partition}:voiceid:{region}:123456789012:domain/{domain_id}"


def test_the_account_may_be_set_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111111111111")
    assert account_of_a_new_domain() == "111111111111"
    monkeypatch.delenv("MOTO_ACCOUNT_ID")
    assert client().list_domains()["DomainSummaries"] == []


def test_the_account_may_be_set_in_a_header() -> None:
    body = {"Name": "d", "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/aws/s3"}}
    header = {"x-moto-account-id": "222222222222"}
    created = post(body, "VoiceID.CreateDomain", **header).json()["Domain"]["Arn"]
    assert created.split(":")[4] == "222222222222"
    assert client().list_domains()["DomainSummaries"] == []
    assert len(post({}, **header).json()["DomainSummaries"]) == 1


@pytest.mark.parametrize("account_id", ["11112222333", "1111222233334", "é", "me"])
def test_invalid_account_id_is_rejected(account_id: str) -> None:
    status, error, message = error_in(post("{}", **{"x-moto-account-id": account_id}))
    assert (status, error) == (400, "AccessDeniedException")
    assert message.startswith(f"{account_id!r} is no account: an account id is text of 12 digits.")


@pytest.mark.parametrize("account_id", ["", "\u0661" * 12, "123456789012\n", 123456789012])
def test_the_handle_rejects_an_invalid_account_id(account_id: Any) -> None:
    with (
        mock_voiceid() as voice_id,
        pytest.raises(ValueError, match=mentioning(repr(account_id), "12 digits")),
    ):
        voice_id.backend("us-east-1", account_id)


def test_an_assumed_role_acts_in_its_account() -> None:
    assumed = (
        session()
        .client("sts")
        .assume_role(RoleArn="arn:aws:iam::333333333333:role/batch", RoleSessionName="session")["Credentials"]
    )
    voiceid = client(
        aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"],
    )
    create_domain(voiceid)
    (domain,) = voiceid.list_domains()["DomainSummaries"]
    assert domain["Arn"].split(":")[4] == "333333333333"
    assert client().list_domains()["DomainSummaries"] == []


def account_of_a_new_domain() -> str:
    voiceid = client()
    return str(voiceid.describe_domain(DomainId=create_domain(voiceid))["Domain"]["Arn"].split(":")[4])


def test_the_handle_gives_the_backend_of_an_account_and_region() -> None:
    with mock_voiceid() as voice_id:
        domain_id = create_domain(client("us-west-2"))
        assert domain_id in voice_id.backend("us-west-2").domains
        assert domain_id not in voice_id.backend().domains
        assert domain_id not in voice_id.backend("us-west-2", account_id="111111111111").domains

"""IAM enforcement: permissions, and the errors that clients get."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.core import enable_iam_authentication, set_initial_no_auth_action_count

from mock_voiceid.sdk.description import operations, snake_case
from tests.calls import DOMAIN, client, create_domain, error_in, post, session

DENIED = (
    "User: arn:aws:iam::123456789012:user/caller is not authorized to perform: voiceid:{0} on resource: {1} "
    "because no identity-based policy allows the voiceid:{0} action"
)


@pytest.fixture(autouse=True)
def _mocked(mocked: None) -> None:
    """Mock for each test."""


@pytest.fixture
def enforced() -> Iterator[None]:
    with enable_iam_authentication():
        yield


def caller(*statements: tuple[str, str]) -> Any:
    """Return a client of a user with a policy that allows some actions on some resources."""
    iam = session().client("iam")
    iam.create_user(UserName="caller")
    policy = [{"Effect": "Allow", "Action": action, "Resource": resource} for action, resource in statements]
    if policy:
        document = json.dumps({"Version": "2012-10-17", "Statement": policy})
        iam.put_user_policy(UserName="caller", PolicyName="policy", PolicyDocument=document)
    key = iam.create_access_key(UserName="caller")["AccessKey"]
    return client(
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        config=Config(parameter_validation=False),
    )


def error_of(method: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """Return the error of a call, or an empty dict."""
    try:
        method(**arguments)
    except ClientError as error:
        return dict(error.response["Error"])
    return {}


def allow_also(*statements: tuple[str, str]) -> None:
    """Add a policy to the user."""
    policy = [{"Effect": "Allow", "Action": action, "Resource": resource} for action, resource in statements]
    document = json.dumps({"Version": "2012-10-17", "Statement": policy})
    session().client("iam").put_user_policy(UserName="caller", PolicyName="more", PolicyDocument=document)


def arn_of(domain_id: str) -> str:
    return f"arn:aws:voiceid:us-east-1:123456789012:domain/{domain_id}"


def test_denied_call_raises_the_modelled_exception() -> None:
    """V4, A1."""
    voiceid = caller()
    with enable_iam_authentication(), pytest.raises(voiceid.exceptions.AccessDeniedException) as error:
        voiceid.list_domains()
    assert error.value.response["Error"]["Message"] == DENIED.format("ListDomains", "*")
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_bad_signature_raises_the_modelled_exception() -> None:
    iam = session().client("iam")
    iam.create_user(UserName="caller")
    key = iam.create_access_key(UserName="caller")["AccessKey"]["AccessKeyId"]
    voiceid = client(aws_access_key_id=key, aws_secret_access_key="wrong")
    with enable_iam_authentication(), pytest.raises(voiceid.exceptions.AccessDeniedException) as error:
        voiceid.list_domains()
    assert "signature we calculated does not match" in error.value.response["Error"]["Message"]


def test_unknown_access_key_raises_the_modelled_exception(enforced: None) -> None:
    voiceid = client()
    with pytest.raises(voiceid.exceptions.AccessDeniedException, match="security token"):
        voiceid.list_domains()


def test_unsigned_request_is_denied(enforced: None) -> None:
    voiceid = client(config=Config(signature_version=UNSIGNED))
    with pytest.raises(voiceid.exceptions.AccessDeniedException, match="not signed, and IAM"):
        voiceid.list_domains()


def test_without_enforcement_everything_is_allowed() -> None:
    create_domain(client(config=Config(signature_version=UNSIGNED)))


def test_a_policy_on_all_of_voice_id_allows_everything() -> None:
    voiceid = caller(("voiceid:*", "*"))
    with enable_iam_authentication():
        domain_id = create_domain(voiceid)
        assert voiceid.describe_domain(DomainId=domain_id)["Domain"]["Arn"] == arn_of(domain_id)


def test_a_policy_under_the_name_of_the_sdk_allows_nothing() -> None:
    voiceid = caller(("voice-id:*", "*"))
    with enable_iam_authentication(), pytest.raises(voiceid.exceptions.AccessDeniedException):
        voiceid.list_domains()


def test_a_policy_on_one_domain_allows_that_domain_only() -> None:
    """A1."""
    mine, other = create_domain(client()), create_domain(client())
    voiceid = caller(("voiceid:DescribeDomain", arn_of(mine)))
    with enable_iam_authentication():
        assert voiceid.describe_domain(DomainId=mine)["Domain"]["DomainId"] == mine
        with pytest.raises(voiceid.exceptions.AccessDeniedException):
            voiceid.describe_domain(DomainId=other)
        with pytest.raises(voiceid.exceptions.AccessDeniedException):
            voiceid.delete_domain(DomainId=mine)


def test_tagging_needs_a_permission_on_the_domain() -> None:
    """A1."""
    mine, other = create_domain(client()), create_domain(client())
    voiceid = caller(("voiceid:ListTagsForResource", arn_of(mine)))
    with enable_iam_authentication():
        assert voiceid.list_tags_for_resource(ResourceArn=arn_of(mine))["Tags"] == []
        with pytest.raises(voiceid.exceptions.AccessDeniedException):
            voiceid.list_tags_for_resource(ResourceArn=arn_of(other))


@pytest.mark.parametrize("operation", sorted(operations().keys() - {"CreateDomain", "ListDomains"}))
def test_other_operations_need_a_permission_on_the_domain(operation: str) -> None:
    """A1: whatever else the request contains, and before its input is validated."""
    mine, other = (create_domain(client()) for _ in range(2))
    voiceid = caller((f"voiceid:{operation}", arn_of(mine)))
    member, values = ("DomainId", [mine, other])
    if operation in ("TagResource", "UntagResource", "ListTagsForResource"):
        member, values = "ResourceArn", [arn_of(mine), arn_of(other)]
    method = getattr(voiceid, snake_case(operation))
    with enable_iam_authentication():
        assert error_of(method, **{member: values[0]}).get("Code") != "AccessDeniedException"
        assert error_of(method, **{member: values[1]}) == {
            "Code": "AccessDeniedException",
            "Message": DENIED.format(operation, arn_of(other)),
        }


def test_tags_at_creation_need_a_second_permission() -> None:
    """A1."""
    voiceid = caller(("voiceid:CreateDomain", "*"))
    tags = [{"Key": "team", "Value": "calls"}]
    with enable_iam_authentication():
        with pytest.raises(voiceid.exceptions.AccessDeniedException) as error:
            create_domain(voiceid, Tags=tags)
        create_domain(voiceid)
        create_domain(voiceid, Tags=[])
    assert error.value.response["Error"]["Message"] == DENIED.format("TagResource", arn_of("*"))
    allow_also(("voiceid:TagResource", arn_of("*")))
    with enable_iam_authentication():
        create_domain(voiceid, Tags=tags)


def test_a_request_with_two_permissions_counts_once() -> None:
    voiceid = caller()

    @set_initial_no_auth_action_count(2)
    def calls() -> None:
        create_domain(voiceid, Tags=[{"Key": "team", "Value": "calls"}])
        voiceid.list_domains()
        with pytest.raises(voiceid.exceptions.AccessDeniedException):
            voiceid.list_domains()

    calls()


def test_denied_call_has_no_effect() -> None:
    voiceid = caller(("voiceid:ListDomains", "*"))
    with enable_iam_authentication():
        with pytest.raises(voiceid.exceptions.AccessDeniedException):
            create_domain(voiceid)
        assert voiceid.list_domains()["DomainSummaries"] == []


def test_enforcement_can_begin_after_some_calls() -> None:
    voiceid = caller()

    @set_initial_no_auth_action_count(2)
    def calls() -> None:
        voiceid.list_domains()
        voiceid.list_domains()
        with pytest.raises(voiceid.exceptions.AccessDeniedException):
            voiceid.list_domains()

    calls()


@pytest.mark.parametrize("body", ["{bad", "[]", b"\xff", '"x"', "[" * 100_000, '{"DomainId": 5}'])
def test_body_without_a_domain_is_denied(body: str | bytes, enforced: None) -> None:
    assert error_in(post(body, "VoiceID.DescribeDomain"))[:2] == (400, "AccessDeniedException")


@pytest.mark.parametrize("body", ["[]", "{bad"])
def test_invalid_json_is_reported_to_allowed_callers(body: str) -> None:
    @set_initial_no_auth_action_count(1)
    def call() -> None:
        assert error_in(post(body, "VoiceID.DescribeDomain"))[:2] == (400, "SerializationException")

    call()


def test_policies_of_an_assumed_role_are_enforced() -> None:
    iam = session().client("iam")
    iam.create_role(RoleName="batch", AssumeRolePolicyDocument="{}")
    statement = {"Effect": "Allow", "Action": "voiceid:ListDomains", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName="batch", PolicyName="policy", PolicyDocument=policy)
    assumed = (
        session()
        .client("sts")
        .assume_role(RoleArn="arn:aws:iam::123456789012:role/batch", RoleSessionName="session")["Credentials"]
    )
    voiceid = client(
        aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"],
    )
    with enable_iam_authentication():
        assert voiceid.list_domains()["DomainSummaries"] == []
        with pytest.raises(voiceid.exceptions.AccessDeniedException):
            voiceid.create_domain(**DOMAIN)


@pytest.mark.parametrize("authorization", ["AWS4-HMAC-SHA256 junk", "AWS4-HMAC-SHA256 Credential=a"])
def test_broken_signature_is_denied(enforced: None, authorization: str) -> None:
    response = post({}, Authorization=authorization)
    assert error_in(response)[:2] == (400, "AccessDeniedException")

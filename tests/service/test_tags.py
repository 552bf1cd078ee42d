"""Tags of domains (T1, T2)."""

from collections.abc import Callable
from typing import Any

import pytest

Refused = Callable[..., Any]


def tags(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


def tags_of(client: Any, domain: dict[str, Any]) -> Any:
    return client.list_tags_for_resource(ResourceArn=domain["Arn"])["Tags"]


def numbered(count: int, begin: int = 0) -> list[dict[str, str]]:
    return [{"Key": f"key-{number}", "Value": ""} for number in range(begin, begin + count)]


def test_domain_is_created_with_tags(voiceid_client: Any, new_domain: Callable[..., Any]) -> None:
    """T1."""
    domain = new_domain(Tags=tags(team="fraud", stage="test"))
    assert "Tags" not in domain
    assert tags_of(voiceid_client, domain) == tags(team="fraud", stage="test")


def test_domain_without_tags_has_an_empty_list(voiceid_client: Any, voiceid_domain: dict[str, Any]) -> None:
    assert tags_of(voiceid_client, voiceid_domain) == []


def test_tagging_adds_and_overwrites_in_a_stable_order(
    voiceid_client: Any, voiceid_domain: dict[str, Any]
) -> None:
    """T2."""
    arn = voiceid_domain["Arn"]
    voiceid_client.tag_resource(ResourceArn=arn, Tags=tags(team="fraud", stage="test"))
    voiceid_client.tag_resource(ResourceArn=arn, Tags=tags(cost="42", team="speech"))
    assert tags_of(voiceid_client, voiceid_domain) == tags(team="speech", stage="test", cost="42")


def test_untagging_ignores_unknown_keys(voiceid_client: Any, new_domain: Callable[..., Any]) -> None:
    """T2."""
    domain = new_domain(Tags=tags(team="fraud", stage="test", cost="42"))
    voiceid_client.untag_resource(ResourceArn=domain["Arn"], TagKeys=["stage", "unknown"])
    assert tags_of(voiceid_client, domain) == tags(team="fraud", cost="42")


def test_tags_do_not_move_updated_at(voiceid_client: Any, new_domain: Callable[..., Any]) -> None:
    domain = new_domain()
    voiceid_client.tag_resource(ResourceArn=domain["Arn"], Tags=tags(team="fraud"))
    assert voiceid_client.describe_domain(DomainId=domain["DomainId"])["Domain"] == domain


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            [*tags(team="fraud"), *tags(team="speech")],
            "A tag key stands in the request more than once; each must be unique.",
        ),
        (
            [{"Key": "aws:team", "Value": "fraud"}],
            "Tag keys that begin with 'aws:' are reserved; use another key.",
        ),
    ],
    ids=["twice", "reserved"],
)
def test_wrong_tags_are_refused(
    voiceid_client: Any,
    voiceid_domain: dict[str, Any],
    refused: Refused,
    wrong: list[dict[str, str]],
    message: str,
) -> None:
    """T2: on tagging and on creation, and nothing is done."""
    refusal = refused(voiceid_client.tag_resource, ResourceArn=voiceid_domain["Arn"], Tags=wrong)
    assert (refusal.name, refusal.message) == ("ValidationException", message)
    assert tags_of(voiceid_client, voiceid_domain) == []
    refusal = refused(
        voiceid_client.create_domain,
        Name="calls",
        ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"},
        Tags=wrong,
    )
    assert (refusal.name, refusal.message) == ("ValidationException", message)
    assert len(voiceid_client.list_domains()["DomainSummaries"]) == 1


def test_at_most_200_tags_in_all(
    voiceid_client: Any, new_domain: Callable[..., Any], refused: Refused
) -> None:
    """T2."""
    domain = new_domain(Tags=numbered(200))
    voiceid_client.tag_resource(ResourceArn=domain["Arn"], Tags=numbered(200))
    refusal = refused(voiceid_client.tag_resource, ResourceArn=domain["Arn"], Tags=numbered(1, 200))
    assert (refusal.name, refusal.message) == (
        "ValidationException",
        "A resource takes at most 200 tags; it would have 201.",
    )
    assert tags_of(voiceid_client, domain) == numbered(200)


def test_suspended_domain_still_tells_its_tags(voiceid_client: Any, new_domain: Callable[..., Any]) -> None:
    """D6."""
    domain = new_domain(Tags=tags(team="fraud"))
    voiceid_client.delete_domain(DomainId=domain["DomainId"])
    assert tags_of(voiceid_client, domain) == tags(team="fraud")


@pytest.mark.parametrize(
    ("old", "new"),
    [(":us-east-1:", ":us-west-2:"), (":123456789012:", ":111122223333:")],
)
def test_only_domains_of_here_are_tagged_by_arn(
    voiceid_client: Any, voiceid_domain: dict[str, Any], refused: Refused, old: str, new: str
) -> None:
    """T1."""
    arn = voiceid_domain["Arn"].replace(old, new)
    for method, arguments in (
        (voiceid_client.tag_resource, {"Tags": tags(team="fraud")}),
        (voiceid_client.untag_resource, {"TagKeys": ["team"]}),
        (voiceid_client.list_tags_for_resource, {}),
    ):
        refusal = refused(method, ResourceArn=arn, **arguments)
        assert (refusal.name, refusal.resource_type, refusal.message) == (
            "ResourceNotFoundException",
            "DOMAIN",
            f"There is no domain '{arn}' in us-east-1.",
        )

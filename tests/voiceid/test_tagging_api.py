"""Domains in the mocked Resource Groups Tagging API."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import VoiceID

pytest.importorskip("moto.core.resource_tagging", reason="Moto's tagging API takes in others from 5.2.2 on")


@pytest.fixture
def tagging(voiceid: VoiceID, new_client: Callable[..., Any]) -> Any:
    return new_client("resourcegroupstaggingapi")


def arns(answer: dict[str, Any]) -> list[str]:
    return [resource["ResourceARN"] for resource in answer["ResourceTagMappingList"]]


def tag_list(**tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def test_tagged_domains_show(tagging: Any, new_domain: Callable[..., Any]) -> None:
    fraud = new_domain(Tags=tag_list(team="fraud"))["Arn"]
    sales = new_domain(Tags=tag_list(team="sales", stage="test"))["Arn"]
    new_domain()
    listed = tagging.get_resources(ResourceTypeFilters=["voiceid:domain"])
    assert listed["ResourceTagMappingList"] == [
        {"ResourceARN": fraud, "Tags": tag_list(team="fraud")},
        {"ResourceARN": sales, "Tags": tag_list(team="sales", stage="test")},
    ]
    assert arns(tagging.get_resources()) == [fraud, sales]
    assert arns(tagging.get_resources(ResourceTypeFilters=["voiceid"])) == [fraud, sales]
    assert arns(tagging.get_resources(ResourceTypeFilters=["sqs"])) == []
    assert arns(tagging.get_resources(TagFilters=[{"Key": "team", "Values": ["sales"]}])) == [sales]
    assert arns(tagging.get_resources(TagFilters=[{"Key": "stage"}])) == [sales]
    assert set(tagging.get_tag_keys()["TagKeys"]) == {"stage", "team"}
    assert sorted(tagging.get_tag_values(Key="team")["TagValues"]) == ["fraud", "sales"]


def test_domains_show_in_their_region(
    tagging: Any, new_domain: Callable[..., Any], new_client: Callable[..., Any]
) -> None:
    new_domain(Tags=tag_list(team="fraud"))
    assert arns(new_client("resourcegroupstaggingapi", "eu-west-2").get_resources()) == []


def test_suspended_domain_does_not_show(
    tagging: Any, voiceid_client: Any, new_domain: Callable[..., Any]
) -> None:
    domain = new_domain(Tags=tag_list(team="fraud"))
    voiceid_client.delete_domain(DomainId=domain["DomainId"])
    assert arns(tagging.get_resources()) == []


def test_tagging_and_untagging_reach_the_domain(
    tagging: Any, voiceid_client: Any, new_domain: Callable[..., Any]
) -> None:
    """T2."""
    arn = new_domain(Tags=tag_list(team="fraud"))["Arn"]

    def seen() -> list[dict[str, str]]:
        tags: list[dict[str, str]] = voiceid_client.list_tags_for_resource(ResourceArn=arn)["Tags"]
        return tags

    tagged = tagging.tag_resources(ResourceARNList=[arn], Tags={"stage": "test", "team": "sales"})
    assert tagged["FailedResourcesMap"] == {}
    assert seen() == tag_list(team="sales", stage="test")
    untagged = tagging.untag_resources(ResourceARNList=[arn], TagKeys=["team", "unknown"])
    assert untagged["FailedResourcesMap"] == {}
    assert seen() == tag_list(stage="test")


def test_refusal_is_a_failure_of_the_resource_alone(
    tagging: Any, voiceid_client: Any, new_domain: Callable[..., Any]
) -> None:
    """T1, T2."""
    arn = new_domain()["Arn"]
    unknown = arn[:-22] + "A" * 22
    failed = tagging.tag_resources(ResourceARNList=[unknown, arn], Tags={"team": "fraud"})[
        "FailedResourcesMap"
    ]
    assert list(failed) == [unknown]
    assert voiceid_client.list_tags_for_resource(ResourceArn=arn)["Tags"] == tag_list(team="fraud")
    failed = tagging.untag_resources(ResourceARNList=[unknown], TagKeys=["team"])["FailedResourcesMap"]
    assert list(failed) == [unknown]

"""`AWS::VoiceID::Domain` in the mocked CloudFormation."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import VoiceID
from tests.options import FIXED_OPTIONS

pytestmark = FIXED_OPTIONS
KEY = {"KmsKeyId": "alias/calls"}


class Stack:
    """A stack with one domain."""

    def __init__(self, new_client: Callable[..., Any], region: str = "us-east-1") -> None:
        self.client = new_client("cloudformation", region)
        self.voiceid = new_client(region=region)

    def template(self, **properties: Any) -> str:
        domain = {"Type": "AWS::VoiceID::Domain", "Properties": properties}
        outputs = {
            "Ref": {"Value": {"Ref": "Calls"}},
            "Attribute": {"Value": {"Fn::GetAtt": ["Calls", "DomainId"]}},
        }
        return json.dumps({"Resources": {"Calls": domain}, "Outputs": outputs})

    def create(self, **properties: Any) -> str:
        self.client.create_stack(StackName="stack", TemplateBody=self.template(**properties))
        return self.domain_id()

    def update(self, **properties: Any) -> str:
        self.client.update_stack(StackName="stack", TemplateBody=self.template(**properties))
        return self.domain_id()

    def delete(self) -> None:
        self.client.delete_stack(StackName="stack")

    def domain_id(self) -> str:
        (stack,) = self.client.describe_stacks(StackName="stack")["Stacks"]
        by_ref, by_attribute = (
            next(one["OutputValue"] for one in stack["Outputs"] if one["OutputKey"] == key)
            for key in ("Ref", "Attribute")
        )
        (resource,) = self.client.describe_stack_resources(StackName="stack")["StackResources"]
        assert resource["ResourceType"] == "AWS::VoiceID::Domain"
        assert by_ref == by_attribute == resource["PhysicalResourceId"]
        domain_id: str = by_ref
        return domain_id

    def domain(self, domain_id: str) -> dict[str, Any]:
        domain: dict[str, Any] = self.voiceid.describe_domain(DomainId=domain_id)["Domain"]
        return domain

    def tags(self, domain_id: str) -> dict[str, str]:
        tags = self.voiceid.list_tags_for_resource(ResourceArn=self.domain(domain_id)["Arn"])["Tags"]
        return {tag["Key"]: tag["Value"] for tag in tags}


@pytest.fixture
def stack(voiceid: VoiceID, new_client: Callable[..., Any]) -> Stack:
    return Stack(new_client)


def tags(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


def test_stack_creates_the_domain(stack: Stack) -> None:
    domain_id = stack.create(
        Name="calls",
        Description="All calls",
        ServerSideEncryptionConfiguration=KEY,
        Tags=tags(team="fraud", stage="test"),
    )
    domain = stack.domain(domain_id)
    assert (domain["Name"], domain["Description"], domain["DomainStatus"]) == ("calls", "All calls", "ACTIVE")
    assert domain["ServerSideEncryptionConfiguration"] == KEY
    assert stack.tags(domain_id) == {"team": "fraud", "stage": "test"}


def test_stack_has_its_domain_in_its_region(voiceid: VoiceID, new_client: Callable[..., Any]) -> None:
    stack = Stack(new_client, "eu-west-2")
    domain_id = stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)
    assert stack.domain(domain_id)["Arn"].startswith("arn:aws:voiceid:eu-west-2:")


def test_update_changes_the_same_domain_and_its_tags(stack: Stack) -> None:
    """D7: what is not in the template any more is removed."""
    domain_id = stack.create(
        Name="calls",
        Description="All calls",
        ServerSideEncryptionConfiguration=KEY,
        Tags=tags(team="fraud", stage="test", kept="as it is"),
    )
    updated = stack.update(
        Name="callers",
        ServerSideEncryptionConfiguration=KEY,
        Tags=tags(team="enrollment", new="tag", kept="as it is"),
    )
    assert updated == domain_id
    domain = stack.domain(domain_id)
    assert domain["Name"] == "callers"
    assert "Description" not in domain
    assert stack.tags(domain_id) == {"team": "enrollment", "kept": "as it is", "new": "tag"}


def test_update_may_take_all_tags_away(stack: Stack) -> None:
    domain_id = stack.create(Name="a", ServerSideEncryptionConfiguration=KEY, Tags=tags(team="fraud"))
    stack.update(Name="b", ServerSideEncryptionConfiguration=KEY)
    assert stack.tags(domain_id) == {}


def test_update_of_the_key_encrypts_anew(stack: Stack) -> None:
    """D9."""
    domain_id = stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)
    stack.update(Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/other"})
    details = stack.domain(domain_id)["ServerSideEncryptionUpdateDetails"]
    assert (details["UpdateStatus"], details["OldKmsKeyId"]) == ("IN_PROGRESS", "alias/calls")


def test_deleting_the_stack_suspends_the_domain(stack: Stack) -> None:
    """D5."""
    domain_id = stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)
    stack.delete()
    assert stack.domain(domain_id)["DomainStatus"] == "SUSPENDED"


@pytest.mark.parametrize("days", [0, 30])
def test_domain_that_is_gone_already_does_not_keep_the_stack(
    voiceid: VoiceID, stack: Stack, days: int
) -> None:
    """A suspended domain counts as gone."""
    domain_id = stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)
    stack.voiceid.delete_domain(DomainId=domain_id)
    voiceid.clock.tick(days=days)
    stack.delete()
    assert stack.client.list_stacks(StackStatusFilter=["DELETE_COMPLETE"])["StackSummaries"]


def test_domain_that_is_gone_is_not_updated(stack: Stack) -> None:
    domain_id = stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)
    stack.voiceid.delete_domain(DomainId=domain_id)
    with pytest.raises(stack.client.exceptions.ClientError, match=domain_id):
        stack.update(Name="callers", ServerSideEncryptionConfiguration=KEY)


def test_removed_from_the_template_it_is_deleted(stack: Stack) -> None:
    domain_id = stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)
    queue = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}})
    stack.client.update_stack(StackName="stack", TemplateBody=queue)
    assert stack.domain(domain_id)["DomainStatus"] == "SUSPENDED"


def test_change_set_creates_the_domain(stack: Stack) -> None:
    template = stack.template(Name="calls", ServerSideEncryptionConfiguration=KEY)
    stack.client.create_change_set(
        StackName="stack", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=template
    )
    assert stack.voiceid.list_domains()["DomainSummaries"] == []
    stack.client.execute_change_set(StackName="stack", ChangeSetName="first")
    (resource,) = stack.client.describe_stack_resources(StackName="stack")["StackResources"]
    assert stack.domain(resource["PhysicalResourceId"])["Name"] == "calls"


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            {"ServerSideEncryptionConfiguration": KEY},
            "1 validation error detected: Value null at 'name' failed to satisfy constraint",
        ),
        (
            {"Name": "calls", "Nmae": "c"},
            "Encountered unsupported property Nmae. There is Name, ",
        ),
        (
            {
                "Name": "calls",
                "ServerSideEncryptionConfiguration": KEY,
                "Tags": tags(**{"aws:team": "fraud"}),
            },
            "Tag keys ",
        ),
    ],
)
def test_wrong_properties_are_reported(stack: Stack, properties: dict[str, Any], message: str) -> None:
    with pytest.raises(stack.client.exceptions.ClientError) as caught:
        stack.create(**properties)
    error = caught.value.response["Error"]
    assert error["Code"] == "ValidationError"
    assert error["Message"].startswith(f'Resource handler returned message: "{message}')
    assert error["Message"].endswith("(AWS::VoiceID::Domain: ValidationException)")


@pytest.mark.parametrize("tags_", [{"a": "b"}, ["a"], "x", [{"Key": "a"}]])
def test_wrong_tags_of_an_update_change_nothing(stack: Stack, tags_: Any) -> None:
    domain_id = stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)
    with pytest.raises(stack.client.exceptions.ClientError) as caught:
        stack.update(Name="callers", ServerSideEncryptionConfiguration=KEY, Tags=tags_)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert stack.domain(domain_id)["Name"] == "calls"


def test_numbers_and_truth_values_are_text(stack: Stack) -> None:
    """As CloudFormation gives them to strings, which YAML without quotation marks needs."""
    domain_id = stack.create(
        Name="calls",
        Description=12345,
        ServerSideEncryptionConfiguration=KEY,
        Tags=[{"Key": "n", "Value": 5}, {"Key": "b", "Value": True}, {"Key": "f", "Value": 1.5}],
    )
    assert stack.domain(domain_id)["Description"] == "12345"
    assert stack.tags(domain_id) == {"n": "5", "b": "true", "f": "1.5"}


def test_properties_that_are_not_an_object_are_rejected(stack: Stack) -> None:
    resource = {"Type": "AWS::VoiceID::Domain", "Properties": "calls"}
    template = json.dumps({"Resources": {"Calls": resource}})
    with pytest.raises(stack.client.exceptions.ClientError, match=r"it is no object"):
        stack.client.create_stack(StackName="stack", TemplateBody=template)


def test_exceeded_quota_is_reported(stack: Stack) -> None:
    """D2."""
    for number in range(3):
        stack.voiceid.create_domain(Name=f"domain-{number}", ServerSideEncryptionConfiguration=KEY)
    with pytest.raises(stack.client.exceptions.ClientError, match=r"ServiceQuotaExceededException"):
        stack.create(Name="calls", ServerSideEncryptionConfiguration=KEY)


def test_unknown_attribute_is_refused(stack: Stack) -> None:
    domain = {
        "Type": "AWS::VoiceID::Domain",
        "Properties": {"Name": "c", "ServerSideEncryptionConfiguration": KEY},
    }
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::GetAtt": ["Calls", "Arn"]}}}
    template = json.dumps({"Resources": {"Calls": domain, "Queue": queue}})
    with pytest.raises(stack.client.exceptions.ClientError, match=r"does not support attribute type Arn"):
        stack.client.create_stack(StackName="stack", TemplateBody=template)
    outputs = {"Arn": {"Value": {"Fn::GetAtt": ["Calls", "Arn"]}}}
    template = json.dumps({"Resources": {"Calls": domain}, "Outputs": outputs})
    with pytest.raises(stack.client.exceptions.ClientError, match=r"Arn"):
        stack.client.create_stack(StackName="other", TemplateBody=template)

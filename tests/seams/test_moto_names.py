"""Every name of Moto's insides that is touched: where a release moves one, its test says which, and whose it is."""
# ruff: noqa: E501 - a table reads better with a line for each

import importlib
import inspect
from typing import Any

import pytest

NAMES = [
    # seams
    ("moto.core.botocore_stubber", "BotocoreStubber.process_request", "seams/stubber.py wraps it"),
    ("moto.moto_api", "recorder._user_enabled", "seams/stubber.py asks it"),
    ("moto", "settings.INITIAL_NO_AUTH_ACTION_COUNT", "seams/stubber.py asks it"),
    ("moto", "settings.TEST_DECORATOR_MODE", "seams/mocking.py asks it"),
    ("moto.core.config", "default_user_config", "seams/mocking.py restores it"),
    ("moto.core.models", "MockAWS._nested_count", "seams/mocking.py reads it"),
    ("moto.core.authorization", "ActionAuthenticatorMixin.request_count", "seams/access.py reads it"),
    (
        "moto.core.responses",
        "BaseResponse._authenticate_and_authorize_normal_action",
        "seams/access.py calls it",
    ),
    ("moto.core.responses", "BaseResponse.get_current_account", "seams/callers.py calls it"),
    ("moto.iam.models", "mark_account_as_visited", "seams/callers.py calls it"),
    ("moto.core.model_instances", "model_data", "seams/model_data.py adds to it"),
    ("moto.core.model_instances", "reset_model_data", "seams/mocking.py calls it"),
    ("moto.backend_index", "backend_url_patterns", "seams/registration.py adds to it"),
    ("moto.cloudformation.parsing", "get_model_list.cache_clear", "seams/registration.py calls it"),
    ("moto.cloudformation.parsing", "get_model_map.cache_clear", "seams/registration.py calls it"),
    ("moto.cloudformation.parsing", "get_name_type_map.cache_clear", "seams/registration.py calls it"),
    ("moto.moto_server.werkzeug_app", "UNSIGNED_REQUESTS", "seams/server.py adds to it"),
    ("moto.moto_server.werkzeug_app", "DomainDispatcherApplication.__call__", "seams/server.py wraps it"),
    ("moto.moto_server.werkzeug_app", "create_backend_app", "seams/serving.py hands it over"),
    ("moto.moto_api", "state_manager.get_transition", "seams/transitions.py calls it"),
    ("moto.moto_api._internal", "mock_random", "seams/randomness.py hands it out"),
    # neighbours
    ("moto.events.models", "events_backends", "neighbours/eventbridge.py looks rules up in it"),
    ("moto.events.models", "Rule.send_to_targets", "neighbours/eventbridge.py sends with it"),
    ("moto.events.models", "EventPattern.get_pattern", "neighbours/eventbridge.py reads it"),
    ("moto.events.models", "EventPattern.matches_event", "neighbours/eventbridge.py compares with it"),
    ("moto.events.utils", "EventTemplateParser.parse", "neighbours/eventbridge.py transforms with it"),
    ("moto.sns.models", "SNSBackend.publish", "neighbours/eventbridge.py sends with it"),
    ("moto.awslambda.utils", "get_backend", "neighbours/eventbridge.py invokes with it"),
    ("moto.logs.models", "LogsBackend.create_log_stream", "neighbours/eventbridge.py writes with it"),
    ("moto.logs.models", "LogsBackend.put_log_events", "neighbours/eventbridge.py writes with it"),
    ("moto.iam.access_control", "IAMPolicy.is_action_permitted", "neighbours/iam.py asks it"),
    ("moto.iam.access_control", "PermissionResult.PERMITTED", "neighbours/iam.py compares with it"),
    ("moto.iam.access_control", "PermissionResult.DENIED", "neighbours/iam.py compares with it"),
    ("moto.kms.utils", "RESERVED_ALIASES", "neighbours/kms.py looks in it"),
    ("moto.kms.models", "KmsBackend.describe_key", "neighbours/kms.py finds keys with it"),
    ("moto.s3.models", "S3Backend.get_object", "neighbours/s3.py reads with it"),
    ("moto.s3.models", "S3Backend.get_bucket", "neighbours/s3.py finds buckets with it"),
    ("moto.s3.models", "S3Backend.put_object", "neighbours/s3.py writes with it"),
    ("moto.s3.models", "FakeKey.set_metadata", "neighbours/s3.py writes with it"),
    ("moto.s3.exceptions", "MissingBucket", "neighbours/s3.py catches it"),
    (
        "moto.cloudformation.exceptions",
        "UnformattedGetAttTemplateException",
        "neighbours/cloudformation.py raises it",
    ),
    ("moto.cloudformation.exceptions", "ValidationError", "neighbours/cloudformation.py raises it"),
    (
        "moto.core.resource_tagging",
        "TaggableResourcesMixin.iter_tagged_resources",
        "neighbours/tagging.py overrides it",
    ),
    ("moto.core.resource_tagging", "TaggedResource", "neighbours/tagging.py makes them"),
]

SINCE = {"moto.core.resource_tagging": "5.2.2"}
"""What the oldest Moto that is supported does not have yet, and does without."""

PARAMETERS = [
    (
        "moto.sqs.models",
        "SQSBackend.send_message",
        ("queue_name", "message_body", "group_id"),
        "eventbridge.py",
    ),
    ("moto.sns.models", "SNSBackend.publish", ("message", "arn"), "eventbridge.py"),
    (
        "moto.awslambda.models",
        "LambdaBackend.invoke",
        ("function_name", "qualifier", "body", "headers", "response_headers"),
        "eventbridge.py",
    ),
    (
        "moto.logs.models",
        "LogsBackend.put_log_events",
        ("log_group_name", "log_stream_name", "log_events"),
        "eventbridge.py",
    ),
    ("moto.iam.access_control", "IAMPolicy.is_action_permitted", ("action", "resource"), "iam.py"),
    (
        "moto.s3.models",
        "S3Backend.put_object",
        ("bucket_name", "key_name", "value", "encryption", "kms_key_id"),
        "s3.py",
    ),
    (
        "moto.core.common_models",
        "CloudFormationModel.create_from_cloudformation_json",
        ("resource_name", "cloudformation_json", "account_id", "region_name"),
        "cloudformation.py",
    ),
    (
        "moto.core.common_models",
        "CloudFormationModel.update_from_cloudformation_json",
        ("original_resource", "new_resource_name", "cloudformation_json", "account_id", "region_name"),
        "cloudformation.py",
    ),
]


def found(module: str, name: str, why: str) -> Any:
    where: Any = importlib.import_module(module)
    for part in name.split("."):
        assert hasattr(where, part), f"Moto has moved {module}.{name}: {why}"
        where = getattr(where, part)
    return where


@pytest.mark.parametrize(("module", "name", "why"), NAMES, ids=lambda value: str(value)[:60])
def test_moto_still_has(module: str, name: str, why: str) -> None:
    if since := SINCE.get(module):
        pytest.importorskip(module, reason=f"Moto has it from {since} on")
    found(module, name, why)


@pytest.mark.parametrize(
    ("module", "name", "parameters", "user"), PARAMETERS, ids=lambda value: str(value)[:60]
)
def test_moto_still_takes(module: str, name: str, parameters: tuple[str, ...], user: str) -> None:
    taken = list(inspect.signature(found(module, name, f"neighbours/{user} uses it")).parameters)
    missing = [parameter for parameter in parameters if parameter not in taken]
    assert not missing, f"Moto's {module}.{name} takes {taken}: neighbours/{user} gives it {missing}"
    assert [one for one in taken if one in parameters] == list(parameters)

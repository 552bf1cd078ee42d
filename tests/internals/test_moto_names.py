"""All private names of Moto that are used: if a release moves one, its test names it and its user."""

import importlib
import inspect
from typing import Any

import pytest

NAMES = [
    # internals and the service's own modules
    ("moto.core.botocore_stubber", "BotocoreStubber.process_request", "voiceid/stubber.py wraps it"),
    ("moto.moto_api", "recorder._user_enabled", "internals/recorder.py asks it"),
    ("moto", "settings.INITIAL_NO_AUTH_ACTION_COUNT", "internals/recorder.py asks it"),
    ("moto", "settings.TEST_DECORATOR_MODE", "internals/mocking.py asks it"),
    ("moto.core.config", "default_user_config", "internals/mocking.py restores it"),
    ("moto.core.models", "MockAWS._nested_count", "internals/mocking.py reads it"),
    ("moto.core.authorization", "ActionAuthenticatorMixin.request_count", "internals/access.py reads it"),
    (
        "moto.core.responses",
        "BaseResponse._authenticate_and_authorize_normal_action",
        "internals/access.py calls it",
    ),
    ("moto.core.responses", "BaseResponse.get_current_account", "voiceid/callers.py calls it"),
    ("moto.iam.models", "mark_account_as_visited", "voiceid/callers.py calls it"),
    ("moto.core.model_instances", "model_data", "voiceid/model_data.py adds to it"),
    ("moto.core.model_instances", "reset_model_data", "internals/mocking.py calls it"),
    ("moto.backend_index", "backend_url_patterns", "voiceid/registration.py adds to it"),
    ("moto.cloudformation.parsing", "get_model_list.cache_clear", "voiceid/registration.py calls it"),
    ("moto.cloudformation.parsing", "get_model_map.cache_clear", "voiceid/registration.py calls it"),
    ("moto.cloudformation.parsing", "get_name_type_map.cache_clear", "voiceid/registration.py calls it"),
    ("moto.moto_server.werkzeug_app", "UNSIGNED_REQUESTS", "voiceid/moto_server.py adds to it"),
    (
        "moto.moto_server.werkzeug_app",
        "DomainDispatcherApplication.__call__",
        "voiceid/moto_server.py wraps it",
    ),
    ("moto.moto_server.werkzeug_app", "create_backend_app", "voiceid/moto_server.py hands it over"),
    ("moto.moto_api", "state_manager.get_transition", "voiceid/transitions.py calls it"),
    ("moto.moto_api._internal", "mock_random", "internals/randomness.py hands it out"),
    # adapters
    ("moto.events.models", "events_backends", "adapters/eventbridge.py looks rules up in it"),
    ("moto.events.models", "Rule.send_to_targets", "adapters/eventbridge.py sends with it"),
    ("moto.events.models", "EventPattern.get_pattern", "adapters/eventbridge.py reads it"),
    ("moto.events.models", "EventPattern.matches_event", "adapters/eventbridge.py compares with it"),
    ("moto.events.utils", "EventTemplateParser.parse", "adapters/eventbridge.py transforms with it"),
    ("moto.sns.models", "SNSBackend.publish", "adapters/eventbridge.py sends with it"),
    ("moto.awslambda.utils", "get_backend", "adapters/eventbridge.py invokes with it"),
    ("moto.logs.models", "LogsBackend.create_log_stream", "adapters/eventbridge.py writes with it"),
    ("moto.logs.models", "LogsBackend.put_log_events", "adapters/eventbridge.py writes with it"),
    ("moto.iam.access_control", "IAMPolicy.is_action_permitted", "adapters/iam.py asks it"),
    ("moto.iam.access_control", "PermissionResult.PERMITTED", "adapters/iam.py compares with it"),
    ("moto.iam.access_control", "PermissionResult.DENIED", "adapters/iam.py compares with it"),
    ("moto.kms.utils", "RESERVED_ALIASES", "adapters/kms.py looks in it"),
    ("moto.kms.models", "KmsBackend.describe_key", "adapters/kms.py finds keys with it"),
    ("moto.s3.models", "S3Backend.get_object", "adapters/s3.py reads with it"),
    ("moto.s3.models", "S3Backend.get_bucket", "adapters/s3.py finds buckets with it"),
    ("moto.s3.models", "S3Backend.put_object", "adapters/s3.py writes with it"),
    ("moto.s3.models", "FakeKey.set_metadata", "adapters/s3.py writes with it"),
    ("moto.s3.exceptions", "MissingBucket", "adapters/s3.py catches it"),
    (
        "moto.cloudformation.exceptions",
        "UnformattedGetAttTemplateException",
        "voiceid/cloudformation.py raises it",
    ),
    ("moto.cloudformation.exceptions", "ValidationError", "voiceid/cloudformation.py raises it"),
    (
        "moto.core.resource_tagging",
        "TaggableResourcesMixin.iter_tagged_resources",
        "voiceid/tagging.py overrides it",
    ),
    ("moto.core.resource_tagging", "TaggedResource", "voiceid/tagging.py makes them"),
]

SINCE = {"moto.core.resource_tagging": "5.2.2"}
"""Names that the oldest supported Moto does not have and does not need."""

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
def test_moto_still_accepts(module: str, name: str, parameters: tuple[str, ...], user: str) -> None:
    taken = list(inspect.signature(found(module, name, f"adapters/{user} uses it")).parameters)
    missing = [parameter for parameter in parameters if parameter not in taken]
    assert not missing, f"Moto's {module}.{name} takes {taken}: adapters/{user} gives it {missing}"
    assert [one for one in taken if one in parameters] == list(parameters)

"""Voice ID as one of Moto's services, whatever is imported first."""

import importlib
import sys
from textwrap import dedent

import boto3
import moto.backends
import pytest
from moto import mock_aws
from moto.backend_index import backend_url_patterns

import mock_voiceid
from mock_voiceid.voiceid.models import voiceid_backends
from mock_voiceid.voiceid.registration import announce
from tests.processes import python

IMPORTS = [
    "import mock_voiceid; import moto",
    "import moto; import mock_voiceid",
    "import moto.moto_server.werkzeug_app; import mock_voiceid",
    "import boto3; from moto.core import models; from mock_voiceid import mock_voiceid",
    "from mock_voiceid.voiceid import responses; import moto.server",
]

CALL = """
import boto3
from moto import mock_aws
from moto.backend_index import backend_url_patterns
with mock_aws():
    client = boto3.client("voice-id", region_name="us-east-1")
    client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/aws/s3"})
    print(len(client.list_domains()["DomainSummaries"]))
print([service for service, _ in backend_url_patterns].count("voiceid"))
"""


def test_moto_finds_the_pattern_first() -> None:
    service, pattern = backend_url_patterns[0]
    assert service == "voiceid"
    assert pattern.match("https://voiceid.us-east-1.amazonaws.com/")


def test_none_of_motos_own_patterns_is_for_voice_id() -> None:
    url = "https://voiceid.us-east-1.amazonaws.com/"
    assert [service for service, pattern in backend_url_patterns if pattern.match(url)] == ["voiceid"]


def test_moto_imports_the_backends_under_its_own_name() -> None:
    assert moto.backends.get_backend("voiceid") is voiceid_backends  # type: ignore[call-overload]
    assert importlib.import_module("moto.voiceid").voiceid_backends is voiceid_backends


def test_the_stand_in_has_the_backends_only() -> None:
    with pytest.raises(AttributeError, match=r"module 'moto\.voiceid' has no attribute 'models'"):
        _ = sys.modules["moto.voiceid"].models


def test_moto_resets_the_backends_with_its_own() -> None:
    with mock_aws():
        client = boto3.client("voice-id", region_name="us-east-1")
        client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/aws/s3"})
    with mock_aws():
        assert client.list_domains()["DomainSummaries"] == []


def test_it_is_registered_once_however_often_it_is_announced() -> None:
    patterns, stand_in = list(backend_url_patterns), sys.modules["moto.voiceid"]
    announce()
    importlib.reload(mock_voiceid)
    assert backend_url_patterns == patterns
    assert sys.modules["moto.voiceid"] is stand_in


@pytest.mark.parametrize("imports", IMPORTS)
def test_plain_moto_answers_once_whatever_is_imported_first(imports: str) -> None:
    assert python(imports + CALL) == "1\n1"


STACK = """
import json
import boto3
from moto import mock_aws
properties = {"Name": "d", "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/aws/s3"}}
resources = {"Calls": {"Type": "AWS::VoiceID::Domain", "Properties": properties}}
with mock_aws():
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    cloudformation.create_stack(StackName="s", TemplateBody=json.dumps({"Resources": resources}))
    client = boto3.client("voice-id", region_name="us-east-1")
    print(len(client.list_domains()["DomainSummaries"]))
"""


@pytest.mark.parametrize("imports", IMPORTS)
def test_plain_cloudformation_knows_the_domain_whatever_is_imported_first(imports: str) -> None:
    assert python(imports + STACK) == "1"


def test_cloudformation_imported_first_knows_the_domain() -> None:
    """Also where it has looked for the types of resources before."""
    before = """
        from moto.cloudformation import parsing
        parsing.get_model_list(), parsing.get_model_map(), parsing.get_name_type_map()
        import mock_voiceid
    """
    assert python(dedent(before) + STACK) == "1"


def test_importing_the_package_imports_nothing_of_moto_or_boto() -> None:
    heavy = python("""
        import sys, mock_voiceid, mock_voiceid.pytest_plugin
        print(sorted({name.partition(".")[0] for name in sys.modules} & {
            "moto", "boto3", "botocore", "responses", "werkzeug", "flask", "freezegun", "rich", "regex",
        }))
    """)
    assert heavy == "[]"


def test_importing_moto_does_not_import_the_service_before_it_is_called() -> None:
    loaded = python("""
        import sys, mock_voiceid, moto
        moto.mock_aws
        print("mock_voiceid.voiceid.models" in sys.modules)
        import importlib
        importlib.import_module("moto.voiceid").voiceid_backends
        print("mock_voiceid.voiceid.models" in sys.modules)
    """)
    assert loaded == "False\nTrue"

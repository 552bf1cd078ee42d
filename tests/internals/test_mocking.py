"""Starting and stopping Moto's mock: everything is restored, in any order."""

import os
from contextlib import ExitStack
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core.config import default_user_config
from moto.core.models import MockAWS

from mock_voiceid.internals.mocking import check_config, mocked_aws, reset_backends
from tests.surroundings import surroundings

KEY, SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
MOTOS_KEY = "FOOBARKEY"


@pytest.fixture(params=[{}, {KEY: "mine", SECRET: "hush"}, {KEY: "", SECRET: ""}, {KEY: "mine", SECRET: ""}])
def found(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the surroundings with credentials that are not there, set, or set to nothing."""
    for name in (KEY, SECRET):
        monkeypatch.delenv(name, raising=False)
    for name, value in request.param.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.Session("a", "b", region_name="us-east-1"))
    return surroundings()


def test_inside_moto_mocks_with_its_own_credentials() -> None:
    with mocked_aws(None):
        assert MockAWS._nested_count == 1
        assert os.environ[KEY] == MOTOS_KEY


def test_everything_is_restored_afterwards(found: dict[str, Any]) -> None:
    with mocked_aws(None):
        boto3.client("s3", region_name="us-east-1")
    assert surroundings() == found


def test_everything_is_restored_after_an_exception(found: dict[str, Any]) -> None:
    with pytest.raises(ZeroDivisionError), mocked_aws({"core": {"service_whitelist": ["s3"]}}):
        raise ZeroDivisionError
    assert surroundings() == found


def test_everything_is_restored_if_credentials_were_deleted_inside(found: dict[str, Any]) -> None:
    with mocked_aws(None):
        del os.environ[KEY], os.environ[SECRET]
    assert surroundings() == found


def test_everything_is_restored_after_nested_mocks(found: dict[str, Any]) -> None:
    with mocked_aws(None):
        within = surroundings()
        with mocked_aws({"iam": {"load_aws_managed_policies": True}}):
            assert default_user_config["iam"] == {"load_aws_managed_policies": True}
        assert surroundings() == within
    assert surroundings() == found


def test_credentials_set_between_nested_mocks_are_restored() -> None:
    with mocked_aws(None):
        os.environ[KEY] = "set by the test"
        with mocked_aws(None):
            assert os.environ[KEY] == MOTOS_KEY
        assert os.environ[KEY] == "set by the test"


def test_mock_inside_mock_aws_restores_its_state() -> None:
    with mock_aws():
        within = surroundings()
        with mocked_aws({"core": {"mock_credentials": False}}):
            pass
        assert surroundings() == within


def test_mock_aws_inside_a_mock_leaves_everything_restored(found: dict[str, Any]) -> None:
    inner = mock_aws()
    with mocked_aws(None), inner:
        pass
    getattr(inner, "_user_config_mock").stop()  # noqa: B009 - Moto forgets it in nested mocks
    assert surroundings() == found


def test_mocks_can_stop_in_the_order_of_their_start(found: dict[str, Any]) -> None:
    first, second, third = ExitStack(), ExitStack(), ExitStack()
    first.enter_context(mocked_aws(None))
    second.enter_context(mocked_aws({"core": {"service_whitelist": ["s3"]}}))
    third.enter_context(mocked_aws(None))
    first.close()
    assert os.environ[KEY] == MOTOS_KEY
    assert MockAWS._nested_count == 2
    second.close()
    assert os.environ[KEY] == MOTOS_KEY
    third.close()
    assert surroundings() == found


@pytest.mark.parametrize("credentials", [{}, {KEY: "mine", SECRET: "hush"}])
def test_credentials_are_restored_if_an_outer_mock_aws_stops_first(
    credentials: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in credentials.items():
        monkeypatch.setenv(name, value)
    # If each mock resets the default session, Moto itself does not restore it.
    monkeypatch.setitem(default_user_config, "core", {"reset_boto3_session": False})
    found = surroundings()
    around, within = mock_aws(), ExitStack()
    around.start()
    within.enter_context(mocked_aws(None))
    around.stop()
    within.close()
    getattr(around, "_user_config_mock").stop()  # noqa: B009 - Moto stops only that of the last mock
    assert surroundings() == found


def test_configuration_changed_inside_is_restored(found: dict[str, Any]) -> None:
    with mocked_aws(None):
        default_user_config["core"]["service_whitelist"] = ["s3"]
        default_user_config["core"]["passthrough"]["services"].append("voiceid")
    assert surroundings() == found


def test_the_configuration_applies_inside() -> None:
    with mocked_aws({"core": {"mock_credentials": False}}):
        assert os.environ.get(KEY) != MOTOS_KEY


def test_reset_discards_the_state_of_all_services() -> None:
    with mocked_aws(None):
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="bucket")
        reset_backends()
        assert s3.list_buckets()["Buckets"] == []


def test_sections_that_moto_does_not_know_are_refused() -> None:
    with pytest.raises(TypeError) as error:
        check_config({"cor": {}, "iamm": {}})
    assert str(error.value) == (
        "config has no section 'cor', 'iamm'. Moto has batch, core, iam, iot, lambda, stepfunctions."
    )


def test_sections_of_moto_are_accepted() -> None:
    check_config({"core": {"service_whitelist": ["s3"]}})
    check_config(None)

"""The account that a request comes from: the one that Moto finds, found faster."""

from collections.abc import Mapping
from typing import Any

import pytest
from moto.core.responses import BaseResponse
from moto.iam.models import iam_backends

from mock_voiceid.voiceid.callers import account_of
from tests.calls import session

AUTHORIZATION = "AWS4-HMAC-SHA256 Credential={}/20260105/us-east-1/voiceid/aws4_request, Signature=any"
UNKNOWN_KEY = "AKIAIOSFODNN7EXAMPLE"
HEADER = {"x-moto-account-id": "222222222222"}


class MotosWay(BaseResponse):
    """As much of a request as Moto looks at."""

    def __init__(self, headers: Mapping[str, Any]) -> None:
        super().__init__()
        self.headers = headers
        self.querystring: dict[str, Any] = {}


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.fixture(params=[False, True], ids=["no keys", "keys"])
def keys(request: pytest.FixtureRequest, mocked: None) -> list[str]:
    """Return the access keys that there are: of nobody, or of a user and of a role in another account."""
    if not request.param:
        return [UNKNOWN_KEY]
    iam, sts = session().client("iam"), session().client("sts")
    iam.create_user(UserName="caller")
    key = iam.create_access_key(UserName="caller")["AccessKey"]["AccessKeyId"]
    role = {"RoleArn": "arn:aws:iam::333333333333:role/batch", "RoleSessionName": "session"}
    return [UNKNOWN_KEY, key, sts.assume_role(**role)["Credentials"]["AccessKeyId"]]


@pytest.mark.parametrize("variable", [None, "111111111111"])
@pytest.mark.parametrize("header", [{}, HEADER])
@pytest.mark.parametrize("signed", [False, True])
def test_the_account_is_the_one_that_moto_finds(
    keys: list[str],
    variable: str | None,
    header: dict[str, str],
    signed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable is not None:
        monkeypatch.setenv("MOTO_ACCOUNT_ID", variable)
    for key in keys:
        headers = header | ({"Authorization": AUTHORIZATION.format(key)} if signed else {})
        assert account_of(lower(headers), "us-east-1") == MotosWay(headers).get_current_account()


def test_an_assumed_role_is_in_its_account(mocked: None) -> None:
    role = {"RoleArn": "arn:aws:iam::333333333333:role/batch", "RoleSessionName": "session"}
    key = session().client("sts").assume_role(**role)["Credentials"]["AccessKeyId"]
    assert account_of({"authorization": AUTHORIZATION.format(key)}, "us-east-1") == "333333333333"


def test_iam_notes_the_visit_of_a_key_that_it_knows(mocked: None) -> None:
    iam = session().client("iam")
    iam.create_user(UserName="caller")
    key = iam.create_access_key(UserName="caller")["AccessKey"]["AccessKeyId"]
    account_of({"authorization": AUTHORIZATION.format(key)}, "eu-west-2")
    used = iam_backends["123456789012"]["aws"].access_keys[key].last_used
    assert used is not None
    assert (used.service, used.region) == ("voiceid", "eu-west-2")

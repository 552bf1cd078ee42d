"""Moto's server with Voice ID in it, without a socket."""

import json
from collections.abc import Iterator
from typing import Any

import freezegun
import pytest
from moto.moto_server import werkzeug_app
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import Client

from mock_voiceid import mock_voiceid
from mock_voiceid.voiceid import moto_server as server
from tests.calls import BUCKET, DOMAIN, client, create_domain, session, start_job
from tests.options import TIMING

SIGNED_FOR_S3 = "AWS4-HMAC-SHA256 Credential=testing/20260105/us-east-1/s3/aws4_request, Signature=any"


@pytest.fixture(autouse=True)
def _mocked() -> Iterator[None]:
    with freezegun.freeze_time("2026-01-05T09:00:00Z"), mock_voiceid(timing=TIMING):
        yield


@pytest.fixture
def http() -> Client:
    return Client(DomainDispatcherApplication(create_backend_app))


def call(http: Client, operation: str, body: Any = None, **headers: str) -> Any:
    given = {"X-Amz-Target": f"VoiceID.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    return json.loads(http.post("/", data=json.dumps(body or {}), headers=given | headers).data)


def test_an_unsigned_request_finds_voice_id(http: Client) -> None:
    created = call(http, "CreateDomain", DOMAIN)["Domain"]
    assert created["Arn"].startswith("arn:aws:voiceid:us-east-1:123456789012:domain/")
    assert client().describe_domain(DomainId=created["DomainId"])["Domain"]["Name"] == DOMAIN["Name"]


def test_an_unsigned_request_may_name_its_region_as_motos_own_clients_do(http: Client) -> None:
    domain_id = create_domain(client("eu-west-2"))
    listed = call(http, "ListDomains", **{"User-Agent": "somebody region/eu-west-2"})
    assert [domain["DomainId"] for domain in listed["DomainSummaries"]] == [domain_id]


def test_an_unsigned_request_of_another_service_is_motos(http: Client) -> None:
    session().client("s3").create_bucket(Bucket="mine")
    assert b"<Name>mine</Name>" in http.get("/").data


def test_what_is_due_happens_before_a_request_is_answered(http: Client) -> None:
    with freezegun.freeze_time("2026-01-05T09:00:00Z") as frozen:
        _, key = start_job(client(), session().client("s3"))
        frozen.move_to("2026-01-05T10:00:00Z")
        output = http.get(f"/{BUCKET}/{key}", headers={"Authorization": SIGNED_FOR_S3})
    assert output.headers["Last-Modified"] == "Mon, 05 Jan 2026 09:00:06 GMT"
    assert json.loads(output.data)["SuccessfulEnrollments"][0]["CustomerSpeakerId"] == "anna"


def test_it_is_added_once_however_often_it_is_installed() -> None:
    added = werkzeug_app.DomainDispatcherApplication.__call__
    server.install()
    assert werkzeug_app.DomainDispatcherApplication.__call__ is added

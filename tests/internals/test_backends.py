"""Moto's state: what is in use, and setting it aside."""

import boto3
import pytest
from moto.core.model_instances import model_data

from mock_voiceid import mock_voiceid
from mock_voiceid.internals import backends
from tests.calls import client, create_domain, session
from tests.options import TIMING


def buckets() -> list[str]:
    return [bucket["Name"] for bucket in session().client("s3").list_buckets()["Buckets"]]


def test_only_services_that_were_called_are_in_use(mocked: None) -> None:
    assert not backends.in_use()
    session().client("s3").create_bucket(Bucket="recordings")
    assert ("s3", "123456789012", "aws") in backends.in_use()


def test_state_set_aside_is_back_after_the_block(mocked: None) -> None:
    session().client("s3").create_bucket(Bucket="outer")
    domain_id = create_domain(client())
    with backends.set_aside():
        assert buckets() == []
        assert client().list_domains()["DomainSummaries"] == []
        session().client("s3").create_bucket(Bucket="inner")
        create_domain(client())
    assert buckets() == ["outer"]
    assert [domain["DomainId"] for domain in client().list_domains()["DomainSummaries"]] == [domain_id]


def test_state_set_aside_is_back_after_a_block_that_fails(mocked: None) -> None:
    session().client("s3").create_bucket(Bucket="outer")
    with pytest.raises(ZeroDivisionError), backends.set_aside():
        raise ZeroDivisionError
    assert buckets() == ["outer"]


def test_models_of_the_dashboard_are_set_aside_too(mocked: None) -> None:
    session().client("s3").create_bucket(Bucket="outer")
    buckets_shown: type = model_data["s3"]["FakeBucket"]  # type: ignore[assignment]
    shown = list(buckets_shown.instances_tracked)  # type: ignore[attr-defined]
    with backends.set_aside():
        assert buckets_shown.instances_tracked == []  # type: ignore[attr-defined]
    assert buckets_shown.instances_tracked == shown != []  # type: ignore[attr-defined]


def test_a_fresh_mock_has_a_state_and_a_schedule_of_its_own() -> None:
    with mock_voiceid(start="2026-01-05", timing=TIMING) as outer:
        domain_id = create_domain(client())
        client().delete_domain(DomainId=domain_id)
        with mock_voiceid(start="2026-01-05", fresh=True) as inner:
            assert client().list_domains()["DomainSummaries"] == []
            create_domain(client())
            inner.clock.tick(days=40)
        assert client().describe_domain(DomainId=domain_id)["Domain"]["DomainStatus"] == "SUSPENDED"
        outer.clock.tick(days=30)
        assert client().list_domains()["DomainSummaries"] == []


def test_a_nested_mock_that_is_not_fresh_shares_the_state() -> None:
    with mock_voiceid():
        create_domain(client())
        with mock_voiceid():
            assert len(client().list_domains()["DomainSummaries"]) == 1


def test_a_fresh_mock_by_itself_is_as_any_other() -> None:
    with mock_voiceid(fresh=True):
        assert boto3.client("s3", region_name="us-east-1").list_buckets()["Buckets"] == []

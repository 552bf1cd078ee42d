"""boto3 sessions of the mock's own."""

import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.internals.boto_sessions import session


def test_a_profile_that_is_not_there_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with mock_voiceid():
        assert session("us-west-2").client("voice-id").list_domains()["DomainSummaries"] == []


def test_clients_are_of_the_region_that_is_asked_for() -> None:
    assert session("eu-west-2").client("voice-id").meta.region_name == "eu-west-2"

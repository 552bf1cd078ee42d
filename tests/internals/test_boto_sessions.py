"""boto3 sessions for the mock's own clients."""

import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.internals.boto_sessions import session


def test_missing_profile_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with mock_voiceid():
        assert session("us-west-2").client("voice-id").list_domains()["DomainSummaries"] == []


def test_clients_have_the_given_region() -> None:
    assert session("eu-west-2").client("voice-id").meta.region_name == "eu-west-2"

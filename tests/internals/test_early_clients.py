"""Clients that are made before Moto is imported."""

import pytest

from tests.processes import python

MADE_EARLY = """
    import sys
    import mock_voiceid
    import boto3

    early = boto3.client("s3", "us-east-1")
    assert "moto" not in sys.modules
    mock = mock_voiceid.mock_voiceid()
    from moto.core.models import botocore_stubber, patch_client

    asked = []
    process = type(botocore_stubber).process_request

    def process_request(self, request):
        asked.append(request)
        return process(self, request)

    type(botocore_stubber).process_request = process_request
    with mock:
        later = boto3.client("s3", "us-east-1")
        for client in (early, later):
            {then}
            del asked[:]
            assert client.list_buckets()["Buckets"] == []
            assert len(asked) == 1, asked
"""


@pytest.mark.parametrize("key", ["", "a-key"])
@pytest.mark.parametrize("then", ["pass", "patch_client(client)"])
def test_a_request_of_an_early_client_is_answered_once(key: str, then: str) -> None:
    found = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": key, "AWS_EC2_METADATA_DISABLED": "true"}
    python(MADE_EARLY.format(then=then), **found)


def test_an_early_client_is_left_alone_where_no_mock_is_active() -> None:
    python(
        """
        import mock_voiceid
        import boto3
        from botocore.exceptions import NoCredentialsError

        client = boto3.client("s3", "us-east-1")
        mock = mock_voiceid.mock_voiceid()
        for _ in range(2):
            try:
                client.list_buckets()
            except NoCredentialsError:
                break
        else:
            raise AssertionError
        """,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_ACCESS_KEY_ID="",
        AWS_SHARED_CREDENTIALS_FILE="/nowhere",
    )


def test_the_package_imported_anew_adds_nothing_twice() -> None:
    python(
        """
        import sys
        import mock_voiceid
        import botocore.handlers
        from botocore.handlers import BUILTIN_HANDLERS

        found = list(BUILTIN_HANDLERS)
        for name in [name for name in sys.modules if name.startswith("mock_voiceid")]:
            del sys.modules[name]
        import mock_voiceid
        assert len(BUILTIN_HANDLERS) == len(found)
        """
    )

"""boto3 sessions for the mock's own clients, which ignore the user's configuration."""

import boto3
import botocore.session

_CREDENTIALS = ("testing", "testing")


def session(region: str) -> boto3.Session:
    """Return a session with made-up credentials that ignores AWS_PROFILE.

    With a profile that does not exist, a session can't create clients.
    Guarded by tests/internals/test_boto_sessions.py::test_missing_profile_is_ignored.
    """
    own = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
    return boto3.Session(*_CREDENTIALS, region_name=region, botocore_session=own)

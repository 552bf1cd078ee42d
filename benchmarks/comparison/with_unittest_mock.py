"""unittest.mock: responses written by hand for each operation, without validation."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from unittest.mock import create_autospec, patch

from .job import POLL_SECONDS, QUEUE_SECONDS, MakeClient, World

NAME = "unittest.mock"
JOB = {"JobId": "BZrjIOhwFYhTqJcgcnJAnL", "JobStatus": "SUBMITTED"}
ENDED = datetime(2026, 1, 5, 10, 0, 1, tzinfo=timezone.utc)
OUTPUT = {
    "Version": "1.0",
    "SuccessfulEnrollments": [
        {
            "RequestId": "request-anna",
            "CustomerSpeakerId": "anna",
            "GeneratedSpeakerId": "id#Q7fMRYr3o3r3HfiPqZLbFZ",
            "EnrollmentStatus": "NEW_ENROLLMENT",
        }
    ],
    "Errors": [],
}


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Set the response of each operation."""
    voice_id, s3 = create_autospec(client("voice-id")), create_autospec(client("s3"))
    voice_id.start_speaker_enrollment_job.return_value = {"Job": JOB}
    voice_id.describe_speaker_enrollment_job.side_effect = [
        *[{"Job": JOB}] * (QUEUE_SECONDS // POLL_SECONDS),
        {"Job": {**JOB, "JobStatus": "COMPLETED", "EndedAt": ENDED}},
    ]
    voice_id.describe_speaker.return_value = {"Speaker": {"Status": "ENROLLED"}}
    s3.get_object.return_value = {"Body": io.BytesIO(json.dumps(OUTPUT).encode())}
    with patch("time.sleep"):
        yield World(voice_id, s3, "Mm5WqEBxPYhJqUUDTS3uNa")

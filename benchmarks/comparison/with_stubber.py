"""botocore's Stubber: responses written by hand, in the order of the calls, validated against the model."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from unittest.mock import patch

from botocore.response import StreamingBody
from botocore.stub import Stubber

from .job import BUCKET, POLL_SECONDS, QUEUE_SECONDS, MakeClient, World

NAME = "Stubber"
DOMAIN_ID = "Mm5WqEBxPYhJqUUDTS3uNa"
JOB_ID = "BZrjIOhwFYhTqJcgcnJAnL"
BEGUN = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
ENDED = datetime(2026, 1, 5, 10, 0, 1, tzinfo=timezone.utc)
JOB = {
    "DomainId": DOMAIN_ID,
    "JobId": JOB_ID,
    "JobStatus": "SUBMITTED",
    "DataAccessRoleArn": "arn:aws:iam::123456789012:role/VoiceId",
    "InputDataConfig": {"S3Uri": f"s3://{BUCKET}/manifest.json"},
    "OutputDataConfig": {"S3Uri": f"s3://{BUCKET}/results"},
    "CreatedAt": BEGUN,
}
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
SPEAKER = {"CustomerSpeakerId": "anna", "DomainId": DOMAIN_ID, "Status": "ENROLLED", "CreatedAt": ENDED}


@contextmanager
def prepared(client: MakeClient) -> Iterator[World]:
    """Queue the responses to the calls of the job."""
    voice_id, s3 = client("voice-id"), client("s3")
    body = json.dumps(OUTPUT).encode()
    with Stubber(voice_id) as voice_id_answers, Stubber(s3) as s3_answers, patch("time.sleep"):
        s3_answers.add_response("put_object", {})
        voice_id_answers.add_response("start_speaker_enrollment_job", {"Job": JOB})
        for _ in range(QUEUE_SECONDS // POLL_SECONDS):
            voice_id_answers.add_response("describe_speaker_enrollment_job", {"Job": JOB})
        ended = {**JOB, "JobStatus": "COMPLETED", "EndedAt": ENDED}
        voice_id_answers.add_response("describe_speaker_enrollment_job", {"Job": ended})
        s3_answers.add_response("get_object", {"Body": StreamingBody(io.BytesIO(body), len(body))})
        voice_id_answers.add_response("describe_speaker", {"Speaker": SPEAKER})
        yield World(voice_id, s3, DOMAIN_ID)

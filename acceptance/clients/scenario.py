"""The files of two batch jobs, for all clients."""

from typing import Any

BUCKET = "recordings"
ROLE = "arn:aws:iam::123456789012:role/batch"
KEY = {"KmsKeyId": "alias/calls"}
UNKNOWN = "D" * 22
"""An id that does not exist."""


def _requests(*names: str) -> list[dict[str, Any]]:
    return [
        {
            "RequestId": f"request-{name}",
            "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/{name}.wav", "ChannelId": 0}],
        }
        for name in names
    ]


FILES: dict[str, Any] = {
    **{f"{name}.wav": f"the voice of {name}" for name in ("anna", "bert", "mallory")},
    "speakers.json": {
        "Version": "1.0",
        "SpeakerEnrollmentRequests": [
            {**request, "SpeakerId": name}
            for name, request in zip(("anna", "bert"), _requests("anna", "bert"), strict=True)
        ],
    },
    "fraudsters.json": {"Version": "1.0", "FraudsterRegistrationRequests": _requests("mallory")},
}
"""Files by name: recordings, which are not WAV and count as good audio, and the manifests of the jobs."""


def job(domain_id: str, manifest: str) -> dict[str, Any]:
    """Return the common options of a job."""
    return {
        "DomainId": domain_id,
        "DataAccessRoleArn": ROLE,
        "JobName": "nightly",
        "InputDataConfig": {"S3Uri": f"s3://{BUCKET}/{manifest}"},
        "OutputDataConfig": {"S3Uri": f"s3://{BUCKET}/results"},
    }

"""What all clients do alike: the files of two batch jobs."""

from typing import Any

BUCKET = "recordings"
ROLE = "arn:aws:iam::123456789012:role/batch"
KEY = {"KmsKeyId": "alias/calls"}
UNKNOWN = "D" * 22
"""An id that nothing has."""


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
"""By name: recordings, that are no WAV files, which stands for good ones, and the manifests of the jobs."""


def job(domain_id: str, manifest: str) -> dict[str, Any]:
    """Return what a job needs, whatever its kind."""
    return {
        "DomainId": domain_id,
        "DataAccessRoleArn": ROLE,
        "JobName": "nightly",
        "InputDataConfig": {"S3Uri": f"s3://{BUCKET}/{manifest}"},
        "OutputDataConfig": {"S3Uri": f"s3://{BUCKET}/results"},
    }

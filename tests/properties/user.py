"""A user of Voice ID, who calls it with boto3 and keeps recordings in S3."""

import datetime as dt
import json
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from tests import calls

from .resources import ENROLLMENT, SECOND, Document, NewJob, Options, Refusal

BUCKET = "recordings"
ROLE = "arn:aws:iam::123456789012:role/VoiceIdBatch"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


@cache
def _clients() -> tuple[Any, Any]:
    # Created once, because creating a client is slower than a hundred calls.
    return calls.client(), calls.session().client("s3")


class User:
    """Calls a mocked Voice ID. Responses are documents with instants in microseconds."""

    def __init__(self) -> None:
        self._voice_id, self._s3 = _clients()
        self._s3.create_bucket(Bucket=BUCKET)
        self._manifests = 0

    def call(self, operation: str, **arguments: Any) -> Document | Refusal:
        """Call an operation with arguments in snake_case; those that are None are left out."""
        given = {_camel_case(name): value for name, value in arguments.items() if value is not None}
        try:
            answer = getattr(self._voice_id, operation)(**given)
        except ClientError as error:
            return self._refusal(error)
        answer.pop("ResponseMetadata")
        document: Document = _with_instants(answer)
        return document

    def _refusal(self, error: ClientError) -> Refusal:
        response: Any = error.response
        code = response["Error"]["Code"]
        assert type(error) is getattr(self._voice_id.exceptions, code)
        assert response["Error"]["Message"]
        return Refusal(code, response.get("ResourceType") or response.get("ConflictType"))

    def answer(self, operation: str, **arguments: Any) -> Document:
        """Call an operation that must succeed."""
        answer = self.call(operation, **arguments)
        assert not isinstance(answer, Refusal), f"{operation} answers {answer}"
        return answer

    def all_pages(self, operation: str, size: int, **arguments: Any) -> list[Document]:
        """Return all items of a listing operation, reading page by page."""
        listed: list[Document] = []
        token = None
        while True:
            answer = self.answer(operation, max_results=size, next_token=token, **arguments)
            token = answer.pop("NextToken", None)
            (page,) = answer.values()
            assert len(page) == size if token else len(page) <= size
            listed += page
            if token is None:
                return listed

    def start_job(self, domain_id: str, new: NewJob) -> tuple[str, Document | Refusal]:
        """Put a manifest into the bucket and start a job; return the key of the manifest and the response."""
        key = f"manifest-{self._manifests}.json"
        self._manifests += 1
        if new.trouble != "no manifest":
            self.put(key, "[" if new.trouble == "no JSON" else _manifest(new))
        output = "no-such-bucket" if new.trouble == "no output bucket" else BUCKET
        config = _enrollment_config if new.kind == ENROLLMENT else _registration_config
        answer = self.call(
            f"start_{new.kind}_job",
            domain_id=domain_id,
            data_access_role_arn=ROLE,
            input_data_config={"S3Uri": uri(key)},
            output_data_config={"S3Uri": f"s3://{output}/results"},
            **config(new.options),
        )
        return key, answer

    def put(self, key: str, content: str) -> None:
        """Put an object into the bucket."""
        self._s3.put_object(Bucket=BUCKET, Key=key, Body=content.encode())

    def remove(self, key: str) -> None:
        """Remove an object from the bucket."""
        self._s3.delete_object(Bucket=BUCKET, Key=key)

    def outputs(self) -> dict[str, tuple[str, int]]:
        """Return the keys of all output files, with their digests and instants of writing."""
        found = self._s3.list_objects_v2(Bucket=BUCKET, Prefix="results/").get("Contents", [])
        return {one["Key"]: (one["ETag"], microseconds(one["LastModified"])) for one in found}

    def output(self, key: str) -> Document:
        """Return an output file."""
        document: Document = json.load(self._s3.get_object(Bucket=BUCKET, Key=key)["Body"])
        return document


def uri(key: str) -> str:
    """Return the URI of an object in the bucket."""
    return f"s3://{BUCKET}/{key}"


def microseconds(instant: dt.datetime) -> int:
    """Convert a datetime to an instant in microseconds."""
    return (instant - _EPOCH) // dt.timedelta(microseconds=1)


def seconds(microseconds: int) -> dt.timedelta:
    """Convert microseconds to a timedelta."""
    return dt.timedelta(seconds=microseconds // SECOND, microseconds=microseconds % SECOND)


def _manifest(new: NewJob) -> str:
    listed = [
        {
            "RequestId": request.id,
            **({} if request.speaker is None else {"SpeakerId": request.speaker}),
            "AudioSpecifications": [{"S3Uri": uri(key), "ChannelId": 0} for key in request.audio],
        }
        for request in new.requests
    ]
    if new.trouble == "a request id twice":
        listed += listed[:1] * 2
    member = "SpeakerEnrollmentRequests" if new.kind == ENROLLMENT else "FraudsterRegistrationRequests"
    return json.dumps({"Version": "1.0", member: listed})


def _enrollment_config(options: Options) -> dict[str, Any]:
    fraud_detection = {
        "FraudDetectionAction": "IGNORE" if options.ignore else "FAIL",
        **({} if options.threshold is None else {"RiskThreshold": options.threshold}),
        **({} if options.watchlist is None else {"WatchlistIds": [options.watchlist]}),
    }
    action = "OVERWRITE" if options.insist else "SKIP"
    config = {"ExistingEnrollmentAction": action, "FraudDetectionConfig": fraud_detection}
    return {"enrollment_config": config}


def _registration_config(options: Options) -> dict[str, Any]:
    config = {
        "DuplicateRegistrationAction": "REGISTER_AS_NEW" if options.insist else "SKIP",
        **({} if options.threshold is None else {"FraudsterSimilarityThreshold": options.threshold}),
        **({} if options.watchlist is None else {"WatchlistIds": [options.watchlist]}),
    }
    return {"registration_config": config}


def _camel_case(name: str) -> str:
    return name.title().replace("_", "")


def _with_instants(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_instants(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_instants(item) for item in value]
    return microseconds(value) if hasattr(value, "tzinfo") else value

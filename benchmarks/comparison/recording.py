"""Records a cassette from mock-voiceid's server, because AWS has ended the service."""

import tempfile
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import vcr  # type: ignore[import-untyped]

from mock_voiceid import ThreadedServer

from . import with_mock_voiceid
from .job import BUCKET, REGION, World, enroll

TARGET = "x-amz-target"
"""The header that names the operation of Voice ID."""


@dataclass(frozen=True)
class Recording:
    """A cassette of the job, and its domain."""

    cassette: str
    domain_id: str


@cache
def recorded() -> Recording:
    """Record the job once per process."""
    cassette = str(Path(tempfile.mkdtemp()) / "job.yaml")
    in_process = partial(boto3.client, region_name=REGION)
    with with_mock_voiceid.prepared(in_process) as world, ThreadedServer() as server:
        over_http = partial(in_process, endpoint_url=server.endpoint_url)
        with vcr.use_cassette(cassette, filter_headers=["authorization"], before_record_request=_as_to_aws):
            enroll(World(over_http("voice-id"), over_http("s3"), world.domain_id))
        return Recording(cassette, world.domain_id)


def _as_to_aws(request: vcr.request.Request) -> vcr.request.Request:
    """Make a request to the server look like one to AWS, for clients without an endpoint URL."""
    if TARGET in request.headers:
        request.uri = f"https://voiceid.{REGION}.amazonaws.com/"
    else:
        key = urlsplit(request.uri).path.removeprefix(f"/{BUCKET}/")
        request.uri = f"https://{BUCKET}.s3.amazonaws.com/{key}"
    return request

"""Requests for other services, and Moto's answers to them, with what Moto leaves out."""

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request

from ..api.hosts import region_in
from ..instants import SECOND, Instant, instant_of, iso_of

TARGETS = {
    "AWSCognitoIdentityProviderService": "cognito-idp",
    "AWSCognitoIdentityService": "cognito-identity",
    "AWSEvents": "events",
    "AmazonSQS": "sqs",
    "AmazonSSM": "ssm",
    "AWSStepFunctions": "states",
    "DynamoDBStreams_20120810": "dynamodb",
    "DynamoDB_20120810": "dynamodb",
    "Firehose_20150804": "firehose",
    "Kinesis_20131202": "kinesis",
    "Logs_20140328": "logs",
    "ResourceGroupsTaggingAPI_20170126": "tagging",
    "TrentService": "kms",
    "VoiceID": "voiceid",
    "secretsmanager": "secretsmanager",
}
"""Signing names of the services that unsigned requests are routed to, by the prefix of `X-Amz-Target`."""

VERSIONS = {
    "2010-03-31": "sns",
    "2010-05-08": "iam",
    "2010-05-15": "cloudformation",
    "2010-08-01": "monitoring",
    "2011-06-15": "sts",
    "2012-11-05": "sqs",
}
"""Signing names of the services that unsigned query requests are routed to, by their `Version`."""

_FORM = "application/x-www-form-urlencoded"
_CREDENTIALS = re.compile(rb"(<Expiration>)([0-9T:.Z-]+)(</Expiration>)")
_METADATA = re.compile(rb'("Expiration"\s*:\s*")([0-9T:.Z-]+)(")')
_EVENTS = re.compile(rb"(<Timestamp>)([0-9T:.Z-]+)(</Timestamp>)")
_TEMPLATE = re.compile(rb"(?<=TemplateURL=http%3A%2F%2F)(?:127\.0\.0\.1|%5B%3A%3A1%5D)(?=%3A|%2F)")


class Unroutable(Exception):
    """An unsigned request does not say which service it is for."""


def route_unsigned(environ: dict[str, Any], request: Request) -> None:
    """Let an unsigned request find its service, which Moto looks for in the signature.

    Raises:
        Unroutable: it names an operation of a service that is not known.
    """
    if "HTTP_AUTHORIZATION" in environ:
        return
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target is not None:
        service = TARGETS.get(target.partition(".")[0])
        asked = f"X-Amz-Target {target!r}"
    else:
        query = _query_in(environ, request)
        if "Action" not in query or "Version" not in query:
            return
        service = VERSIONS.get(query["Version"])
        asked = f"Action {query['Action']!r} of version {query['Version']!r}"
    if service is None:
        raise Unroutable(
            f"Without a signature, the request's service is not known from {asked}. Sign it: any "
            "credentials are accepted, such as AWS_ACCESS_KEY_ID=testing and AWS_SECRET_ACCESS_KEY=testing."
        )
    region = region_in(request.url, request.headers)
    environ["HTTP_AUTHORIZATION"] = (
        f"AWS4-HMAC-SHA256 Credential=unsigned/20260101/{region}/{service}/aws4_request, "
        "SignedHeaders=host, Signature=none"
    )


def find_template(environ: dict[str, Any]) -> None:
    """Let CloudFormation find a template in S3 by this server's address: Moto knows only `localhost`."""
    if environ["REQUEST_METHOD"] != "POST" or not environ.get("CONTENT_TYPE", "").startswith(_FORM):
        return
    body, found = _TEMPLATE.subn(b"localhost", _read(environ))
    if found:
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))


def correction_for(environ: dict[str, Any]) -> Callable[[bytes, Instant], bytes] | None:
    """Return what makes instants in an answer real that clients compare with their own clocks.

    Temporary credentials expire by the client's clock, and tools that follow a stack skip events before their
    start. The function takes the body and how much later than simulated time it really is.
    """
    if environ.get("PATH_INFO", "").startswith("/latest/"):
        return _shifting(_METADATA)
    match re.search(r"/(sts|cloudformation)/aws4_request", environ.get("HTTP_AUTHORIZATION", "")):
        case None:
            return None
        case found if found[1] == "sts":
            return _shifting(_CREDENTIALS)
    return _shifting(_EVENTS) if b"Action=DescribeStackEvents" in _read(environ) else None


def _shifting(pattern: re.Pattern[bytes]) -> Callable[[bytes, Instant], bytes]:
    def shifted(body: bytes, by: Instant) -> bytes:
        def moved(found: re.Match[bytes]) -> bytes:
            instant = instant_of(found[2].decode()) + by
            whole = iso_of(instant - instant % SECOND)
            return found[1] + whole.encode() + found[3]

        return pattern.sub(moved, body)

    return shifted


def _query_in(environ: dict[str, Any], request: Request) -> dict[str, str]:
    if environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_TYPE", "").startswith(_FORM):
        return dict(parse_qsl(_read(environ).decode(errors="replace")))
    return request.args.to_dict()


def _read(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(body)
    return body

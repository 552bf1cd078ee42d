"""The entry points: each takes a request and returns the status and the body of its response."""

import http.client
import io
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from mock_voiceid.handle.voice_id import DEFAULT_ACCOUNT_ID
from mock_voiceid.voiceid.routing import operation_in, respond

TARGET = "X-Amz-Target"
REGION = "us-east-1"
SECONDS = 20.0
"""Seconds of real time to wait for a response of the server."""


@dataclass(frozen=True)
class Request:
    """A raw request. Headers are text in Latin-1."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


EntryPoint = Callable[[Request], tuple[int, bytes]]


def handlers(request: Request) -> tuple[int, bytes]:
    """Answer what goes straight to the operations."""
    operation = operation_in(request.headers.get(TARGET, ""))
    invocation_id = request.headers.get("amz-sdk-invocation-id")
    answer = respond(DEFAULT_ACCOUNT_ID, REGION, operation, request.body, invocation_id)
    return answer.status, answer.body


def in_process(request: Request) -> tuple[int, bytes]:
    """Send a request through Moto's stubber, as boto3 does."""
    url = f"https://voiceid.{REGION}.amazonaws.com{request.path}"
    headers = HTTPHeaders.from_dict(request.headers)
    prepared = AWSPreparedRequest(request.method, url, headers, request.body, stream_output=False)
    answer: Any = botocore_stubber.process_request(prepared)
    assert answer is not None, "Moto would send the request to the network"
    status, _, body = answer
    return status, body.encode() if isinstance(body, str) else body


def application(wsgi: Any) -> EntryPoint:
    """Return the entry point of a WSGI application."""

    def answer(request: Request) -> tuple[int, bytes]:
        statuses: list[str] = []
        body = wsgi(environment(request), lambda status, *_: statuses.append(status))
        try:
            content = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        return int(statuses[0].split()[0]), content

    return answer


def environment(request: Request) -> dict[str, Any]:
    """Return the WSGI environment of a request."""
    path, _, query = request.path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environ


def over_a_socket(endpoint_url: str) -> EntryPoint:
    """Return the entry point of a running server; it can send bytes that no client would send."""
    address = urlsplit(endpoint_url)

    def answer(request: Request) -> tuple[int, bytes]:
        head = {"Host": address.netloc, "Content-Length": str(len(request.body)), **request.headers}
        lines = [f"{request.method} {request.path} HTTP/1.1", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        with socket.create_connection((address.hostname or "", address.port or 0), SECONDS) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + request.body)
            connection.shutdown(socket.SHUT_WR)
            response = http.client.HTTPResponse(connection, method=request.method)
            response.begin()
            return response.status, response.read()

    return answer

"""Bodies of requests: how large they may be, and what they are."""

import io
import zlib
from typing import Any

from werkzeug.wrappers import Request

MEBIBYTE = 1 << 20

JSON_LIMIT = MEBIBYTE
"""Bytes that a body for Voice ID, or of a control request, may have; compressed and as it was before."""

BODY_LIMIT = 1024 * MEBIBYTE
"""Bytes that any body may have, such as an upload to S3."""

DECOMPRESSED_LIMIT = 64 * MEBIBYTE
"""Bytes that a compressed body for another service may have once it is decompressed."""

HEADER_LIMIT = 64 * 1024
"""Bytes that the headers of a request may have."""

_GZIP = b"\x1f\x8b"
_FORM = "application/x-www-form-urlencoded"
_CHUNK = 64 * 1024


class BadBody(Exception):
    """A body is not what the request says."""

    status = 400


class TooLarge(BadBody):
    """A body is larger than its limit."""

    status = 413


def json_body(request: Request) -> bytes:
    """Return the body of a request that carries JSON, decompressed.

    Raises:
        TooLarge: it is larger than JSON_LIMIT.
    """
    if (request.content_length or 0) > JSON_LIMIT:
        raise TooLarge(_too_large(request.content_length, JSON_LIMIT))
    body = request.get_data(cache=False)
    return decompressed(body, JSON_LIMIT)


def decompressed(body: bytes, limit: int) -> bytes:
    """Return a body as it was before gzip compressed it; one that is not compressed as it is.

    Args:
        body: the body.
        limit: the bytes that the result may have.

    Raises:
        TooLarge: it has more.
    """
    if not body.startswith(_GZIP):
        return body
    whole = b""
    while body.startswith(_GZIP):
        member = zlib.decompressobj(wbits=31)
        try:
            whole += member.decompress(body, limit + 1 - len(whole))
        except zlib.error:
            return body
        if len(whole) > limit:
            raise TooLarge(_too_large(None, limit))
        body = member.unused_data
    return whole


def decompress(environ: dict[str, Any]) -> None:
    """Decompress the body of a call of another service, which Moto before 5.2.4 would decompress twice.

    Raises:
        BadBody: it is not compressed, although the request says so.
        TooLarge: it would be too large.
    """
    if environ["REQUEST_METHOD"] != "POST" or "gzip" not in environ.get("HTTP_CONTENT_ENCODING", ""):
        return
    plain = bytearray()
    member, rest = zlib.decompressobj(wbits=31), environ["wsgi.input"].read()
    while rest and not member.eof:
        try:
            plain += member.decompress(rest, _CHUNK)
        except zlib.error:
            raise BadBody("The body is not gzip, although the header Content-Encoding says so.") from None
        if len(plain) > DECOMPRESSED_LIMIT:
            raise TooLarge(_too_large(None, DECOMPRESSED_LIMIT))
        rest = member.unconsumed_tail
    del environ["HTTP_CONTENT_ENCODING"]
    environ["CONTENT_LENGTH"] = str(len(plain))
    environ["wsgi.input"] = io.BytesIO(plain)


def correct_content_type(environ: dict[str, Any]) -> None:
    """Let JSON and XML that a client declares to be a form, as curl does, be what they are."""
    if environ["REQUEST_METHOD"] != "POST" or not environ.get("CONTENT_TYPE", _FORM).startswith(_FORM):
        return
    if int(environ.get("CONTENT_LENGTH") or 0) > JSON_LIMIT:
        return
    body = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(body)
    start = body.lstrip()[:1]
    if start in (b"{", b"["):
        target = "HTTP_X_AMZ_TARGET" in environ
        environ["CONTENT_TYPE"] = "application/x-amz-json-1.1" if target else "application/json"
    elif start == b"<":
        environ["CONTENT_TYPE"] = "application/xml"


def _too_large(size: int | None, limit: int) -> str:
    found = f"more than {limit:,}" if size is None else f"{size:,}"
    return f"The body has {found} bytes; at most {limit:,} are allowed."

"""The short way of a plain in-process call: from Moto's stubber straight to the operation.

Moto's own way costs a multiple of the whole call, and a handler of our own beside Moto's would do
everything twice, since botocore runs them all. So the stubber's one method is wrapped. Whatever needs
Moto's own machinery (whitelist, passthrough, recorder, IAM enforcement, anything but the root) goes on
to it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.config import default_user_config
from moto.core.request import Request

from ..api.hosts import INVOCATION_ID, TARGET, region_of
from ..handle.voice_id import settings
from ..internals.recorder import is_recorded_or_enforced

Response = tuple[int, dict[str, str], str | bytes]

_SLASHES_OF_ROOT = "https://host/".count("/")


def install() -> None:
    """Wrap the stubber, for clients made before and after, and for the `requests` library too."""
    moto_way = BotocoreStubber.process_request

    def process_request(self: BotocoreStubber, request: AWSPreparedRequest) -> Response | None:
        settings().clock.settle()
        region = region_of(request.url)
        if region is None or not _is_plain(request):
            return moto_way(self, request)
        return _door()(request, region)

    BotocoreStubber.process_request = process_request  # type: ignore[method-assign]


def _is_plain(request: AWSPreparedRequest) -> bool:
    core = default_user_config.get("core", {})
    passthrough = core.get("passthrough", {})
    # Guarded by tests/voiceid/test_stubber.py, one test for each of these.
    return (
        request.url.endswith("/")
        and request.url.count("/") == _SLASHES_OF_ROOT
        and core.get("service_whitelist") is None
        and not passthrough.get("services")
        and not passthrough.get("urls")
        and not is_recorded_or_enforced()
    )


@cache
def _door() -> Callable[[AWSPreparedRequest, str], Response]:
    # Imported with the first call, since these import Moto, which imports this.
    from .callers import account_of, headers_of
    from .routing import operation_in, respond, response_headers

    def answer(request: AWSPreparedRequest, region: str) -> Response:
        headers = headers_of(request)
        reply = respond(
            account_of(headers, region),
            region,
            operation_in(headers.get(TARGET, "")),
            _body_of(request),
            headers.get(INVOCATION_ID),
        )
        return reply.status, response_headers(), reply.body

    return answer


def _body_of(request: Any) -> bytes:
    if isinstance(request, Request):
        return bytes(request.data)  # what Moto 5.2.4 hands over; all others hand over botocore's own
    body = request.body
    if isinstance(body, str):
        return body.encode()
    return body.read() if hasattr(body, "read") else body or b""

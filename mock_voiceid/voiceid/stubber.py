"""The fast path of a plain in-process call: from Moto's stubber straight to the operation.

Moto's own path costs a multiple of the whole call, and a handler of our own beside Moto's would do
everything twice, since botocore runs them all. So the stubber's one method is wrapped. Whatever needs
Moto's own machinery (whitelist, passthrough, recorder, IAM enforcement, anything but the root) takes
Moto's path.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from ..api.hosts import INVOCATION_ID, TARGET, region_of
from ..control.context import current
from ..internals.headers import headers_of
from ..internals.recorder import is_recorded_or_enforced

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

Response = tuple[int, dict[str, str], str | bytes]

_SLASHES_OF_ROOT = "https://host/".count("/")


def install() -> None:
    """Wrap the stubber, for clients made before and after, and for the `requests` library too."""
    # Not imported above: as the first import of a process this module would import Moto,
    # which imports this one.
    from moto.core.botocore_stubber import BotocoreStubber
    from moto.core.config import default_user_config

    moto_path = BotocoreStubber.process_request

    def process_request(self: BotocoreStubber, request: "AWSPreparedRequest") -> Response | None:
        region = region_of(request.url)
        if region is not None and _is_plain(request, default_user_config):
            return _fast_path()(request, region)
        current().clock.settle()
        return moto_path(self, request)

    BotocoreStubber.process_request = process_request  # type: ignore[method-assign]


def _is_plain(request: "AWSPreparedRequest", config: Any) -> bool:
    core = config.get("core", {})
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
def _fast_path() -> "Callable[[AWSPreparedRequest, str], Response]":
    # Imported with the first call, since these import Moto, which imports this.
    from .callers import NEEDED, account_of
    from .routing import decompressed, operation_in, respond, response_headers

    def answer(request: "AWSPreparedRequest", region: str) -> Response:
        body, headers = _body_of(request), headers_of(request, NEEDED)
        reply = respond(
            account_of(headers, region),
            region,
            operation_in(headers.get(TARGET, "")),
            decompressed(body),
            headers.get(INVOCATION_ID),
        )
        return reply.status, response_headers(), reply.body

    return answer


def _body_of(request: Any) -> bytes:
    if hasattr(request, "data"):
        return bytes(request.data)  # what Moto 5.2.4 hands over; all others hand over botocore's own
    body = request.body
    if isinstance(body, str):
        return body.encode()
    return body.read() if hasattr(body, "read") else body or b""

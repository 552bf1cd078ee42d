"""The entry point of Moto's own machinery: server, proxy, recorder, whitelist and IAM enforcement."""

import json
import re
from typing import Any

from moto.core.responses import BaseResponse

from ..api.exceptions import AccessDeniedException
from ..api.hosts import INVOCATION_ID, SERVICE, URL_PATTERN
from ..internals.access import AccessRefused, Permission, check_access
from ..service.answering import Answer, error_response
from .routing import decompressed, operation_in, respond, respond_without_raising, response_headers


class VoiceIDResponse(BaseResponse):
    """Answers a request that came through Moto."""

    region_regex = re.compile(URL_PATTERN)

    def __init__(self) -> None:
        super().__init__(service_name=SERVICE)
        # Moto's server before 5.2.4 would decompress a body that it has decompressed already.
        self.allow_request_decompression = False

    def setup_class(
        self, request: Any, full_url: Any = None, headers: Any = None, use_raw_body: bool | None = True
    ) -> None:
        """Take a request in, with its body as it came: what is no UTF-8 is refused here, and not by Moto."""
        super().setup_class(request, full_url, headers, use_raw_body=use_raw_body)

    def call_action(self) -> tuple[int, dict[str, str], bytes]:
        """Check that the caller may, and answer."""
        reply = self._answer()
        return reply.status, {**self.response_headers, **response_headers()}, reply.body

    def _get_action(self) -> str:
        return operation_in(self.headers.get("X-Amz-Target") or "")

    def _answer(self) -> Answer:
        body = self._body()
        try:
            check_access(self, self._needed(_object_in(body)))
        except AccessRefused as error:
            return error_response(AccessDeniedException(str(error)))
        # In-process an exception goes on to the test that called, as on the fast path.
        answer = respond_without_raising if self.is_werkzeug_request else respond
        return answer(
            self.current_account,
            self.region,
            self._get_action(),
            body,
            self.headers.get(INVOCATION_ID),
        )

    def _body(self) -> bytes:
        # Before Moto 5.2.4 a body that is text in-process stays text.
        return decompressed(self.body.encode() if isinstance(self.body, str) else self.body or b"")

    def _needed(self, document: dict[str, Any]) -> list[Permission]:
        # All operations but CreateDomain and ListDomains act on a domain (A1).
        action = self._get_action()
        domain_id = document.get("DomainId")
        arn = f"arn:{self.partition}:voiceid:{self.region}:{self.current_account}:domain/{domain_id}"
        needed = [Permission(action, str(document.get("ResourceArn", arn if domain_id else "*")))]
        if action == "CreateDomain" and document.get("Tags"):
            # The domain has no id yet; whoever may tag every domain of the region may tag this one.
            needed.append(Permission("TagResource", f"{arn.rpartition('/')[0]}/*"))
        return needed


def _object_in(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}

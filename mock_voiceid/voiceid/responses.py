"""The door for Moto's own machinery: server, proxy, recorder, whitelist and IAM enforcement."""

import json
import re
from typing import Any

from moto.core.responses import BaseResponse

from ..seams.access import AccessRefused, Permission, check_access
from .exceptions import AccessDeniedException
from .hosts import SERVICE, URL_PATTERN
from .operations import Answer, refusal
from .routing import (
    INVOCATION_ID,
    operation_in,
    respond,
    respond_without_raising,
    response_headers,
)


class VoiceIDResponse(BaseResponse):
    """Answers a request that came through Moto."""

    region_regex = re.compile(URL_PATTERN)
    use_raw_body = True

    def __init__(self) -> None:
        super().__init__(service_name=SERVICE)

    def call_action(self) -> tuple[int, dict[str, str], bytes]:
        """Check that the caller may, and answer."""
        reply = self._answer()
        return reply.status, {**self.response_headers, **response_headers()}, reply.body

    def _get_action(self) -> str:
        return operation_in(self.headers.get("X-Amz-Target") or "")

    def _answer(self) -> Answer:
        try:
            check_access(self, self._needed())
        except AccessRefused as error:
            return refusal(AccessDeniedException(str(error)))
        # In-process an exception goes on to the test that called, as on the short way.
        answer = respond_without_raising if self.is_werkzeug_request else respond
        return answer(
            self.current_account,
            self.region,
            self._get_action(),
            self.raw_body,
            self.headers.get(INVOCATION_ID),
        )

    def _needed(self) -> list[Permission]:
        # All operations but CreateDomain and ListDomains act on a domain (A1).
        action, document = self._get_action(), _object_in(self.raw_body)
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

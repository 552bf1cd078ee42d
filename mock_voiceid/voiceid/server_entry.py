"""Moto's server: unsigned requests find Voice ID, and what is due happens before any request is answered."""

from collections.abc import Iterable
from typing import Any

from moto.moto_server import werkzeug_app

from ..api.hosts import DEFAULT_REGION, SERVICE
from ..handle.voice_id import settings
from ..sdk.description import TARGET_PREFIX


def install() -> None:
    """Add to Moto's server. It takes unsigned requests that it can't place for S3's."""
    if TARGET_PREFIX in werkzeug_app.UNSIGNED_REQUESTS:
        return
    # Guarded by tests/voiceid/test_server_entry.py::test_an_unsigned_request_finds_voice_id.
    werkzeug_app.UNSIGNED_REQUESTS[TARGET_PREFIX] = (SERVICE, DEFAULT_REGION)
    # Guarded by tests/voiceid/test_server_entry.py::test_what_is_due_happens_before_a_request_is_answered.
    dispatcher: Any = werkzeug_app.DomainDispatcherApplication
    moto_way = dispatcher.__call__

    def call(self: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        settings().clock.settle()
        return moto_way(self, environ, start_response)  # type: ignore[no-any-return]

    dispatcher.__call__ = call

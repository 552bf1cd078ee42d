"""Moto's server, with what is added to it."""

from collections.abc import Iterable
from typing import Any

from ..api.hosts import DEFAULT_REGION, SERVICE
from ..control.context import current
from ..sdk.description import TARGET_PREFIX


def install() -> None:
    """Have Moto's server find Voice ID for unsigned requests, and run scheduled actions before each one."""
    # Not imported above: Moto's server imports this module.
    from moto.moto_server import werkzeug_app

    if TARGET_PREFIX in werkzeug_app.UNSIGNED_REQUESTS:
        return
    # Moto takes unsigned requests of services that it does not know for S3's.
    # Guarded by tests/voiceid/test_moto_server.py::test_an_unsigned_request_finds_voice_id.
    werkzeug_app.UNSIGNED_REQUESTS[TARGET_PREFIX] = (SERVICE, DEFAULT_REGION)
    # Guarded by tests/voiceid/test_moto_server.py::test_what_is_due_happens_before_a_request_is_answered.
    dispatcher: Any = werkzeug_app.DomainDispatcherApplication
    moto_path = dispatcher.__call__

    def call(self: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        current().clock.settle()
        return moto_path(self, environ, start_response)  # type: ignore[no-any-return]

    dispatcher.__call__ = call

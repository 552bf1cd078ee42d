"""The parts of Moto's server that the server here is made of."""

from typing import Any

from moto import settings as moto_settings
from moto.moto_api import recorder
from moto.moto_server import werkzeug_app
from werkzeug.serving import WSGIRequestHandler


def moto_application() -> Any:
    """Return Moto's own application, which answers every service."""
    return werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)


def moto_request_handler() -> type[WSGIRequestHandler]:
    """Return what reads a request from its connection."""
    # Moto 5.2.4 has none of its own yet.
    return getattr(werkzeug_app, "MotoRequestHandler", WSGIRequestHandler)


def is_plain() -> bool:
    """Return whether a request needs nothing of Moto's machinery: the recorder, or IAM enforcement.

    Guarded by tests/server/test_application.py::test_recorder_and_enforcement_take_motos_way.
    """
    return not recorder._user_enabled and float("inf") == moto_settings.INITIAL_NO_AUTH_ACTION_COUNT

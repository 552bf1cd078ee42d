"""The parts of Moto's server that the server here is made of."""

from typing import Any

from moto.moto_server import werkzeug_app
from werkzeug.serving import WSGIRequestHandler


def moto_application() -> Any:
    """Return Moto's own application, which answers every service."""
    return werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)


def moto_request_handler() -> type[WSGIRequestHandler]:
    """Return what reads a request from its connection."""
    # Moto has one of its own from 5.2.5 on.
    return getattr(werkzeug_app, "MotoRequestHandler", WSGIRequestHandler)

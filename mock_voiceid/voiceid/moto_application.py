"""Moto's server application, with the bodies of uploads as they were sent."""

from typing import Any

from moto.moto_server import werkzeug_app


class _Forms:
    """A request of Flask in which only a POST has a form."""

    @property
    def want_form_data_parsed(self) -> bool:
        """Whether the body is a form."""
        return self.method == "POST" and bool(super().want_form_data_parsed)  # type: ignore[attr-defined, misc]


class _Dispatcher(werkzeug_app.DomainDispatcherApplication):
    def _get_body(self, _: dict[str, Any]) -> str | None:
        # Moto looks for the service of an unsigned request there, and loses a body that is not UTF-8.
        # Requests whose body names their service have a signature by now.
        return None


def moto_application() -> Any:
    """Return the application that answers every service."""
    return _Dispatcher(_create_backend_app)


def _create_backend_app(service: Any) -> Any:
    application: Any = werkzeug_app.create_backend_app(service)
    application.request_class = type("Request", (_Forms, application.request_class), {})
    return application

"""Moto's server, with Voice ID in it, in a thread of this process."""

import socket
import threading
from typing import Any

LOOPBACK = "127.0.0.1"

_POLL_SECONDS = 0.02
"""How long it takes to stop, at most."""


class VoiceIDServer:
    """Answers over HTTP what the mock of this process answers, with the same state and the same time.

    Args:
        host: the address to listen at; the machine's own by default.
        port: the port; 0 takes a free one.

    Raises:
        ModuleNotFoundError: what Moto's server needs is not installed. The message says how to get it.
        OSError: the address can't be listened at.
    """

    def __init__(self, host: str = LOOPBACK, port: int = 0) -> None:
        # Listening begins here, so that a port in use is said at once, and not in a thread.
        self._server = _listen(host, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def endpoint_url(self) -> str:
        """What clients take as `endpoint_url`."""
        host, port = self._server.server_address[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more. It may be called again."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "VoiceIDServer":
        self.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()


def _listen(host: str, port: int) -> Any:
    try:
        from moto.moto_server import werkzeug_app
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"Moto's server needs {missing.name}: pip install 'mock-voiceid[server]'", name=missing.name
        ) from missing
    from werkzeug.serving import make_server

    application = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # werkzeug, when it listens by itself, ends the process where it can't.
    with socket.create_server((host, port), family=family) as listening:
        return make_server(
            host,
            port,
            application,
            threaded=True,
            # Moto 5.2.4 has none of its own yet.
            request_handler=getattr(werkzeug_app, "MotoRequestHandler", None),
            fd=listening.fileno(),
        )

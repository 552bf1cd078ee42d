"""The server, in a thread of this process."""

import socket
import threading
from typing import Any

LOOPBACK = "127.0.0.1"

CONNECTION_TIMEOUT = 20.0
"""Seconds after which a client that sends nothing more is given up."""

_POLL_SECONDS = 0.02
"""How long it takes to stop, at most."""


class ThreadedServer:
    """Answers over HTTP what the mock of this process answers, with the same state and the same time.

    It is ready as soon as it is started, and answers each connection in a thread of its own.

    Args:
        host: the address to listen at; the machine's own by default.
        port: the port; 0 takes a free one.
        connection_timeout: seconds after which a client that sends nothing more is given up.
        log_requests: whether each request is logged.

    Raises:
        ModuleNotFoundError: what Moto's server needs is not installed. The message says how to get it.
        OSError: the address can't be listened at.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = 0,
        *,
        connection_timeout: float = CONNECTION_TIMEOUT,
        log_requests: bool = False,
    ) -> None:
        # Listening begins here, so that a port in use is said at once, and not in a thread.
        self._server = _listen(host, port, connection_timeout, log_requests)
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

    def __enter__(self) -> "ThreadedServer":
        self.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()


def _listen(host: str, port: int, connection_timeout: float, log_requests: bool) -> Any:
    try:
        from ..voiceid.moto_server import moto_request_handler

        moto_handler: Any = moto_request_handler()
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"Moto's server needs {missing.name}: pip install 'mock-voiceid[server]'", name=missing.name
        ) from missing
    from werkzeug.serving import make_server

    from .application import Application

    class Handler(moto_handler):  # type: ignore[misc]
        timeout = connection_timeout

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            if log_requests:
                super().log_request(code, size)

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # werkzeug, when it listens by itself, ends the process where it can't.
    with socket.create_server((host, port), family=family) as listening:
        return make_server(
            host,
            port,
            Application(),
            threaded=True,
            request_handler=Handler,
            fd=listening.fileno(),
        )

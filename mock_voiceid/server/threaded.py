"""The server, in a thread of this process."""

import ipaddress
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

LOOPBACK = "127.0.0.1"

CONNECTION_TIMEOUT = 20.0
"""Real seconds after which a connection that is silent within a request is closed."""

CONNECTIONS = 500
"""Connections there may be; those that are silent longest make room for new ones."""

GRACE = 2.0
"""Real seconds that requests get to end when the server stops."""


class ThreadedServer:
    """Answers over HTTP what the mock of this process answers, with the same state and the same time.

    It is ready as soon as it is started, and answers requests in threads of its own.

    Args:
        host: the address to listen at; the machine's own by default.
        port: the port; 0 takes a free one.
        connection_timeout: real seconds after which a connection that is silent within a request is closed.
        log_requests: whether each request is logged.
        allow_origins: origins, such as `http://localhost:3000`, whose pages may use the control requests
            under `/mock-voiceid/`, besides the server's own page.
        cors_origins: origins whose pages may call AWS's endpoints, besides those on loopback; `*` for any.

    Raises:
        ModuleNotFoundError: what the server needs is not installed. The message says how to get it.
        OSError: the address can't be listened at.
        TypeError: origins are given as a single string.
        ValueError: an origin is not one.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = 0,
        *,
        connection_timeout: float = CONNECTION_TIMEOUT,
        log_requests: bool = False,
        allow_origins: Iterable[str] = (),
        cors_origins: Iterable[str] = (),
    ) -> None:
        try:
            from ..internals.http_server import HTTPServer
            from .access import Access, origins_from
            from .application import Application
            from .bodies import BODY_LIMIT, HEADER_LIMIT
        except ModuleNotFoundError as missing:
            raise ModuleNotFoundError(
                f"The server needs {missing.name}: pip install 'mock-voiceid[server]'", name=missing.name
            ) from missing
        access = Access(
            origins_from("allow_origins", allow_origins),
            origins_from("cors_origins", cors_origins, any_origin=True),
            host,
        )
        application: Any = Application(access)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._server = HTTPServer(
            _logged(application) if log_requests else application,
            # Listening begins here, so that a port in use raises here, and not in a thread.
            socket.create_server((host, port), family=family),
            timeout=connection_timeout,
            connections=CONNECTIONS,
            header_limit=HEADER_LIMIT,
            body_limit=BODY_LIMIT,
        )
        self._address: tuple[str, int] = self._server.effective_host, int(self._server.effective_port)
        self._thread = threading.Thread(target=self._server.serve, name="mock-voiceid-server", daemon=True)
        self._stopped = False

    @property
    def endpoint_url(self) -> str:
        """What clients take as `endpoint_url`."""
        host, port = self._address
        if ipaddress.ip_address(host).is_unspecified:
            # Every address of the machine; not all systems connect to this one.
            host = "::1" if ":" in host else LOOPBACK
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering: requests get 2 seconds to end. May be called again."""
        if self._stopped:
            return
        self._stopped = True
        self._server.stop(GRACE)
        if self._thread.is_alive():
            self._thread.join()
        else:
            self._server.serve()

    def __enter__(self) -> "ThreadedServer":
        self.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()


def _logged(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *others: Any) -> Any:
            address, protocol = environ["REMOTE_ADDR"], environ["SERVER_PROTOCOL"]
            line = f"{environ['REQUEST_METHOD']} {environ['REQUEST_URI']} {protocol}"
            date = next(value for name, value in headers if name == "Date")
            # As JSON, so that nothing a client sends can break the line.
            sys.stderr.write(f"{address} - - [{date}] {json.dumps(line)} {status.partition(' ')[0]}\n")
            return start_response(status, headers, *others)

        return application(environ, start)

    return call

"""Who may talk to the server: its own names, and the pages of which origins."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

_AWS_HOST = re.compile(r"(.+\.)?(amazonaws\.com(\.cn)?|api\.aws)")

_EXPOSED = "*, x-amzn-RequestId, x-amzn-ErrorType, Date, x-mock-voiceid-time"


@dataclass(frozen=True)
class Access:
    """The hosts and origins that the server accepts.

    A page that a developer visits can send requests to a server on loopback. Its browser names the page's
    origin, and the host that it believes to talk to.

    Args:
        origins: origins whose pages may use the control requests, besides the server's own page.
        cors_origins: origins whose pages may call AWS's endpoints, besides those on loopback; `*` for any.
        host: the name or address that the server listens at.
    """

    origins: frozenset[str] = frozenset()
    cors_origins: frozenset[str] = frozenset()
    host: str = ""
    _hosts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        named = [urlsplit(origin).hostname or "" for origin in (*self.origins, *self.cors_origins)]
        object.__setattr__(self, "_hosts", frozenset([*named, self.host.lower()]))

    def refuses_host(self, host: str | None) -> bool:
        """Return whether a `Host` header names another site, as after DNS rebinding."""
        try:
            name = (urlsplit(f"//{host or ''}").hostname or "").rstrip(".")
        except ValueError:
            return True
        return not (
            # Public DNS has no names without a dot; containers and networks have.
            "." not in name
            or name in self._hosts
            or _is_loopback_name(name)
            or _is_address(name)
            or _AWS_HOST.fullmatch(name)
        )

    def refuses_control(self, request: Request) -> bool:
        """Return whether a control request comes from a page of another origin."""
        origin = request.headers.get("Origin")
        if origin is None or origin in self.origins:
            return False
        return urlsplit(origin).netloc.lower() != request.headers.get("Host", "").lower()

    def refuses_call(self, request: Request) -> bool:
        """Return whether a call of AWS comes from a page that may not."""
        origin = request.headers.get("Origin")
        return origin is not None and not self._may_call(origin)

    def headers_for(self, request: Request, *, control: bool) -> list[tuple[str, str]]:
        """Return the headers that let a browser's script see an answer, if it may."""
        origin = request.headers.get("Origin")
        vary = [("Vary", "Origin")]
        if origin is None or (self.refuses_control(request) if control else not self._may_call(origin)):
            return vary
        return [
            *vary,
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Expose-Headers", _EXPOSED),
        ]

    def _may_call(self, origin: str) -> bool:
        if "*" in self.cors_origins or origin in self.cors_origins or origin in self.origins:
            return True
        return _is_loopback_name(urlsplit(origin).hostname or "")


def preflight(request: Request) -> Response:
    """Return the answer to a browser that asks what a script may send."""
    asked = request.headers.get("Access-Control-Request-Headers", "*")
    headers = {
        "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, HEAD, PATCH, OPTIONS",
        "Access-Control-Allow-Headers": asked,
        "Access-Control-Max-Age": "3600",
    }
    return Response(status=200, headers=headers)


def origins_from(name: str, given: Iterable[str], *, any_origin: bool = False) -> frozenset[str]:
    """Return origins, checked.

    Args:
        name: what they are given as, for the message.
        given: origins such as `https://example.com:8443`.
        any_origin: whether `*` is allowed.

    Raises:
        TypeError: a single string is given.
        ValueError: one of them is not an origin.
    """
    if isinstance(given, str):
        raise TypeError(f"{name} must be a list of origins, got {given!r}: write [{given!r}]")
    origins = frozenset(given)
    for origin in origins:
        if origin == "*" and any_origin:
            continue
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+", origin):
            also = " or '*'" if any_origin else ""
            raise ValueError(
                f"{name} must be an origin such as 'http://localhost:3000'{also}, got {origin!r}: "
                "write scheme, host and port, without a path"
            )
    return origins


def _is_loopback_name(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return _is_address(name) and ipaddress.ip_address(name).is_loopback


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

"""Who may speak to this server at all: the Host it is called by, the Origin that calls, what pages may load.

A page on the web can send requests to 127.0.0.1 through its visitor's browser. The browser then names that
page as Origin (or, after DNS rebinding, its domain as Host), so both are checked before anything is read.
"""

import ipaddress
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from assist.server.problems import ProblemError, problem_for
from assist.settings import Settings

logger = logging.getLogger(__name__)

EXTENSION_ID: Final = "bieopkeifmofaopkodgfdgadoeildiia"
"""The Chromium extension's id, pinned by the key in its manifest (a test derives it from there)."""

_CHROMIUM_ORIGIN: Final = f"chrome-extension://{EXTENSION_ID}"

PAIRING_PATHS: Final = frozenset({"/v1/pair"})
"""Where an extension comes before it has a token: Firefox gives each install an Origin of its own."""

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": that would make browsers send `Origin: null` with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_WILDCARDS: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  compared with, not listened on

Verify = Callable[[HTTPConnection], Awaitable[object | None]]


def host_name(netloc: str) -> str:
    """The host of ``host:port``, lower case, without brackets and final dot."""
    host = netloc.strip().lower()
    host = host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
    return host.rstrip(".")


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware around the whole app: refuses foreign hosts and origins, adds the security headers."""

    def __init__(self, app: ASGIApp, settings: Settings, verify: Verify) -> None:
        self.app = app
        self._verify = verify
        self._any_address = settings.host in _WILDCARDS
        named = [settings.host, *settings.hosts.split(",")]
        self._hosts = frozenset(host_name(name) for name in named) - _WILDCARDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, or answer it with a problem."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        origin = connection.headers.get("origin")
        from_extension = origin is not None and origin.startswith((_CHROMIUM_ORIGIN, "moz-extension://"))

        async def send_guarded(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                # Files are kept and asked about again (ETag); pages and answers may hold what is somebody's.
                is_file = scope["path"].startswith("/static/")
                headers.setdefault("cache-control", "no-cache" if is_file else "no-store")
                if origin is not None and from_extension and refusal is None:
                    headers["access-control-allow-origin"] = origin
                    headers.add_vary_header("Origin")
            await send(message)

        refusal = await self._refusal(connection, origin)
        if refusal is not None:
            logger.warning("refused", extra={"code": refusal.code, "path": scope["path"]})
            response = problem_for(connection, refusal)
            if scope["type"] == "websocket":
                await WebSocket(scope, receive, send_guarded).send_denial_response(response)
            else:
                await response(scope, receive, send_guarded)
        elif from_extension and scope.get("method") == "OPTIONS":
            await _preflight()(scope, receive, send_guarded)
        else:
            await self.app(scope, receive, send_guarded)

    async def _refusal(self, connection: HTTPConnection, origin: str | None) -> ProblemError | None:
        host = connection.headers.get("host", "")
        if not self._answers_to(host_name(host)):
            return ProblemError(421, "bad_host")
        method = connection.scope.get("method", "WEBSOCKET")
        if method in _SAFE_METHODS:
            return None
        if origin is None:
            # No browser: or one that says by itself where the request comes from.
            site = connection.headers.get("sec-fetch-site", "none")
            return None if site in ("none", "same-origin") else ProblemError(403, "bad_origin")
        scheme, _, rest = origin.partition("://")
        if scheme in ("http", "https"):
            known = rest.lower() == host.lower()
        elif scheme == "chrome-extension":
            known = origin == _CHROMIUM_ORIGIN
        elif scheme == "moz-extension":
            known = connection.scope["path"] in PAIRING_PATHS or await self._verify(connection) is not None
        else:
            known = False
        return None if known else ProblemError(403, "bad_origin")

    def _answers_to(self, host: str) -> bool:
        if is_loopback(host) or host in self._hosts:
            return True
        if not self._any_address:
            return False
        try:
            ipaddress.ip_address(host)  # an address cannot be rebound, so it needs no list
        except ValueError:
            return False
        return True


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
            "access-control-allow-headers": "authorization, content-type, idempotency-key",
            "access-control-max-age": "600",
        },
    )

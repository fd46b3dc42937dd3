"""How large a request may be: refused before it is read whole, whatever length it claims."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.server.problems import ProblemError, problem_for

MAX_BODY: Final = 2 * 1024 * 1024
MAX_UPLOAD: Final = 1024 * 1024 * 1024
UPLOADS: Final = frozenset({"/review/import"})
"""Where signed-in people bring files; they are written to disk as they come in."""


class BodyLimit:
    """ASGI middleware that answers 413 to bodies over MAX_BODY bytes (MAX_UPLOAD where files come in)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that is counted as it is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        limit = MAX_UPLOAD if scope["path"] in UPLOADS else MAX_BODY
        claimed = connection.headers.get("content-length", "0")
        if claimed.isdecimal() and int(claimed) > limit:
            response = problem_for(connection, ProblemError(413, "too_large", limit=limit))
            await response(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_counted, send)

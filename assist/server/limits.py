"""How large a request may be: refused before it is read whole, whatever length it claims."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.server.problems import ProblemError, problem_for

MAX_BODY: Final = 2 * 1024 * 1024


class BodyLimit:
    """ASGI middleware that answers 413 to bodies over MAX_BODY bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that is counted as it is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        claimed = connection.headers.get("content-length", "0")
        if claimed.isdecimal() and int(claimed) > MAX_BODY:
            response = problem_for(connection, ProblemError(413, "too_large", limit=MAX_BODY))
            await response(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_counted, send)

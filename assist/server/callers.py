"""Who may call the REST endpoints beside scoring, and what each must bring."""

from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from assist.server import access
from assist.server.api import may_score
from assist.server.problems import ProblemError
from assist.store.database import Database
from assist.store.tables import Person

CSRF_HEADER: Final = "x-csrf-token"
_SAFE: Final = ("GET", "HEAD", "OPTIONS")


async def _known(request: Request) -> Person:
    """A person, by token or by cookie; a browser that would change something repeats its CSRF token."""
    person = await access.verify_token(request)
    if person is None:
        raise ProblemError(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
    if "authorization" not in request.headers and request.method not in _SAFE:
        visitor = await access.visitor(request)
        if visitor is None or not access.csrf_ok(visitor, request.headers.get(CSRF_HEADER)):
            raise ProblemError(403, "bad_form")
    return person


async def _recorder(request: Request) -> Person | None:
    """Whoever may have drafts scored here may record what was sent: a person, or this machine's own tools."""
    if not await may_score(request):
        raise ProblemError(401, "token_needed", headers={"WWW-Authenticate": "Bearer"})
    person = await access.verify_token(request)
    if person is None and "authorization" in request.headers:
        # A token was meant to say who it is: it must not be taken for nobody's.
        raise ProblemError(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
    return person


def database_of(connection: HTTPConnection) -> Database:
    """The open store of the server."""
    return connection.app.state.database


Known = Annotated[Person, Depends(_known)]
"""Anybody who has proved who they are."""
Recorder = Annotated[Person | None, Depends(_recorder)]
"""Who records: a person, or None for a tool on this machine without a token."""

"""Who speaks to the server: a browser by its session cookie, an extension or a help desk by its bearer token.

Sign-in takes a name and a password (or OpenID Connect, `assist.server.oidc`), at most so many times in
a while. The cookie is HttpOnly and SameSite=Lax; forms repeat the session's CSRF token.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import anyio.to_thread
from fastapi import Request, Response
from starlette.requests import HTTPConnection

from assist.settings import Settings
from assist.store import audit_log, credentials, people
from assist.store.database import Database
from assist.store.tables import Person

COOKIE: Final = "assist_session"
_WITHIN: Final = timedelta(minutes=15)
_PER_PAIR, _PER_ADDRESS, _PER_NAME = 5, 30, 50
"""Failures allowed for a name from one address, for an address, and for a name from wherever: the last is
higher, so that nobody is shut out by somebody else's guesses alone."""


class WrongPassword(Exception):
    """Name and password do not fit an active person."""


class TooManyAttempts(Exception):
    """Refused for having failed too often; `seconds` says when to come again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in browser: who it is, and what each form must repeat."""

    person: Person
    csrf: str


async def verify_token(connection: HTTPConnection) -> Person | None:
    """Whose bearer token (or session cookie) the connection brings, None without a good one.

    A WebSocket opened by a browser cannot set headers: there it offers a subprotocol ``token.TOKEN``.
    """
    secret = _bearer(connection)
    if secret is None:
        signed_in = await visitor(connection)
        return signed_in.person if signed_in else None
    return await anyio.to_thread.run_sync(_of_token, _database(connection), secret)


async def visitor(connection: HTTPConnection) -> Visitor | None:
    """Who is signed in with this browser, or None."""
    secret = connection.cookies.get(COOKIE)
    if not secret:
        return None
    return await anyio.to_thread.run_sync(_of_cookie, _database(connection), secret)


async def sign_in(request: Request, name: str, password: str) -> tuple[str, Person]:
    """Check name and password; the secret for the cookie, and who it is.

    Raises WrongPassword, and TooManyAttempts for a name or an address that has failed too often.
    """
    return await anyio.to_thread.run_sync(
        _sign_in, _database(request), name, password, address(request), abandon_on_cancel=False
    )


async def sign_out(request: Request) -> None:
    """End this browser's session in the store."""
    secret = request.cookies.get(COOKIE)
    if secret:
        await anyio.to_thread.run_sync(_sign_out, _database(request), secret)


def set_cookie(request: HTTPConnection, response: Response, secret: str) -> None:
    """Put the session into a cookie that scripts and other sites cannot use."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(credentials.SIGN_IN_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        # On plain HTTP (this machine, or a test) a Secure cookie would be dropped.
        secure=request.url.scheme in ("https", "wss"),
    )


def clear_cookie(response: Response) -> None:
    """Take the session cookie away."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def csrf_ok(visitor: Visitor, given: str | None) -> bool:
    """Whether a form (or the header ``x-csrf-token``) repeats what this session was given."""
    return given is not None and hmac.compare_digest(visitor.csrf.encode(), given.encode())


def address(connection: HTTPConnection) -> str:
    """The caller's address, as the rate limit counts it."""
    return connection.client.host if connection.client else "unknown"


def oidc_login_path(settings: Settings) -> str:
    """Where sign-in through OpenID Connect begins; empty where it is not set up."""
    return "/sign-in/oidc" if settings.oidc_issuer else ""


def _database(connection: HTTPConnection) -> Database:
    return connection.app.state.database


def _bearer(connection: HTTPConnection) -> str | None:
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return secret.strip()
    offered: list[str] = connection.scope.get("subprotocols") or []
    return next((one.removeprefix("token.") for one in offered if one.startswith("token.")), None)


def _of_token(database: Database, secret: str) -> Person | None:
    with database.read() as session:
        found = credentials.of_token(session, secret)
    if found is None:
        return None
    person, token = found
    if credentials.use_is_stale(token):
        with database.write() as session:
            credentials.mark_used(session, token.id)
    return person


def _of_cookie(database: Database, secret: str) -> Visitor | None:
    with database.read() as session:
        found = credentials.signed_in(session, secret)
    return Visitor(found[0], found[1].csrf) if found else None


def _sign_in(database: Database, name: str, password: str, caller: str) -> tuple[str, Person]:
    key = people.key(name)
    limits = {f"name:{key}@{caller}": _PER_PAIR, f"address:{caller}": _PER_ADDRESS, f"name:{key}": _PER_NAME}
    with database.write() as session:
        for subject, most in limits.items():
            if credentials.too_many(session, subject, most=most, within=_WITHIN):
                raise TooManyAttempts(int(_WITHIN.total_seconds()))
        # Counted before the slow check, so that many at once cannot slip past the limit together.
        credentials.failed(session, *limits)
    with database.read() as session:
        person = people.by_name(session, name)
    right = credentials.check_password(person, password)
    with database.write() as session:
        if not right or person is None:
            audit_log.write(session, None, "sign_in_failed", f"person:{key}")
        else:
            for subject in limits:
                credentials.forgive(session, subject)
            secret, _ = credentials.sign_in(session, person)
            audit_log.write(session, person, "sign_in", f"person:{person.name}")
            return secret.text, person
    raise WrongPassword


def _sign_out(database: Database, secret: str) -> None:
    with database.write() as session:
        found = credentials.signed_in(session, secret)
        credentials.sign_out(session, secret)
        if found:
            audit_log.write(session, found[0], "sign_out", f"person:{found[0].name}")

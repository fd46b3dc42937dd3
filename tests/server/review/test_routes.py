"""No review page opens without a sign-in, none acts without the session's own token, none beyond a role."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from assist.server import access
from assist.server.app import create_app
from assist.server.review import router
from assist.settings import Settings
from assist.store import credentials, people
from assist.store.database import Database
from assist.store.tables import Person

OPEN = {"/sign-in"}
LEAD_ONLY = (
    "/review/adjudication",
    "/review/models",
    "/review/log",
    "/review/log/export",
    "/review/settings",
)
AGENTS_MAY = {
    ("GET", "/review"),
    ("GET", "/review/me"),
    ("GET", "/review/disputes"),
    ("GET", "/review/replies/{reply_id}"),
    ("POST", "/review/replies/{reply_id}/comments"),
    ("POST", "/review/replies/{reply_id}/dispute"),
    ("POST", "/review/comments/{comment_id}/delete"),
    ("POST", "/sign-out"),
}


def routes() -> Iterator[tuple[str, str]]:
    """Every method and path of the room."""

    def within(found: object) -> Iterator[APIRoute]:
        for route in getattr(found, "routes", []):
            if isinstance(route, APIRoute):
                yield route
            else:
                yield from within(getattr(route, "original_router", route))

    for route in within(router):
        for method in sorted(route.methods - {"HEAD"}):
            if route.path not in OPEN:
                yield method, route.path


ROUTES = sorted(set(routes()))


@pytest_asyncio.fixture
async def client(store: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The whole app without its model: nothing here gets as far as scoring."""
    app = create_app(Settings(data=tmp_path), store)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as started:
        yield started


def signed_in(store: Database, role: str) -> tuple[dict[str, str], str]:
    """A session's cookie and its CSRF token."""
    with store.write() as session:
        person: Person = people.add(session, role, role)
        secret, row = credentials.sign_in(session, person)
        return {access.COOKIE: secret.text}, row.csrf


def address(path: str) -> str:
    return re.sub(r"\{\w+\}", "1", path)


def test_the_room_has_routes() -> None:
    assert len(ROUTES) > 40


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_nobody_enters_without_signing_in(client: httpx.AsyncClient, method: str, path: str) -> None:
    for accept in ("text/html", "application/json"):
        answer = await client.request(method, address(path), headers={"accept": accept})
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in?next=")
        else:
            assert answer.status_code == 401


@pytest.mark.asyncio
@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST"])
async def test_nothing_is_done_without_the_sessions_token(
    client: httpx.AsyncClient, store: Database, path: str
) -> None:
    cookies, _ = signed_in(store, "lead")
    client.cookies.update(cookies)
    for token in ("", "x" * 43):
        answer = await client.post(
            address(path), headers={"x-csrf-token": token, "accept": "application/json"}
        )
        assert answer.status_code == 403
        assert answer.json()["code"] == "bad_form"


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "path"), [one for one in ROUTES if one not in AGENTS_MAY])
async def test_an_agent_gets_no_further_than_the_own_page(
    client: httpx.AsyncClient, store: Database, method: str, path: str
) -> None:
    cookies, csrf = signed_in(store, "agent")
    client.cookies.update(cookies)
    answer = await client.request(method, address(path), headers={"x-csrf-token": csrf})
    assert answer.status_code == 403


@pytest.mark.asyncio
@pytest.mark.parametrize("path", LEAD_ONLY)
async def test_a_reviewer_is_no_lead(client: httpx.AsyncClient, store: Database, path: str) -> None:
    cookies, _ = signed_in(store, "reviewer")
    client.cookies.update(cookies)
    assert (await client.get(path)).status_code == 403

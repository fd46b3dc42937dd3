"""The app: its parts put together, and what it opens when it starts and closes when it ends."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assist import __version__
from assist.server import api, health, live, oidc, pairing, problems, replies, review, rewriting, tryit
from assist.server.access import verify_token
from assist.server.guard import Guard
from assist.server.health import Metrics, Observe
from assist.server.limits import BodyLimit
from assist.server.live import LiveSockets
from assist.server.readiness import Readiness
from assist.server.review.importing import Importing
from assist.server.upkeep import keep_up
from assist.settings import Settings
from assist.store.database import Database, open_database

_STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """The whole server as an ASGI app; `app.state` holds settings, database, scorer, batcher and metrics.

    Without a `database`, the one that the settings name is opened when the app starts.
    """
    settings = settings or Settings()  # pyright: ignore[reportCallIssue]  it reads the environment
    app = FastAPI(
        title="Assist",
        version=__version__,
        summary="Marks blame, defensiveness and missing apologies in customer-service replies.",
        description=live.__doc__ or "",
        lifespan=_lifespan,
        # Both would load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.readiness = Readiness()
    app.state.metrics = Metrics(app.state.readiness)
    app.state.sockets = LiveSockets()
    problems.install(app)
    for room in (health, api, live, rewriting, pairing, replies, oidc, tryit, review):
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, settings=settings, verify=verify_token)
    app.add_middleware(Observe, metrics=app.state.metrics)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    state = app.state
    if state.database is None:
        state.database = await asyncio.to_thread(open_database, state.settings)
    readiness: Readiness = state.readiness
    loading = asyncio.create_task(readiness.load(state.settings, state))
    state.importing = Importing(state.settings, state.database)
    upkeep = asyncio.create_task(keep_up(state.database, state.importing.sweep))
    try:
        yield
    finally:
        loading.cancel()
        upkeep.cancel()
        await state.sockets.close()
        await readiness.stop()
        await asyncio.to_thread(state.database.close)

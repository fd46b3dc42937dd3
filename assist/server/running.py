"""The app in uvicorn: says where it listens, tells live sockets that it goes, ends when there is no model."""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI

from assist.scoring.model import ModelError
from assist.server import logs
from assist.server.app import create_app
from assist.server.live import MAX_MESSAGE, LiveSockets
from assist.server.readiness import Readiness
from assist.settings import Settings
from assist.store.database import Database


class LiveServer(uvicorn.Server):
    """A uvicorn server that prints its address once it answers, and closes live sockets with 1001."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, address: str) -> None:
        super().__init__(config)
        self.app = app
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say where: the first line on standard output, for people and for programs."""
        await super().startup(sockets=sockets)
        print(f"assist: listening on {self.address}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the live sockets before uvicorn closes them its own way (1012)."""
        live: LiveSockets = self.app.state.sockets
        await live.close()
        await super().shutdown(sockets=sockets)


def server(settings: Settings, database: Database, listening: socket.socket) -> LiveServer:
    """The server for a socket that already listens; sets up the process's logging."""
    logs.configure(settings.log_level)
    app = create_app(settings, database)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE,
        timeout_graceful_shutdown=5,
        lifespan="on",
    )
    port = listening.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host or "0.0.0.0"  # noqa: S104  printed only
    return LiveServer(config, app, f"http://{host}:{port}")


async def run(server: LiveServer, listening: socket.socket) -> ModelError | None:
    """Serve until a signal comes, or until the model is known not to load: then the error is returned."""
    readiness: Readiness = server.app.state.readiness

    async def stop_without_model() -> None:
        await readiness.settled()
        if readiness.error is not None:
            server.should_exit = True

    watching = asyncio.create_task(stop_without_model())
    await server.serve(sockets=[listening])
    watching.cancel()
    return readiness.error

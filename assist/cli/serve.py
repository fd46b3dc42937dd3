"""``assist serve``: the server in this terminal, until Ctrl+C or SIGTERM."""

import argparse
import asyncio
import errno
import os
import signal
import socket
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say
from assist.settings import Settings

if TYPE_CHECKING:
    from assist.server.running import LiveServer


def register(commands: Commands) -> None:
    """Declare the command; what is not named here comes from `ASSIST_…`, then from the defaults."""
    ui = language()
    parser = commands.add_parser("serve", help=say("serve.help", ui), description=say("serve.about", ui))
    parser.add_argument("--host", help=say("serve.host", ui))
    parser.add_argument("--port", type=int, metavar="N", help=say("serve.port", ui))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("serve.data", ui))
    parser.add_argument("--engine", choices=("onnx", "torch"), help=say("serve.engine", ui))
    parser.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), help=say("serve.log_level", ui)
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; raises Refusal where port, data folder or model are not to be had."""
    settings = read_settings(args)
    _check_data(settings.data.expanduser())
    database = open_store(settings)
    from assist.server import running  # FastAPI and the engine: not for those who ask for --help

    listening = _listen(settings)

    # uvicorn raises a caught signal again when it is done; by then there is nothing left to end.
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, _nothing)
    server: LiveServer = running.server(settings, database, listening)
    error = asyncio.run(running.run(server, listening))
    if error is not None:
        raise Refusal(error.message(language()))
    return 0


def _nothing(_signal: int, _frame: FrameType | None) -> None:
    """A handler that does nothing, unlike SIG_IGN, which child processes would inherit."""


def _check_data(folder: Path) -> None:
    ui = language()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        readable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    except OSError:
        readable = False
    if not readable:
        raise Refusal(say("serve.no_data", ui, folder=folder))


def _listen(settings: Settings) -> socket.socket:
    ui = language()
    place = {"host": settings.host, "port": settings.port}
    try:
        family, *_, address = socket.getaddrinfo(
            settings.host or None, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=512)
    except socket.gaierror:
        raise Refusal(say("serve.no_host", ui, **place)) from None
    except OSError as error:
        key = {errno.EADDRINUSE: "port_taken", errno.EACCES: "port_forbidden"}.get(
            error.errno or 0, "no_host"
        )
        raise Refusal(say(f"serve.{key}", ui, **place)) from None

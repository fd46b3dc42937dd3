"""The program as tests run it: the real `assist`, with the real model, in a process of its own."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from assist.store import credentials, people
from assist.store.database import FILE_NAME, Database
from assist.store.tables import Person

Start = Callable[..., AbstractContextManager["Server"]]


@dataclass(frozen=True)
class Server:
    """A running `assist serve`."""

    url: str
    data: Path
    process: "subprocess.Popen[str]"
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def socket(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/live"

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without what would change the program's behaviour, and with `extra`."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ASSIST_", "LC_", "LANG"))
    }
    # ImportWarning: pygal brings an import hook of the old kind.
    warnings = "error,ignore::ImportWarning"
    return {**kept, "LANG": "C.UTF-8", "PYTHONWARNINGS": warnings, **extra}


def command(*args: str | Path) -> list[str]:
    """`assist` with the interpreter that runs the tests."""
    return [sys.executable, "-m", "assist.cli", *map(str, args)]


def run(*args: str | Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """`assist` with `args`, run to its end; what it says is text."""
    return subprocess.run(command(*args), capture_output=True, text=True, env=environment(**env), check=False)


@contextlib.contextmanager
def running(folder: Path, *args: str, ready: bool = True, **env: str) -> Iterator[Server]:
    """`assist serve --port 0` with its data in `folder`, from when it is warm until the block ends."""
    log = folder / "server.log"
    data = folder / "data"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command("serve", "--port", "0", "--data", data, *args),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment(**env),
        )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        prefix = "assist: listening on "
        assert line.startswith(prefix), (line, log.read_text(encoding="utf-8"))
        server = Server(line.removeprefix(prefix).strip(), data, process, log)
        if ready:
            _wait_until_ready(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def _wait_until_ready(server: Server) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()
            time.sleep(0.1)
    pytest.fail(f"the server did not get ready: {server.logged()}")


def token(server: Server, name: str) -> str:
    """A bearer token of an agent called `name`, who is added to the server's store."""
    with _store(server) as session:
        return credentials.add_token(session, _person(session, name), "test")[0].text


def signed_in(server: Server, name: str) -> str:
    """The session cookie of an agent called `name`, who is added to the server's store."""
    with _store(server) as session:
        return credentials.sign_in(session, _person(session, name))[0].text


@contextlib.contextmanager
def _store(server: Server) -> Iterator[Session]:
    database = Database(f"sqlite:///{server.data / FILE_NAME}")
    try:
        with database.write() as session:
            yield session
    finally:
        database.close()


def _person(session: Session, name: str) -> Person:
    return people.by_name(session, name) or people.add(session, name)

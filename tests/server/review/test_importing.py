"""Uploaded files hold what is masked elsewhere: they go in time, and their imports say what to do then."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from assist import bulk
from assist.scoring.scorer import Scorer
from assist.server import access, upkeep
from assist.server.app import create_app
from assist.server.review.importing import Importing
from assist.settings import Settings
from assist.store import credentials, people, switches
from assist.store.database import Database
from assist.store.tables import Import, Person

DAY = 24 * 60 * 60
FILE = b"reply,customer\nItu bukan kesalahan kami.,Paket saya hilang\nBaik Kak.,Halo\n"


@pytest.fixture
def lead(store: Database) -> Person:
    with store.write() as session:
        return people.add(session, "lena", "lead")


@pytest_asyncio.fixture
async def app(store: Database, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """A server that has started, without a model."""
    made = create_app(Settings(data=tmp_path, model=tmp_path / "none"), store)
    async with made.router.lifespan_context(made):
        yield made


@pytest_asyncio.fixture
async def client(app: FastAPI, store: Database, lead: Person) -> AsyncIterator[httpx.AsyncClient]:
    """The lead's browser."""
    with store.write() as session:
        secret, row = credentials.sign_in(session, lead)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://127.0.0.1",
        cookies={access.COOKIE: secret.text},
        headers={"x-csrf-token": row.csrf},
        follow_redirects=True,
    ) as started:
        yield started


def _upload(folder: Path, name: str, *, days: float) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(FILE + name.encode())
    when = time.time() - days * DAY
    os.utime(path, (when, when))
    return path


def _wait(until: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not until() and time.monotonic() < give_up:
        time.sleep(0.02)


def _import(store: Database, path: Path, state: str) -> int:
    row = bulk.begin(store, path, path.name, {"reply": "reply"}, None)
    with store.write() as session:
        session.get_one(Import, row.id).state = state
    return row.id


def test_no_upload_is_kept_without_end(store: Database, lead: Person, tmp_path: Path) -> None:
    importing = Importing(Settings(data=tmp_path), store)
    folder = importing.folder
    for state in ("running", "paused", "failed"):
        for days in (1.5, 3.5, 6.5, 7.5):
            _import(store, _upload(folder, f"{state}-{days}.csv", days=days), state)
    _import(store, _upload(folder, "done-1.5.csv", days=1.5), "done")
    _upload(folder, "unmapped-0.5.csv", days=0.5)
    _upload(folder, "unmapped-1.5.csv", days=1.5)

    def left() -> set[str]:
        return {path.stem for path in folder.iterdir()}

    assert importing.sweep() == 5
    waiting = {f"{state}-{days}" for state in ("running", "paused", "failed") for days in (1.5, 3.5, 6.5)}
    assert left() == waiting | {"unmapped-0.5"}
    with store.write() as session:
        switches.turn(session, lead, retention_days=3)
    assert importing.sweep() == 6
    assert left() == {"running-1.5", "paused-1.5", "failed-1.5", "unmapped-0.5"}
    assert importing.sweep() == 0


def test_an_import_that_runs_keeps_its_file(store: Database, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    importing = Importing(settings, store)
    number = _import(store, _upload(importing.folder, "old.csv", days=8), "paused")
    with store.write():  # it cannot store its first rows, and so runs on
        assert importing.start(number, Scorer(settings))
        assert importing.sweep() == 0
        assert [path.name for path in importing.folder.iterdir()] == ["old.csv"]
    _wait(lambda: not importing.is_running(number))
    with store.read() as session:
        row = session.get_one(Import, number)
        assert (row.state, row.stored) == ("done", 2)
    assert list(importing.folder.iterdir()) == []


@pytest.mark.asyncio
async def test_a_server_sweeps_when_it_starts(store: Database, tmp_path: Path) -> None:
    old = _upload(tmp_path / "imports", "old.csv", days=2)
    app = create_app(Settings(data=tmp_path, model=tmp_path / "none"), store)
    async with app.router.lifespan_context(app):
        await asyncio.to_thread(_wait, lambda: not old.exists())
    assert not old.exists()


@pytest.mark.asyncio
async def test_a_round_that_fails_is_not_the_last(
    store: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def sweep() -> int:
        rounds.append(1)
        raise TimeoutError

    rounds: list[int] = []
    monkeypatch.setattr(upkeep, "EVERY", 0)
    task = asyncio.create_task(upkeep.keep_up(store, sweep))
    await asyncio.to_thread(_wait, lambda: len(rounds) > 2 or task.done())
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert len(rounds) >= 3
    assert "upkeep failed" in caplog.text


@pytest.mark.asyncio
async def test_an_import_whose_file_went_says_that_it_is_to_be_uploaded_again(
    client: httpx.AsyncClient, store: Database, tmp_path: Path
) -> None:
    answer = await client.post("/review/import", files={"file": ("old.csv", FILE)})
    assert answer.status_code == 200
    (path,) = (tmp_path / "imports").iterdir()
    number = _import(store, path, "paused")
    page = f"/review/import/{number}"
    shown = await client.get(page)
    assert "Go on" in shown.text
    assert "Upload it again" not in shown.text
    path.unlink()
    # A page that is still open offers to go on: the answer is the same.
    for answer in (await client.get(page), await client.post(f"{page}/resume")):
        assert answer.status_code == 200
        assert answer.url.path == page
        assert "The uploaded file has been deleted. Upload it again" in answer.text
        assert f'action="{page}/resume"' not in answer.text
    assert "Berkas yang diunggah sudah dihapus. Unggah lagi" in (await client.get(f"{page}?lang=id")).text
    # Uploaded again, by the same columns, it is the same import, and can go on.
    await client.post("/review/import", files={"file": ("renamed.csv", FILE)})
    assert _import(store, path, "paused") == number
    assert f'action="{page}/resume"' in (await client.get(page)).text


@pytest.mark.asyncio
async def test_the_page_says_how_long_a_file_is_kept(
    client: httpx.AsyncClient, store: Database, lead: Person
) -> None:
    assert "after 7 days at the latest" in (await client.get("/review/exchange")).text
    with store.write() as session:
        switches.turn(session, lead, retention_days=5)
    assert "after 5 days at the latest" in (await client.get("/review/exchange")).text


@pytest.mark.asyncio
async def test_the_same_file_uploaded_again_leaves_the_one_that_is_read_alone(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await client.post("/review/import", files={"file": ("old.csv", FILE)})
    (path,) = (tmp_path / "imports").iterdir()
    with path.open("rb") as reading:
        before = os.fstat(reading.fileno())
        await client.post("/review/import", files={"file": ("old.csv", FILE)})
        after = os.fstat(reading.fileno())
        assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
        assert reading.read() == FILE
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == FILE

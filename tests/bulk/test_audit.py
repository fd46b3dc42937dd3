import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from assist import bulk
from assist.bulk import into_file, into_store, rows
from assist.bulk.columns import chosen
from assist.bulk.rows import Unreadable, columns_of
from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.store import people
from assist.store.database import Database
from assist.store.intake import Intake
from assist.store.tables import Import, Reply, StoredFinding
from tests.serving import command, environment

N = 60


@pytest.fixture
def past(tmp_path: Path) -> Path:
    """Sixty replies, every tenth bad, two the same."""
    lines = ["reply,customer,agent,sent_at"]
    for n in range(N):
        reply = "" if n % 10 == 9 else f"Nomor {n}: 0812-3456-789{n % 10}. Itu bukan kesalahan kami."
        lines.append(f'"{reply}",Paket saya hilang,Sari,2026-11-0{1 + n % 9}')
    lines.append(lines[1])
    path = tmp_path / "past.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _go(database: Database, scorer, path: Path, data: Path, *, stop_after: int | None = None):
    settings = Settings(data=data)
    columns = chosen(columns_of(path))
    import_id = into_store.begin(database, path, path.name, columns, None).id
    steps = into_store.steps(database, scorer, Intake(settings), import_id)
    last = next(steps)
    for _ in range(stop_after or N):
        last = next(steps, last)
    steps.close()
    return import_id, last


def _count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Reply)) or 0


def test_stopped_and_gone_on_with_nothing_is_lost_or_repeated(
    database, bulk_scorer, past: Path, tmp_path
) -> None:
    first, step = _go(database, bulk_scorer, past, tmp_path, stop_after=1)
    assert step.done == into_store.BATCH
    with database.read() as session:
        assert session.get_one(Import, first).state == "paused"
    again, step = _go(database, bulk_scorer, past, tmp_path)
    assert again == first
    assert (step.done, step.total, step.stored, step.bad, step.known) == (61, 61, 55, 6, 0)
    with database.read() as session:
        row = session.get_one(Import, first)
        assert (row.state, row.position) == ("done", 61)
        assert [fault.line for fault in into_store.faults(session, first)] == [11, 21, 31, 41, 51, 61]
        assert [one.id for one in into_store.imports(session)] == [first]
        # Masked, with every finding still on its words.
        assert (
            session.scalar(select(func.count()).select_from(Reply).where(Reply.reply.contains("0812"))) == 0
        )
        finding = session.scalars(select(StoredFinding).where(StoredFinding.end > 0)).first()
        assert finding is not None
        reply = session.get_one(Reply, finding.reply_id)
        assert reply.reply[finding.start : finding.end].startswith("Itu bukan kesalahan")
        assert ": [phone]. Itu" in reply.reply
    assert _count(database) == 55


def test_the_same_rows_in_a_longer_file_are_known(database, bulk_scorer, past: Path, tmp_path) -> None:
    _go(database, bulk_scorer, past, tmp_path)
    past.write_text(past.read_text(encoding="utf-8") + "\nBaik Kak,Halo,Dewi,2026-11-09\n", encoding="utf-8")
    _, step = _go(database, bulk_scorer, past, tmp_path)
    assert (step.stored, step.known, step.bad) == (1, 55, 6)
    assert _count(database) == 56


def test_a_file_that_changed_is_not_gone_on_with(database, bulk_scorer, past: Path, tmp_path) -> None:
    import_id, _ = _go(database, bulk_scorer, past, tmp_path, stop_after=1)
    past.write_text("reply\nx\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="not the file it was"):
        next(into_store.steps(database, bulk_scorer, Intake(Settings(data=tmp_path)), import_id))


def test_two_at_once_do_not_store_twice(database, bulk_scorer, past: Path, tmp_path) -> None:
    intake = Intake(Settings(data=tmp_path))
    import_id = into_store.begin(database, past, past.name, chosen(columns_of(past)), None).id
    one = into_store.steps(database, bulk_scorer, intake, import_id)
    two = into_store.steps(database, bulk_scorer, intake, import_id)
    next(one), next(two), next(one)
    with pytest.raises(Unreadable, match="another process"):
        next(two)
    assert list(one)[-1].stored == 55
    assert _count(database) == 55


def test_a_file_is_read_before_the_store_is_written_to(database, past: Path, tmp_path: Path) -> None:
    def wrote_meanwhile() -> None:
        with database.write() as session:
            people.add(session, "Nina")

    def read(path: Path):
        # SQLite has one writer: where the import held it already, nobody else would get through.
        writer = threading.Thread(target=wrote_meanwhile, daemon=True)
        writer.start()
        writer.join(10)
        through.append(not writer.is_alive())
        yield from rows.read(path)

    through: list[bool] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(into_store, "read", read)
        row = into_store.begin(database, past, "past.csv", chosen(columns_of(past)), None)
    assert (through, row.total) == ([True], 61)
    with database.read() as session:
        assert people.by_name(session, "Nina") is not None
    # The same file is not counted again: it goes on.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(into_store, "read", read)
        assert into_store.begin(database, past, "past.csv", chosen(columns_of(past)), None).id == row.id
    assert through == [True]


def test_into_a_file_line_for_line(bulk_scorer, past: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    columns = chosen(columns_of(past))
    steps = into_file.run(bulk_scorer, past, columns, out, "en")
    for step in steps:
        if step.done == 20:
            break
    steps.close()
    (part,) = tmp_path.glob("out.jsonl.*.part")
    part.write_bytes(part.read_bytes() + b'{"line": 9')  # as a crash leaves it
    assert not out.exists()
    steps = list(into_file.run(bulk_scorer, past, columns, out, "en"))
    assert (steps[0].done, steps[-1].done, steps[-1].bad) == (20, 61, 6)
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [answer["line"] for answer in found] == list(range(2, 63))
    assert len([answer for answer in found if "error" in answer]) == 6
    assert found[0]["agent"] == "Sari"
    assert (
        found[0]["findings"][0]["text"] in past.read_text(encoding="utf-8")
        or found[0]["findings"][0]["text"] == ""
    )
    assert len(into_file.errors(out)) == 6


def test_killed_without_warning_it_goes_on(past: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run = command("audit", past, "--data", data)
    process = subprocess.Popen(run, env=environment(), stderr=subprocess.PIPE)
    database_file = data / "assist.sqlite3"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if database_file.exists():
            database = Database(f"sqlite:///{database_file}")
            with (
                contextlib.suppress(OperationalError),
                database.read() as session,
            ):  # the schema is being made
                if (session.scalar(select(Import.position)) or 0) > 0:
                    break
            database.close()
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    done = subprocess.run(run, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "61 rows: 55 stored, 0 known before, 6 bad" in done.stderr
    assert "past.csv: line 11 has no reply" in done.stderr
    database = Database(f"sqlite:///{database_file}")
    assert _count(database) == 55
    database.close()


def test_the_page_s_way_in_previews_runs_and_pauses(database, past: Path, tmp_path: Path) -> None:
    shown = bulk.preview(past)
    assert shown.columns == ["reply", "customer", "agent", "sent_at"]
    assert shown.guess["sent_at"] == "sent_at"
    assert len(shown.rows) == 5
    scorer = Scorer(Settings(data=tmp_path))
    stop = threading.Event()
    stop.set()
    row = bulk.begin(database, past, "past.csv", {"reply": "reply", "agent": "agent"}, None)
    bulk.run(database, scorer, row.id, stop=stop)
    assert _count(database) == 0
    stop.clear()
    bulk.run(database, scorer, row.id, stop=stop)
    with database.read() as session:
        assert (session.get_one(Import, row.id).state, _count(database)) == ("done", 55)
        rest = bulk.faults(session, row.id, after=31, limit=2)
        assert [one.line for one in rest] == [41, 51]
        assert bulk.fault_message(rest[0], "id") == "tidak berisi balasan"

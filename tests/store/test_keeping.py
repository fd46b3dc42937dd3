import json
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assist.scoring.result import Result
from assist.server import upkeep
from assist.settings import Settings
from assist.store import (
    audit_log,
    backup,
    credentials,
    keeping,
    people,
    queue,
    replies,
    reviews,
    switches,
    work,
)
from assist.store.database import Database
from assist.store.filters import Filters
from assist.store.intake import Intake
from assist.store.reviews import Labels
from assist.store.tables import Base, Contact, Person, Reply, Review, ReviewVersion, SignIn, StoredFinding
from tests.databases import Sqlite
from tests.store.made import CLEAN, FLAGGED, REPLY, WHEN, result, sent, staff, store

LABELS = Labels(defensive=True, blame=True, needs_apology=True, apology="none", steps={"own": 1})


def _count(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_replies_go_when_their_days_are_over(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        (old, new) = store(session, sent(), sent(when=WHEN + timedelta(days=30)))
        reviews.save(session, old, team["first"], LABELS)
        today = WHEN + timedelta(days=40)
        assert keeping.expire(session, today=today) == 0
        switches.turn(session, team["lead"], retention_days=30)
        assert keeping.expire(session, today=today) == 1
        assert session.scalars(select(Reply.id)).all() == [new]
        for table in (Review, ReviewVersion):
            assert _count(session, table) == 0
        assert _count(session, StoredFinding) == 2
        (entry,) = audit_log.entries(session, action="expired")
        assert (entry.person, entry.detail) == ("system", {"n": 1, "days": 30})


def test_the_server_sees_to_it_by_itself(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        store(session, sent(when=datetime.now(UTC)), sent(when=datetime(2020, 1, 1, tzinfo=UTC)))
        switches.turn(session, team["lead"], retention_days=30)
        rule = work.AssignmentRule(name="x", per_agent=1, reviewers=[team["first"].id])
        work.add_rule(session, rule, team["lead"])
    assert upkeep.once(database) == (1, 1)
    assert upkeep.once(database) == (0, 0)


def test_an_agents_data_goes(database: Database) -> None:
    team = staff(database)
    with database.write() as session:
        store(session, sent(), sent(CLEAN), sent(agent="Dewi"))
        with pytest.raises(PermissionError):
            keeping.forget_agent(session, team["agent"], team["first"])
        assert keeping.forget_agent(session, team["agent"], team["lead"]) == 2
        assert _count(session, Reply) == 1
        assert people.by_name(session, "sari") is not None


def _sealed(intake: Intake, reply: str, customer: str = "", **more: str):
    made: Result = result(reply)
    return intake.seal(made, customer, WHEN, **more)


def test_a_customers_data_is_found_by_what_was_masked(database: Database, tmp_path: Path) -> None:
    team = staff(database)
    intake = Intake(Settings(data=tmp_path))
    again = Intake(Settings(data=tmp_path))
    with database.write() as session:
        replies.record(
            session,
            [
                _sealed(intake, "Kami hubungi 0812-3456-7890.", thread="t1"),
                _sealed(intake, "Sudah kami kirim.", thread="t1"),
                _sealed(intake, "Baik.", "Saya budi@contoh.id", thread="budi@contoh.id"),
                _sealed(intake, "Lain.", "Saya ani@contoh.id", thread="t3"),
            ],
            None,
        )
        stored = session.scalars(select(Reply)).all()
        assert not any("0812" in r.reply + r.customer + r.thread for r in stored)
        assert not any("budi" in r.reply + r.customer + r.thread for r in stored)
        assert _count(session, Contact) == 3
        assert keeping.of_customer(session, again.fingerprints_of("nobody at all")) == []
        with pytest.raises(PermissionError):
            keeping.forget_customer(session, (), team["agent"])
        assert keeping.forget_customer(session, again.fingerprints_of("+62 812 3456 7890"), team["lead"]) == 2
        assert keeping.forget_customer(session, again.fingerprints_of("BUDI@contoh.id"), None) == 1
        assert keeping.forget_customer(session, (), None, threads=[again.thread("t3")]) == 1
        assert _count(session, Reply) == _count(session, Contact) == 0
        assert "812" not in json.dumps(
            [e.detail for e in audit_log.entries(session, action="customer_forgotten")]
        )


def test_the_key_is_the_owners_and_made_once(tmp_path: Path) -> None:
    found: list[tuple[str, ...]] = []

    def make() -> None:
        found.append(Intake(Settings(data=tmp_path / "d")).fingerprints_of("a@b.id"))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert (tmp_path / "d" / "fingerprint.key").stat().st_mode & 0o077 == 0
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["fingerprint.key"]


def _filled(database: Database) -> dict[str, Person]:
    team = staff(database)
    with database.write() as session:
        one, *_ = store(
            session, sent(FLAGGED, key="a"), sent(CLEAN, key="b"), sent(result("x 🙏 y"), key="c")
        )
        reviews.save(session, one, team["first"], LABELS)
        reviews.comment(session, one, team["first"], "lihat", start=0, end=3)
        credentials.add_token(session, team["agent"], "x")
        credentials.sign_in(session, team["lead"])
        work.save_view(session, team["lead"], "v", "flag=blame")
    return team


def _everything(database: Database) -> dict[str, list[tuple]]:
    with database.read() as session:
        return {
            table.name: [
                tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in ("sign_ins", "audit_log", "counters")
        }


def test_a_backup_is_put_back_whole(database: Database, tmp_path: Path) -> None:
    _filled(database)
    Intake(Settings(data=tmp_path))
    before = _everything(database)
    file = tmp_path / "b.zip"
    counts = backup.save(database, tmp_path, file)
    assert counts["replies"] == 3
    assert file.stat().st_mode & 0o077 == 0
    key = (tmp_path / "fingerprint.key").read_bytes()
    (tmp_path / "fingerprint.key").write_bytes(b"other")
    with database.write() as session:
        store(session, sent(), sent())
        people.add(session, "Nina", "reviewer")
        session.delete(session.get_one(Reply, replies.of_key(session, "a")))
    assert backup.restore(database, tmp_path, file) == {**counts, "audit_log": 0}
    assert _everything(database) == before
    assert (tmp_path / "fingerprint.key").read_bytes() == key
    with database.read() as session:
        assert _count(session, SignIn) == 0
        assert [e.action for e in audit_log.entries(session, limit=2)] == ["restore", "backup"]
        lead = people.by_name(session, "lena")
        assert lead is not None
        assert len(queue.page(session, Filters(q="kesalahan"), lead).rows) == 1
    # Everything that counts goes on where it was.
    with database.write() as session:
        (number,) = store(session, sent())
        assert number not in {row[0] for row in before["replies"]}
        people.add(session, "Omar", "reviewer")
        reviews.save(session, number, people.by_name(session, "omar"), LABELS)


def test_a_backup_moves_a_store_between_the_databases(
    database: Database, sqlite_stores: Sqlite, tmp_path: Path
) -> None:
    _filled(database)
    backup.save(database, tmp_path, tmp_path / "b.zip")
    with sqlite_stores.url() as url:
        other = Database(url)
        backup.restore(other, tmp_path, tmp_path / "b.zip")
        assert _everything(other) == _everything(database)
        other.close()
    with database.write() as session:
        assert len(store(session, sent(key="d"))) == 1


def test_a_backup_is_one_moment_though_others_write(database: Database, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.write() as session:
                store(session, sent(), sent())

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for n in range(3):
            counts = backup.save(database, tmp_path, tmp_path / f"{n}.zip")
            # Two findings a reply: never one without the other.
            assert counts["findings"] == 2 * counts["replies"]
    finally:
        stop.set()
        thread.join()


def _rewritten(file: Path, out: Path, name: str, change) -> Path:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.namelist():
            content = old.read(item)
            new.writestr(item, change(content) if item == name else content)
    return out


def test_bad_backups_change_nothing(database: Database, tmp_path: Path) -> None:
    _filled(database)
    Intake(Settings(data=tmp_path))
    file = tmp_path / "b.zip"
    backup.save(database, tmp_path, file)
    with database.write() as session:
        store(session, sent())
    before = _everything(database)
    other = tmp_path / "x.zip"
    (tmp_path / "text").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("a", "b")
    for bad, key in (
        (tmp_path / "none", "damaged"),
        (tmp_path / "text", "damaged"),
        (tmp_path / "empty.zip", "no_backup"),
        (_rewritten(file, other, "replies.jsonl", lambda c: c[: len(c) // 2]), "damaged"),
    ):
        with pytest.raises(backup.BadBackup, match=key):
            backup.restore(database, tmp_path, bad)
    lost = _rewritten(file, other, "findings.jsonl", lambda c: c.split(b"\n")[0] + b"\n")
    with pytest.raises(backup.BadBackup, match="damaged"):
        backup.restore(database, tmp_path, lost)
    more = _rewritten(file, other, "people.jsonl", lambda c: c.replace(b'"active"', b'"x": 1, "active"'))
    with pytest.raises(backup.BadBackup, match="damaged"):
        backup.restore(database, tmp_path, more)
    key = (tmp_path / "fingerprint.key").read_bytes()
    other.write_bytes(_rewritten(file, other, "", bytes).read_bytes().replace(key, key[::-1]))
    with pytest.raises(backup.BadBackup, match="damaged"):
        backup.restore(database, tmp_path, other)
    later = _rewritten(file, other, "manifest.json", lambda c: c.replace(b'"0003"', b'"9999"'))
    with pytest.raises(backup.BadBackup, match="other_version"):
        backup.restore(database, tmp_path, later)
    older = _of_schema("0002", file, tmp_path / "older.zip")
    for name, change in (
        ("people.jsonl", lambda c: c.replace(b'"active"', b'"may_sign_in": true, "active"')),
        ("people.jsonl", lambda c: c.replace(b'"role": "lead"', b'"role": "boss"')),
        ("people.jsonl", lambda c: c.partition(b"\n")[2]),
        ("audit_log.jsonl", lambda _: b""),
        ("manifest.json", lambda c: c.replace(b'"comments"', b'"remarks"')),
    ):
        with pytest.raises(backup.BadBackup, match="damaged"):
            backup.restore(database, tmp_path, _rewritten(older, other, name, change))
    assert _everything(database) == before


def _of_schema(revision: str, file: Path, out: Path) -> Path:
    """The backup as a version before 0003 wrote it."""

    def less(content: bytes) -> bytes:
        rows = [json.loads(line) for line in content.splitlines()]
        assert all(row.pop("may_sign_in") for row in rows)
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    part = _rewritten(file, out.with_suffix(".part"), "people.jsonl", less)
    return _rewritten(part, out, "manifest.json", lambda c: c.replace(b'"0003"', f'"{revision}"'.encode(), 1))


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_backup_of_an_older_schema_is_brought_up(database: Database, tmp_path: Path, revision: str) -> None:
    _filled(database)
    with database.write() as session:
        audit_log.write(session, None, "person_added", "person:sari", role="agent")
    before = _everything(database)
    counts = backup.save(database, tmp_path, tmp_path / "b.zip")
    file = _of_schema(revision, tmp_path / "b.zip", tmp_path / "older.zip")
    with database.write() as session:
        store(session, sent(), sent())
        people.add(session, "Nina", "reviewer")
    assert backup.restore(database, tmp_path, file) == {**counts, "audit_log": 0}
    after = _everything(database)
    assert after.pop("people") != before["people"]
    assert after == {name: rows for name, rows in before.items() if name != "people"}
    with database.write() as session:
        # What the migration makes of people: Dewi is not known as added.
        may = {person.name: person.may_sign_in for person in people.everybody(session)}
        assert may == {"lena": True, "rani": True, "tomi": True, "sari": True, "dewi": False}
        assert [e.action for e in audit_log.entries(session, limit=2)] == ["restore", "backup"]
        lead = people.by_name(session, "lena")
        assert lead is not None
        assert len(queue.page(session, Filters(q="kesalahan"), lead).rows) == 1
        (number,) = store(session, sent())
        assert number not in {row[0] for row in before["replies"]}


def test_a_migration_that_fails_on_a_backup_changes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(database)
    backup.save(database, tmp_path, tmp_path / "b.zip")
    file = _of_schema("0002", tmp_path / "b.zip", tmp_path / "older.zip")
    with database.write() as session:
        store(session, sent())
    before = _everything(database)

    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("alembic.op.add_column", fail)
    with pytest.raises(backup.BadBackup, match="not_brought_up"):
        backup.restore(database, tmp_path, file)
    assert _everything(database) == before


def test_a_backup_is_put_back_where_there_is_no_data_folder_yet(database: Database, tmp_path: Path) -> None:
    Intake(Settings(data=tmp_path))
    backup.save(database, tmp_path, tmp_path / "b.zip")
    backup.restore(database, tmp_path / "new" / "data", tmp_path / "b.zip")
    key = tmp_path / "new" / "data" / "fingerprint.key"
    assert key.read_bytes() == (tmp_path / "fingerprint.key").read_bytes()


def test_offsets_survive_masking_at_intake(tmp_path: Path) -> None:
    text = f"Hubungi 0812-3456-7890 atau a@b.id. {REPLY}"
    made = result(text, phrases=[("Itu bukan kesalahan kami", "denial")], scores={"defensive": 0.9})
    sealed = Intake(Settings(data=tmp_path)).seal(made, "NIK saya 3271044505900001", WHEN)
    (finding,) = sealed.result.findings
    assert sealed.reply[finding.start : finding.end] == finding.text == "Itu bukan kesalahan kami"
    assert sealed.reply.startswith("Hubungi [phone] atau [email]. Itu")
    assert sealed.customer == "NIK saya [nik]"
    assert len(sealed.fingerprints) == 3


def test_what_was_deleted_is_not_left_in_the_file(sqlite_stores: Sqlite, tmp_path: Path) -> None:
    with sqlite_stores.url() as url:
        database = Database(url)
        file = Path(url.removeprefix("sqlite:///"))
        with database.write() as session:
            kept = [sent(result(f"tetap tinggal nomor {n}")) for n in range(50)]
            store(session, *kept, sent(result("Rahasiadapur dan kuncigudang"), thread="t"))
        database.close()
        assert b"ahasiadapur" in file.read_bytes()
        with database.write() as session:
            assert keeping.forget_customer(session, (), None, threads=["t"]) == 1
        database.close()
        for left in file.parent.glob(file.name + "*"):
            assert b"ahasiadapur" not in left.read_bytes()
            assert b"kuncigudang" not in left.read_bytes()

"""A backup of the whole store in one file, taken from and put back into a running server.

The file is a ZIP with one JSON Lines file a table: the same for SQLite and PostgreSQL, so a backup
also moves a store from one to the other. It is read in one snapshot and put back in one transaction.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.orm import Session

from assist.store import audit_log, ids, migrate
from assist.store.database import Database
from assist.store.intake import KEY_FILE
from assist.store.tables import Base, Counter, LogEntry, Reply, now
from assist.store.tables.base import UtcTime

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_KEY: Final = "fingerprint.key"
_FLEETING: Final = frozenset({"sign_ins", "pairing_codes", "attempts", "counters"})
_LOG: Final = LogEntry.__tablename__
_BATCH: Final = 500


class BadBackup(Exception):
    """The file is no backup, is damaged, or was made by another version of Assist; `key` says which."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def save(database: Database, folder: Path, file: Path) -> dict[str, int]:
    """Write a backup, for its owner only to read; rows by table. It gets its name once it is whole."""
    part = file.with_name(file.name + ".part")
    counts: dict[str, int] = {}
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        with database.snapshot() as session:
            for table in _tables():
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                    counts[table.name] = 0
                    for row in _rows(session, table):
                        lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                        counts[table.name] += 1
            revision = migrate.current(session.connection())
        if (folder / KEY_FILE).exists():
            archive.write(folder / KEY_FILE, _KEY)
        manifest = {"format": FORMAT, "revision": revision, "made_at": now().isoformat(), "rows": counts}
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
    part.replace(file)
    with database.write() as session:
        audit_log.write(session, None, "backup", file.name, rows=sum(counts.values()))
    return counts


def restore(database: Database, folder: Path, file: Path) -> dict[str, int]:
    """Put a backup in the place of everything that is stored; rows by table.

    The audit log keeps what it has and gains what the backup has besides. Everybody is signed out.
    Raises BadBackup, and then nothing has changed.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            with database.write() as session:
                at = migrate.current(session.connection())
                if manifest["revision"] != at:
                    raise BadBackup("other_version", revision=manifest["revision"], at=at)
                counts = _replace_all(session, archive, manifest["rows"])
                audit_log.write(session, None, "restore", file.name, rows=sum(counts.values()))
            if _KEY in archive.namelist():
                _put_key(folder, archive.read(_KEY))
    except (zipfile.BadZipFile, OSError, KeyError, ValueError) as error:
        raise BadBackup("damaged", why=str(error)) from error
    database.tune()
    return counts


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in _FLEETING]


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    for row in session.execute(statement).mappings():
        yield {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()
        }


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    if _MANIFEST not in archive.namelist():
        raise BadBackup("no_backup")
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest.get("format") != FORMAT:
        raise BadBackup("no_backup")
    return manifest


def _replace_all(session: Session, archive: zipfile.ZipFile, expected: dict[str, int]) -> dict[str, int]:
    for table in reversed(Base.metadata.sorted_tables):
        if table.name != _LOG:
            session.execute(delete(table))
    counts: dict[str, int] = {}
    for table in _tables():
        rows = _read(archive, table)
        counts[table.name] = _add_to_log(session, rows) if table.name == _LOG else _add(session, table, rows)
        if table.name != _LOG and counts[table.name] != expected.get(table.name):
            raise BadBackup("damaged", why=f"{table.name}: {counts[table.name]} rows")
    _count_on(session)
    return counts


def _read(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    times = {column.name for column in table.columns if isinstance(column.type, UtcTime)}
    with archive.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield {
                name: datetime.fromisoformat(value) if name in times and value else value
                for name, value in row.items()
            }


def _add(session: Session, table: Table, rows: Iterator[dict[str, Any]]) -> int:
    added = 0
    while batch := list(islice(rows, _BATCH)):
        session.execute(insert(table), batch)
        added += len(batch)
    return added


def _add_to_log(session: Session, rows: Iterator[dict[str, Any]]) -> int:
    """Entries that the log has not, under new numbers where theirs are taken."""
    known = {
        (entry.id, entry.at, entry.action, entry.subject)
        for entry in audit_log.everything(session, batch=5000)
    }
    taken = {number for number, *_ in known}
    added = 0
    for row in rows:
        if (row["id"], row["at"], row["action"], row["subject"]) in known:
            continue
        if row["id"] in taken:
            del row["id"]
        session.execute(insert(LogEntry), [row])
        added += 1
    return added


def _count_on(session: Session) -> None:
    """Let what counts up go on after the highest number that was put back."""
    order = session.scalar(select(func.max(Reply.id.bitwise_and((1 << ids.ORDER_BITS) - 1)))) or 0
    if session.get_bind().dialect.name == "sqlite":
        session.add(Counter(name="reply", value=order))
        return
    session.execute(text("SELECT setval('reply_order', :n)"), {"n": order + 1})
    for table in Base.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None:
            highest = session.scalar(select(func.max(key))) or 0
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            session.execute(select(func.setval(sequence, highest + 1, False)))


def _put_key(folder: Path, key: bytes) -> None:
    fresh = folder / f"{KEY_FILE}.restored"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    fresh.replace(folder / KEY_FILE)

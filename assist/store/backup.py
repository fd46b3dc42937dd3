"""A backup of the whole store in one file, taken from and put back into a running server.

The file (`assist.store.archive`) is the same for SQLite and PostgreSQL, so a backup also moves a store from
one to the other. It is read in one snapshot and put back in one transaction.
"""

import json
import os
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.orm import Session

from assist.store import archive, audit_log, ids, migrate
from assist.store.archive import BadBackup, Manifest, Row
from assist.store.database import Database
from assist.store.intake import KEY_FILE
from assist.store.older_backup import brought_up
from assist.store.tables import Base, Counter, LogEntry, Reply, now

__all__ = ["BadBackup", "restore", "save"]

_KEY: Final = "fingerprint.key"
_LOG: Final = LogEntry.__tablename__

_Read = Callable[[Table], Iterator[Row]]


def save(database: Database, folder: Path, file: Path) -> dict[str, int]:
    """Write a backup, for its owner only to read; rows by table. It gets its name once it is whole."""
    part = file.with_name(file.name + ".part")
    counts: dict[str, int] = {}
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        with database.snapshot() as session:
            for table in archive.tables():
                with made.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                    counts[table.name] = 0
                    for row in _rows(session, table):
                        lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                        counts[table.name] += 1
            revision = migrate.current(session.connection())
        if (folder / KEY_FILE).exists():
            made.write(folder / KEY_FILE, _KEY)
        manifest = {
            "format": archive.FORMAT,
            "revision": revision,
            "made_at": now().isoformat(),
            "rows": counts,
        }
        made.writestr(archive.MANIFEST, json.dumps(manifest, indent=2))
    part.replace(file)
    with database.write() as session:
        audit_log.write(session, None, "backup", file.name, rows=sum(counts.values()))
    return counts


def restore(database: Database, folder: Path, file: Path) -> dict[str, int]:
    """Put a backup in the place of everything that is stored; rows by table.

    The audit log keeps what it has and gains what the backup has besides. Everybody is signed out. A backup
    of an older schema is brought up to this one first. Raises BadBackup, and then nothing has changed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(file) as made:
            manifest = archive.manifest(made)
            key = made.read(_KEY) if _KEY in made.namelist() else None
            with database.read() as session:
                older = _is_older(session, manifest)
            with _rows_of(made, manifest, older=older) as (read, expected), database.write() as session:
                _is_older(session, manifest)  # another version may have changed the schema meanwhile
                counts = _replace_all(session, read, expected)
                audit_log.write(session, None, "restore", file.name, rows=sum(counts.values()))
            if key is not None:
                _put_key(folder, key)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError) as error:
        raise BadBackup("damaged", why=str(error)) from error
    database.tune()
    return counts


def _is_older(session: Session, manifest: Manifest) -> bool:
    """Whether the backup's schema is older than the database's; raises BadBackup where it is no older one."""
    at = migrate.current(session.connection())
    if manifest.revision == at:
        return False
    if migrate.is_older(manifest.revision, at):
        return True
    raise BadBackup("other_version", revision=manifest.revision, at=at)


@contextmanager
def _rows_of(
    made: zipfile.ZipFile, manifest: Manifest, *, older: bool
) -> Generator[tuple[_Read, dict[str, int]]]:
    """The backup's rows in this schema, and how many there are of each table."""
    if not older:
        yield partial(archive.read, made), manifest.rows
        return
    with brought_up(made, manifest) as new:
        yield new.read, new.counts


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=archive.BATCH)
    for row in session.execute(statement).mappings():
        yield {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()
        }


def _replace_all(session: Session, read: _Read, expected: dict[str, int]) -> dict[str, int]:
    for table in reversed(Base.metadata.sorted_tables):
        if table.name != _LOG:
            session.execute(delete(table))
    counts: dict[str, int] = {}
    for table in archive.tables():
        if table.name == _LOG:
            counts[table.name] = _add_to_log(session, read(table))
            continue
        counts[table.name] = archive.add(session, table, read(table))
        if counts[table.name] != expected.get(table.name):
            raise BadBackup("damaged", why=f"{table.name}: {counts[table.name]} rows")
    _count_on(session)
    return counts


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

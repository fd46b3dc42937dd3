"""The file of a backup: a ZIP with a manifest and one JSON Lines file a table, whichever the database."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Table, insert
from sqlalchemy.orm import Session

from assist.store.tables import Base
from assist.store.tables.base import UtcTime

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
BATCH: Final = 500
_FLEETING: Final = frozenset({"sign_ins", "pairing_codes", "attempts", "counters"})

Row = dict[str, Any]


class BadBackup(Exception):
    """The file is no backup, is damaged, or cannot be put back by this version; `key` says which."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: the schema it was taken from, and its rows by table."""

    revision: str
    rows: dict[str, int]


def tables() -> list[Table]:
    """The tables that a backup holds, those first that others refer to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in _FLEETING]


def manifest(archive: zipfile.ZipFile) -> Manifest:
    """Raises BadBackup for a ZIP that is none."""
    if MANIFEST not in archive.namelist():
        raise BadBackup("no_backup")
    content: Row = json.loads(archive.read(MANIFEST))
    if content.get("format") != FORMAT:
        raise BadBackup("no_backup")
    return Manifest(str(content["revision"]), content["rows"])


def read(archive: zipfile.ZipFile, table: Table) -> Iterator[Row]:
    """The rows of a table, in the order of its key. Raises BadBackup for one with other columns."""
    columns = set(table.columns.keys())
    times = {column.name for column in table.columns if isinstance(column.type, UtcTime | DateTime)}
    with archive.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            row: Row = json.loads(line)
            if row.keys() != columns:  # SQLAlchemy would leave out what it does not know
                raise BadBackup("damaged", why=f"{table.name}: {', '.join(sorted(row.keys() ^ columns))}")
            yield {
                name: datetime.fromisoformat(value) if name in times and value else value
                for name, value in row.items()
            }


def add(to: Session | Connection, table: Table, rows: Iterator[Row]) -> int:
    """Insert the rows; how many there were."""
    added = 0
    while batch := list(islice(rows, BATCH)):
        to.execute(insert(table), batch)
        added += len(batch)
    return added

"""A file of past replies into the review queue, in batches that are stored together with the place reached:
it can stop at any time and goes on later without loss or repeats.
"""

import hashlib
from collections import Counter
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assist.bulk.columns import Columns, Row, row_of
from assist.bulk.rows import Fault, Unreadable, read
from assist.bulk.steps import Progress, digest
from assist.scoring.scorer import Scorer, ScoringError
from assist.store import audit_log, replies
from assist.store.database import Database
from assist.store.intake import Intake
from assist.store.replies import Sent
from assist.store.tables import Import, ImportFault, Person, now

BATCH: Final = 16
"""Rows a transaction: few enough that a stop loses little work, which is then done again."""


def begin(database: Database, path: Path, name: str, columns: Columns, person: Person | None) -> Import:
    """The import of this file by these columns: a new one, or the one that it goes on with.

    Raises Unreadable.
    """
    # The file is read, which takes long, before the store is written to: in SQLite all others would wait.
    mark = digest(path, columns)
    same = select(Import).where(Import.digest == mark)
    with database.read() as session:
        is_new = session.scalar(same) is None
    total = sum(1 for _ in read(path)) if is_new else None
    with database.write() as session:
        row = session.scalar(same)
        if row is None:
            row = Import(
                name=name[:300],
                digest=mark,
                mapping=columns.to_json(),
                total=total,
                created_by_id=person.id if person else None,
            )
            session.add(row)
            audit_log.write(session, person, "import", f"import:{mark[:12]}", name=row.name, rows=total)
        row.path = str(path)
    return row


def steps(database: Database, scorer: Scorer, intake: Intake, import_id: int) -> Generator[Progress]:
    """Import what is left, telling how far it has come after each batch.

    Close the generator to pause; call again to go on. Raises Unreadable where the file has changed
    since or another process imports it.
    """
    with database.read() as session:
        row = session.get_one(Import, import_id)
        path, columns, at, mark = Path(row.path), Columns(**row.mapping), row.position, row.digest
        progress = Progress(row.position, row.total or 0, row.stored, row.bad)
    if digest(path, columns) != mark:
        raise Unreadable("file_changed", file=path.name)
    yield progress
    source = _keyed(path, columns)
    # Read again from the start: which of several equal rows one is depends on those before it.
    for _ in islice(source, at):
        pass
    finished = False
    try:
        while batch := list(islice(source, BATCH)):
            outcome = [_scored(one, key, scorer, intake, import_id) for one, key in batch]
            with database.write() as session:
                progress = _store(session, import_id, at, outcome)
            at = progress.done
            yield progress
        finished = True
    finally:
        _leave(database, import_id, finished=finished)
    database.tune()


def faults(session: Session, import_id: int, *, after: int = 0, limit: int = -1) -> list[Fault]:
    """The rows that could not be used, in the file's order, from the line behind `after` on."""
    statement = (
        select(ImportFault)
        .where(ImportFault.import_id == import_id, ImportFault.line > after)
        .order_by(ImportFault.line)
    )
    if limit >= 0:
        statement = statement.limit(limit)
    return [Fault(row.line, row.key, row.values) for row in session.scalars(statement)]


def imports(session: Session, *, limit: int = 50) -> list[Import]:
    """Imports, newest first."""
    return list(session.scalars(select(Import).order_by(Import.id.desc()).limit(limit)))


def _keyed(path: Path, columns: Columns) -> Iterator[tuple[Row | Fault, str]]:
    """Each row with a key that is the same wherever else the row stands, in this file grown longer, say.

    Equal rows of one file are told apart by their count.
    """
    seen: Counter[bytes] = Counter()
    for raw in read(path):
        row = raw if isinstance(raw, Fault) else row_of(raw, columns)
        if isinstance(row, Fault):
            yield row, ""
            continue
        content = (row.reply, row.customer, row.agent, row.channel, row.thread, str(row.sent_at))
        mark = hashlib.sha256("\0".join(content).encode()).digest()
        seen[mark] += 1
        yield row, f"bulk:{mark.hex()}:{seen[mark]}"


def _scored(row: Row | Fault, key: str, scorer: Scorer, intake: Intake, import_id: int) -> Sent | Fault:
    if isinstance(row, Fault):
        return row
    try:
        result = scorer.score(row.reply, row.customer, suggest=False)
    except ScoringError as error:
        return Fault(row.line, f"scoring_{error.code}")
    return intake.seal(
        result,
        row.customer,
        row.sent_at or datetime.now(UTC),
        agent=row.agent,
        channel=row.channel,
        thread=row.thread,
        idempotency_key=key,
        import_id=import_id,
    )


def _store(session: Session, import_id: int, at: int, outcome: list[Sent | Fault]) -> Progress:
    row = session.get_one(Import, import_id, with_for_update=True)
    if row.position != at:
        raise Unreadable("running_elsewhere", file=row.name)
    recorded = replies.record(session, [one for one in outcome if isinstance(one, Sent)], None)
    bad = [one for one in outcome if isinstance(one, Fault)]
    session.add_all(
        ImportFault(import_id=import_id, line=one.line, key=one.key, values=one.values) for one in bad
    )
    row.position += len(outcome)
    row.stored += sum(one.new for one in recorded)
    row.bad += len(bad)
    row.state = "running"
    return Progress(row.position, row.total or row.position, row.stored, row.bad)


def _leave(database: Database, import_id: int, *, finished: bool) -> None:
    with database.write() as session:
        row = session.get_one(Import, import_id)
        row.state = "done" if finished else "paused"
        row.finished_at = now() if finished else None

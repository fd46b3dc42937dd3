"""The append-only log of who saw, changed, exported or deleted what."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assist.store.tables import LogEntry, Person


def write(session: Session, person: Person | None, action: str, subject: str = "", **detail: Any) -> None:
    """Add an entry in the same transaction as what it tells of; None is the system itself."""
    name = person.name if person else "system"
    session.add(LogEntry(person=name, action=action, subject=subject, detail=detail))


def entries(
    session: Session,
    *,
    person: str = "",
    action: str = "",
    subject: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[LogEntry]:
    """Entries newest first; `before` is the id to go on from."""
    statement = select(LogEntry).order_by(LogEntry.id.desc()).limit(limit)
    if person:
        statement = statement.where(LogEntry.person == person)
    if action:
        statement = statement.where(LogEntry.action == action)
    if subject:
        statement = statement.where(LogEntry.subject == subject)
    if since:
        statement = statement.where(LogEntry.at >= datetime.combine(since, time.min, UTC))
    if until:
        statement = statement.where(LogEntry.at < datetime.combine(until + timedelta(days=1), time.min, UTC))
    if before is not None:
        statement = statement.where(LogEntry.id < before)
    return list(session.scalars(statement))


def actions(session: Session) -> list[str]:
    """The actions that occur, for the filter."""
    return list(session.scalars(select(LogEntry.action).distinct().order_by(LogEntry.action)))


def everything(session: Session, *, batch: int = 1000) -> Iterator[LogEntry]:
    """The whole log, oldest first, read in batches: the export."""
    last = 0
    while True:
        statement = select(LogEntry).where(LogEntry.id > last).order_by(LogEntry.id).limit(batch)
        found = session.scalars(statement).all()
        yield from found
        if len(found) < batch:
            return
        last = found[-1].id

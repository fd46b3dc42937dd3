"""The append-only log of who saw, changed, exported or deleted what."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from assist.store.tables import LogEntry, Person


def write(session: Session, person: Person | None, action: str, subject: str = "", **detail: Any) -> None:
    """Add an entry in the same transaction as what it tells of; None is the system itself."""
    raise NotImplementedError


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
    raise NotImplementedError


def actions(session: Session) -> list[str]:
    """The actions that occur, for the filter."""
    raise NotImplementedError


def everything(session: Session) -> Iterator[LogEntry]:
    """The whole log, oldest first, in batches: the export."""
    raise NotImplementedError

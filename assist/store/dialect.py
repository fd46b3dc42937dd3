"""The few statements that SQLAlchemy leaves to each dialect."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_or_skip(session: Session, table: Any, key: str) -> Any:
    """INSERT … ON CONFLICT (`key`) DO NOTHING."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing(index_elements=[key])

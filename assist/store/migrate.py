"""Bringing a database to this version's schema, and back: Alembic, with the migrations in this package."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

# Any number will do, as long as every server of one database asks for the same lock.
_LOCK: Final = 0x415353495354


class SchemaTooNew(RuntimeError):
    """The database was last used by a later version of Assist, which left it at `revision`."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"unknown schema revision {revision}")
        self.revision = revision


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for our migrations, on that connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing. Raises SchemaTooNew for a revision that we do not know."""
    _run(connection, revision, up=True)


def downgrade(connection: Connection, revision: str) -> None:
    """Undo migrations down to `revision` (``base``: all)."""
    _run(connection, revision, up=False)


def current(connection: Connection) -> str | None:
    """The revision that the database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def is_older(revision: str, than: str | None) -> bool:
    """Whether our migrations lead from `revision` up to `than`, the newest that we know."""
    newest, *older = [one.revision for one in ScriptDirectory.from_config(config()).walk_revisions()]
    return than == newest and revision in older


def _run(connection: Connection, revision: str, *, up: bool) -> None:
    with connection.begin():
        if connection.dialect.name == "postgresql":
            # Two servers may start at once; SQLite's BEGIN IMMEDIATE serves the same end.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        at = current(connection)
        if at == ScriptDirectory.from_config(config()).get_current_head() and up:
            return
        try:
            (command.upgrade if up else command.downgrade)(config(connection), revision)
        except CommandError as error:
            raise SchemaTooNew(str(at)) from error

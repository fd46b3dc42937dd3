"""A backup of an older schema, brought up by the migrations before anything that is stored is touched.

That happens in a database of its own, SQLite's nameless one: it lies in memory and, where it grows, in a
temporary file that has no name either, so that nothing of it is left whatever happens.
"""

import sqlite3
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, MetaData, StaticPool, Table, create_engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from assist.store import archive, migrate
from assist.store.archive import BadBackup, Manifest, Row


class BroughtUp:
    """The rows of the backup as this version would have written them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in archive.tables()
        }

    def read(self, table: Table) -> Iterator[Row]:
        """The rows of a table, in the order of its key."""
        statement = select(table).order_by(*table.primary_key.columns)
        for row in self._connection.execute(statement.execution_options(yield_per=archive.BATCH)).mappings():
            yield dict(row)


@contextmanager
def brought_up(file: zipfile.ZipFile, manifest: Manifest) -> Generator[BroughtUp]:
    """The backup at the newest schema, while the context lasts. Raises BadBackup."""
    # Nameless: https://www.sqlite.org/inmemorydb.html#temp_db
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(""), poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            migrate.upgrade(connection, manifest.revision)
            try:
                _fill(connection, file, manifest)
            except SQLAlchemyError as error:
                raise BadBackup("damaged", why=_why(error)) from error
            try:
                migrate.upgrade(connection)
            except Exception as error:  # a migration may raise anything
                raise BadBackup("not_brought_up", revision=manifest.revision, why=_why(error)) from error
            yield BroughtUp(connection)
    finally:
        engine.dispose()


def _why(error: Exception) -> str:
    return (str(getattr(error, "orig", None) or error) or type(error).__name__).splitlines()[0]


def _fill(connection: Connection, file: zipfile.ZipFile, manifest: Manifest) -> None:
    # By the tables as they were, which the code of this version does not know.
    there = set(inspect(connection).get_table_names())
    named = set(manifest.rows) | {table.name for table in archive.tables() if table.name in there}
    then = MetaData()
    then.reflect(connection, only=sorted(named))
    connection.rollback()
    with connection.begin():
        for table in then.sorted_tables:
            if table.name in named:
                added = archive.add(connection, table, archive.read(file, table))
                if added != manifest.rows.get(table.name):
                    raise BadBackup("damaged", why=f"{table.name}: {added} rows")

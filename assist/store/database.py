"""Opening the store: readers that cannot write, one writer at a time in SQLite, migrations at the start."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from assist.settings import Settings
from assist.store import migrate, nul
from assist.store.turns import Turns

FILE_NAME: Final = "assist.sqlite3"
_BUSY_SECONDS: Final = 30


class Database:
    """The store of one server. Sessions are short: open one a request, on a worker thread."""

    def __init__(self, url: str) -> None:
        """Connect to an up-to-date database; see `open_database` for one that may not be."""
        self.url = _normalised(url)
        if self.url.get_backend_name() == "sqlite":
            self._writer = _sqlite(self.url, write=True)
            self._reader = _sqlite(self.url, write=False)
            self._turns: Turns | None = Turns()
        else:
            self._turns = None
            self._writer = create_engine(
                self.url, pool_size=10, max_overflow=20, pool_pre_ping=True, json_serializer=nul.to_json
            )
            nul.keep_out(self._writer)
            self._reader = self._writer.execution_options(postgresql_readonly=True)
        self._write = sessionmaker(self._writer, expire_on_commit=False)
        self._read = sessionmaker(self._reader, expire_on_commit=False)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._writer.dialect.name

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session that cannot write."""
        with self._read() as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """One transaction: committed (durably) at the end, rolled back on an exception."""
        with (
            self._turns.turn(_BUSY_SECONDS) if self._turns else nullcontext(),
            self._write.begin() as session,
        ):
            yield session

    @contextmanager
    def snapshot(self) -> Generator[Session]:
        """A session that reads everything as it was at one moment, while others write on."""
        reader = self._reader
        if self.dialect == "postgresql":
            reader = reader.execution_options(isolation_level="REPEATABLE READ")
        with Session(reader) as session:
            yield session

    def connect(self) -> Connection:
        """A plain connection that can write, for upkeep (backup, statistics)."""
        return self._writer.connect()

    def tune(self) -> None:
        """Let the database look at what is stored, so that it plans queries by it: after a bulk import."""
        if self.dialect == "sqlite":
            with self._writer.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
            return
        with self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
        self._reader.dispose()


def database_url(settings: Settings) -> str:
    """The URL of the store that the settings name."""
    return settings.database_url or f"sqlite:///{settings.data.expanduser().resolve() / FILE_NAME}"


def open_database(settings: Settings) -> Database:
    """The database that the settings name, migrated to the newest schema; makes the data folder.

    Raises `assist.store.migrate.SchemaTooNew` for one that a later version of Assist has changed,
    and sqlalchemy's OperationalError where it cannot be reached.
    """
    url = _normalised(database_url(settings))
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(url.render_as_string(hide_password=False))
    try:
        with database.connect() as connection:
            migrate.upgrade(connection)
    except BaseException:
        database.close()
        raise
    return database


def _normalised(url: str) -> URL:
    made = make_url(url)
    # The short names that hosting services hand out; psycopg 3 is the driver we ship.
    if made.drivername in ("postgres", "postgresql"):
        made = made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"the store can be sqlite or postgresql, not {made.get_backend_name()}")
    return made


def _sqlite(url: URL, *, write: bool) -> Engine:
    # The writer's pool holds one connection: whoever would write waits for it, inside this process;
    # other processes wait at BEGIN IMMEDIATE.
    sizes: dict[str, int] = {"pool_size": 1, "max_overflow": 0} if write else {"pool_size": 8}
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        pool_timeout=_BUSY_SECONDS,
        **sizes,
    )

    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        pragmas = ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32000"]
        # What is deleted is overwritten, not only marked as free.
        pragmas.append("secure_delete = ON" if write else "query_only = ON")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine

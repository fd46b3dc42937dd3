"""Opening the store: one engine for readers, one connection for the writer of SQLite, migrations at the start."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from assist.settings import Settings


class Database:
    """The store of one server. Sessions are short: open one a request, on a worker thread."""

    def __init__(self, url: str) -> None:
        raise NotImplementedError

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session that cannot write."""
        raise NotImplementedError

    @contextmanager
    def write(self) -> Generator[Session]:
        """One transaction: committed (durably) at the end, rolled back on an exception."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all connections."""
        raise NotImplementedError


def open_database(settings: Settings) -> Database:
    """The database that the settings name, migrated to the newest schema; makes the data folder if need be."""
    raise NotImplementedError

"""What tests of the review pages share."""

from collections.abc import Iterator

import pytest

from assist.store.database import Database
from tests.databases import Sqlite


@pytest.fixture
def store(sqlite_stores: Sqlite) -> Iterator[Database]:
    """An empty store in SQLite."""
    with sqlite_stores.url() as url:
        database = Database(url)
        yield database
        database.close()

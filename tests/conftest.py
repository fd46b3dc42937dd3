"""Fixtures that tests of several rooms share."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import settings

from assist.store.database import Database
from tests.databases import Postgresql, Sqlite, postgresql
from tests.serving import Server, Start, running

# A busy machine makes no test fail.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_stores() -> Iterator[Postgresql]:
    with postgresql() as stores:
        yield stores


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty, migrated store; a test that takes it runs on both databases."""
    with request.getfixturevalue(f"{request.param}_stores").url() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty store; a test that takes it runs on both databases."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running server, with the real model, for all tests that leave it as they found it."""
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Start a server of one's own: ``with start("--host", "0.0.0.0") as server: …``."""

    def starting(*args: str, ready: bool = True, **env: str) -> AbstractContextManager[Server]:
        return running(tmp_path, *args, ready=ready, **env)

    return starting

import threading
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, StatementError

from assist.settings import Settings
from assist.store import audit_log, migrate, people, queue, reviews
from assist.store.database import Database, open_database
from assist.store.filters import Filters
from assist.store.reviews import Labels
from assist.store.tables import Base, LogEntry, Person
from tests.store.made import result, sent, staff, store


def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return not (name or "").startswith("reply_search") and (kind, name) != ("column", "search")

    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_and_up_again(database: Database) -> None:
    with database.connect() as connection:
        migrate.downgrade(connection, "base")
        connection.rollback()
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
        assert left == set()
        assert migrate.current(connection) is None
        connection.rollback()
        migrate.upgrade(connection)
        assert "replies" in inspect(connection).get_table_names()
        connection.rollback()


def test_who_may_sign_in_is_told_from_who_was_only_recorded(database: Database) -> None:
    rows = {
        "recorded": ("agent", None, None),
        "let-in": ("agent", None, "https://id.example#1"),
        "added": ("agent", None, None),
        "password": ("agent", "hash", None),
        "reviewer": ("reviewer", None, None),
    }
    insert = (
        "INSERT INTO people (name, display, role, team, password_hash, subject, active, created_at)"
        " VALUES (:name, '', :role, '', :password, :subject, true, '2026-11-01 00:00:00')"
    )
    with database.connect() as connection:
        migrate.downgrade(connection, "0002")
        connection.rollback()
        for name, (role, password, subject) in rows.items():
            values = {"name": name, "role": role, "password": password, "subject": subject}
            connection.execute(text(insert), values)
        connection.commit()
    with database.write() as session:
        audit_log.write(session, None, "person_added", "person:added", role="agent")
        # A code or a token was made for those who were recorded, too.
        audit_log.write(session, None, "pairing_code", "person:recorded")
    with database.connect() as connection:
        migrate.upgrade(connection)
    with database.read() as session:
        found = {person.name for person in people.everybody(session) if person.may_sign_in}
    assert found == {"added", "password", "reviewer"}
    with database.connect() as connection:
        migrate.downgrade(connection, "0002")
        connection.rollback()
        assert set(connection.scalars(text("SELECT name FROM people"))) == set(rows)


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("half way")

    staff(database)
    with database.connect() as connection:
        migrate.downgrade(connection, "0002")
        connection.rollback()
        monkeypatch.setattr("alembic.op.execute", fail)  # by then 0003 has added its column
        with pytest.raises(RuntimeError, match="half way"):
            migrate.upgrade(connection)
        assert migrate.current(connection) == "0002"
        assert "may_sign_in" not in {column["name"] for column in inspect(connection).get_columns("people")}
        connection.rollback()
        monkeypatch.undo()
        migrate.upgrade(connection)
    with database.read() as session:
        assert len(people.everybody(session)) == 5


def test_a_schema_of_a_later_version_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with database.connect() as connection, pytest.raises(migrate.SchemaTooNew, match="9999"):
        migrate.upgrade(connection)


def test_a_reader_cannot_write(database: Database) -> None:
    with database.read() as session, pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO counters (name, value) VALUES ('x', 1)"))


def test_the_audit_log_only_grows(database: Database) -> None:
    with database.write() as session:
        audit_log.write(session, None, "test", "thing:1", n=1)
    for statement in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"):
        with pytest.raises(DBAPIError, match="only grows"), database.write() as session:
            session.execute(text(statement))
    with database.read() as session:
        (entry,) = audit_log.entries(session)
        assert (entry.person, entry.action, entry.subject, entry.detail) == (
            "system",
            "test",
            "thing:1",
            {"n": 1},
        )
        assert entry.at.tzinfo is UTC


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:  # noqa: PT012
        session.add(Person(name="x", role="lead"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.query(Person).count() == 0


def test_writers_wait_for_one_another(database: Database) -> None:
    def add(number: int) -> None:
        for _ in range(20):
            with database.write() as session:
                audit_log.write(session, None, "w", str(number))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.query(LogEntry).count() == 100


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), database.write() as session:
        session.add(LogEntry(person="x", action="y", detail={}, at=datetime(2026, 1, 1)))


def test_opening_makes_the_folder_and_the_schema(tmp_path) -> None:
    settings = Settings(data=tmp_path / "a" / "b")
    database = open_database(settings)
    with database.read() as session:
        assert session.query(Person).count() == 0
    database.close()
    assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="sqlite or postgresql"):
        Database("mysql://localhost/x")


def test_a_nul_is_stored_as_something_as_long(database: Database) -> None:
    team = staff(database)
    made = result("Halo\x00 itu bukan kesalahan kami", phrases=[("itu bukan kesalahan kami", "denial")])
    with database.write() as session:
        (number,) = store(
            session, sent(made, agent="a\x00b", thread="t\x00", channel="c\x00", customer="\x00")
        )
        labels = Labels(True, True, True, "none", note="n\x00 \\u0000")
        reviews.save(session, number, team["first"], labels)
        reviews.comment(session, number, team["first"], "\x00!")
    with database.read() as session:
        for filters in (Filters(agent=("a\x00b",)), Filters(thread="t\x00"), Filters(channel=("c\x00",))):
            (reply,) = queue.page(session, filters, team["lead"]).rows
            (finding,) = reply.findings
            assert reply.reply[finding.start : finding.end] == "itu bukan kesalahan kami"
        assert people.by_name(session, "x\x00") is None
        (review,) = reviews.of_reply(session, number, team["lead"])
        assert review.note.endswith(" \\u0000")

"""Full-text search, the order of storing, and an audit log that only grows: each database in its own SQL."""

from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE_UP = (
    """CREATE VIRTUAL TABLE reply_search USING fts5(
        reply, customer, facets, content='replies', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0'
    )""",
    """CREATE TRIGGER reply_search_added AFTER INSERT ON replies BEGIN
        INSERT INTO reply_search(rowid, reply, customer, facets)
        VALUES (new.id, new.reply, new.customer, new.facets);
    END""",
    """CREATE TRIGGER reply_search_gone AFTER DELETE ON replies BEGIN
        INSERT INTO reply_search(reply_search, rowid, reply, customer, facets)
        VALUES ('delete', old.id, old.reply, old.customer, old.facets);
    END""",
    """CREATE TRIGGER reply_search_changed AFTER UPDATE OF reply, customer, facets ON replies BEGIN
        INSERT INTO reply_search(reply_search, rowid, reply, customer, facets)
        VALUES ('delete', old.id, old.reply, old.customer, old.facets);
        INSERT INTO reply_search(rowid, reply, customer, facets)
        VALUES (new.id, new.reply, new.customer, new.facets);
    END""",
    """CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN
        SELECT RAISE(ABORT, 'the audit log only grows');
    END""",
    """CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN
        SELECT RAISE(ABORT, 'the audit log only grows');
    END""",
)
_SQLITE_DOWN = (
    "DROP TRIGGER audit_log_no_delete",
    "DROP TRIGGER audit_log_no_update",
    "DROP TRIGGER reply_search_changed",
    "DROP TRIGGER reply_search_gone",
    "DROP TRIGGER reply_search_added",
    "DROP TABLE reply_search",
)
# Runs of letters and digits, as FTS5's tokenizer has them: PostgreSQL's own parser would keep
# addresses and hyphenated words together.
_POSTGRESQL_UP = (
    "CREATE SEQUENCE reply_order",
    r"""ALTER TABLE replies ADD COLUMN search tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', regexp_replace(lower(reply || ' ' || customer), '[^[:alnum:]]+', ' ', 'g'))
    ) STORED""",
    "CREATE INDEX reply_search ON replies USING gin (search)",
    # All that filters ask for, in time order, in a tenth of the room of the rows: several filters at once are
    # answered by walking it.
    """CREATE INDEX reply_search_walk ON replies (id) INCLUDE (top_score, status, queue, language, channel,
        team, agent_id, model, band, flag_defensive, flag_blame, flag_missing_apology)""",
    # "Unflagged, worst first" would otherwise walk past every flagged reply.
    """CREATE INDEX reply_search_unflagged ON replies (top_score, id) WHERE queue <> 'flagged'""",
    """CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$""",
    """CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()""",
)
_POSTGRESQL_DOWN = (
    "DROP TRIGGER audit_log_only_grows ON audit_log",
    "DROP FUNCTION audit_log_only_grows",
    "DROP INDEX reply_search_unflagged",
    "DROP INDEX reply_search_walk",
    "DROP INDEX reply_search",
    "ALTER TABLE replies DROP COLUMN search",
    "DROP SEQUENCE reply_order",
)


def upgrade() -> None:
    """Make them."""
    _run(_SQLITE_UP, _POSTGRESQL_UP)


def downgrade() -> None:
    """Drop them."""
    _run(_SQLITE_DOWN, _POSTGRESQL_DOWN)


def _run(sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    connection = op.get_bind()
    for statement in sqlite if connection.dialect.name == "sqlite" else postgresql:
        connection.exec_driver_sql(statement)

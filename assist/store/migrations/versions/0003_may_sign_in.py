"""Who may sign in is told from whose replies were only recorded.

Until now OpenID Connect let in every active person, agents whom the intake had named among them: of a
mailbox that was imported, the customers too. Of the people who are there, these may sign in: reviewers and
leads, those with a password, and agents whom the audit log knows as added (`assist user add` and the settings
page have always written that). A subject alone is no proof: it is what somebody who was never added has left.
Neither is a pairing code or a token, which recorded agents got as well. Whoever is shut out by this is let in
again by adding them: `assist user add NAME`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_PEOPLE = sa.table(
    "people",
    sa.column("name", sa.String),
    sa.column("role", sa.String),
    sa.column("password_hash", sa.String),
    sa.column("may_sign_in", sa.Boolean),
)
_LOG = sa.table("audit_log", sa.column("action", sa.String), sa.column("subject", sa.String))


def upgrade() -> None:
    """Add the column, and fill it for those who are there."""
    op.add_column("people", sa.Column("may_sign_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    added = sa.exists().where(_LOG.c.action == "person_added", _LOG.c.subject == "person:" + _PEOPLE.c.name)
    known = sa.or_(_PEOPLE.c.role != "agent", _PEOPLE.c.password_hash.is_not(None), added)
    op.execute(_PEOPLE.update().where(known).values(may_sign_in=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("people", "may_sign_in")

"""Tables: everything that both databases say in the same words."""

import sqlalchemy as sa
from alembic import op

from assist.store.tables.base import BigKey, Json, Real, UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"])
    op.create_index("ix_attempts_subject_at", "attempts", ["subject", "at"])
    op.create_table(
        "audit_log",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=50), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_action_id", "audit_log", ["action", "id"])
    op.create_index("ix_audit_log_person_id", "audit_log", ["person", "id"])
    op.create_index("ix_audit_log_subject_id", "audit_log", ["subject", "id"])
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("value", BigKey, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("display", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint("role IN ('agent', 'reviewer', 'lead')", name="ck_people_role"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
        sa.UniqueConstraint("subject", name="uq_people_subject"),
    )
    op.create_table(
        "assignment_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("per_agent", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("queue", sa.String(length=10), nullable=False),
        sa.Column("reviewers", Json, nullable=False),
        sa.Column("double_share", Real, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name="fk_assignment_rules_created_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_rules"),
    )
    op.create_table(
        "calibrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name="fk_calibrations_created_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calibrations"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "action IN ('accepted', 'dismissed', 'not_useful', 'shown')", name="ck_feedback_action"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_feedback_person_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_at_action", "feedback", ["at", "action"])
    op.create_index("ix_feedback_person_id", "feedback", ["person_id"])
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("mapping", Json, nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name="fk_imports_created_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.UniqueConstraint("digest", name="uq_imports_digest"),
    )
    op.create_table(
        "pairing_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_pairing_codes_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_pairing_codes"),
    )
    op.create_index("ix_pairing_codes_person_id", "pairing_codes", ["person_id"])
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name="fk_saved_views_owner_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    op.create_index("ix_saved_views_owner_id_name", "saved_views", ["owner_id", "name"], unique=True)
    op.create_table(
        "sign_ins",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_sign_ins_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])
    op.create_index("ix_sign_ins_person_id", "sign_ins", ["person_id"])
    op.create_table(
        "switches",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name="fk_switches_changed_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_switches"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_tokens_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("secret_hash", name="uq_tokens_secret_hash"),
    )
    op.create_index("ix_tokens_person_id", "tokens", ["person_id"])
    op.create_table(
        "calibration_members",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_calibration_members_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibrations.id"], name="fk_calibration_members_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name="pk_calibration_members"),
    )
    op.create_table(
        "import_faults",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_import_faults_import_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_import_faults"),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("idempotency_key", sa.String(length=300), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", UtcTime(), nullable=False),
        sa.Column("stored_at", UtcTime(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("thread", sa.String(length=200), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("score_defensive", Real, nullable=False),
        sa.Column("score_blame", Real, nullable=False),
        sa.Column("score_missing_apology", Real, nullable=False),
        sa.Column("top_score", Real, nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("flag_defensive", sa.Boolean(), nullable=False),
        sa.Column("flag_blame", sa.Boolean(), nullable=False),
        sa.Column("flag_missing_apology", sa.Boolean(), nullable=False),
        sa.Column("needs_apology", Real, nullable=False),
        sa.Column("apology", sa.String(length=10), nullable=False),
        sa.Column("steps", Json, nullable=False),
        sa.Column("hints", Json, nullable=False),
        sa.Column("facets", sa.String(), nullable=False),
        sa.Column("queue", sa.String(length=10), nullable=False),
        sa.Column("lot", Real, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reviews_wanted", sa.Integer(), nullable=False),
        sa.CheckConstraint("queue IN ('flagged', 'sample', 'none')", name="ck_replies_queue"),
        sa.CheckConstraint(
            "status IN ('unqueued', 'open', 'reviewed', 'adjudicate', 'disputed')", name="ck_replies_status"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["people.id"], name="fk_replies_agent_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_replies_import_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name="fk_replies_recorded_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.UniqueConstraint("idempotency_key", name="uq_replies_idempotency_key"),
    )
    op.create_index("ix_replies_agent_id_id", "replies", ["agent_id", "id"], postgresql_include=["top_score"])
    op.create_index("ix_replies_band_id", "replies", ["band", "id"], postgresql_include=["top_score"])
    op.create_index("ix_replies_channel_id", "replies", ["channel", "id"], postgresql_include=["top_score"])
    op.create_index(
        "ix_replies_flag_blame_id", "replies", ["flag_blame", "id"], postgresql_include=["top_score"]
    )
    op.create_index(
        "ix_replies_flag_defensive_id", "replies", ["flag_defensive", "id"], postgresql_include=["top_score"]
    )
    op.create_index(
        "ix_replies_flag_missing_apology_id",
        "replies",
        ["flag_missing_apology", "id"],
        postgresql_include=["top_score"],
    )
    op.create_index("ix_replies_import_id", "replies", ["import_id"])
    op.create_index("ix_replies_language_id", "replies", ["language", "id"], postgresql_include=["top_score"])
    op.create_index("ix_replies_model_id", "replies", ["model", "id"], postgresql_include=["top_score"])
    op.create_index("ix_replies_queue_lot", "replies", ["queue", "lot"])
    op.create_index("ix_replies_queue_status_id", "replies", ["queue", "status", "id"])
    op.create_index("ix_replies_status_id", "replies", ["status", "id"], postgresql_include=["top_score"])
    op.create_index("ix_replies_status_top_score_id", "replies", ["status", "top_score", "id"])
    op.create_index("ix_replies_team_id", "replies", ["team", "id"], postgresql_include=["top_score"])
    op.create_index("ix_replies_thread_id", "replies", ["thread", "id"])
    op.create_index("ix_replies_top_score_id", "replies", ["top_score", "id"])
    op.create_table(
        "assignments",
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_assignments_reply_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name="fk_assignments_reviewer_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["assignment_rules.id"], name="fk_assignments_rule_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("reply_id", "reviewer_id", name="pk_assignments"),
    )
    op.create_index(
        "ix_assignments_reviewer_id_done_at_reply_id", "assignments", ["reviewer_id", "done_at", "reply_id"]
    )
    op.create_index("ix_assignments_rule_id", "assignments", ["rule_id"])
    op.create_table(
        "calibration_items",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_calibration_items_reply_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibrations.id"], name="fk_calibration_items_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "reply_id", name="pk_calibration_items"),
    )
    op.create_index("ix_calibration_items_reply_id", "calibration_items", ["reply_id"])
    op.create_table(
        "coaching_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.BigInteger(), nullable=True),
        sa.Column("example_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["people.id"], name="fk_coaching_notes_agent_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name="fk_coaching_notes_author_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["example_id"], ["replies.id"], name="fk_coaching_notes_example_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_coaching_notes_reply_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_notes"),
    )
    op.create_index("ix_coaching_notes_agent_id", "coaching_notes", ["agent_id"])
    op.create_index("ix_coaching_notes_example_id", "coaching_notes", ["example_id"])
    op.create_index("ix_coaching_notes_reply_id", "coaching_notes", ["reply_id"])
    op.create_table(
        "comments",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("deleted_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_comments_author_id"),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_comments_reply_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_reply_id", "comments", ["reply_id"])
    op.create_table(
        "contacts",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_contacts_reply_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fingerprint", "reply_id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_reply_id", "contacts", ["reply_id"])
    op.create_table(
        "disputes",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'upheld', 'changed')", name="ck_disputes_state"),
        sa.ForeignKeyConstraint(["agent_id"], ["people.id"], name="fk_disputes_agent_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name="fk_disputes_decided_by_id"),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_disputes_reply_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_disputes"),
    )
    op.create_index("ix_disputes_agent_id", "disputes", ["agent_id"])
    op.create_index("ix_disputes_reply_id", "disputes", ["reply_id"])
    op.create_index("ix_disputes_state_opened_at", "disputes", ["state", "opened_at"])
    op.create_table(
        "findings",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("score", Real, nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_findings_reply_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_reply_id", "findings", ["reply_id"])
    op.create_table(
        "reply_kinds",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_reply_kinds_reply_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "reply_id", name="pk_reply_kinds"),
    )
    op.create_index("ix_reply_kinds_reply_id", "reply_kinds", ["reply_id"])
    op.create_table(
        "reviews",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("defensive", sa.Boolean(), nullable=False),
        sa.Column("blame", sa.Boolean(), nullable=False),
        sa.Column("needs_apology", sa.Boolean(), nullable=False),
        sa.Column("apology", sa.String(length=10), nullable=False),
        sa.Column("steps", Json, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.CheckConstraint("round IN ('review', 'adjudication', 'calibration')", name="ck_reviews_round"),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name="fk_reviews_reply_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name="fk_reviews_reviewer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index(
        "ix_reviews_reply_id_reviewer_id_round_session_id",
        "reviews",
        ["reply_id", "reviewer_id", "round", "session_id"],
        unique=True,
    )
    op.create_index("ix_reviews_reviewer_id_updated_at", "reviews", ["reviewer_id", "updated_at"])
    op.create_index("ix_reviews_session_id", "reviews", ["session_id"])
    op.create_table(
        "settled",
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=False),
        sa.Column("defensive", sa.Boolean(), nullable=False),
        sa.Column("blame", sa.Boolean(), nullable=False),
        sa.Column("needs_apology", sa.Boolean(), nullable=False),
        sa.Column("apology", sa.String(length=10), nullable=False),
        sa.Column("missing_apology", sa.Boolean(), nullable=False),
        sa.Column("phrases", Json, nullable=False),
        sa.Column("steps", Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name="fk_settled_decided_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name="fk_settled_reply_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reply_id", name="pk_settled"),
    )
    op.create_index("ix_settled_decided_at", "settled", ["decided_at"])
    op.create_table(
        "review_phrases",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("review_id", BigKey, nullable=False),
        sa.Column("finding_id", BigKey, nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('agree', 'disagree', 'change', 'missed')", name="ck_review_phrases_verdict"
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name="fk_review_phrases_finding_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name="fk_review_phrases_review_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_phrases"),
    )
    op.create_index("ix_review_phrases_finding_id", "review_phrases", ["finding_id"])
    op.create_index("ix_review_phrases_review_id", "review_phrases", ["review_id"])
    op.create_table(
        "review_versions",
        sa.Column("review_id", BigKey, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name="fk_review_versions_review_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", "version", name="pk_review_versions"),
    )


def downgrade() -> None:
    """Drop all tables."""
    op.drop_table("review_versions")
    op.drop_table("review_phrases")
    op.drop_table("settled")
    op.drop_table("reviews")
    op.drop_table("reply_kinds")
    op.drop_table("findings")
    op.drop_table("disputes")
    op.drop_table("contacts")
    op.drop_table("comments")
    op.drop_table("coaching_notes")
    op.drop_table("calibration_items")
    op.drop_table("assignments")
    op.drop_table("replies")
    op.drop_table("import_faults")
    op.drop_table("calibration_members")
    op.drop_table("tokens")
    op.drop_table("switches")
    op.drop_table("sign_ins")
    op.drop_table("saved_views")
    op.drop_table("pairing_codes")
    op.drop_table("imports")
    op.drop_table("feedback")
    op.drop_table("calibrations")
    op.drop_table("assignment_rules")
    op.drop_table("people")
    op.drop_table("counters")
    op.drop_table("audit_log")
    op.drop_table("attempts")

"""Sent replies with what the model said of them. All text is masked before it gets here."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.store.tables.base import Base, BigKey, now

STATUSES: Final = ("unqueued", "open", "reviewed", "adjudicate", "disputed")
QUEUES: Final = ("flagged", "sample", "none")


def _walk(column: str) -> Index:
    """An index in time order whose entries hold the score too: PostgreSQL need not touch the rows."""
    return Index(None, column, "id", postgresql_include=["top_score"])


class Reply(Base):
    """One sent reply.

    `id` carries the second it was sent in its upper bits and the order of storing in its lower 30
    (see `assist.store.ids`), so every index ends in time order: "newest first" needs no sort, and a
    span of dates is a span of ids.
    """

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        CheckConstraint(
            "status IN ('unqueued', 'open', 'reviewed', 'adjudicate', 'disputed')", name="status"
        ),
        CheckConstraint("queue IN ('flagged', 'sample', 'none')", name="queue"),
        _walk("status"),
        Index(None, "status", "top_score", "id"),
        Index(None, "queue", "status", "id"),
        _walk("language"),
        _walk("channel"),
        _walk("agent_id"),
        _walk("team"),
        _walk("model"),
        _walk("flag_defensive"),
        _walk("flag_blame"),
        _walk("flag_missing_apology"),
        _walk("band"),
        Index(None, "top_score", "id"),
        Index(None, "queue", "lot"),
        Index(None, "thread", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    idempotency_key: Mapped[str | None] = mapped_column(String(300), default=None)
    """The caller's key behind the caller's own prefix, so that two callers' keys never meet."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    """Whose token recorded it; `agent` may be somebody else where a help desk records for a team."""
    sent_at: Mapped[datetime]
    stored_at: Mapped[datetime] = mapped_column(default=now)
    reply: Mapped[str]
    customer: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(255), default="")
    thread: Mapped[str] = mapped_column(String(200), default="")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    team: Mapped[str] = mapped_column(String(100), default="")
    """The agent's team on the day."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id", ondelete="SET NULL"), index=True)

    model: Mapped[str] = mapped_column(String(100))
    score_defensive: Mapped[float]
    score_blame: Mapped[float]
    score_missing_apology: Mapped[float]
    top_score: Mapped[float]
    band: Mapped[int]
    """The tenth that `top_score` falls in, 0 to 9."""
    flag_defensive: Mapped[bool]
    flag_blame: Mapped[bool]
    flag_missing_apology: Mapped[bool]
    needs_apology: Mapped[float]
    apology: Mapped[str] = mapped_column(String(10))
    steps: Mapped[dict[str, Any]]
    hints: Mapped[list[Any]]
    facets: Mapped[str]
    """The fixed traits as words, for SQLite's search (`assist.store.facets`)."""

    queue: Mapped[str] = mapped_column(String(10))
    """Why it is to be reviewed: flagged, or drawn at random from the unflagged; `none` otherwise."""
    lot: Mapped[float]
    """A random number drawn at storing: the next n by lot are a fair sample."""
    status: Mapped[str] = mapped_column(String(20))
    """`unqueued` while nobody is asked to look at it."""
    reviews_wanted: Mapped[int] = mapped_column(default=1)
    """2 for blind double review."""

    findings: Mapped[list["StoredFinding"]] = relationship(
        lazy="raise", order_by="StoredFinding.start", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def flags(self) -> tuple[str, ...]:
        """The model's flags by name."""
        on = {
            "defensive": self.flag_defensive,
            "blame": self.flag_blame,
            "missing_apology": self.flag_missing_apology,
        }
        return tuple(name for name, flagged in on.items() if flagged)

    @property
    def scores(self) -> dict[str, float]:
        """The model's three scores by name."""
        return {
            "defensive": self.score_defensive,
            "blame": self.score_blame,
            "missing_apology": self.score_missing_apology,
        }


class StoredFinding(Base):
    """A phrase the model found, in code points of the masked reply."""

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(30))
    score: Mapped[float]
    message: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")


class ReplyKind(Base):
    """The kinds found in a reply, each once: what the filter by kind walks."""

    __tablename__ = "reply_kinds"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    reply_id: Mapped[int] = mapped_column(
        ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Contact(Base):
    """A keyed hash of an address or number that was masked, to find and delete a customer's data by."""

    __tablename__ = "contacts"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    reply_id: Mapped[int] = mapped_column(
        ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Counter(Base):
    """The last number given out in SQLite, where there are no sequences."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))


class Import(Base):
    """A file of past replies on its way in; `position` moves in the same transaction as its rows."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the file's bytes and the column mapping: the same file goes on where it stopped."""
    path: Mapped[str] = mapped_column(default="")
    mapping: Mapped[dict[str, Any]]
    total: Mapped[int | None] = mapped_column(default=None)
    position: Mapped[int] = mapped_column(default=0)
    stored: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(20), default="running")
    """running, paused, done or failed."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)


class ImportFault(Base):
    """A row that could not be read: its line in the file and what is wrong (a message key and values)."""

    __tablename__ = "import_faults"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(100))
    values: Mapped[dict[str, Any]]


class Feedback(Base):
    """What an agent did with a suggestion. Never holds text: a draft is not stored."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("action IN ('accepted', 'dismissed', 'not_useful', 'shown')", name="action"),
        Index(None, "at", "action"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(30))
    language: Mapped[str] = mapped_column(String(10), default="")
    model: Mapped[str] = mapped_column(String(100), default="")

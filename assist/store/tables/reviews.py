"""What people say of a reply: reviews with a verdict on each phrase, comments, settled labels, disputes."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.store.tables.base import Base, BigKey, now
from assist.store.tables.people import Person
from assist.store.tables.replies import Reply

PHRASE_VERDICTS: Final = ("agree", "disagree", "change", "missed")
ROUNDS: Final = ("review", "adjudication", "calibration")


class Review(Base):
    """One person's labels for one reply, in one round; their final word is the row with the highest version.

    A reviewer has at most one review of a reply in a round (and calibration session). Every saved
    state is kept in `review_versions`, so nothing that was saved is ever lost.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("round IN ('review', 'adjudication', 'calibration')", name="round"),
        # The session is 0 outside calibration: NULLs would not collide in a unique index.
        Index(None, "reply_id", "reviewer_id", "round", "session_id", unique=True),
        Index(None, "reviewer_id", "updated_at"),
        Index(None, "session_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    round: Mapped[str] = mapped_column(String(20), default="review")
    session_id: Mapped[int] = mapped_column(default=0)
    blind: Mapped[bool] = mapped_column(default=False)
    """Whether the model's findings were hidden from the reviewer."""
    defensive: Mapped[bool]
    blame: Mapped[bool]
    needs_apology: Mapped[bool]
    apology: Mapped[str] = mapped_column(String(10))
    steps: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    seconds: Mapped[int | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    phrases: Mapped[list["ReviewPhrase"]] = relationship(
        lazy="raise", order_by="ReviewPhrase.start", cascade="all, delete-orphan", passive_deletes=True
    )
    reviewer: Mapped[Person] = relationship(lazy="raise")
    reply: Mapped[Reply] = relationship(lazy="raise")

    @property
    def missing_apology(self) -> bool:
        """Follows from the two other labels, as the rubric says."""
        return self.needs_apology and self.apology != "full"


class ReviewPhrase(Base):
    """A verdict on one phrase: the model's finding (agree, disagree, change), or one it missed."""

    __tablename__ = "review_phrases"
    __table_args__ = (
        CheckConstraint("verdict IN ('agree', 'disagree', 'change', 'missed')", name="verdict"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id", ondelete="SET NULL"), index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    start: Mapped[int]
    end: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    """The right one in the reviewer's eyes (of a `disagree`: the model's, as refused)."""
    kind: Mapped[str] = mapped_column(String(30))
    comment: Mapped[str] = mapped_column(default="")


class ReviewVersion(Base):
    """A saved state of a review, append-only: what undo and "nothing is lost" rest on."""

    __tablename__ = "review_versions"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)
    content: Mapped[dict[str, Any]]


class Comment(Base):
    """A remark pinned to a phrase of a reply (or to the whole: start and end both 0)."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    start: Mapped[int] = mapped_column(default=0)
    end: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    author: Mapped[Person] = relationship(lazy="raise")


class Settled(Base):
    """The labels that hold for a reply once reviews agree, a lead adjudicated, or a dispute was decided."""

    __tablename__ = "settled"

    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    """review, agreement, adjudication or dispute."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(default=now, index=True)
    defensive: Mapped[bool]
    blame: Mapped[bool]
    needs_apology: Mapped[bool]
    apology: Mapped[str] = mapped_column(String(10))
    missing_apology: Mapped[bool]
    phrases: Mapped[list[Any]]
    steps: Mapped[dict[str, Any] | None] = mapped_column(default=None)


class Dispute(Base):
    """An agent's objection to what was settled; a lead decides."""

    __tablename__ = "disputes"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'upheld', 'changed')", name="state"),
        Index(None, "state", "opened_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decision: Mapped[str] = mapped_column(default="")
    agent: Mapped[Person] = relationship(lazy="raise", foreign_keys=[agent_id])
    reply: Mapped[Reply] = relationship(lazy="raise")

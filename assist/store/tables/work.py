"""How reviewing is organised: assignments, saved views, calibration, coaching, switches, the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.store.tables.base import Base, BigKey, Json, now
from assist.store.tables.people import Person
from assist.store.tables.replies import Reply


class AssignmentRule(Base):
    """n replies per agent a week, drawn by lot from those that match, shared out among the reviewers."""

    __tablename__ = "assignment_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    per_agent: Mapped[int]
    team: Mapped[str] = mapped_column(String(100), default="")
    """Empty: every team."""
    queue: Mapped[str] = mapped_column(String(10), default="flagged")
    """flagged, sample, or empty for both."""
    reviewers: Mapped[list[Any]]
    """Ids of the people it assigns to, in turn."""
    double_share: Mapped[float] = mapped_column(default=0.0)
    """The share that goes to two reviewers, blind."""
    active: Mapped[bool] = mapped_column(default=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Assignment(Base):
    """A reply that a reviewer is to look at."""

    __tablename__ = "assignments"
    __table_args__ = (Index(None, "reviewer_id", "done_at", "reply_id"),)

    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    rule_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment_rules.id", ondelete="SET NULL"), index=True, default=None
    )
    week: Mapped[str] = mapped_column(String(8), default="")
    """ISO week (2026-W48) that a rule drew it for."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class SavedView(Base):
    """A named set of filters, as the query string of the queue page."""

    __tablename__ = "saved_views"
    __table_args__ = (Index(None, "owner_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Calibration(Base):
    """A session where several reviewers label the same replies, unseen by one another until it closes."""

    __tablename__ = "calibrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    blind: Mapped[bool] = mapped_column(default=True)
    """Whether the model's findings are hidden too."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class CalibrationItem(Base):
    """A reply in a calibration session, in order."""

    __tablename__ = "calibration_items"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("calibrations.id", ondelete="CASCADE"), primary_key=True
    )
    reply_id: Mapped[int] = mapped_column(
        ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]


class CalibrationMember(Base):
    """A reviewer who takes part in a calibration session."""

    __tablename__ = "calibration_members"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("calibrations.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


class CoachingNote(Base):
    """Advice to an agent, beside a reply of theirs or a good example, or neither."""

    __tablename__ = "coaching_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    reply_id: Mapped[int | None] = mapped_column(
        ForeignKey("replies.id", ondelete="SET NULL"), index=True, default=None
    )
    example_id: Mapped[int | None] = mapped_column(
        ForeignKey("replies.id", ondelete="SET NULL"), index=True, default=None
    )
    """A reply that did it well."""
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    author: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[author_id])
    reply: Mapped[Reply | None] = relationship(lazy="raise", foreign_keys=[reply_id])
    example: Mapped[Reply | None] = relationship(lazy="raise", foreign_keys=[example_id])


class Switch(Base):
    """A choice that a lead made for the whole house; absent: the default in `assist.store.switches`."""

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(default=now)


class LogEntry(Base):
    """Who saw, changed, exported or deleted what. The database refuses to change or delete a row."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "action", "id"), Index(None, "person", "id"), Index(None, "subject", "id"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    person: Mapped[str] = mapped_column(String(200))
    """Name as it was then (or `system`): entries outlive people."""
    action: Mapped[str] = mapped_column(String(50))
    subject: Mapped[str] = mapped_column(String(200), default="")
    """What it was done to: ``reply:ID``, ``person:NAME``, ``switch:NAME``…"""
    detail: Mapped[dict[str, Any]]

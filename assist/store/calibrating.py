"""Calibration sessions: several reviewers label the same chosen replies, then look at them together."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assist.store import audit_log, replies
from assist.store.tables import (
    Calibration,
    CalibrationItem,
    CalibrationMember,
    Person,
    Reply,
    Review,
    now,
)


def start_calibration(
    session: Session,
    lead: Person,
    name: str,
    reply_ids: Sequence[int],
    members: Sequence[Person],
    *,
    blind: bool = True,
) -> Calibration:
    """Open a session on chosen replies.

    Raises PermissionError for anybody but a lead; ValueError("name"), ("members") under two, or ("replies").
    """
    if lead.role != "lead":
        raise PermissionError("calibration")
    chosen = list(dict.fromkeys(reply_ids))
    if not name.strip():
        raise ValueError("name")
    if len({member.id for member in members if member.role != "agent"}) < 2:
        raise ValueError("members")
    if not chosen or len(replies.by_ids(session, chosen)) < len(chosen):
        raise ValueError("replies")
    row = Calibration(name=name.strip()[:200], blind=blind, created_by_id=lead.id)
    session.add(row)
    session.flush()
    session.add_all(
        CalibrationItem(session_id=row.id, reply_id=number, position=position)
        for position, number in enumerate(chosen)
    )
    session.add_all(
        CalibrationMember(session_id=row.id, person_id=number)
        for number in sorted({member.id for member in members})
    )
    audit_log.write(session, lead, "calibration_started", f"calibration:{row.id}", replies=len(chosen))
    session.flush()
    return row


def calibrations(session: Session, person: Person) -> list[Calibration]:
    """Sessions the person takes part in (a lead: all), newest first."""
    statement = select(Calibration).order_by(Calibration.id.desc())
    if person.role != "lead":
        mine = select(CalibrationMember.session_id).where(CalibrationMember.person_id == person.id)
        statement = statement.where(Calibration.id.in_(mine))
    return list(session.scalars(statement))


def calibration_replies(session: Session, session_id: int) -> list[Reply]:
    """The replies of a session in order, findings loaded."""
    statement = (
        select(CalibrationItem.reply_id)
        .where(CalibrationItem.session_id == session_id)
        .order_by(CalibrationItem.position)
    )
    return replies.by_ids(session, list(session.scalars(statement)))


def calibration_members(session: Session, session_id: int) -> list[Person]:
    """Who takes part, by name."""
    statement = (
        select(Person)
        .join(CalibrationMember, CalibrationMember.person_id == Person.id)
        .where(CalibrationMember.session_id == session_id)
        .order_by(Person.name)
    )
    return list(session.scalars(statement))


def calibration_reviews(session: Session, session_id: int, viewer: Person) -> list[Review]:
    """The session's reviews, phrases and reviewers loaded: the own ones until it closes, then all.

    Raises LookupError for a session that is not there.
    """
    row = session.get(Calibration, session_id)
    if row is None:
        raise LookupError(session_id)
    statement = (
        select(Review)
        .where(Review.round == "calibration", Review.session_id == session_id)
        .options(selectinload(Review.phrases), selectinload(Review.reviewer))
        .order_by(Review.reply_id, Review.id)
    )
    if row.closed_at is None:
        statement = statement.where(Review.reviewer_id == viewer.id)
    return list(session.scalars(statement))


def close_calibration(session: Session, session_id: int, lead: Person) -> Calibration:
    """End a session: from now on everybody in it sees everybody's labels.

    Raises PermissionError for anybody but a lead, LookupError for a session that is not there.
    """
    if lead.role != "lead":
        raise PermissionError("calibration")
    row = session.get(Calibration, session_id)
    if row is None:
        raise LookupError(session_id)
    if row.closed_at is None:
        row.closed_at = now()
        audit_log.write(session, lead, "calibration_closed", f"calibration:{row.id}")
    session.flush()
    return row

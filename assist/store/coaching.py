"""Coaching notes: advice to one agent, beside a reply of theirs and a good example."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from assist.store import audit_log
from assist.store.tables import CoachingNote, Person, now


def coach(
    session: Session,
    author: Person,
    agent: Person,
    text: str,
    *,
    reply_id: int | None = None,
    example_id: int | None = None,
) -> CoachingNote:
    """Write a note to an agent. Raises PermissionError for an agent as author, ValueError("text")."""
    if author.role == "agent":
        raise PermissionError("coaching")
    if not text.strip():
        raise ValueError("text")
    row = CoachingNote(
        agent_id=agent.id, author_id=author.id, text=text.strip(), reply_id=reply_id, example_id=example_id
    )
    row.author = session.get_one(Person, author.id)
    session.add(row)
    session.flush()
    audit_log.write(session, author, "coached", f"person:{agent.name}", note=row.id)
    return row


def coaching_notes(session: Session, agent: Person) -> list[CoachingNote]:
    """The agent's notes, newest first, with author, reply and example loaded."""
    statement = (
        select(CoachingNote)
        .where(CoachingNote.agent_id == agent.id)
        .options(
            selectinload(CoachingNote.author),
            selectinload(CoachingNote.reply),
            selectinload(CoachingNote.example),
        )
        .order_by(CoachingNote.id.desc())
    )
    return list(session.scalars(statement))


def mark_seen(session: Session, agent: Person) -> int:
    """Mark the agent's notes as seen; how many were new."""
    new = session.scalars(
        update(CoachingNote)
        .where(CoachingNote.agent_id == agent.id, CoachingNote.seen_at.is_(None))
        .values(seen_at=now())
        .returning(CoachingNote.id)
    )
    return len(new.all())

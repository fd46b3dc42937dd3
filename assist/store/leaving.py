"""What becomes of the assignments of somebody who reviews no more: they are taken back."""

from typing import Any, Final

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from assist.store import settling
from assist.store.tables import Assignment, Person, Reply, Review

_FRESH: Final[dict[str, Any]] = {"populate_existing": True}


def take_back(session: Session, person: Person) -> int:
    """Take back what the person has still to review; how many replies that were.

    A blind double review that was theirs and another's is wanted of those who are left only, and settles
    where they are through with it. What only they were to review is open to everybody, as often as before.
    """
    theirs = (Assignment.reviewer_id == person.id, Assignment.done_at.is_(None))
    held = select(Reply).where(Reply.id.in_(select(Assignment.reply_id).where(*theirs)))
    # Held until the transaction ends, as a verdict on it would: they come one after the other.
    found = session.scalars(held.order_by(Reply.id).with_for_update(), execution_options=_FRESH).all()
    for reply in found:
        session.execute(delete(Assignment).where(*theirs, Assignment.reply_id == reply.id))
        assigned = set(session.scalars(select(Assignment.reviewer_id).where(Assignment.reply_id == reply.id)))
        if assigned:
            reviewed = select(Review.reviewer_id).where(Review.reply_id == reply.id, Review.round == "review")
            left = assigned.union(session.scalars(reviewed))
            reply.reviews_wanted = min(reply.reviews_wanted, len(left))
        if reply.status == "open":
            settling.refresh(session, reply)
    session.flush()
    return len(found)


def take_back_all(session: Session) -> int:
    """The same of everybody who was put aside, or is an agent now; how many replies that were."""
    to_do = exists().where(Assignment.reviewer_id == Person.id, Assignment.done_at.is_(None))
    gone = select(Person).where(or_(~Person.active, Person.role == "agent"), to_do)
    return sum(take_back(session, person) for person in session.scalars(gone).all())

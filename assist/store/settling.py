"""From reviews to labels that hold: agreed, adjudicated by a lead, or decided in a dispute."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from assist.store import verdicts
from assist.store.tables import Assignment, Person, Reply, Review, Settled, now
from assist.store.verdicts import Labels

_FINAL: Final = ("adjudication", "dispute")


def settle(session: Session, reply: Reply, source: str, decided_by: Person | None, labels: Labels) -> Settled:
    """Make these the labels that hold for the reply, and the reply reviewed."""
    row = session.get(Settled, reply.id)
    if row is None:
        row = Settled(reply_id=reply.id)
        session.add(row)
    row.source, row.decided_at = source, now()
    row.decided_by_id = decided_by.id if decided_by else None
    row.defensive, row.blame = labels.defensive, labels.blame
    row.needs_apology, row.apology = labels.needs_apology, labels.apology
    row.missing_apology = labels.missing_apology
    row.phrases, row.steps = list(labels.standing()), labels.steps
    reply.status = "reviewed"
    return row


def refresh(session: Session, reply: Reply) -> None:
    """Work out anew, from its reviews, where the reply stands. What a lead decided is left alone."""
    session.flush()
    settled = session.get(Settled, reply.id)
    if settled is not None and settled.source in _FINAL:
        return
    reviews = of_round(session, reply.id)
    if len(reviews) < reply.reviews_wanted:
        if settled is not None:
            session.delete(settled)
        asked_for = reviews or reply.queue != "none" or _assigned(session, reply.id)
        reply.status = "open" if asked_for else "unqueued"
        return
    said = [verdicts.of_review(review) for review in reviews]
    if all(said[0].same_as(other) for other in said[1:]):
        source = "agreement" if len(said) > 1 else "review"
        settle(session, reply, source, reviews[-1].reviewer, said[-1])
        return
    if settled is not None:
        session.delete(settled)
    reply.status = "adjudicate"


def of_round(session: Session, reply_id: int) -> Sequence[Review]:
    """The ordinary reviews of a reply, first to last, phrases and reviewers loaded."""
    return session.scalars(
        select(Review)
        .where(Review.reply_id == reply_id, Review.round == "review")
        .options(selectinload(Review.phrases), selectinload(Review.reviewer))
        .order_by(Review.id)
        .execution_options(populate_existing=True)
    ).all()


def settled_of(session: Session, reply_ids: Sequence[int]) -> dict[int, Settled]:
    """The labels that hold, of those replies that are settled."""
    rows = session.scalars(select(Settled).where(Settled.reply_id.in_(reply_ids)))
    return {row.reply_id: row for row in rows}


def _assigned(session: Session, reply_id: int) -> bool:
    return bool(session.scalar(select(exists().where(Assignment.reply_id == reply_id))))

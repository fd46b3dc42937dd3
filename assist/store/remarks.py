"""What is said about a reply beside its verdicts: remarks pinned to a phrase, and an agent's dispute."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assist.store import audit_log, replies, settling, verdicts
from assist.store.tables import (
    Assignment,
    Comment,
    Dispute,
    Person,
    Reply,
    Review,
    ReviewPhrase,
    Settled,
    now,
)
from assist.store.verdicts import MISSING, InvalidReview, Labels


def comment(
    session: Session, reply_id: int, author: Person, text: str, *, start: int = 0, end: int = 0
) -> Comment:
    """Pin a remark to a phrase, or to the whole reply.

    Raises LookupError for a reply that is not the author's to see, InvalidReview for no text or a bad span.
    """
    reply = replies.get(session, reply_id, author)
    if reply is None:
        raise LookupError(reply_id)
    if not text.strip():
        raise InvalidReview("no_text")
    if not 0 <= start <= end <= len(reply.reply):
        raise InvalidReview("span")
    row = Comment(reply_id=reply_id, author_id=author.id, text=text.strip(), start=start, end=end)
    row.author = session.get_one(Person, author.id)
    session.add(row)
    audit_log.write(session, author, "comment", f"reply:{reply_id}")
    session.flush()
    return row


def delete_comment(session: Session, comment_id: int, viewer: Person) -> None:
    """Take back the own remark (a lead: anybody's). Raises LookupError or PermissionError."""
    row = session.get(Comment, comment_id)
    if row is None or row.deleted_at is not None:
        raise LookupError(comment_id)
    if row.author_id != viewer.id and viewer.role != "lead":
        raise PermissionError(comment_id)
    row.deleted_at = now()
    audit_log.write(session, viewer, "comment_deleted", f"reply:{row.reply_id}")


def comments_of(session: Session, reply_id: int, viewer: Person) -> list[Comment]:
    """Remarks the viewer may see, authors loaded: until it is settled, two blind reviewers see the own only.

    An agent sees them once the own reply is settled.
    """
    reply = replies.get(session, reply_id, viewer)
    if reply is None:
        return []
    statement = (
        select(Comment)
        .where(Comment.reply_id == reply_id, Comment.deleted_at.is_(None))
        .options(selectinload(Comment.author))
        .order_by(Comment.start, Comment.id)
    )
    settled = session.get(Settled, reply_id) is not None
    blind = reply.reviews_wanted > 1 and reply.status == "open" and _reviews_it(session, reply, viewer)
    if (viewer.role == "agent" and not settled) or blind:
        statement = statement.where(Comment.author_id == viewer.id)
    return list(session.scalars(statement))


def phrase_comments(session: Session, reply_id: int, viewer: Person) -> list[ReviewPhrase]:
    """What reviewers wrote beside phrases, in the order of the text, for the agent of the own settled reply.

    Nothing before the reply is settled or for another's reply; never of a calibration, nor where the
    reviewer judged the phrase otherwise than it was settled.
    """
    reply = replies.get(session, reply_id, viewer)
    settled = session.get(Settled, reply_id)
    if reply is None or settled is None or reply.status in ("open", "unqueued", "adjudicate"):
        return []
    statement = (
        select(ReviewPhrase)
        .join(Review, Review.id == ReviewPhrase.review_id)
        .where(Review.reply_id == reply_id, Review.round != "calibration", ReviewPhrase.comment != "")
        .order_by(ReviewPhrase.start, ReviewPhrase.end, ReviewPhrase.id)
    )
    return [one for one in session.scalars(statement) if one.comment.strip() and _holds(one, settled)]


def open_dispute(session: Session, reply_id: int, agent: Person, reason: str) -> Dispute:
    """The agent objects to what was settled on the own reply.

    Raises PermissionError for another's reply, InvalidReview without a reason, where nothing is settled,
    or while a dispute is open.
    """
    reply = session.scalar(select(Reply).where(Reply.id == reply_id).with_for_update())
    if reply is None or reply.agent_id != agent.id:
        raise PermissionError(reply_id)
    if not reason.strip():
        raise InvalidReview("no_text")
    if reply.status == "disputed":
        raise InvalidReview("disputed_already")
    if session.get(Settled, reply_id) is None:
        raise InvalidReview("nothing_settled")
    row = Dispute(reply_id=reply_id, agent_id=agent.id, reason=reason.strip())
    row.agent, row.reply = session.get_one(Person, agent.id), reply
    reply.status = "disputed"
    session.add(row)
    audit_log.write(session, agent, "dispute", f"reply:{reply_id}")
    session.flush()
    return row


def decide_dispute(
    session: Session, dispute_id: int, lead: Person, decision: str, labels: Labels | None
) -> Dispute:
    """Uphold the verdict (`labels` None) or settle the reply anew.

    Raises PermissionError for anybody but a lead, LookupError for a dispute that is not open, InvalidReview.
    """
    if lead.role != "lead":
        raise PermissionError(dispute_id)
    row = session.scalar(select(Dispute).where(Dispute.id == dispute_id).with_for_update())
    if row is None or row.state != "open":
        raise LookupError(dispute_id)
    (reply,) = replies.by_ids(session, [row.reply_id])
    if labels is None:
        row.state, reply.status = "upheld", "reviewed"
    else:
        row.state = "changed"
        settling.settle(session, reply, "dispute", lead, verdicts.checked(labels, reply))
    row.decided_by_id, row.decided_at, row.decision = lead.id, now(), decision.strip()
    audit_log.write(session, lead, "dispute_decided", f"reply:{row.reply_id}", state=row.state)
    session.flush()
    return row


def disputes(session: Session, viewer: Person, *, state: str = "open") -> list[Dispute]:
    """Disputes by state (empty: all), oldest first, agent and reply loaded; an agent sees the own."""
    statement = (
        select(Dispute)
        .options(selectinload(Dispute.agent), selectinload(Dispute.reply))
        .order_by(Dispute.opened_at)
    )
    if state:
        statement = statement.where(Dispute.state == state)
    if viewer.role == "agent":
        statement = statement.where(Dispute.agent_id == viewer.id)
    return list(session.scalars(statement))


def disputes_of(session: Session, reply_id: int) -> list[Dispute]:
    """The disputes about one reply, oldest first, agents loaded; who may see the reply may see them."""
    statement = select(Dispute).where(Dispute.reply_id == reply_id).options(selectinload(Dispute.agent))
    return list(session.scalars(statement.order_by(Dispute.opened_at)))


def _holds(phrase: ReviewPhrase, settled: Settled) -> bool:
    """Whether a reviewer judged the phrase as it was settled: a fault of this kind there, or none."""
    if phrase.category == MISSING:
        stands = settled.missing_apology
    else:
        stands = any(
            one["kind"] == phrase.kind and one["start"] < phrase.end and phrase.start < one["end"]
            for one in settled.phrases
        )
    return stands == (phrase.verdict != "disagree")


def _reviews_it(session: Session, reply: Reply, viewer: Person) -> bool:
    """Whether the viewer is one of those whose judgement must stay their own."""
    if viewer.role != "lead":
        return True
    own = select(Review.id).where(Review.reply_id == reply.id, Review.reviewer_id == viewer.id)
    return session.get(Assignment, (reply.id, viewer.id)) is not None or session.scalar(own) is not None

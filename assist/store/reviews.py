"""Reviewers' verdicts: saved with every version, undone, and shown only to those who may see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from assist.store import audit_log, replies, settling, verdicts
from assist.store.blindness import Blindness, blindness, blindness_of
from assist.store.remarks import (
    comment,
    comments_of,
    decide_dispute,
    delete_comment,
    disputes,
    open_dispute,
    phrase_comments,
)
from assist.store.settling import settled_of
from assist.store.tables import Assignment, Person, Reply, Review, ReviewVersion, now
from assist.store.verdicts import InvalidReview, Labels, PhraseVerdict, Verdict, prefilled

__all__ = [
    "Blindness",
    "Conflict",
    "InvalidReview",
    "Labels",
    "PhraseVerdict",
    "Saved",
    "Verdict",
    "blindness",
    "blindness_of",
    "comment",
    "comments_of",
    "decide_dispute",
    "delete_comment",
    "disputes",
    "mine",
    "of_reply",
    "open_dispute",
    "phrase_comments",
    "prefilled",
    "save",
    "settled_of",
    "since",
    "to_adjudicate",
    "withdraw",
]

Round = Literal["review", "adjudication", "calibration"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a verdict: `status` is the reply's now."""

    review: Review
    status: str
    others: tuple[Person, ...]
    """Who else has reviewed it; empty in blind double review until it is settled."""


class Conflict(Exception):
    """The same person saved this review elsewhere meanwhile: `current` is that state, untouched."""

    def __init__(self, current: Review) -> None:
        super().__init__(f"review {current.id} is at version {current.version}")
        self.current = current


def save(
    session: Session,
    reply_id: int,
    reviewer: Person,
    labels: Labels,
    *,
    base_version: int = 0,
    round: Round = "review",
    session_id: int = 0,
    blind: bool = False,
    seconds: int | None = None,
) -> Saved:
    """Save a verdict and move the reply on: settle it, wait for the second reviewer, or send it to a lead.

    `base_version` is the version the reviewer started from (0: none yet). Raises Conflict where the
    own review has moved on, InvalidReview, LookupError for a reply that is not there, and
    PermissionError for an agent, or an adjudication by anybody but a lead.
    """
    if reviewer.role == "agent" or (round == "adjudication" and reviewer.role != "lead"):
        raise PermissionError(round)
    reply = _locked(session, reply_id)
    labels = verdicts.checked(labels, reply)
    review = mine(session, reply_id, reviewer, round=round, session_id=session_id)
    if review is not None and review.version != base_version:
        # Kept readable after the transaction has ended.
        session.expunge(review)
        raise Conflict(review)
    before = review.version if review else 0
    # Saved again as it was: it is still what was said without the model.
    same = review is not None and verdicts.of_review(review) == labels
    if review is None:
        review = Review(reply_id=reply_id, reviewer_id=reviewer.id, round=round, session_id=session_id)
        review.version, review.phrases = 0, []
        session.add(review)
    review.blind, review.seconds = blind or (same and review.blind), seconds
    _write(session, review, labels, back=before)
    if round == "adjudication":
        settling.settle(session, reply, "adjudication", reviewer, labels)
    elif round == "review":
        _tick(session, reply_id, reviewer, done=True)
        settling.refresh(session, reply)
    audit_log.write(session, reviewer, round, f"reply:{reply_id}", version=review.version)
    session.flush()
    others = [one.reviewer for one in of_reply(session, reply_id, reviewer) if one.reviewer_id != reviewer.id]
    return Saved(review, reply.status, tuple(others) if round == "review" else ())


def withdraw(session: Session, review_id: int, reviewer: Person) -> Labels | None:
    """Undo the last save: the labels before it are put back and given, or the review taken away (None).

    Raises LookupError for a review that is not there, PermissionError for another's.
    """
    review = session.scalar(
        select(Review).where(Review.id == review_id).options(selectinload(Review.phrases))
    )
    if review is None:
        raise LookupError(review_id)
    if review.reviewer_id != reviewer.id:
        raise PermissionError(review_id)
    reply = _locked(session, review.reply_id)
    last = session.get_one(ReviewVersion, (review.id, review.version))
    earlier = session.get(ReviewVersion, (review.id, last.content["back"]))
    restored = Labels.from_json(earlier.content["labels"]) if earlier else None
    if earlier is not None and restored is not None:
        _write(session, review, restored, back=earlier.content["back"])
    else:
        session.execute(delete(Review).where(Review.id == review.id))
        session.expunge(review)
        _tick(session, reply.id, reviewer, done=False)
    settled = settled_of(session, [reply.id]).get(reply.id)
    if review.round == "adjudication" and settled and settled.source == "adjudication":
        session.delete(settled)
        session.flush()
        if restored is not None:
            settling.settle(session, reply, "adjudication", reviewer, restored)
    if review.round != "calibration":
        settling.refresh(session, reply)
    audit_log.write(session, reviewer, "undo", f"reply:{reply.id}", round=review.round)
    session.flush()
    return restored


def mine(
    session: Session, reply_id: int, reviewer: Person, *, round: str = "review", session_id: int = 0
) -> Review | None:
    """The reviewer's own review with its phrases, or None."""
    return session.scalar(
        select(Review)
        .where(
            Review.reply_id == reply_id,
            Review.reviewer_id == reviewer.id,
            Review.round == round,
            Review.session_id == session_id,
        )
        .options(selectinload(Review.phrases))
    )


def of_reply(session: Session, reply_id: int, viewer: Person) -> list[Review]:
    """The reviews the viewer may see, first to last, phrases and reviewers loaded.

    While it waits for a second blind review, that is the own one only (leads who are not to review it
    themselves see all); agents see none, but what is settled (`settled_of`).
    """
    reply = session.get(Reply, reply_id)
    if reply is None or viewer.role == "agent":
        return []
    found = session.scalars(
        select(Review)
        .where(Review.reply_id == reply_id, Review.round != "calibration")
        .options(selectinload(Review.phrases), selectinload(Review.reviewer))
        .order_by(Review.id)
    ).all()
    hidden = blindness(session, reply, viewer).others
    return [review for review in found if not hidden or review.reviewer_id == viewer.id]


def to_adjudicate(session: Session, *, limit: int = 200) -> list[tuple[Reply, list[Review]]]:
    """Replies whose reviewers differ, oldest first, with their reviews (phrases and reviewers loaded)."""
    waiting = select(Reply.id).where(Reply.status == "adjudicate").order_by(Reply.id).limit(limit)
    found = replies.by_ids(session, list(session.scalars(waiting)))
    return [(reply, list(settling.of_round(session, reply.id))) for reply in found]


def since(session: Session, reviewer: Person, start: datetime) -> list[Review]:
    """What the reviewer has reviewed since `start`, newest first, replies loaded."""
    return list(
        session.scalars(
            select(Review)
            .where(Review.reviewer_id == reviewer.id, Review.updated_at >= start)
            .options(selectinload(Review.reply))
            .order_by(Review.updated_at.desc())
        )
    )


def _locked(session: Session, reply_id: int) -> Reply:
    """The reply, held until the transaction ends: two reviewers' saves come one after the other."""
    statement = select(Reply).where(Reply.id == reply_id).with_for_update()
    reply = session.scalar(statement.options(selectinload(Reply.findings)), execution_options=_FRESH)
    if reply is None:
        raise LookupError(reply_id)
    return reply


def _write(session: Session, review: Review, labels: Labels, *, back: int) -> None:
    review.defensive, review.blame = labels.defensive, labels.blame
    review.needs_apology, review.apology = labels.needs_apology, labels.apology
    review.steps, review.note = labels.steps, labels.note
    review.version += 1
    review.updated_at = now()
    review.phrases = verdicts.to_rows(labels.phrases)
    session.flush()
    content = {"labels": labels.to_json(), "back": back}
    session.add(ReviewVersion(review_id=review.id, version=review.version, content=content))
    session.flush()


def _tick(session: Session, reply_id: int, reviewer: Person, *, done: bool) -> None:
    session.execute(
        update(Assignment)
        .where(Assignment.reply_id == reply_id, Assignment.reviewer_id == reviewer.id)
        .values(done_at=now() if done else None)
    )


_FRESH: dict[str, Any] = {"populate_existing": True}

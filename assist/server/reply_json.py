"""Stored replies and reviews as JSON; offsets count UTF-16 code units, as everywhere over HTTP."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assist.store import reviews
from assist.store.reviews import InvalidReview, Labels, PhraseVerdict
from assist.store.tables import Person, Reply, Review, Settled
from assist.text.offsets import code_point_offset, utf16_offset

if TYPE_CHECKING:
    from assist.server.replies import ReviewIn


def authors(session: Session, found: Iterable[Reply]) -> dict[int, str]:
    """The names of the replies' agents, by id."""
    wanted = {reply.agent_id for reply in found if reply.agent_id is not None}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return dict(rows.all())


def summary(session: Session, reply: Reply, names: dict[int, str], viewer: Person) -> dict[str, Any]:
    """A row of the queue (findings must be loaded).

    `result` is null where the viewer is to judge unaided, and `queue`, which tells what is flagged.
    """
    hidden = reviews.blindness(session, reply, viewer).model
    return {
        "id": str(reply.id),
        "reply": reply.reply,
        "customer": reply.customer,
        "channel": reply.channel,
        "agent": names.get(reply.agent_id, "") if reply.agent_id is not None else "",
        "team": reply.team,
        "thread": reply.thread,
        "sent_at": reply.sent_at.isoformat(),
        "stored_at": reply.stored_at.isoformat(),
        "status": reply.status,
        "queue": None if hidden else reply.queue,
        "result": None if hidden else _result(reply),
    }


def whole(session: Session, reply: Reply, viewer: Person) -> dict[str, Any]:
    """A reply with the reviews that the viewer may see and the labels that hold."""
    settled = reviews.settled_of(session, [reply.id]).get(reply.id)
    return {
        **summary(session, reply, authors(session, [reply]), viewer),
        "reviews": [_review(review, reply.reply) for review in reviews.of_reply(session, reply.id, viewer)],
        "settled": _settled(settled, reply.reply) if settled else None,
    }


def labels(body: "ReviewIn", text: str) -> Labels:
    """A posted review as a value. Raises InvalidReview for an offset that is none."""
    back = code_point_offset(text)

    def place(offset: int) -> int:
        try:
            return back(offset)
        except ValueError as error:
            raise InvalidReview("span") from error

    return Labels(
        defensive=body.labels.defensive,
        blame=body.labels.blame,
        needs_apology=body.labels.needs_apology,
        apology=body.labels.apology,
        phrases=tuple(
            PhraseVerdict(p.verdict, place(p.start), place(p.end), "", p.kind, p.finding, p.comment)
            for p in body.phrases
        ),
        steps=dict(body.steps) if body.steps is not None else None,
        note=body.note,
    )


def _result(reply: Reply) -> dict[str, Any]:
    at = utf16_offset(reply.reply)
    return {
        "language": reply.language,
        "scores": {name: round(score, 4) for name, score in reply.scores.items()},
        "flags": list(reply.flags),
        "needs_apology": round(reply.needs_apology, 4),
        "apology": reply.apology,
        "findings": [
            {
                "id": found.id,
                "start": at(found.start),
                "end": at(found.end),
                "text": reply.reply[found.start : found.end],
                "category": found.category,
                "kind": found.kind,
                "score": round(found.score, 4),
                "message": found.message,
                "why": found.why,
                "suggestions": [],
            }
            for found in reply.findings
        ],
        "steps": {name: round(score, 4) for name, score in reply.steps.items()},
        "hints": reply.hints,
        "model": reply.model,
    }


def _review(review: Review, text: str) -> dict[str, Any]:
    at = utf16_offset(text)
    return {
        "id": str(review.id),
        "reviewer": review.reviewer.name,
        "round": review.round,
        "version": review.version,
        "updated_at": review.updated_at.isoformat(),
        "labels": {
            "defensive": review.defensive,
            "blame": review.blame,
            "needs_apology": review.needs_apology,
            "apology": review.apology,
            "missing_apology": review.missing_apology,
        },
        "phrases": [
            {
                "verdict": phrase.verdict,
                "finding": phrase.finding_id,
                "start": at(phrase.start),
                "end": at(phrase.end),
                "category": phrase.category,
                "kind": phrase.kind,
                "comment": phrase.comment,
            }
            for phrase in review.phrases
        ],
        "steps": review.steps,
        "note": review.note,
    }


def _settled(settled: Settled, text: str) -> dict[str, Any]:
    at = utf16_offset(text)
    return {
        "source": settled.source,
        "decided_at": settled.decided_at.isoformat(),
        "labels": {
            "defensive": settled.defensive,
            "blame": settled.blame,
            "needs_apology": settled.needs_apology,
            "apology": settled.apology,
            "missing_apology": settled.missing_apology,
        },
        "phrases": [{**p, "start": at(p["start"]), "end": at(p["end"])} for p in settled.phrases],
        "steps": settled.steps,
    }

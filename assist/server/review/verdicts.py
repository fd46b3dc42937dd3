"""Verdicts as the one-reply page sends them: saved, taken back, and what others did meanwhile."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from assist.server.problems import ProblemError, problem
from assist.server.review import walk, wire
from assist.server.review.desk import Desk, DeskRoute, ReviewDesk
from assist.store import replies, reviews
from assist.store import verdicts as verdict_values
from assist.store.tables import Reply, Review

router = APIRouter(route_class=DeskRoute)


@router.post("/review/replies/{reply_id}/verdict")
def save(desk: ReviewDesk, reply_id: int, verdict: wire.VerdictIn) -> Response:
    """Settle a reply. 200 with what became of it and what comes next; 409 with the state that is newer."""
    with desk.database.read() as session:
        reply = _reply(desk, session, reply_id)
        hidden = walk.hides_model(session, reply, desk.person, verdict.round, verdict.session)
    try:
        labels = verdict_values.checked(verdict.labels(reply.reply), reply)
    except reviews.InvalidReview as error:
        return problem(422, "invalid_review", error.message(desk.lang))
    try:
        with desk.database.write() as session:
            saved = reviews.save(
                session,
                reply_id,
                desk.person,
                labels,
                base_version=verdict.base_version,
                round=verdict.round,
                session_id=verdict.session,
                blind=hidden,
                seconds=verdict.seconds,
            )
    except reviews.Conflict as conflict:
        if verdict_values.of_review(conflict.current) != labels:
            return _conflict(desk, reply, conflict.current)
        # Sent again because the answer was lost on the way: it is here already.
        saved = reviews.Saved(conflict.current, reply.status, ())
    with desk.database.read() as session:
        way = walk.way(session, desk.person, reply_id, verdict.round, verdict.session, verdict.query)
        differs = saved.status == "adjudicate"
        others = [person.label for person in saved.others]
    return JSONResponse(
        {
            "review": saved.review.id,
            "version": saved.review.version,
            "status": saved.status,
            "told": _told(desk, others, differs),
            "next": way.next or way.back,
        }
    )


@router.post("/review/reviews/{review_id}/withdraw")
def withdraw(desk: ReviewDesk, review_id: int) -> Response:
    """Take the last save of an own review back."""
    with desk.database.write() as session:
        before = reviews.withdraw(session, review_id, desk.person)
    return JSONResponse({"withdrawn": True, "kept": before is not None})


@router.get("/review/replies/{reply_id}/news")
def news(desk: ReviewDesk, reply_id: int, known: str = "") -> Response:
    """Who has reviewed this reply, beyond the reviews that the page already knows of."""
    seen = set(known.split(","))
    with desk.database.read() as session:
        _reply(desk, session, reply_id)
        found = reviews.of_reply(session, reply_id, desk.person)
        new = [
            {
                "review": str(one.id),
                "told": desk.say("told_meanwhile", name=one.reviewer.label, time=wire.clock(one.updated_at)),
                "time": wire.clock_json(one.updated_at),
            }
            for one in found
            if one.reviewer_id != desk.person.id and one.round == "review" and str(one.id) not in seen
        ]
    return JSONResponse({"news": new})


def _reply(desk: Desk, session: Session, reply_id: int) -> Reply:
    reply = replies.get(session, reply_id, desk.person)
    if reply is None:
        raise ProblemError(404, "not_found")
    return reply


def _conflict(desk: Desk, reply: Reply, current: Review) -> Response:
    content: dict[str, Any] = {
        "type": "urn:assist:problem:review_moved",
        "title": "Conflict",
        "status": 409,
        "code": "review_moved",
        "detail": desk.say("conflict", time=wire.clock(current.updated_at)),
        "time": wire.clock_json(current.updated_at),
        "version": current.version,
        "current": wire.labels_json(verdict_values.of_review(current), reply.reply),
    }
    return JSONResponse(content, 409, media_type="application/problem+json")


def _told(desk: Desk, others: list[str], differs: bool) -> str:
    if not others:
        return ""
    names = ", ".join(others)
    return desk.say("told_differ" if differs else "told_agree", names=names)

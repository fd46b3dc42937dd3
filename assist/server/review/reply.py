"""One reply: the conversation with what was found in it, and the reviewer's verdict on each phrase."""

from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from assist.messages import catalogue
from assist.rubric import APOLOGIES, KINDS, KINDS_OF_CATEGORY, STEPS
from assist.rubric.kinds import FINDING_KINDS
from assist.server.problems import ProblemError
from assist.server.review import adjudication, marks, walk, wire
from assist.server.review.desk import AnyDesk, Desk, DeskRoute, LeadDesk, ReviewDesk
from assist.server.review.words import Words
from assist.store import audit_log, people, remarks, replies, reviews, verdicts, work
from assist.store.tables import Reply, Review

router = APIRouter(route_class=DeskRoute)

_JS: Final = "review.js_"


@router.get("/review/replies/{reply_id}")
def page(desk: AnyDesk, reply_id: int) -> Response:
    """The reply in the queue; an agent sees the own one with what was settled."""
    return show(desk, reply_id, "queue" if desk.person.role != "agent" else "me")


@router.get("/review/adjudication/{reply_id}")
def adjudicate(desk: LeadDesk, reply_id: int) -> Response:
    """The reply whose reviewers differ, for a lead to settle."""
    return show(desk, reply_id, "adjudication", round="adjudication")


@router.get("/review/calibration/{session_id}/{reply_id}")
def calibrate(desk: ReviewDesk, session_id: int, reply_id: int) -> Response:
    """The reply within a calibration session."""
    with desk.database.read() as session:
        if reply_id not in {one.id for one in work.calibration_replies(session, session_id)}:
            raise ProblemError(404, "not_found")
    return show(desk, reply_id, "calibration", round="calibration", session_id=session_id)


@router.post("/review/replies/{reply_id}/comments")
def comment(desk: AnyDesk, reply_id: int) -> Response:
    """Add a remark to the reply's discussion."""
    text = desk.field("text")
    with desk.database.write() as session:
        if replies.get(session, reply_id, desk.person) is None:
            raise ProblemError(404, "not_found")
        if text:
            reviews.comment(session, reply_id, desk.person, text)
    return _discussion(desk, reply_id)


@router.post("/review/comments/{comment_id}/delete")
def delete_comment(desk: AnyDesk, comment_id: int) -> Response:
    """Take a remark back."""
    with desk.database.write() as session:
        reviews.delete_comment(session, comment_id, desk.person)
    return Response(status_code=200)


@router.post("/review/replies/{reply_id}/assign")
def assign(desk: LeadDesk, reply_id: int) -> Response:
    """Give the reply to one or more reviewers by hand."""
    chosen = {str(value) for value in desk.form.getlist("reviewer")}
    with desk.database.write() as session:
        reviewers = [p for p in people.everybody(session) if str(p.id) in chosen and p.role != "agent"]
        if reviewers:
            work.assign(session, reply_id, reviewers)
            names = [person.name for person in reviewers]
            audit_log.write(session, desk.person, "assign", f"reply:{reply_id}", reviewers=names)
    return desk.go(f"/review/replies/{reply_id}", "assigned", n=len(reviewers))


def show(
    desk: Desk, reply_id: int, room: str, *, round: wire.Round = "review", session_id: int = 0
) -> Response:
    """The page of one reply in a round; seeing it is in the audit log."""
    with desk.database.write() as session:
        audit_log.write(session, desk.person, "saw", f"reply:{reply_id}")
    with desk.database.read() as session:
        reply = replies.get(session, reply_id, desk.person)
        if reply is None:
            raise ProblemError(404, "not_found")
        context = _context(desk, session, reply, round, session_id)
    return desk.page("reply.html", room=room, round=round, session_id=session_id, **context)


def _context(
    desk: Desk, session: Session, reply: Reply, round: wire.Round, session_id: int
) -> dict[str, Any]:
    may_judge = desk.person.role != "agent"
    hidden = may_judge and walk.hides_model(session, reply, desk.person, round, session_id)
    mine = reviews.mine(session, reply.id, desk.person, round=round, session_id=session_id)
    others = _others(desk, session, reply, round, session_id)
    settled = reviews.settled_of(session, [reply.id]).get(reply.id)
    way = walk.way(session, desk.person, reply.id, round, session_id, desk.request.url.query)
    author = people.by_id(session, reply.agent_id) if reply.agent_id else None
    shown = [] if hidden else reply.findings
    return {
        "reply": reply,
        "author": author,
        "hidden": hidden,
        "may_judge": may_judge,
        "mine": mine,
        "others": others,
        "settled": settled,
        "way": way,
        "findings": shown,
        "segments": marks.segments(reply.reply, shown),
        "earlier": [one for one in replies.thread_of(session, reply, desk.person) if one.id != reply.id],
        "comments": reviews.comments_of(session, reply.id, desk.person),
        "remarked": [] if may_judge else reviews.phrase_comments(session, reply.id, desk.person),
        "disputes": remarks.disputes_of(session, reply.id),
        "reviewers": [p for p in people.everybody(session) if p.role != "agent"],
        "state": _state(desk, reply, mine, others, hidden=hidden, round=round, session_id=session_id, way=way)
        if may_judge
        else None,
        "steps": STEPS,
        "apologies": APOLOGIES,
    }


def _others(desk: Desk, session: Session, reply: Reply, round: wire.Round, session_id: int) -> list[Review]:
    if desk.person.role == "agent":
        return []
    if round == "calibration":
        found = work.calibration_reviews(session, session_id, desk.person)
        return [one for one in found if one.reply_id == reply.id and one.reviewer_id != desk.person.id]
    found = reviews.of_reply(session, reply.id, desk.person)
    own = round if round == "adjudication" else "review"
    return [
        one
        for one in found
        if one.round != "calibration" and not (one.reviewer_id == desk.person.id and one.round == own)
    ]


def _state(
    desk: Desk,
    reply: Reply,
    mine: Review | None,
    others: list[Review],
    *,
    hidden: bool,
    round: wire.Round,
    session_id: int,
    way: walk.Way,
) -> dict[str, Any]:
    judged: bool | list[bool] = mine is not None
    if mine is not None:
        labels = verdicts.of_review(mine)
    elif round == "adjudication":
        both = [one for one in others if one.round == "review"]
        labels, judged = adjudication.common(both, verdicts.prefilled(reply))
    else:
        labels = wire.unlabelled() if hidden else verdicts.prefilled(reply)
    words = Words(desk.lang)
    texts = catalogue(desk.lang)
    return {
        "reply": str(reply.id),
        "text": reply.reply,
        "findings": [] if hidden else wire.findings_json(reply, words),
        "labels": wire.labels_json(labels, reply.reply),
        "judged": judged,
        "version": mine.version if mine else 0,
        "round": round,
        "session": session_id,
        "hidden": hidden,
        "known": [str(one.id) for one in others],
        "query": desk.request.url.query,
        "previous": way.previous,
        "next": way.next,
        "kinds": {category: list(kinds) for category, kinds in KINDS_OF_CATEGORY.items()},
        "steps": list(STEPS),
        "modelSteps": {} if hidden else reply.steps,
        "names": {name: words.label(name) for name in (*FINDING_KINDS, *KINDS_OF_CATEGORY)},
        "meanings": {kind: texts[f"review.meaning_{kind}"] for kind in KINDS},
        "words": {key.removeprefix(_JS): text for key, text in texts.items() if key.startswith(_JS)},
    }


def _discussion(desk: Desk, reply_id: int) -> Response:
    with desk.database.read() as session:
        comments = reviews.comments_of(session, reply_id, desk.person)
    return desk.part("discussion.html", comments=comments, reply_id=reply_id)

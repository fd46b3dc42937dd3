"""Calibration sessions: several reviewers label the same replies, then compare what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from assist.server.problems import ProblemError
from assist.server.review import agreement_page, marks
from assist.server.review.desk import DeskRoute, LeadDesk, ReviewDesk
from assist.store import people, queue, verdicts, work
from assist.store.agreement import Rated
from assist.store.filters import Filters
from assist.store.tables import Calibration, Person, Reply, Review

router = APIRouter(route_class=DeskRoute)

_MOST: Final = 100
_LABELS: Final = ("defensive", "blame", "needs_apology", "missing_apology")


@dataclass(frozen=True, slots=True)
class Item:
    """A reply of the session, with the reviews that the viewer may see by reviewer."""

    reply: Reply
    snippet: list[marks.Segment]
    mine: Review | None
    by_person: dict[int, Review]
    differ: bool


@router.get("/review/calibration")
def sessions(desk: ReviewDesk) -> Response:
    """The sessions, and the form that begins one."""
    with desk.database.read() as session:
        found = [
            (one, _progress(session, one, desk.person)) for one in work.calibrations(session, desk.person)
        ]
        reviewers = [one for one in people.everybody(session) if one.role != "agent"]
        open_count = queue.count(session, Filters(status=("open",)), desk.person)
    return desk.page(
        "calibrations.html", room="calibration", sessions=found, reviewers=reviewers, open_count=open_count
    )


@router.post("/review/calibration")
def start(desk: LeadDesk) -> Response:
    """Begin a session on the first n replies of the queue, or on those of a saved view's query."""
    chosen = {str(value) for value in desk.form.getlist("member")}
    asked = desk.field("n")
    if not asked.isdecimal() or not 1 <= int(asked) <= _MOST:
        raise ProblemError(422, "bad_filter", name="n")
    with desk.database.write() as session:
        members = [one for one in people.everybody(session) if str(one.id) in chosen]
        status = (desk.field("status") or "open",)
        found = queue.page(session, Filters(status=status), desk.person, limit=int(asked))
        try:
            row = work.start_calibration(
                session,
                desk.person,
                desk.field("name"),
                [reply.id for reply in found.rows],
                members,
                blind=bool(desk.field("blind")),
            )
        except ValueError as error:
            return desk.go("/review/calibration", f"calibration_no_{error}")
    return desk.go(f"/review/calibration/{row.id}", "calibration_started", n=len(found.rows))


@router.get("/review/calibration/{session_id}")
def page(desk: ReviewDesk, session_id: int) -> Response:
    """One session: what is still to label, and once it is closed, everybody's labels side by side."""
    with desk.database.read() as session:
        row = _find(session, session_id, desk.person)
        members = work.calibration_members(session, session_id)
        replies = work.calibration_replies(session, session_id)
        reviews = work.calibration_reviews(session, session_id, desk.person)
    items = [
        _item(reply, reviews, desk.person, blind=row.blind and row.closed_at is None) for reply in replies
    ]
    left = next((item for item in items if item.mine is None), None)
    return desk.page(
        "calibration.html",
        room="calibration",
        calibration=row,
        members=members,
        items=items,
        left=left,
        done=sum(item.mine is not None for item in items),
        is_member=desk.person.id in {one.id for one in members},
        between=agreement_page.between(_pairs(reviews)) if row.closed_at else [],
    )


@router.post("/review/calibration/{session_id}/close")
def close(desk: LeadDesk, session_id: int) -> Response:
    """End the session: from now on everybody in it sees everybody's labels."""
    with desk.database.write() as session:
        work.close_calibration(session, session_id, desk.person)
    return desk.go(f"/review/calibration/{session_id}", "calibration_closed")


def _find(session: Session, session_id: int, person: Person) -> Calibration:
    for one in work.calibrations(session, person):
        if one.id == session_id:
            return one
    raise ProblemError(404, "not_found")


def _progress(session: Session, row: Calibration, person: Person) -> tuple[int, int]:
    replies = work.calibration_replies(session, row.id)
    mine = [one for one in work.calibration_reviews(session, row.id, person) if one.reviewer_id == person.id]
    return len(mine), len(replies)


def _item(reply: Reply, reviews: Sequence[Review], person: Person, *, blind: bool) -> Item:
    of_this = {one.reviewer_id: one for one in reviews if one.reply_id == reply.id}
    said = [verdicts.of_review(one) for one in of_this.values()]
    differ = any(not one.same_as(two) for one, two in combinations(said, 2))
    mine = of_this.get(person.id)
    findings = [] if blind and mine is None else reply.findings
    return Item(reply, marks.snippet(reply.reply, findings), mine, of_this, differ)


def _pairs(reviews: Sequence[Review]) -> list[Rated]:
    by_reply: dict[int, list[Review]] = {}
    for review in reviews:
        by_reply.setdefault(review.reply_id, []).append(review)
    return [
        Rated(reply_id, label, getattr(one, label), getattr(two, label), one.reviewer_id, two.reviewer_id, "")
        for reply_id, several in by_reply.items()
        for one, two in combinations(sorted(several, key=lambda review: review.reviewer_id), 2)
        for label in _LABELS
    ]

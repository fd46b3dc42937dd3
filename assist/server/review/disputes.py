"""Disputes: an agent objects to a verdict, a lead reads again and decides."""

from typing import Final

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from assist.rubric import APOLOGIES
from assist.server.problems import ProblemError
from assist.server.review import marks
from assist.server.review.desk import AnyDesk, Desk, DeskRoute, LeadDesk
from assist.store import replies, reviews
from assist.store.tables import Dispute, Settled
from assist.store.verdicts import InvalidReview, Labels, PhraseVerdict

router = APIRouter(route_class=DeskRoute)

_STATES: Final = ("open", "upheld", "changed")


@router.get("/review/disputes")
def page(desk: AnyDesk, state: str = "open") -> Response:
    """Disputes by state; an agent sees the own ones."""
    if state not in _STATES:
        raise ProblemError(422, "bad_filter", name="state")
    with desk.database.read() as session:
        found = reviews.disputes(session, desk.person, state=state)
        settled = reviews.settled_of(session, [one.reply_id for one in found])
        texts = {one.id: one for one in replies.by_ids(session, [dispute.reply_id for dispute in found])}
    snippets = {number: marks.segments(one.reply, one.findings) for number, one in texts.items()}
    return desk.page(
        "disputes.html",
        room="disputes",
        state=state,
        states=_STATES,
        disputes=found,
        settled=settled,
        texts=texts,
        snippets=snippets,
        apologies=APOLOGIES,
    )


@router.post("/review/replies/{reply_id}/dispute")
def open_dispute(desk: AnyDesk, reply_id: int) -> Response:
    """The agent objects to what was settled on the own reply."""
    try:
        with desk.database.write() as session:
            reviews.open_dispute(session, reply_id, desk.person, desk.field("reason"))
    except InvalidReview as error:
        raise ProblemError(422, "bad_review", reason=error.message(desk.lang)) from error
    return desk.go(f"/review/replies/{reply_id}", "disputed")


@router.post("/review/disputes/{dispute_id}/decide")
def decide(desk: LeadDesk, dispute_id: int) -> Response:
    """Uphold the verdict, or settle the reply anew with the labels in the form."""
    change = desk.field("do") == "change"
    try:
        with desk.database.write() as session:
            labels = _labels(desk, session, dispute_id) if change else None
            reviews.decide_dispute(session, dispute_id, desk.person, desk.field("decision"), labels)
    except InvalidReview as error:
        raise ProblemError(422, "bad_review", reason=error.message(desk.lang)) from error
    return desk.go("/review/disputes", "dispute_changed" if change else "dispute_upheld")


def _labels(desk: Desk, session: Session, dispute_id: int) -> Labels:
    dispute = session.get(Dispute, dispute_id)
    settled = session.get(Settled, dispute.reply_id) if dispute else None
    if settled is None:
        raise LookupError(dispute_id)
    kept = {str(value) for value in desk.form.getlist("phrase")}
    phrases = [
        # A phrase that was settled stands on its own: it may have come from the model or from a person.
        PhraseVerdict("missed", one["start"], one["end"], one["category"], one["kind"])
        for number, one in enumerate(settled.phrases)
        if str(number) in kept
    ]
    return Labels(
        defensive=bool(desk.field("defensive")) or any(one.category == "defensive" for one in phrases),
        blame=bool(desk.field("blame")) or any(one.category == "blame" for one in phrases),
        needs_apology=bool(desk.field("needs_apology")),
        apology=desk.field("apology"),
        phrases=tuple(phrases),
        steps=settled.steps,
    )

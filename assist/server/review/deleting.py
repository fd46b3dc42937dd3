"""Deleting an agent's or a customer's replies, asked for by a lead who types what is to go."""

from fastapi import APIRouter
from starlette.responses import Response

from assist.server.review.desk import DeskRoute, LeadDesk
from assist.store import keeping, people
from assist.store.intake import Intake

router = APIRouter(route_class=DeskRoute)


@router.post("/review/settings/forget-agent")
def forget_agent(desk: LeadDesk) -> Response:
    """Delete every reply of an agent; the name is typed, so that nothing goes by one slip of the hand."""
    with desk.database.write() as session:
        agent = people.by_name(session, desk.field("agent"))
        if agent is None:
            return desk.go("/review/settings", "forget_nobody", name=desk.field("agent"))
        gone = keeping.forget_agent(session, agent, desk.person)
    return desk.go("/review/settings", "forgotten", n=gone)


@router.post("/review/settings/forget-customer")
def forget_customer(desk: LeadDesk) -> Response:
    """Delete a customer's replies, found by the address or number that was masked in them."""
    intake = Intake(desk.settings)
    marks = intake.fingerprints_of(desk.field("contact"))
    if not marks:
        return desk.go("/review/settings", "forget_no_contact")
    with desk.database.write() as session:
        gone = keeping.forget_customer(session, marks, desk.person)
    return desk.go("/review/settings", "forgotten", n=gone)

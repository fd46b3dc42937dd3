"""Coaching: notes to an agent beside their replies and good examples, and the agent's own page."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from assist.server.problems import ProblemError
from assist.server.review import marks, trends_page
from assist.server.review.desk import AnyDesk, Desk, DeskRoute, ReviewDesk
from assist.server.review.words import Words
from assist.store import examples, people, queue, replies, reviews, trends, work
from assist.store.filters import Filters
from assist.store.tables import Person

router = APIRouter(route_class=DeskRoute)

WEEKS = 12
_RECENT = 20


@router.get("/review/coaching")
def agents(desk: ReviewDesk, team: str = "") -> Response:
    """The agents by name, never by a figure."""
    with desk.database.read() as session:
        found = people.everybody(session, role="agent", team=team)
        notes = examples.latest_notes(session)
        teams = people.teams(session)
    return desk.page("agents.html", room="coaching", agents=found, notes=notes, teams=teams, team=team)


@router.get("/review/coaching/{agent_id}")
def agent(desk: ReviewDesk, agent_id: int, reply: int | None = None) -> Response:
    """One agent's progress and notes, with a form for the next note."""
    with desk.database.read() as session:
        person = _agent(session, agent_id)
        about = replies.get(session, reply, desk.person) if reply else None
        if about is not None and about.agent_id != person.id:
            raise ProblemError(404, "not_found")
        context = _progress(desk, session, person)
        good = examples.good(session, language=about.language if about else "")
        named = queue.page(session, Filters(agent=(person.name,)), desk.person, limit=_RECENT).rows
    return desk.page(
        "coaching.html", room="coaching", agent=person, about=about, good=good, recent=_rows(named), **context
    )


@router.post("/review/coaching/{agent_id}")
def write(desk: ReviewDesk, agent_id: int) -> Response:
    """Write a note to the agent."""
    with desk.database.write() as session:
        person = _agent(session, agent_id)
        try:
            work.coach(
                session,
                desk.person,
                person,
                desk.field("text"),
                reply_id=_number(desk.field("reply")),
                example_id=_number(desk.field("example")),
            )
        except ValueError as error:
            raise ProblemError(422, "bad_filter", name=str(error)) from error
    return desk.go(f"/review/coaching/{agent_id}", "coached", name=person.label)


@router.get("/review/me")
def me(desk: AnyDesk) -> Response:
    """The agent's own page: progress by act, notes, own replies with what was settled on them."""
    with desk.database.read() as session:
        context = _progress(desk, session, desk.person)
        mine = queue.page(session, Filters(agent=(desk.person.name,)), desk.person, limit=_RECENT).rows
        settled = reviews.settled_of(session, [one.id for one in mine])
    response = desk.page("me.html", room="me", rows=_rows(mine), settled=settled, **context)
    with desk.database.write() as session:
        # Shown as new this once; from the next visit on they are known.
        work.mark_seen(session, desk.person)
    return response


def _progress(desk: Desk, session: Session, person: Person) -> dict[str, Any]:
    rates = trends.progress(session, person, weeks=WEEKS)
    chart = None
    if any(rate.total for rate in rates):
        chart = trends_page.over_weeks(rates, Words(desk.lang), plain=False)
    return {"progress": chart, "notes": work.coaching_notes(session, person)}


def _rows(found: list[Any]) -> list[tuple[Any, list[marks.Segment]]]:
    return [(one, marks.snippet(one.reply, one.findings)) for one in found]


def _agent(session: Session, agent_id: int) -> Person:
    person = people.by_id(session, agent_id)
    if person is None:
        raise ProblemError(404, "not_found")
    return person


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None

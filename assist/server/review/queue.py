"""The queue: sent replies to review, by filters that live in the URL."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from assist.rubric import KINDS
from assist.server.problems import ProblemError
from assist.server.review import exports, marks
from assist.server.review.asked import read_query
from assist.server.review.desk import AnyDesk, DeskRoute, ReviewDesk
from assist.server.review.frame import home
from assist.store import audit_log, people, queue, reviews, work
from assist.store.filters import SORTS, Filters, Sort
from assist.store.tables import Person, Reply, SavedView

router = APIRouter(route_class=DeskRoute)

PAGE: Final = 40
COUNTED: Final = 1000
FACETS: Final = ("status", "flag", "kind", "language", "queue", "channel", "team", "band", "model")
_FIXED: Final = {"kind": KINDS, "flag": ("defensive", "blame", "missing_apology", "none")}
_LARGEST_SAMPLE: Final = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A reply as the queue shows it."""

    reply: Reply
    snippet: list[marks.Segment]
    agent: str
    hidden: bool
    """Whether the person is to judge it without the model."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter offers, and what a click on it would show."""

    value: str
    on: bool
    count: queue.Count


@router.get("/review")
def start(desk: AnyDesk) -> Response:
    """The first room of the person's role."""
    return desk.go(home(desk.person))


@router.get("/review/queue")
def page(desk: ReviewDesk, after: str | None = None, before: str | None = None) -> Response:
    """A page of the queue; htmx asks for the same and takes the parts it needs."""
    if not desk.request.url.query:
        return desk.go("/review/queue?status=open")
    filters, sort = read_query(desk.request)
    with desk.database.read() as session:
        try:
            found = queue.page(
                session, filters, desk.person, sort=sort, after=after, before=before, limit=PAGE
            )
        except ValueError as error:
            raise ProblemError(422, "bad_filter", name="after") from error
        names = {person.id: person.label for person in people.everybody(session, with_inactive=True)}
        blind = reviews.blindness_of(session, found.rows, desk.person)
        context: dict[str, Any] = {
            "filters": filters,
            "sort": sort,
            "sorts": SORTS,
            "query": filters.to_query(sort=sort),
            "rows": [_row(reply, names, hidden=blind[reply.id].model) for reply in found.rows],
            "left_out": queue.leaves_out(session, filters, sort),
            "after": found.after,
            "before": found.before,
            "total": queue.count(session, filters, desk.person, sort=sort, cap=COUNTED),
            "facets": _facets(session, filters, desk.person, sort),
            "agents": people.agents(session),
            "views": _views(session, desk.person, filters, sort),
            "formats": exports.formats(),
            "anything": bool(found.rows) or queue.count(session, Filters(), desk.person, cap=1).value > 0,
        }
    response = desk.page("queue.html", room="queue", **context)
    if desk.wants_part:
        # The form sends its empty fields too; the address bar gets the short way to say it.
        response.headers["HX-Push-Url"] = f"/review/queue?{context['query']}"
    return response


@router.post("/review/queue/sample")
def sample(desk: ReviewDesk) -> Response:
    """Draw unflagged replies at random into the queue, within the filters in the URL."""
    filters, _ = read_query(desk.request)
    asked = desk.field("n")
    if not asked.isdecimal() or not 1 <= int(asked) <= _LARGEST_SAMPLE:
        raise ProblemError(422, "bad_filter", name="n")
    # What was asked of the queue itself does not apply to replies that are not in it.
    for name in ("status", "queue", "flag", "kind", "band"):
        filters = filters.without(name)
    with desk.database.write() as session:
        drawn = queue.draw_sample(session, filters, int(asked), desk.person)
        audit_log.write(session, desk.person, "sample", "queue", drawn=len(drawn), filters=filters.to_query())
    to = urlencode([("queue", "sample"), ("status", "open"), *filters.pairs()])
    return desk.go(f"/review/queue?{to}", "sampled", n=len(drawn))


@router.post("/review/views")
def save_view(desk: ReviewDesk) -> Response:
    """Keep the filters in the URL under a name."""
    filters, sort = read_query(desk.request)
    query = filters.to_query(sort=sort)
    with desk.database.write() as session:
        try:
            work.save_view(session, desk.person, desk.field("name"), query, shared=bool(desk.field("shared")))
        except ValueError as error:
            raise ProblemError(422, "bad_filter", name="name") from error
    return desk.go(f"/review/queue?{query}", "view_saved")


@router.post("/review/views/{view_id}/delete")
def delete_view(desk: ReviewDesk, view_id: int) -> Response:
    """Forget a saved view."""
    with desk.database.write() as session:
        work.delete_view(session, desk.person, view_id)
    return desk.go("/review/queue?status=open", "view_deleted")


@dataclass(frozen=True, slots=True)
class View:
    """A tab above the queue: one of ours, or one that somebody saved."""

    name: str
    query: str
    current: bool
    saved: SavedView | None = None


def _views(session: Session, person: Person, filters: Filters, sort: Sort) -> list[View]:
    here = filters.to_query(sort=sort)
    fixed = {
        "open": (Filters(status=("open",)), "newest"),
        "worst": (Filters(status=("open",)), "worst"),
        "mine": (Filters(assigned=person.name), "newest"),
        "sample": (Filters(queue=("sample",), status=("open",)), "newest"),
        "done": (Filters(status=("reviewed",)), "newest"),
        "all": (Filters(), "newest"),
    }
    ours = [(name, one.to_query(sort=order)) for name, (one, order) in fixed.items()]
    found = [View(name, query, query == here) for name, query in ours]
    for view in work.views(session, person):
        found.append(View(view.name, view.query, view.query == here, view))
    return found


def _row(reply: Reply, names: dict[int, str], *, hidden: bool) -> Row:
    snippet = marks.snippet(reply.reply, [] if hidden else reply.findings)
    return Row(reply, snippet, names.get(reply.agent_id or 0, ""), hidden)


def _facets(session: Session, filters: Filters, person: Person, sort: Sort) -> dict[str, list[Choice]]:
    counted = queue.facets(session, filters, person, FACETS, sort=sort)
    chosen: dict[str, set[str]] = {}
    for name, value in filters.pairs():
        chosen.setdefault(name, set()).add(value)
    shown: dict[str, list[Choice]] = {}
    for field in FACETS:
        on = chosen.get(field, set())
        values = [v for v in _FIXED.get(field, tuple(counted[field])) if v in counted[field] or v in on]
        values += sorted(on - set(values) - {"any"})
        if values:
            nothing = queue.Count(0)
            shown[field] = [Choice(v, v in on, counted[field].get(v, nothing)) for v in values]
    return shown

"""A reviewer's way from reply to reply: through the queue, the adjudication list, a calibration session."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from sqlalchemy.orm import Session

from assist.server.review import wire
from assist.store import queue, reviews, work
from assist.store.filters import SORTS, Filters, Sort
from assist.store.tables import Person, Reply


@dataclass(frozen=True, slots=True)
class Way:
    """Where a page of one reply leads: addresses, empty where the way ends."""

    previous: str
    next: str
    back: str


def way(
    session: Session,
    person: Person,
    reply_id: int,
    round: wire.Round,
    session_id: int,
    query: str,
) -> Way:
    """The addresses before and after a reply on the way that the person walks; `query` is the queue's."""
    if round == "calibration":
        base = f"/review/calibration/{session_id}"
        numbers = [reply.id for reply in work.calibration_replies(session, session_id)]
        return _along(numbers, reply_id, base, base)
    if round == "adjudication":
        numbers = [reply.id for reply, _ in reviews.to_adjudicate(session)]
        return _along(numbers, reply_id, "/review/adjudication", "/review/adjudication")
    filters, sort = _read(query)
    before, after = queue.neighbours(session, filters, person, reply_id, sort=sort)
    tail = filters.to_query(sort=sort)
    return Way(
        f"/review/replies/{before}?{tail}" if before else "",
        f"/review/replies/{after}?{tail}" if after else "",
        f"/review/queue?{tail}",
    )


def hides_model(
    session: Session, reply: Reply, person: Person, round: wire.Round = "review", session_id: int = 0
) -> bool:
    """Whether the person may not see what the model says: blind, and their own verdict not in yet."""
    if round == "adjudication":
        return False
    if round == "review":
        return reviews.blindness(session, reply, person).model
    if reviews.mine(session, reply.id, person, round=round, session_id=session_id) is not None:
        return False
    found = next((one for one in work.calibrations(session, person) if one.id == session_id), None)
    return found is not None and found.blind and found.closed_at is None


def _read(query: str) -> tuple[Filters, Sort]:
    pairs = parse_qsl(query)
    try:
        filters = Filters.from_query(pairs)
    except ValueError:
        filters = Filters()  # a link cut short: walk the whole queue rather than refuse the page
    wanted = dict(pairs).get("sort")
    found: list[Sort] = [sort for sort in SORTS if sort == wanted]
    return filters, found[0] if found else "newest"


def _along(numbers: list[int], reply_id: int, base: str, back: str) -> Way:
    if reply_id in numbers:
        at = numbers.index(reply_id)
        before, after = numbers[at - 1] if at else None, numbers[at + 1] if at + 1 < len(numbers) else None
    else:
        before, after = None, numbers[0] if numbers else None
    return Way(f"{base}/{before}" if before else "", f"{base}/{after}" if after else "", back)

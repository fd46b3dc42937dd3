"""Recording sent replies, and the queue: filter, search, sort, count and sample them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assist.scoring.result import Result
from assist.store.filters import Filters, Sort
from assist.store.tables import Person, Reply


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent reply as it comes in, already masked (`assist.text.masking`) and scored."""

    reply: str
    customer: str
    result: Result
    sent_at: datetime
    agent: str = ""
    channel: str = ""
    thread: str = ""
    idempotency_key: str | None = None
    fingerprints: tuple[str, ...] = ()
    import_id: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue; `after` and `before` are cursors for its neighbours, None at the ends."""

    rows: list[Reply]
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many; where `more` is set there are more than `value`, and nobody counted further."""

    value: int
    more: bool = False


def record(session: Session, sent: Sequence[Sent], recorded_by: Person | None) -> list[tuple[int, bool]]:
    """Store replies; for each its id, and whether it is new (False: the idempotency key was known).

    Agents that nobody knows yet are added as people who cannot sign in.
    """
    raise NotImplementedError


def get(session: Session, reply_id: int, viewer: Person) -> Reply | None:
    """The reply with its findings loaded, or None where it is not there or not the viewer's to see."""
    raise NotImplementedError


def thread_of(session: Session, reply: Reply, viewer: Person) -> list[Reply]:
    """The replies of the same thread in the order they were sent, this one included."""
    raise NotImplementedError


def page(
    session: Session,
    filters: Filters,
    viewer: Person,
    *,
    sort: Sort = "newest",
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Page:
    """One page of the replies that match and that the viewer may see (an agent: the own ones only).

    Findings are loaded. Raises ValueError for a cursor that is none.
    """
    raise NotImplementedError


def count(session: Session, filters: Filters, viewer: Person, *, cap: int = 1000) -> Count:
    """How many match: exact up to `cap`, beyond it "more than"."""
    raise NotImplementedError


def facets(
    session: Session, filters: Filters, viewer: Person, *, cap: int = 1000
) -> dict[str, dict[str, Count]]:
    """For flag, kind, language, channel, status, queue, band, model, team: value → how many would match with it alone.

    The field's own filter is left out, the other filters hold: what a click on the value would show.
    """
    raise NotImplementedError


def neighbours(
    session: Session, filters: Filters, viewer: Person, reply_id: int, *, sort: Sort = "newest"
) -> tuple[int | None, int | None]:
    """The replies before and after this one in the queue (k and j)."""
    raise NotImplementedError


def draw_sample(session: Session, filters: Filters, n: int) -> list[int]:
    """Put up to `n` unflagged, unqueued replies that match into the queue as a random sample; their ids."""
    raise NotImplementedError

"""The review queue: page, count and sample the replies that match, whatever the size of the store.

Every index of `replies` ends in the id, which is in time order. Up to GATHER matches are read whole
and sorted here; where there are more, they lie so dense that walking an index in the order of the
queue fills a page soon. So neither few nor many matches make a page slow. Counts stop at a cap and
say so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from secrets import SystemRandom
from typing import Any, Final

from sqlalchemy import func, literal, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from assist.store import facets as traits
from assist.store import replies, switches
from assist.store.blindness import unaided
from assist.store.filters import MODEL_FIELDS, Filters, Sort
from assist.store.matching import Matching, matching
from assist.store.tables import Assignment, Person, Reply, ReplyKind, Review, Settled

GATHER: Final = 500
"""Also the highest exact count."""
_CLIMB: Final = 2000
"""From so many matches on, climbing the rungs of the score is cheaper than sorting."""
_FLAGS: Final = ("defensive", "blame", "missing_apology")

Spot = tuple[int, float]
"""Where a reply lies in the queue: its id and top score."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue; `after` and `before` are cursors for its neighbours, None at the ends."""

    rows: list[Reply]
    after: str | None
    before: str | None
    count: "Count"


@dataclass(frozen=True, slots=True)
class Count:
    """How many; where `more` is set there are more than `value`, and nobody counted further."""

    value: int
    more: bool = False


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

    Findings are loaded. Some are left out of some lists, here as in counts and among neighbours: see
    `leaves_out`. Raises ValueError for a cursor that is none.
    """
    asked = _asked(session, filters, viewer, sort)
    gathered = _gather(session, asked, sort)
    backwards = before is not None and after is None
    cursor = before if backwards else after
    start = _spot(cursor) if cursor is not None else None
    found = _read(session, asked, gathered, sort, start, limit + 1, backwards=backwards)
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    first, last = (_cursor(found[0], sort), _cursor(found[-1], sort)) if found else (None, None)
    return Page(
        replies.by_ids(session, [number for number, _ in found]),
        after=last if more or backwards else None,
        before=first if (more if backwards else cursor is not None) else None,
        count=_as_count(len(gathered), GATHER),
    )


def count(
    session: Session, filters: Filters, viewer: Person, *, sort: Sort = "newest", cap: int = GATHER
) -> Count:
    """How many match, in a list of that order: exact up to `cap`, beyond it "more than"."""
    asked = _asked(session, filters, viewer, sort)
    inner = asked.statement.with_only_columns(asked.key).limit(cap + 1).subquery()
    return _as_count(session.scalar(select(func.count()).select_from(inner)) or 0, cap)


def facets(
    session: Session,
    filters: Filters,
    viewer: Person,
    fields: Sequence[str],
    *,
    sort: Sort = "newest",
    cap: int = GATHER,
) -> dict[str, dict[str, Count]]:
    """For each field, value → how many match with that value alone in the field, the other filters holding.

    Counted among the first `cap` that match: where there are more, each count is "at least".
    """
    read: dict[tuple[Filters, bool], tuple[list[Any], bool]] = {}
    found: dict[str, dict[str, Count]] = {}
    hides = switches.current(session).hide_model
    for field in fields:
        others = filters.having(field)
        # With a value of such a field in force the list will ask the model.
        left_out = hides and (field in MODEL_FIELDS or _asks_model(others, sort))
        if (others, left_out) not in read:
            besides = (~unaided(viewer),) if left_out else ()
            read[others, left_out] = _traits(session, matching(session, others, viewer, besides=besides), cap)
        rows, more = read[others, left_out]
        tally = Counter(value for row in rows for value in _values(row, field))
        found[field] = {value: Count(tally[value], more) for value in choices(session, field)}
    return found


def choices(session: Session, field: str) -> list[str]:
    """The values that occur in language, channel, team, model, status, queue, kind or band; the flags."""
    if field == "flag":
        return [*_FLAGS, "none"]
    column: InstrumentedAttribute[Any] = ReplyKind.kind if field == "kind" else getattr(Reply, field)
    # Jumps from value to value along the index, where DISTINCT would read all of it.
    walk = select(func.min(column).label("value")).cte("walk", recursive=True)
    following = select(func.min(column)).where(column > walk.c.value).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    found = session.scalars(select(walk.c.value).where(walk.c.value.is_not(None)))
    return [str(value) for value in found if value != ""]


def neighbours(
    session: Session, filters: Filters, viewer: Person, reply_id: int, *, sort: Sort = "newest"
) -> tuple[int | None, int | None]:
    """The ids before and after this reply in the queue, whether or not it still matches (k and j)."""
    here = session.execute(select(Reply.id, Reply.top_score).where(Reply.id == reply_id)).one_or_none()
    if here is None:
        return None, None
    asked = _asked(session, filters, viewer, sort)
    gathered = _gather(session, asked, sort)
    spot = (here.id, here.top_score)
    earlier = _read(session, asked, gathered, sort, spot, 1, backwards=True)
    later = _read(session, asked, gathered, sort, spot, 1, backwards=False)
    return (earlier[0][0] if earlier else None), (later[0][0] if later else None)


def draw_sample(session: Session, filters: Filters, n: int, viewer: Person) -> list[int]:
    """Put up to `n` unflagged, unqueued replies that match into the queue as a random sample; their ids.

    Those that somebody has reviewed (in a calibration too) or is to review are left as they are.
    """
    touched = (Assignment.reply_id, Review.reply_id, Settled.reply_id)
    free = [~select(column).where(column == Reply.id).exists() for column in touched]
    unqueued = filters.having("queue", "none").having("status", "unqueued")
    asked = matching(session, unqueued, viewer, besides=free)
    start = SystemRandom().random()
    drawn: list[int] = []
    for side in (Reply.lot >= start, Reply.lot < start):
        statement = asked.statement.where(side).order_by(Reply.lot).limit(n - len(drawn))
        drawn += [number for number, _ in session.execute(statement)]
    # Asked again: in PostgreSQL somebody may have been faster.
    still = (Reply.id.in_(drawn), Reply.status == "unqueued")
    queued = update(Reply).where(*still).values(queue="sample", status="open").returning(Reply.id)
    taken = set(session.scalars(queued))
    return [number for number in drawn if number in taken]


def leaves_out(session: Session, filters: Filters, sort: Sort) -> bool:
    """Whether such a list leaves out what its viewer is to judge without the model, as it asks the model."""
    return _asks_model(filters, sort) and switches.current(session).hide_model


def _asks_model(filters: Filters, sort: Sort) -> bool:
    return sort == "worst" or filters.asks_model


def _asked(session: Session, filters: Filters, viewer: Person, sort: Sort) -> Matching:
    besides = (~unaided(viewer),) if leaves_out(session, filters, sort) else ()
    return matching(session, filters, viewer, by_score=sort == "worst", besides=besides)


def _gather(session: Session, asked: Matching, sort: Sort) -> list[Spot]:
    """All that match, or just more than are worth sorting."""
    statement = asked.statement.limit(_sortable(asked, sort) + 1)
    return [(number, score) for number, score in session.execute(statement)]


def _sortable(asked: Matching, sort: Sort) -> int:
    return max(GATHER, _CLIMB) if sort == "worst" and asked.expression else GATHER


def _read(
    session: Session,
    asked: Matching,
    gathered: list[Spot],
    sort: Sort,
    start: Spot | None,
    limit: int,
    *,
    backwards: bool,
) -> list[Spot]:
    down = (sort != "oldest") != backwards
    if len(gathered) <= _sortable(asked, sort):
        return _cut(gathered, sort, start, limit, down=down)
    if sort != "worst":
        statement = asked.statement
        if start is not None:
            statement = statement.where(asked.key < start[0] if down else asked.key > start[0])
        statement = statement.order_by(asked.key.desc() if down else asked.key.asc()).limit(limit)
        return [(number, score) for number, score in session.execute(statement)]
    if asked.expression:
        return _climb(session, asked, start, limit, down=down)
    statement = asked.statement
    order = (Reply.top_score, asked.key)
    if start is not None:
        here, there = tuple_(*order), tuple_(literal(start[1]), literal(start[0]))
        statement = statement.where(here < there if down else here > there)
    statement = statement.order_by(*(column.desc() if down else column.asc() for column in order)).limit(
        limit
    )
    return [(number, score) for number, score in session.execute(statement)]


def _climb(session: Session, asked: Matching, start: Spot | None, limit: int, *, down: bool) -> list[Spot]:
    """By score with FTS5: rung by rung, sorting only those of one rung."""
    first = traits.rung(start[1]) if start else traits.RUNGS - 1 if down else 0
    found: list[Spot] = []
    for rung in range(first, -1, -1) if down else range(first, traits.RUNGS):
        rows = session.execute(asked.of_rung(rung).statement)
        spots = [(number, score) for number, score in rows]
        found += _cut(spots, "worst", start, limit - len(found), down=down)
        if len(found) == limit:
            break
    return found


def _cut(spots: list[Spot], sort: Sort, start: Spot | None, limit: int, *, down: bool) -> list[Spot]:
    """The next `limit` of these after `start`, in order."""

    def place(spot: Spot) -> tuple[float, ...]:
        return (spot[1], spot[0]) if sort == "worst" else (spot[0],)

    ordered = sorted(spots, key=place, reverse=down)
    if start is not None:
        here = place(start)
        ordered = [spot for spot in ordered if (place(spot) < here if down else place(spot) > here)]
    return list(islice(ordered, limit))


def _traits(session: Session, asked: Matching, cap: int) -> tuple[list[Any], bool]:
    rows = session.execute(
        asked.statement.add_columns(Reply.facets, Reply.status, Reply.queue).limit(cap + 1)
    ).all()
    return list(rows[:cap]), len(rows) > cap


def _values(row: Any, field: str) -> list[str]:
    if field in ("status", "queue"):
        return [getattr(row, field)]
    return traits.values(row.facets, field)


def _cursor(spot: Spot, sort: Sort) -> str:
    # The score only where it is needed: it may be one that the reader is not to see.
    return f"{spot[0]}_{spot[1] if sort == 'worst' else 0.0!r}"


def _spot(cursor: str) -> Spot:
    number, _, score = cursor.partition("_")
    return int(number), float(score)


def _as_count(number: int, cap: int) -> Count:
    return Count(cap, more=True) if number > cap else Count(number)

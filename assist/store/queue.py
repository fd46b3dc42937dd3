"""The review queue: filter, search, sort, page, count and sample stored replies.

Every index of `replies` ends in the id, which is in time order, so a page is read off the index of
one filter, newest first, and stops as soon as it is full: its cost does not grow with the store.
Counts stop at a cap and say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from assist.store import ids, replies, search
from assist.store.filters import Filters, Sort
from assist.store.tables import Assignment, Person, Reply, ReplyKind

_FLAGS: Final = {
    "defensive": Reply.flag_defensive,
    "blame": Reply.flag_blame,
    "missing_apology": Reply.flag_missing_apology,
}
_NOBODY: Final = -1
_PLUS: Final[custom_op[Any]] = custom_op("+")


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


@dataclass(frozen=True, slots=True)
class _Matching:
    """What a query selects from, and the column that gives time order on the way."""

    statement: Select[int, float]
    key: ColumnElement[int]


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
    matching = _matching(session, filters, viewer)
    backwards = before is not None and after is None
    cursor = before if backwards else after
    found = _read(session, matching, sort, cursor, limit + 1, backwards=backwards)
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    rows = replies.by_ids(session, [number for number, _ in found])
    first, last = (_cursor(found[0], sort), _cursor(found[-1], sort)) if found else (None, None)
    return Page(
        rows,
        after=last if more or backwards else None,
        before=first if (more if backwards else cursor is not None) else None,
    )


def count(session: Session, filters: Filters, viewer: Person, *, cap: int = 1000) -> Count:
    """How many match: exact up to `cap`, beyond it "more than"."""
    return _as_count(session.scalar(select(_capped(_matching(session, filters, viewer), cap))) or 0, cap)


def facets(
    session: Session, filters: Filters, viewer: Person, fields: Sequence[str], *, cap: int = 200
) -> dict[str, dict[str, Count]]:
    """For each field, value → how many would match with that value alone in the field.

    The field's other values are left out, the other filters hold: what a click on the value would show.
    """
    wanted = [(field, value) for field in fields for value in choices(session, field)]
    columns = [
        _capped(_matching(session, filters.having(field, value), viewer), cap) for field, value in wanted
    ]
    found: dict[str, dict[str, Count]] = {field: {} for field in fields}
    if columns:
        for (field, value), number in zip(wanted, session.execute(select(*columns)).one(), strict=True):
            found[field][value] = _as_count(number, cap)
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
    matching = _matching(session, filters, viewer)
    cursor = _cursor((here.id, here.top_score), sort)
    earlier = _read(session, matching, sort, cursor, 1, backwards=True)
    later = _read(session, matching, sort, cursor, 1, backwards=False)
    return (earlier[0][0] if earlier else None), (later[0][0] if later else None)


def draw_sample(session: Session, filters: Filters, n: int, viewer: Person) -> list[int]:
    """Put up to `n` unflagged, unqueued replies that match into the queue as a random sample; their ids."""
    matching = _matching(session, filters.having("queue", "none"), viewer)
    start = SystemRandom().random()
    drawn: list[int] = []
    for side in (Reply.lot >= start, Reply.lot < start):
        statement = matching.statement.where(side).order_by(Reply.lot).limit(n - len(drawn))
        drawn += [number for number, _ in session.execute(statement)]
    session.execute(update(Reply).where(Reply.id.in_(drawn)).values(queue="sample", status="open"))
    return drawn


def _matching(session: Session, filters: Filters, viewer: Person) -> _Matching:
    lite = session.get_bind().dialect.name == "sqlite"
    wanted = search.parse(filters.q)
    key: Any = Reply.id
    statement = select(Reply.id, Reply.top_score)
    terms = _column_terms(session, filters, viewer, lite=lite)
    kinds = filters.kind
    if wanted and lite:
        if wanted.wanted:
            key = search.fts.c.rowid
            statement = statement.join(search.fts, search.fts.c.rowid == Reply.id)
            terms.append(search.sqlite_match(wanted.wanted, "AND"))
        if wanted.unwanted:
            terms.append(Reply.id.not_in(search.sqlite_ids(wanted.unwanted, "OR")))
    elif wanted:
        terms.append(search.postgresql_match(wanted))
    if kinds and lite and len(kinds) == 1 and key is Reply.id:
        key = ReplyKind.reply_id
        statement = statement.join(ReplyKind, ReplyKind.reply_id == Reply.id)
        terms.append(ReplyKind.kind == kinds[0])
    elif kinds:
        terms.append(exists().where(ReplyKind.reply_id == Reply.id, ReplyKind.kind.in_(kinds)))
    if filters.since:
        terms.append(key >= ids.first_of(filters.since))
    if filters.until:
        terms.append(key < ids.after(filters.until))
    return _Matching(statement.where(*terms), key)


def _column_terms(
    session: Session, filters: Filters, viewer: Person, *, lite: bool
) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = []

    def one_of(column: InstrumentedAttribute[Any], values: Sequence[Any]) -> None:
        if len(values) == 1:
            terms.append(column == values[0])
        elif values:
            # SQLite would rather sort all of several index spans than walk the time order: + forbids it.
            terms.append((_unindexed(column) if lite else column).in_(values))

    if viewer.role == "agent":
        terms.append(Reply.agent_id == viewer.id)
    if filters.agent:
        named = [name.strip().casefold() for name in filters.agent]
        one_of(
            Reply.agent_id,
            session.scalars(select(Person.id).where(Person.name.in_(named))).all() or [_NOBODY],
        )
    if filters.flag:
        terms.append(or_(*(_flag(name) for name in filters.flag)))
    one_of(Reply.language, filters.language)
    one_of(Reply.channel, filters.channel)
    one_of(Reply.team, filters.team)
    one_of(Reply.status, filters.status)
    one_of(Reply.queue, filters.queue)
    one_of(Reply.model, filters.model)
    one_of(Reply.band, filters.band)
    if filters.thread:
        terms.append(Reply.thread == filters.thread)
    if filters.assigned:
        whose = select(Person.id).where(Person.name == filters.assigned.casefold()).scalar_subquery()
        mine = select(Assignment.reply_id).where(
            Assignment.reviewer_id == whose, Assignment.done_at.is_(None)
        )
        terms.append(Reply.id.in_(mine))
    return terms


def _unindexed(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return UnaryExpression(column.expression, operator=_PLUS, type_=column.type)


def _flag(name: str) -> ColumnElement[bool]:
    # Every flagged reply is queued as such.
    if name == "any":
        return Reply.queue == "flagged"
    if name == "none":
        return Reply.queue != "flagged"
    return _FLAGS[name] == literal(True) if name in _FLAGS else literal(False)


def _read(
    session: Session, matching: _Matching, sort: Sort, cursor: str | None, limit: int, *, backwards: bool
) -> list[tuple[int, float]]:
    down = (sort in ("newest", "worst")) != backwards
    order: list[Any] = [matching.key] if sort in ("newest", "oldest") else [Reply.top_score, matching.key]
    statement = matching.statement
    if cursor is not None:
        number, score = _place(cursor)
        if len(order) == 1:
            statement = statement.where(order[0] < number if down else order[0] > number)
        else:
            here, there = tuple_(*order), tuple_(literal(score), literal(number))
            statement = statement.where(here < there if down else here > there)
    statement = statement.order_by(*(column.desc() if down else column.asc() for column in order)).limit(
        limit
    )
    return [(number, score) for number, score in session.execute(statement)]


def _cursor(row: tuple[int, float], sort: Sort) -> str:
    return f"{row[0]}" if sort in ("newest", "oldest") else f"{row[0]}:{row[1]!r}"


def _place(cursor: str) -> tuple[int, float]:
    number, _, score = cursor.partition(":")
    return int(number), float(score or 0)


def _capped(matching: _Matching, cap: int) -> Any:
    inner = matching.statement.with_only_columns(matching.key).limit(cap + 1).subquery()
    return select(func.count()).select_from(inner).scalar_subquery()


def _as_count(number: int, cap: int) -> Count:
    return Count(cap, more=True) if number > cap else Count(number)

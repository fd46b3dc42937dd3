"""From the queue's filters to a query, in the way that each database answers fast.

PostgreSQL chooses among its indexes by statistics. SQLite reads one index a query: a lone filter
uses its own; words, or several filters, are looked up together in FTS5, which holds each reply's
fixed traits as words of its column `facets` and crosses their lists without touching the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, literal, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from assist.store import facets, ids, people, search
from assist.store.filters import Filters
from assist.store.tables import Assignment, Person, Reply, ReplyKind

_FLAGS: Final = {
    "defensive": Reply.flag_defensive,
    "blame": Reply.flag_blame,
    "missing_apology": Reply.flag_missing_apology,
}
_ID: Final = Reply.id.expression
_NOBODY: Final = -1
_PLUS: Final[custom_op[Any]] = custom_op("+")


@dataclass(frozen=True, slots=True)
class Matching:
    """Ids and top scores of the replies that match, in no order."""

    statement: Select[int, float]
    key: ColumnElement[int]
    """The id, from the table that is read first: ordering by it costs nothing."""
    expression: str = ""
    """What FTS5 was asked, where it was."""

    def of_rung(self, rung: int) -> "Matching":
        """Those of one rung of the score only, where FTS5 is asked."""
        narrowed = f"({self.expression}) AND {facets.expression('rung', [str(rung)])}"
        return replace(self, statement=self.statement.params(match=narrowed), expression=narrowed)


def matching(
    session: Session,
    filters: Filters,
    viewer: Person,
    *,
    by_score: bool = False,
    besides: Sequence[ColumnElement[bool]] = (),
) -> Matching:
    """The query for these filters, and `besides`, within what the viewer may see.

    `by_score`: to be read in that order.
    """
    agents = _agents(session, filters, viewer)
    if session.get_bind().dialect.name == "postgresql":
        return _in_postgresql(filters, agents, besides)
    return _in_sqlite(filters, agents, besides, by_score=by_score)


def _agents(session: Session, filters: Filters, viewer: Person) -> list[int]:
    """Ids of the authors that are asked for; empty where everybody is."""
    if not filters.agent and viewer.role != "agent":
        return []
    named = [people.key(name) for name in filters.agent]
    found = session.scalars(select(Person.id).where(Person.name.in_(named))).all()
    if viewer.role == "agent":
        found = [viewer.id] if not filters.agent or viewer.id in found else []
    return list(found) or [_NOBODY]


def _in_postgresql(filters: Filters, agents: list[int], besides: Sequence[ColumnElement[bool]]) -> Matching:
    terms = [*_fixed_terms(filters, agents, plus=False), *_other_terms(filters, plus=False), *besides]
    wanted = search.parse(filters.q)
    if wanted:
        terms.append(search.postgresql_match(wanted))
    return Matching(select(Reply.id, Reply.top_score).where(*terms, *_span(filters, _ID)), _ID)


def _in_sqlite(
    filters: Filters, agents: list[int], besides: Sequence[ColumnElement[bool]], *, by_score: bool
) -> Matching:
    wanted = search.parse(filters.q)
    traits = facets.wanted(filters, agents)
    other = [*_other_terms(filters, plus=True), *besides]
    # "Unflagged, worst first" would walk past every flagged reply.
    past_flagged = by_score and "none" in filters.flag
    if wanted or len(traits) > 1 or past_flagged:
        expression = " AND ".join([*search.sqlite_expressions(wanted), *traits]) or facets.EVERY
        if wanted.unwanted:
            expression = f"({expression}) NOT {search.sqlite_any(wanted.unwanted)}"
        key = search.fts.c.rowid
        statement = select(Reply.id, Reply.top_score).join(search.fts, key == Reply.id)
        terms = [search.sqlite_match(expression), *other, *_span(filters, key)]
        return Matching(statement.where(*terms), key, expression)
    if len(filters.kind) == 1:
        key = ReplyKind.reply_id.expression
        statement = select(Reply.id, Reply.top_score).join(ReplyKind, key == Reply.id)
        terms = [ReplyKind.kind == filters.kind[0], *other, *_span(filters, key)]
        return Matching(statement.where(*terms), key)
    terms = [*_fixed_terms(filters, agents, plus=True), *other, *_span(filters, _ID)]
    return Matching(select(Reply.id, Reply.top_score).where(*terms), _ID)


def _fixed_terms(filters: Filters, agents: list[int], *, plus: bool) -> list[ColumnElement[bool]]:
    """What never changes of a reply."""
    columns: list[tuple[InstrumentedAttribute[Any], Sequence[Any]]] = [
        (Reply.agent_id, agents),
        (Reply.language, filters.language),
        (Reply.channel, filters.channel),
        (Reply.team, filters.team),
        (Reply.model, filters.model),
        (Reply.band, filters.band),
    ]
    terms = [_one_of(column, values, plus=plus) for column, values in columns if values]
    if filters.flag:
        terms.append(or_(*(_flag(name) for name in filters.flag)))
    if filters.kind:
        terms.append(exists().where(ReplyKind.reply_id == Reply.id, ReplyKind.kind.in_(filters.kind)))
    return terms


def _other_terms(filters: Filters, *, plus: bool) -> list[ColumnElement[bool]]:
    """What reviewing changes, and what few replies share."""
    terms: list[ColumnElement[bool]] = []
    if filters.status:
        terms.append(_one_of(Reply.status, filters.status, plus=plus))
    if filters.queue:
        terms.append(_one_of(Reply.queue, filters.queue, plus=plus))
    if filters.thread:
        terms.append(Reply.thread == filters.thread)
    if filters.assigned:
        whose = select(Person.id).where(Person.name == people.key(filters.assigned)).scalar_subquery()
        to_do = (Assignment.reviewer_id == whose, Assignment.done_at.is_(None))
        terms.append(Reply.id.in_(select(Assignment.reply_id).where(*to_do)))
    return terms


def _span(
    filters: Filters, key: ColumnElement[int] | InstrumentedAttribute[int]
) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = []
    if filters.since:
        terms.append(key >= ids.first_of(filters.since))
    if filters.until:
        terms.append(key < ids.after(filters.until))
    return terms


def _one_of(column: InstrumentedAttribute[Any], values: Sequence[Any], *, plus: bool) -> ColumnElement[bool]:
    if len(values) == 1:
        return column == values[0]
    # SQLite would rather sort several spans of an index than walk in time order: a + forbids it.
    if plus:
        return UnaryExpression(column.expression, operator=_PLUS, type_=column.type).in_(values)
    return column.in_(values)


def _flag(name: str) -> ColumnElement[bool]:
    # Every flagged reply is queued as such.
    if name == "any":
        return Reply.queue == "flagged"
    if name == "none":
        # Written out, not bound: PostgreSQL has an index for just these words.
        return Reply.queue != literal_column("'flagged'")
    return _FLAGS[name] == literal(True) if name in _FLAGS else literal(False)

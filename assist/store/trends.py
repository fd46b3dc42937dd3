"""What changes over time: flagged rates, use of suggestions, drift of scores, an agent's progress."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import log
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Label, case, func, select
from sqlalchemy.orm import Session

from assist.rubric import SCORES
from assist.store import ids, switches
from assist.store.filters import Filters
from assist.store.matching import Matching, matching
from assist.store.tables import Feedback, Person, Reply, ReplyKind

DEFAULT_WEEKS: Final = 26
_TENTHS: Final = 10
_MONDAY: Final = date(1969, 12, 29)
"""Weeks are counted from the Monday before 1970, a Thursday, began."""


@dataclass(frozen=True, slots=True)
class Rate:
    """In the week that begins on `week`, `hits` of `total` for the series `name`."""

    week: date
    name: str
    hits: int
    total: int


@dataclass(frozen=True, slots=True)
class ModelSpan:
    """How the scores of one label were spread while one model version was in use; shares add up to 1."""

    model: str
    label: str
    first: date
    last: date
    replies: int
    mean: float
    flagged: float
    histogram: tuple[float, ...]
    """Share of replies in each tenth of the score."""


def flagged_by_week(
    session: Session,
    filters: Filters,
    viewer: Person,
    *,
    by: Literal["label", "kind", "channel", "language"] = "label",
) -> list[Rate]:
    """Flagged rate per week within the filters (without dates: the last 26 weeks), oldest first.

    By label or kind, `total` is all replies of the week; by channel or language, those of that one.
    """
    if filters.since is None:
        last = filters.until or datetime.now(UTC).date()
        filters = replace(filters, since=_monday(last) - timedelta(weeks=DEFAULT_WEEKS - 1))
    asked = matching(session, filters, viewer)
    if by == "label":
        hits = [_sum(Reply.queue == "flagged"), *(_sum(_flag(label)) for label in SCORES)]
        return _by_columns(session, asked, ("any", *SCORES), hits)
    if by == "kind":
        return _by_kind(session, asked)
    column = Reply.channel if by == "channel" else Reply.language
    statement = asked.statement.with_only_columns(_WEEK, column, _sum(Reply.queue == "flagged"), func.count())
    rows = session.execute(statement.group_by(_WEEK, column).order_by(_WEEK, column))
    return [Rate(_week(week), name, hits, total) for week, name, hits, total in rows]


def suggestions_by_week(
    session: Session, since: date, until: date, *, by: Literal["action", "kind"] = "action"
) -> list[Rate]:
    """How often suggestions were accepted, dismissed or called not useful, of those answered that week.

    By kind: how often those of the kind were accepted.
    """
    found: list[Rate] = []
    start = _monday(since)
    while start <= until:
        found += _suggestions_of(session, start, by)
        start += timedelta(weeks=1)
    return found


def drift(session: Session, since: date, until: date) -> list[ModelSpan]:
    """Scores by model version and label, the version first used first."""
    columns: list[ColumnElement[Any]] = [func.min(Reply.id), func.max(Reply.id), func.count()]
    for label in SCORES:
        score = _score(label)
        columns += [func.avg(score), _sum(_flag(label))]
        columns += [_sum(score >= tenth / _TENTHS) for tenth in range(1, _TENTHS)]
    statement = (
        select(Reply.model, *columns)
        .where(Reply.id >= ids.first_of(since), Reply.id < ids.after(until))
        .group_by(Reply.model)
        .order_by(func.min(Reply.id))
    )
    found: list[ModelSpan] = []
    for row in session.execute(statement):
        model, first, last, total, *rest = _plain(row)
        for label in SCORES:
            mean, flagged, *above = rest[: 2 + _TENTHS - 1]
            rest = rest[2 + _TENTHS - 1 :]
            edges = [total, *above, 0]
            shares = tuple((edges[n] - edges[n + 1]) / total for n in range(_TENTHS))
            days = ids.sent_second(first).date(), ids.sent_second(last).date()
            found.append(ModelSpan(model, label, *days, total, float(mean), flagged / total, shares))
    return found


def drift_distance(before: ModelSpan, after: ModelSpan) -> float:
    """Population stability index between two histograms: under 0.1 steady, over 0.25 a shift."""
    found = 0.0
    for old, new in zip(_smoothed(before), _smoothed(after), strict=True):
        found += (new - old) * log(new / old)
    return found


def progress(session: Session, agent: Person, weeks: int = 12) -> list[Rate]:
    """The agent's acts by week: each label, hollow apologies, each kind found, of the replies sent."""
    since = _monday(datetime.now(UTC).date()) - timedelta(weeks=weeks - 1)
    asked = matching(session, Filters(agent=(agent.name,), since=since), agent)
    hits = [*(_sum(_flag(label)) for label in SCORES), _sum(Reply.apology == "hollow")]
    return [*_by_columns(session, asked, (*SCORES, "hollow_apology"), hits), *_by_kind(session, asked)]


def compare_people(session: Session, since: date, until: date) -> list[Rate]:
    """Flagged rate by person over the whole span, by name (never by rate).

    Raises PermissionError while the switch `comparisons` is off.
    """
    if not switches.current(session).comparisons:
        raise PermissionError("comparisons")
    statement = (
        select(Person.name, _sum(Reply.queue == "flagged"), func.count())
        .join(Reply, Reply.agent_id == Person.id)
        .where(Reply.id >= ids.first_of(since), Reply.id < ids.after(until))
        .group_by(Person.name)
        .order_by(Person.name)
    )
    return [Rate(since, name, hits, total) for name, hits, total in session.execute(statement)]


# The id holds the second of sending above its lower 30 bits.
_WEEK: Final[Label[int]] = ((Reply.id // 2**ids.ORDER_BITS + 3 * 86_400) // 604_800).label("week")


def _week(number: int) -> date:
    return _MONDAY + timedelta(weeks=number)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _flag(label: str) -> ColumnElement[bool]:
    return getattr(Reply, f"flag_{label}").is_(True)


def _score(label: str) -> Any:
    return getattr(Reply, f"score_{label}")


def _by_columns(
    session: Session, asked: Matching, names: tuple[str, ...], hits: list[ColumnElement[int]]
) -> list[Rate]:
    statement = asked.statement.with_only_columns(_WEEK, func.count(), *hits).group_by(_WEEK).order_by(_WEEK)
    found: list[Rate] = []
    for row in session.execute(statement):
        week, total, *numbers = _plain(row)
        found += [Rate(_week(week), name, n, total) for name, n in zip(names, numbers, strict=True)]
    return found


def _plain(row: Sequence[Any]) -> list[Any]:
    """A row of as many columns as were asked for, which types cannot tell."""
    return list(row)


def _by_kind(session: Session, asked: Matching) -> list[Rate]:
    totals = dict(
        session.execute(asked.statement.with_only_columns(_WEEK, func.count()).group_by(_WEEK)).all()
    )
    matched = asked.statement.with_only_columns(Reply.id.label("reply_id"), _WEEK).subquery()
    statement = (
        select(matched.c.week, ReplyKind.kind, func.count())
        .join(ReplyKind, ReplyKind.reply_id == matched.c.reply_id)
        .group_by(matched.c.week, ReplyKind.kind)
    )
    found: Counter[tuple[int, str]] = Counter()
    for week, kind, number in session.execute(statement):
        found[week, kind] = number
    kinds = sorted({kind for _, kind in found})
    return [
        Rate(_week(week), kind, found[week, kind], totals[week]) for week in sorted(totals) for kind in kinds
    ]


def _suggestions_of(session: Session, monday: date, by: str) -> list[Rate]:
    start = datetime.combine(monday, time.min, UTC)
    statement = (
        select(Feedback.kind, Feedback.action, func.count())
        .where(Feedback.at >= start, Feedback.at < start + timedelta(weeks=1), Feedback.action != "shown")
        .group_by(Feedback.kind, Feedback.action)
    )
    counts: Counter[tuple[str, str]] = Counter()
    for kind, action, number in session.execute(statement):
        counts[kind, action] = number
    if by == "kind":
        kinds = sorted({kind for kind, _ in counts})
        return [
            Rate(monday, kind, counts[kind, "accepted"], sum(n for (k, _), n in counts.items() if k == kind))
            for kind in kinds
        ]
    total = counts.total()
    actions = ("accepted", "dismissed", "not_useful") if total else ()
    return [
        Rate(monday, action, sum(n for (_, a), n in counts.items() if a == action), total)
        for action in actions
    ]


def _smoothed(span: ModelSpan) -> list[float]:
    """Shares with half a reply more in each tenth: an empty one would be infinitely far from any other."""
    whole = span.replies + _TENTHS / 2
    return [(share * span.replies + 0.5) / whole for share in span.histogram]

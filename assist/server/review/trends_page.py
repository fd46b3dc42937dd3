"""What changes over time: flagged rates, use of suggestions, and scores since the model changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from assist.rubric import SCORES
from assist.server.problems import ProblemError
from assist.server.review import charts
from assist.server.review.agreement_page import span
from assist.server.review.desk import DeskRoute, ReviewDesk
from assist.server.review.words import Words
from assist.store import switches, trends
from assist.store.filters import Filters
from assist.store.trends import ModelSpan, Rate

router = APIRouter(route_class=DeskRoute)

By = Literal["label", "kind", "channel", "language"]
BY: Final[tuple[By, ...]] = ("label", "kind", "channel", "language")
DAYS: Final = 182
_LINES: Final = 6
"""More lines than these cannot be told apart; the table behind the chart has them all."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with the table behind it: the series by name, the weeks down, hits of totals in the cells."""

    svg: Markup
    names: list[str]
    drawn: list[str]
    weeks: list[date]
    cells: dict[tuple[date, str], Rate]
    plain: bool = False
    """Whether the series are no categories of the rubric, so that they get other colours."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One label's scores under each model version, and how far each lies from the one before."""

    label: str
    spans: list[ModelSpan]
    distances: list[float | None]
    svg: Markup


@router.get("/review/trends")
def page(desk: ReviewDesk, by: str = "label", since: str = "", until: str = "") -> Response:
    """All charts over a span of days."""
    named: list[By] = [one for one in BY if one == by]
    if not named:
        raise ProblemError(422, "bad_filter", name="by")
    chosen = named[0]
    first, last = span(since, until, days=DAYS)
    filters = Filters(since=first, until=last)
    words = Words(desk.lang)
    with desk.database.read() as session:
        rates = trends.flagged_by_week(session, filters, desk.person, by=chosen)
        uses = trends.suggestions_by_week(session, first, last, by="kind" if chosen == "kind" else "action")
        spans = trends.drift(session, first, last)
        may_compare = switches.current(session).comparisons
        people = trends.compare_people(session, first, last) if may_compare else []
    return desk.page(
        "trends.html",
        room="trends",
        by=chosen,
        choices=BY,
        since=first,
        until=last,
        flagged=over_weeks(rates, words, plain=chosen != "label") if any(r.total for r in rates) else None,
        uses=over_weeks(uses, words, plain=True) if any(r.total for r in uses) else None,
        drifts=_drifts(spans),
        people=sorted(people, key=lambda rate: rate.name) if may_compare else None,
    )


def over_weeks(rates: Sequence[Rate], words: Words, *, plain: bool) -> Chart:
    """Rates by week as lines: the rubric's labels in their order, anything else by how often it occurs."""
    totals: dict[str, int] = {}
    for rate in rates:
        totals[rate.name] = totals.get(rate.name, 0) + rate.hits
    order = {name: place for place, name in enumerate(SCORES)}
    names = sorted(totals, key=lambda name: (order.get(name, len(order)), -totals[name], name))
    weeks = sorted({rate.week for rate in rates})
    cells = {(rate.week, rate.name): rate for rate in rates}
    drawn = names[:_LINES]
    series = [charts.Series(name, [_share(cells.get((week, name))) for week in weeks]) for name in drawn]
    places = [words.short_day(week) for week in weeks]
    return Chart(charts.lines(places, series), names, drawn, weeks, cells, plain)


def _share(rate: Rate | None) -> float | None:
    return rate.hits / rate.total if rate and rate.total else None


def _drifts(spans: Sequence[ModelSpan]) -> list[Drift]:
    found: list[Drift] = []
    for label in SCORES:
        of_label = [one for one in spans if one.label == label]
        if not of_label:
            continue
        distances: list[float | None] = [None]
        distances += [trends.drift_distance(before, after) for before, after in pairwise(of_label)]
        series = [charts.Series(one.model, list(one.histogram)) for one in of_label[-_LINES:]]
        places = [f"{tenth / 10:.1f}" for tenth in range(10)]
        found.append(Drift(label, of_label, distances, charts.bars(places, series)))
    return found

"""How far reviewers agree with one another, and the model with them, over a span of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from fastapi import APIRouter
from starlette.responses import Response

from assist.rubric import KINDS, SCORES
from assist.server.problems import ProblemError
from assist.server.review import agreement
from assist.server.review.agreement import Estimate
from assist.server.review.desk import DeskRoute, ReviewDesk
from assist.store import agreement as stored
from assist.store import queue

router = APIRouter(route_class=DeskRoute)

DAYS: Final = 90
_ORDER: Final = (*SCORES, "needs_apology", *KINDS)


@dataclass(frozen=True, slots=True)
class Between:
    """How two reviewers agree on one question, in one language (empty: in all)."""

    question: str
    language: str
    n: int
    observed: Estimate | None
    kappa: Estimate | None
    ac1: Estimate | None


@dataclass(frozen=True, slots=True)
class Model:
    """How the model fares on one label or kind, in one language (empty: in all)."""

    outcome: stored.Outcomes
    precision: Estimate | None
    recall: Estimate | None

    @property
    def question(self) -> str:
        """The label or kind."""
        return self.outcome.question

    @property
    def language(self) -> str:
        """The language, empty for all."""
        return self.outcome.language


Row = TypeVar("Row", Between, Model)


@router.get("/review/agreement")
def page(
    desk: ReviewDesk,
    by: str = "label",
    whose: str = "all",
    since: str = "",
    until: str = "",
    model: str = "",
) -> Response:
    """Both tables, by label or by kind; between all reviewers, or between oneself and the others."""
    for name, value, allowed in (("by", by, ("label", "kind")), ("whose", whose, ("all", "mine"))):
        if value not in allowed:
            raise ProblemError(422, "bad_filter", name=name)
    first, last = span(since, until)
    with desk.database.read() as session:
        pairs = stored.rated_pairs(session, first, last)
        outcomes = stored.outcomes(session, first, last, model=model, by_kind=by == "kind")
        models = queue.choices(session, "model")
    kinds = by == "kind"
    asked = [pair for pair in pairs if (pair.question in KINDS) == kinds]
    if whose == "mine":
        asked = [pair for pair in asked if desk.person.id in (pair.first_id, pair.second_id)]
    return desk.page(
        "agreement.html",
        room="agreement",
        by=by,
        whose=whose,
        since=first,
        until=last,
        model=model,
        models=models,
        between=between(asked),
        outcomes=_in_order([of_model(one) for one in outcomes]),
    )


def span(since: str, until: str, *, days: int = DAYS) -> tuple[date, date]:
    """First and last day from the URL; the last `days` days where they are left out."""
    today = datetime.now(UTC).date()
    try:
        last = date.fromisoformat(until) if until else today
        first = date.fromisoformat(since) if since else last - timedelta(days=days)
    except ValueError as error:
        raise ProblemError(422, "bad_filter", name="since") from error
    return min(first, last), max(first, last)


def between(pairs: Sequence[stored.Rated]) -> list[Between]:
    """Agreement by question, over all languages first and then in each."""
    sorted_out: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    for pair in pairs:
        for language in ("", pair.language):
            sorted_out.setdefault((pair.question, language), []).append((pair.first, pair.second))
    found: list[Between] = []
    for (question, language), answers in sorted_out.items():
        table = agreement.Table.of(answers)
        found.append(
            Between(
                question,
                language,
                table.n,
                agreement.observed(table),
                agreement.kappa(table),
                agreement.ac1(table),
            )
        )
    return _in_order(found)


def of_model(one: stored.Outcomes) -> Model:
    """Precision and estimated recall of the counted outcomes."""
    return Model(
        one,
        agreement.proportion(one.true, one.true + one.false),
        agreement.recall(
            true=one.true,
            false=one.false,
            missed=one.missed,
            clean=one.clean,
            flagged=one.flagged,
            unflagged=one.unflagged,
        ),
    )


def _in_order(rows: list[Row]) -> list[Row]:
    place = {question: number for number, question in enumerate(_ORDER)}
    return sorted(rows, key=lambda row: (place.get(row.question, len(place)), row.language))

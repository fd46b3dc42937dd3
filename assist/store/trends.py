"""What changes over time: flagged rates, use of suggestions, drift of scores, an agent's progress."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from assist.store.filters import Filters
from assist.store.tables import Person


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
    """Flagged rate per week within the filters (without dates: the last 26 weeks)."""
    raise NotImplementedError


def suggestions_by_week(
    session: Session, since: date, until: date, *, by: Literal["action", "kind"] = "action"
) -> list[Rate]:
    """How often suggestions were accepted, dismissed or called not useful, of those answered that week."""
    raise NotImplementedError


def drift(session: Session, since: date, until: date) -> list[ModelSpan]:
    """Scores by model version and label, oldest version first."""
    raise NotImplementedError


def drift_distance(before: ModelSpan, after: ModelSpan) -> float:
    """Population stability index between two histograms: under 0.1 steady, over 0.25 a shift."""
    raise NotImplementedError


def progress(session: Session, agent: Person, weeks: int = 12) -> list[Rate]:
    """The agent's acts by week: each label, hollow apologies, each kind found, of the replies sent."""
    raise NotImplementedError


def compare_people(session: Session, since: date, until: date) -> list[Rate]:
    """Flagged rate by person. Raises PermissionError while the switch `comparisons` is off."""
    raise NotImplementedError

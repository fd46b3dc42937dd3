"""What agreement is computed from; the arithmetic is in `assist.server.review.agreement`."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Rated:
    """Two reviewers' answers to one question (a label, or "is there a phrase of this kind") on one reply."""

    reply_id: int
    question: str
    first: bool
    second: bool
    first_id: int
    second_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the model's flags for one label or kind, in one language (empty: all together).

    `true` and `false` count settled replies that were flagged for it; `missed` and `clean` settled ones
    from the random sample that were not; `flagged` and `unflagged` are how many replies there are in all.
    """

    question: str
    language: str
    true: int
    false: int
    missed: int
    clean: int
    flagged: int
    unflagged: int


def rated_pairs(session: Session, since: date, until: date, *, calibration: int | None = None) -> list[Rated]:
    """Double reviews in that span (or a calibration session), one entry a reply, pair and question."""
    raise NotImplementedError


def outcomes(
    session: Session, since: date, until: date, *, model: str = "", by_kind: bool = False
) -> list[Outcomes]:
    """Per label (or kind) and language; the entry with an empty language is over all."""
    raise NotImplementedError

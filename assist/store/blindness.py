"""What is hidden from somebody who has still to review a reply: the others' verdicts, the model's findings.

A list that asks the model (`Filters.asks_model`, or the order by score) would tell what it found of every
reply in it: what somebody is to judge unaided is left out there (`unaided`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from assist.store import switches
from assist.store.tables import Assignment, Person, Reply, Review

_WAITING: Final = ("open", "unqueued")


@dataclass(frozen=True, slots=True)
class Blindness:
    """What is hidden from somebody who has still to review a reply."""

    others: bool
    """The other reviewers' verdicts and remarks."""
    model: bool
    """The model's findings and scores."""


def blindness(session: Session, reply: Reply, viewer: Person) -> Blindness:
    """What the viewer must not see of this reply yet."""
    return blindness_of(session, [reply], viewer)[reply.id]


def blindness_of(session: Session, found: Sequence[Reply], viewer: Person) -> dict[int, Blindness]:
    """The same of each of these, by id, in as many queries as for one."""
    twice = [reply.id for reply in found if reply.reviews_wanted > 1 and reply.status in _WAITING]
    hidden: dict[int, Blindness] = {}
    if twice:
        hides = switches.current(session).hide_model
        asked = select(Reply.id, unaided(viewer)).where(Reply.id.in_(twice), _blind(viewer))
        hidden = {number: Blindness(True, hides and still) for number, still in session.execute(asked)}
    return {reply.id: hidden.get(reply.id, Blindness(others=False, model=False)) for reply in found}


def unaided(viewer: Person) -> ColumnElement[bool]:
    """Whether a reply has still to be judged without the model, where the switch `hide_model` is on."""
    return and_(_blind(viewer), ~_reviewed(viewer))


def _blind(viewer: Person) -> ColumnElement[bool]:
    waits = and_(Reply.reviews_wanted > 1, Reply.status.in_(_WAITING))
    if viewer.role != "lead":
        return waits
    to_do = exists().where(Assignment.reply_id == Reply.id, Assignment.reviewer_id == viewer.id)
    return and_(waits, or_(to_do, _reviewed(viewer)))


def _reviewed(viewer: Person) -> ColumnElement[bool]:
    return exists().where(
        Review.reply_id == Reply.id,
        Review.reviewer_id == viewer.id,
        Review.round == "review",
        Review.session_id == 0,
    )

"""Reviewers' verdicts: saved with versions, compared, settled into labels, disputed, commented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from assist.store.tables import Comment, Dispute, Person, Reply, Review, Settled

Verdict = Literal["agree", "disagree", "change", "missed"]


@dataclass(frozen=True, slots=True)
class PhraseVerdict:
    """A verdict on a phrase. `missed` has no finding; `change` carries the right category and kind."""

    verdict: Verdict
    start: int
    end: int
    category: str
    kind: str
    finding_id: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a reviewer says of a reply."""

    defensive: bool
    blame: bool
    needs_apology: bool
    apology: str
    phrases: tuple[PhraseVerdict, ...] = ()
    steps: dict[str, int] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a verdict: `status` is the reply's now, `others` who else has reviewed it meanwhile."""

    review: Review
    status: str
    others: tuple[Person, ...]
    """Empty in blind double review until it is settled."""


class Conflict(Exception):
    """The same person saved this review elsewhere meanwhile; `current` is that state. Nothing was overwritten."""

    def __init__(self, current: Review) -> None:
        super().__init__(f"review {current.id} is at version {current.version}")
        self.current = current


class InvalidReview(ValueError):
    """The labels do not fit the reply or one another; `key` names the message in `review.toml`."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def prefilled(reply: Reply) -> Labels:
    """The model's own labels as a review to start from: every finding agreed with (findings must be loaded)."""
    raise NotImplementedError


def save(
    session: Session,
    reply_id: int,
    reviewer: Person,
    labels: Labels,
    *,
    base_version: int = 0,
    round: Literal["review", "adjudication", "calibration"] = "review",
    session_id: int = 0,
    blind: bool = False,
    seconds: int | None = None,
) -> Saved:
    """Save a verdict and move the reply on: settle, wait for the second reviewer, or send to adjudication.

    `base_version` is the version the reviewer started from (0: none yet). Raises Conflict where the
    own review has moved on, InvalidReview, LookupError for a reply that is not there, and
    PermissionError for an agent, or an adjudication by anybody but a lead.
    """
    raise NotImplementedError


def withdraw(session: Session, review_id: int, reviewer: Person) -> Labels | None:
    """Undo the last save: the version before it is put back and given, or the review taken away (None)."""
    raise NotImplementedError


def mine(
    session: Session, reply_id: int, reviewer: Person, *, round: str = "review", session_id: int = 0
) -> Review | None:
    """The reviewer's own review with its phrases, or None."""
    raise NotImplementedError


def of_reply(session: Session, reply_id: int, viewer: Person) -> list[Review]:
    """The reviews the viewer may see, phrases and reviewers loaded.

    Where two review blind, the other's is hidden until both are in; leads see all; agents only what is
    settled (none here: show `settled_of`).
    """
    raise NotImplementedError


def settled_of(session: Session, reply_ids: Sequence[int]) -> dict[int, Settled]:
    """The labels that hold, of those that are settled."""
    raise NotImplementedError


def to_adjudicate(session: Session, *, limit: int = 200) -> list[tuple[Reply, list[Review]]]:
    """Replies whose reviewers differ, oldest first, with their reviews."""
    raise NotImplementedError


def comment(
    session: Session, reply_id: int, author: Person, text: str, *, start: int = 0, end: int = 0
) -> Comment:
    """Pin a remark to a phrase, or to the whole reply."""
    raise NotImplementedError


def delete_comment(session: Session, comment_id: int, viewer: Person) -> None:
    """Take back the own remark (a lead: anybody's). Raises LookupError or PermissionError."""
    raise NotImplementedError


def comments_of(session: Session, reply_id: int, viewer: Person) -> list[Comment]:
    """Remarks the viewer may see, authors loaded; in blind review only the own until it is settled."""
    raise NotImplementedError


def open_dispute(session: Session, reply_id: int, agent: Person, reason: str) -> Dispute:
    """The agent objects to what was settled on the own reply.

    Raises PermissionError for another's reply, ValueError where nothing is settled or a dispute is open.
    """
    raise NotImplementedError


def decide_dispute(
    session: Session, dispute_id: int, lead: Person, decision: str, labels: Labels | None
) -> Dispute:
    """Uphold the verdict (`labels` None) or settle the reply anew. Raises PermissionError for anybody but a lead."""
    raise NotImplementedError


def disputes(session: Session, viewer: Person, *, state: str = "open") -> list[Dispute]:
    """Disputes by state (empty: all), agent and reply loaded; an agent sees the own."""
    raise NotImplementedError


def since(session: Session, reviewer: Person, start: datetime) -> list[Review]:
    """What the reviewer has reviewed since `start`, newest first, replies loaded."""
    raise NotImplementedError

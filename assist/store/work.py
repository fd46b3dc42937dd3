"""Organising reviews: assignments by rule, saved views, calibration sessions, coaching notes."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from assist.store.tables import (
    Assignment,
    AssignmentRule,
    Calibration,
    CoachingNote,
    Person,
    Reply,
    Review,
    SavedView,
)


def assign(session: Session, reply_id: int, reviewers: Sequence[Person]) -> list[Assignment]:
    """Assign a reply by hand; two or more reviewers make it a double review."""
    raise NotImplementedError


def add_rule(session: Session, rule: AssignmentRule) -> AssignmentRule:
    """Add a rule. Raises ValueError where it has no reviewer, n under 1, or a double share without two reviewers."""
    raise NotImplementedError


def rules(session: Session) -> list[AssignmentRule]:
    """All rules, active first."""
    raise NotImplementedError


def apply_rule(session: Session, rule: AssignmentRule, week_of: date) -> int:
    """Draw n per agent from that ISO week's open replies and share them out; how many were assigned.

    Running it again tops up to n and never assigns a reply twice.
    """
    raise NotImplementedError


def share_out_double(session: Session, share: float, reviewers: Sequence[Person], since: date) -> int:
    """Make a random `share` of the open queue since that day a blind double review; how many were chosen."""
    raise NotImplementedError


def views(session: Session, person: Person) -> list[SavedView]:
    """The own saved views and the shared ones, by name."""
    raise NotImplementedError


def save_view(session: Session, person: Person, name: str, query: str, *, shared: bool = False) -> SavedView:
    """Save (or overwrite, by name) a view. Raises ValueError for an empty name."""
    raise NotImplementedError


def delete_view(session: Session, person: Person, view_id: int) -> None:
    """Delete an own view (a lead: any shared one). Raises LookupError or PermissionError."""
    raise NotImplementedError


def start_calibration(
    session: Session,
    lead: Person,
    name: str,
    reply_ids: Sequence[int],
    members: Sequence[Person],
    *,
    blind: bool = True,
) -> Calibration:
    """Open a session on chosen replies. Raises ValueError with under two members or no reply."""
    raise NotImplementedError


def calibrations(session: Session, person: Person) -> list[Calibration]:
    """Sessions the person takes part in (a lead: all), newest first."""
    raise NotImplementedError


def calibration_replies(session: Session, session_id: int) -> list[Reply]:
    """The replies of a session in order, findings loaded."""
    raise NotImplementedError


def calibration_members(session: Session, session_id: int) -> list[Person]:
    """Who takes part."""
    raise NotImplementedError


def calibration_reviews(session: Session, session_id: int, viewer: Person) -> list[Review]:
    """The session's reviews, phrases and reviewers loaded: the own ones until it closes, then all."""
    raise NotImplementedError


def close_calibration(session: Session, session_id: int, lead: Person) -> Calibration:
    """End a session: from now on everybody in it sees everybody's labels."""
    raise NotImplementedError


def coach(
    session: Session,
    author: Person,
    agent: Person,
    text: str,
    *,
    reply_id: int | None = None,
    example_id: int | None = None,
) -> CoachingNote:
    """Write a note to an agent. Raises PermissionError for an agent as author, ValueError for no text."""
    raise NotImplementedError


def coaching_notes(session: Session, agent: Person) -> list[CoachingNote]:
    """The agent's notes, newest first, with author, reply and example loaded."""
    raise NotImplementedError


def mark_seen(session: Session, agent: Person) -> int:
    """Mark the agent's notes as seen; how many were new."""
    raise NotImplementedError

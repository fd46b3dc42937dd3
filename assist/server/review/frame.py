"""The frame's navigation: the rooms a person may enter, with what waits in each."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assist.store import queue
from assist.store.filters import Filters
from assist.store.tables import CoachingNote, Dispute, Person

_AGENT: Final = ("me", "disputes")
_REVIEWER: Final = (
    "queue",
    "calibration",
    "disputes",
    "coaching",
    "agreement",
    "trends",
    "exchange",
)
_LEAD: Final = (
    "queue",
    "adjudication",
    "calibration",
    "disputes",
    "coaching",
    "agreement",
    "trends",
    "models",
    "exchange",
    "log",
    "settings",
)
_ROOMS: Final = {"agent": _AGENT, "reviewer": _REVIEWER, "lead": _LEAD}
_MOST: Final = 99


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of the navigation; `waiting` is how much there is to do, as text (empty: nothing)."""

    name: str
    path: str
    current: bool
    waiting: str = ""


def navigation(session: Session, person: Person, current: str) -> list[Room]:
    """The rooms that the person's role opens, in order."""
    waiting = {
        "queue": lambda: _waiting(session, person, "open"),
        "adjudication": lambda: _waiting(session, person, "adjudicate"),
        "disputes": lambda: _open_disputes(session, person),
        "me": lambda: _unseen(session, person),
    }
    return [
        Room(name, f"/review/{name}", name == current, waiting[name]() if name in waiting else "")
        for name in _ROOMS[person.role]
    ]


def home(person: Person) -> str:
    """Where a person lands after signing in."""
    return f"/review/{_ROOMS[person.role][0]}"


def _waiting(session: Session, person: Person, status: str) -> str:
    found = queue.count(session, Filters(status=(status,)), person, cap=_MOST)
    return f"{found.value}+" if found.more else str(found.value or "")


def _open_disputes(session: Session, person: Person) -> str:
    statement = select(func.count()).select_from(Dispute).where(Dispute.state == "open")
    if person.role == "agent":
        statement = statement.where(Dispute.agent_id == person.id)
    return str(session.scalar(statement) or "")


def _unseen(session: Session, person: Person) -> str:
    statement = (
        select(func.count())
        .select_from(CoachingNote)
        .where(CoachingNote.agent_id == person.id, CoachingNote.seen_at.is_(None))
    )
    return str(session.scalar(statement) or "")

"""Choices a lead makes for the whole house, each with its default; changing one is logged."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from assist.store.tables import Person


@dataclass(frozen=True, slots=True)
class Switches:
    """Every switch with its default."""

    comparisons: bool = False
    """Whether figures may be shown side by side for people."""
    sample_share: float = 0.02
    """Share of unflagged replies that is put into the queue at random as they come in."""
    double_share: float = 0.1
    """Share of queued replies that goes to two reviewers, blind to each other."""
    hide_model: bool = False
    """Whether double reviewers don't see the model's findings either."""
    retention_days: int = 0
    """Days a reply is kept after it was sent; 0: without end."""


def current(session: Session) -> Switches:
    """The switches in force."""
    raise NotImplementedError


def turn(session: Session, lead: Person, **values: bool | float | int) -> Switches:
    """Change switches and log each. Raises PermissionError for anybody but a lead, ValueError for a bad value."""
    raise NotImplementedError

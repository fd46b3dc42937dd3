"""Choices a lead makes for the whole house, each with its default; changing one is logged."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assist.store import audit_log
from assist.store.tables import Person, Switch, now


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
    known = {field.name for field in fields(Switches)}
    rows = session.execute(select(Switch.name, Switch.value))
    return Switches(**{name: value for name, value in rows if name in known})


def turn(session: Session, lead: Person, **values: bool | float | int) -> Switches:
    """Change switches and log each that differs.

    Raises PermissionError for anybody but a lead, ValueError (naming the switch) for a bad name or value.
    """
    if lead.role != "lead":
        raise PermissionError("switches")
    before = current(session)
    for name, value in values.items():
        _check(name, value)
        if getattr(before, name) == value:
            continue
        row = session.get(Switch, name)
        if row is None:
            row = Switch(name=name)
            session.add(row)
        row.value, row.changed_by_id, row.changed_at = value, lead.id, now()
        audit_log.write(session, lead, "switch", f"switch:{name}", before=getattr(before, name), after=value)
    session.flush()
    return current(session)


def _check(name: str, value: Any) -> None:
    default = getattr(Switches(), name, None)
    if isinstance(default, bool):
        good = isinstance(value, bool)
    elif isinstance(default, float):
        good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    elif isinstance(default, int):
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 36500
    else:
        good = False
    if not good:
        raise ValueError(name)

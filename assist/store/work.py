"""Organising reviews: who looks at what by rule or by hand, and the views that people save."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from secrets import SystemRandom
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assist.store import audit_log, ids
from assist.store.calibrating import (
    calibration_members,
    calibration_replies,
    calibration_reviews,
    calibrations,
    close_calibration,
    start_calibration,
)
from assist.store.coaching import coach, coaching_notes, mark_seen
from assist.store.tables import Assignment, AssignmentRule, Person, Reply, SavedView

__all__ = [
    "add_rule",
    "apply_rule",
    "apply_rules",
    "assign",
    "assigned_to",
    "calibration_members",
    "calibration_replies",
    "calibration_reviews",
    "calibrations",
    "close_calibration",
    "coach",
    "coaching_notes",
    "delete_view",
    "mark_seen",
    "rules",
    "save_view",
    "share_out_double",
    "start_calibration",
    "stop_rule",
    "views",
]

_dice: Final = SystemRandom()


def assign(session: Session, reply_id: int, reviewers: Sequence[Person]) -> list[Assignment]:
    """Assign a reply by hand; two or more reviewers make it a blind double review.

    Those who have it already keep it. Raises LookupError for a reply that is not there.
    """
    reply = session.get(Reply, reply_id)
    if reply is None:
        raise LookupError(reply_id)
    made = [_assign(session, reply, reviewer.id, None, "") for reviewer in reviewers]
    reply.reviews_wanted = max(reply.reviews_wanted, min(2, len(made)))
    if reply.status == "unqueued":
        reply.status = "open"
    session.flush()
    return made


def assigned_to(session: Session, reply_id: int) -> list[Person]:
    """Who is to review the reply, or has."""
    statement = (
        select(Person)
        .join(Assignment, Assignment.reviewer_id == Person.id)
        .where(Assignment.reply_id == reply_id)
        .order_by(Person.name)
    )
    return list(session.scalars(statement))


def add_rule(session: Session, rule: AssignmentRule, lead: Person) -> AssignmentRule:
    """Add a rule.

    Raises PermissionError for anybody but a lead; ValueError("reviewers") where it has none (or one, with a
    double share), ValueError("per_agent") for n under 1, ValueError("double_share") outside 0 to 1.
    """
    if lead.role != "lead":
        raise PermissionError("rules")
    if not rule.reviewers or (rule.double_share and len(set(rule.reviewers)) < 2):
        raise ValueError("reviewers")
    if rule.per_agent < 1:
        raise ValueError("per_agent")
    if not 0 <= (rule.double_share or 0) <= 1:
        raise ValueError("double_share")
    rule.created_by_id = lead.id
    session.add(rule)
    session.flush()
    audit_log.write(session, lead, "rule_added", f"rule:{rule.id}", name=rule.name)
    return rule


def stop_rule(session: Session, rule_id: int, lead: Person) -> None:
    """Stop a rule; what it assigned stays. Raises PermissionError or LookupError."""
    if lead.role != "lead":
        raise PermissionError("rules")
    rule = session.get(AssignmentRule, rule_id)
    if rule is None:
        raise LookupError(rule_id)
    rule.active = False
    audit_log.write(session, lead, "rule_stopped", f"rule:{rule.id}", name=rule.name)


def rules(session: Session) -> list[AssignmentRule]:
    """All rules, active first, then by name."""
    return list(
        session.scalars(select(AssignmentRule).order_by(AssignmentRule.active.desc(), AssignmentRule.name))
    )


def apply_rules(session: Session, day: date) -> int:
    """Apply every active rule for the week of that day; how many replies were assigned."""
    return sum(apply_rule(session, rule, day) for rule in rules(session) if rule.active)


def apply_rule(session: Session, rule: AssignmentRule, week_of: date) -> int:
    """Draw n per agent from that ISO week's open replies and share them out; how many were assigned.

    Running it again tops up to n and never assigns a reply twice. Reviewers who were put aside, or are agents
    now, get none; nor does anybody where no other is left.
    """
    reviewers = _still_reviewing(session, rule)
    if not reviewers:
        return 0
    monday = week_of - timedelta(days=week_of.weekday())
    year, number, _ = monday.isocalendar()
    week = f"{year}-W{number:02d}"
    in_week = (Reply.id >= ids.first_of(monday), Reply.id < ids.first_of(monday + timedelta(days=7)))
    load: Counter[int] = Counter(dict.fromkeys(reviewers, 0))
    load.update(_open_loads(session, reviewers))
    statement = select(Reply.agent_id).where(*in_week, Reply.agent_id.is_not(None)).distinct()
    if rule.team:
        statement = statement.where(Reply.team == rule.team)
    assigned = 0
    for agent_id in session.scalars(statement).all():
        done = session.scalar(
            select(func.count(Assignment.reply_id.distinct()))
            .join(Reply, Reply.id == Assignment.reply_id)
            .where(Assignment.rule_id == rule.id, Assignment.week == week, Reply.agent_id == agent_id)
        )
        free = (
            select(Reply)
            .where(*in_week, Reply.agent_id == agent_id, Reply.status == "open")
            .where(~select(Assignment.reply_id).where(Assignment.reply_id == Reply.id).exists())
            .order_by(Reply.lot)
            .limit(max(0, rule.per_agent - (done or 0)))
        )
        if rule.queue:
            free = free.where(Reply.queue == rule.queue)
        for reply in session.scalars(free).all():
            assigned += _share_out(session, reply, rule, week, load)
    session.flush()
    return assigned


def share_out_double(session: Session, share: float, reviewers: Sequence[Person], since: date) -> int:
    """Make a random `share` of the open, unassigned queue since that day a blind review by two of them.

    How many were chosen. Raises ValueError with under two reviewers.
    """
    if len({reviewer.id for reviewer in reviewers}) < 2:
        raise ValueError("reviewers")
    free = (
        select(Reply)
        .where(Reply.status == "open", Reply.id >= ids.first_of(since))
        .where(~select(Assignment.reply_id).where(Assignment.reply_id == Reply.id).exists())
    )
    load: Counter[int] = Counter({reviewer.id: 0 for reviewer in reviewers})
    chosen = [reply for reply in session.scalars(free) if _dice.random() < share]
    for reply in chosen:
        for reviewer_id in _least_loaded(load, 2, set(load)):
            _assign(session, reply, reviewer_id, None, "")
        reply.reviews_wanted = 2
    session.flush()
    return len(chosen)


def views(session: Session, person: Person) -> list[SavedView]:
    """The own saved views and the shared ones, by name."""
    statement = select(SavedView).where((SavedView.owner_id == person.id) | SavedView.shared)
    return list(session.scalars(statement.order_by(SavedView.name)))


def save_view(session: Session, person: Person, name: str, query: str, *, shared: bool = False) -> SavedView:
    """Save (or overwrite, by name) a view. Raises ValueError("name") for an empty name."""
    name = name.strip()[:100]
    if not name:
        raise ValueError("name")
    statement = select(SavedView).where(SavedView.owner_id == person.id, SavedView.name == name)
    row = session.scalar(statement) or SavedView(owner_id=person.id, name=name)
    row.query, row.shared = query, shared
    session.add(row)
    session.flush()
    return row


def delete_view(session: Session, person: Person, view_id: int) -> None:
    """Delete an own view (a lead: any shared one). Raises LookupError or PermissionError."""
    row = session.get(SavedView, view_id)
    if row is None:
        raise LookupError(view_id)
    if row.owner_id != person.id and not (row.shared and person.role == "lead"):
        raise PermissionError(view_id)
    session.delete(row)
    session.flush()


def _assign(session: Session, reply: Reply, reviewer_id: int, rule_id: int | None, week: str) -> Assignment:
    row = session.get(Assignment, (reply.id, reviewer_id))
    if row is None:
        row = Assignment(reply_id=reply.id, reviewer_id=reviewer_id, rule_id=rule_id, week=week)
        session.add(row)
    return row


def _share_out(session: Session, reply: Reply, rule: AssignmentRule, week: str, load: Counter[int]) -> bool:
    """Assign the reply; False where nobody may have it."""
    # Not by its own author, where a reviewer answers customers too.
    able = {person for person in load if person != reply.agent_id}
    if not able:
        return False
    twice = len(able) > 1 and _dice.random() < rule.double_share
    for reviewer_id in _least_loaded(load, 2 if twice else 1, able):
        _assign(session, reply, reviewer_id, rule.id, week)
    reply.reviews_wanted = 2 if twice else reply.reviews_wanted
    return True


def _least_loaded(load: Counter[int], n: int, able: set[int]) -> list[int]:
    """The `n` with the least to do, counted as loaded; among equals by lot, so that pairs mix."""
    chosen = sorted(able, key=lambda person: (load[person], _dice.random()))[:n]
    load.update(chosen)
    return chosen


def _still_reviewing(session: Session, rule: AssignmentRule) -> Sequence[int]:
    active = (Person.id.in_(rule.reviewers), Person.active, Person.role != "agent")
    return session.scalars(select(Person.id).where(*active)).all()


def _open_loads(session: Session, reviewers: Sequence[int]) -> dict[int, int]:
    statement = (
        select(Assignment.reviewer_id, func.count())
        .where(Assignment.reviewer_id.in_(reviewers), Assignment.done_at.is_(None))
        .group_by(Assignment.reviewer_id)
    )
    return dict(session.execute(statement).all())

"""Replies to learn from, and when an agent was last coached."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assist.rubric import STEPS
from assist.store.tables import CoachingNote, Reply, Settled

_LOOKED_AT = 200
_LIKELY = 0.5


def good(session: Session, *, language: str = "", limit: int = 8) -> list[Reply]:
    """Recent replies that people settled as clean and that take the most recovery steps, best first."""
    statement = (
        select(Reply)
        .join(Settled, Settled.reply_id == Reply.id)
        .where(~Settled.defensive, ~Settled.blame, ~Settled.missing_apology, Settled.needs_apology)
        .options(selectinload(Reply.findings))
        .order_by(Settled.decided_at.desc())
        .limit(_LOOKED_AT)
    )
    if language:
        statement = statement.where(Reply.language == language)
    found = list(session.scalars(statement))
    return sorted(found, key=_steps_taken, reverse=True)[:limit]


def latest_notes(session: Session) -> dict[int, tuple[int, datetime]]:
    """How many notes each agent has, and when the last was written, by the agent's id."""
    statement = select(
        CoachingNote.agent_id, func.count(CoachingNote.id), func.max(CoachingNote.created_at)
    ).group_by(CoachingNote.agent_id)
    return {agent: (count, last) for agent, count, last in session.execute(statement)}


def _steps_taken(reply: Reply) -> int:
    return sum(reply.steps.get(step, 0) >= _LIKELY for step in STEPS)

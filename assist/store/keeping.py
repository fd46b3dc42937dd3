"""How long data stays, and how it goes: retention, an agent's data, a customer's data."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, select, text
from sqlalchemy.orm import Session

from assist.store import audit_log, ids, switches
from assist.store.tables import Contact, Feedback, Person, Reply

_BATCH: Final = 1000


def expire(session: Session, *, today: datetime | None = None) -> int:
    """Delete replies that were sent longer ago than the switch `retention_days` says; how many went.

    Reviews, comments, disputes and labels go with their reply.
    """
    days = switches.current(session).retention_days
    if days == 0:
        return 0
    oldest = ((today or datetime.now(UTC)) - timedelta(days=days)).date()
    gone = _delete(session, select(Reply.id).where(Reply.id < ids.first_of(oldest)))
    if gone:
        _purge(session)
        audit_log.write(session, None, "expired", "replies", n=gone, days=days)
    return gone


def forget_agent(session: Session, agent: Person, by: Person | None) -> int:
    """Delete every reply the agent wrote, with all that was said of it; how many went.

    Also what they did with suggestions. The person stays (`people.deactivate` ends their access).
    """
    _may(by)
    gone = _delete(session, select(Reply.id).where(Reply.agent_id == agent.id))
    session.execute(delete(Feedback).where(Feedback.person_id == agent.id))
    _purge(session)
    audit_log.write(session, by, "agent_forgotten", f"person:{agent.name}", n=gone)
    return gone


def of_customer(session: Session, fingerprints: Sequence[str], threads: Sequence[str] = ()) -> list[int]:
    """Ids of the replies in which the customer's address or number was masked, or of `threads`."""
    found = set(session.scalars(select(Contact.reply_id).where(Contact.fingerprint.in_(fingerprints))))
    named = set(threads) - {""}
    # A conversation is one customer's: what was said without the address goes too.
    named |= set(session.scalars(select(Reply.thread).where(Reply.id.in_(found), Reply.thread != "")))
    found |= set(session.scalars(select(Reply.id).where(Reply.thread.in_(named))))
    return sorted(found)


def forget_customer(
    session: Session, fingerprints: Sequence[str], by: Person | None, *, threads: Sequence[str] = ()
) -> int:
    """Delete a customer's replies (see `of_customer`); how many went. The log does not say whose."""
    _may(by)
    found = of_customer(session, fingerprints, threads)
    for start in range(0, len(found), _BATCH):
        session.execute(delete(Reply).where(Reply.id.in_(found[start : start + _BATCH])))
    _purge(session)
    audit_log.write(session, by, "customer_forgotten", "replies", n=len(found))
    return len(found)


def _may(by: Person | None) -> None:
    """The command line (None) and leads may delete."""
    if by is not None and by.role != "lead":
        raise PermissionError("delete")


def _purge(session: Session) -> None:
    """Have the words of deleted replies leave SQLite's search index now, not at some later merge."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO reply_search(reply_search) VALUES ('optimize')"))


def _delete(session: Session, which: Select[int]) -> int:
    gone = 0
    while found := session.scalars(which.limit(_BATCH)).all():
        session.execute(delete(Reply).where(Reply.id.in_(found)))
        gone += len(found)
    return gone

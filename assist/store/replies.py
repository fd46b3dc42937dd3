"""Recording sent replies, and getting one back; the queue of them is `assist.store.queue`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import SystemRandom
from typing import Any, Final

from sqlalchemy import Insert, insert, select
from sqlalchemy.orm import Session, selectinload

from assist.scoring.result import Result
from assist.store import facets, ids, people, switches
from assist.store.dialect import insert_or_skip
from assist.store.tables import Contact, Person, Reply, ReplyKind, StoredFinding

_dice: Final = SystemRandom()


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent reply as it comes in, already scored and masked (`assist.store.intake`)."""

    reply: str
    customer: str
    result: Result
    sent_at: datetime
    agent: str = ""
    channel: str = ""
    thread: str = ""
    idempotency_key: str | None = None
    fingerprints: tuple[str, ...] = ()
    import_id: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a reply: its id, and whether it is new (False: its idempotency key was known)."""

    id: int
    new: bool


def record(session: Session, sent: Sequence[Sent], recorded_by: Person | None) -> list[Recorded]:
    """Store replies, in order.

    Agents that nobody knows yet are added as people who cannot sign in. An unflagged reply enters the
    queue by chance, as often as the switch `sample_share` says; a queued one is reviewed twice as
    often as `double_share` says.
    """
    if not sent:
        return []
    known = _known(session, sent)
    numbers = ids.allocate(session, [one.sent_at for one in sent])
    authors = people.authors(session, {one.agent for one in sent if one.agent})
    chosen = switches.current(session)
    rows: dict[int, tuple[Sent, dict[str, Any]]] = {}
    taken = set(known)
    for number, one in zip(numbers, sent, strict=True):
        if one.idempotency_key is None or one.idempotency_key not in taken:
            taken.add(one.idempotency_key or "")
            author = authors.get(people.key(one.agent))
            rows[number] = (one, _row(number, one, recorded_by, author, chosen))
    # Another process may store the same key at this moment: the database has the last word.
    new = _insert_new(session, [row for _, row in rows.values()])
    _insert_details(session, [(number, one) for number, (one, _) in rows.items() if number in new])
    known = _known(session, sent)
    return [
        Recorded(known.get(one.idempotency_key or "", number), number in new)
        for number, one in zip(numbers, sent, strict=True)
    ]


def of_key(session: Session, idempotency_key: str) -> int | None:
    """The id of the reply that was recorded under that key, or None."""
    return session.scalar(select(Reply.id).where(Reply.idempotency_key == idempotency_key))


def get(session: Session, reply_id: int, viewer: Person) -> Reply | None:
    """The reply with its findings loaded, or None where it is not there or not the viewer's to see."""
    statement = select(Reply).where(Reply.id == reply_id).options(selectinload(Reply.findings))
    reply = session.scalar(statement)
    return reply if reply and may_see(viewer, reply) else None


def may_see(viewer: Person, reply: Reply) -> bool:
    """Reviewers and leads see every reply, agents the own ones."""
    return viewer.role != "agent" or reply.agent_id == viewer.id


def thread_of(session: Session, reply: Reply, viewer: Person) -> list[Reply]:
    """The replies of the same thread in the order they were sent, this one included."""
    if not reply.thread:
        return [reply]
    found = session.scalars(select(Reply).where(Reply.thread == reply.thread).order_by(Reply.id))
    return [one for one in found if may_see(viewer, one)]


def by_ids(session: Session, reply_ids: Sequence[int]) -> list[Reply]:
    """These replies with their findings, in this order; those that are not there are left out."""
    statement = select(Reply).where(Reply.id.in_(reply_ids)).options(selectinload(Reply.findings))
    found = {reply.id: reply for reply in session.scalars(statement)}
    return [found[one] for one in reply_ids if one in found]


def _known(session: Session, sent: Sequence[Sent]) -> dict[str, int]:
    keys = {one.idempotency_key for one in sent if one.idempotency_key}
    if not keys:
        return {}
    rows = session.execute(select(Reply.idempotency_key, Reply.id).where(Reply.idempotency_key.in_(keys)))
    return {key: number for key, number in rows if key}


def _row(
    number: int,
    one: Sent,
    recorded_by: Person | None,
    author: Person | None,
    chosen: switches.Switches,
) -> dict[str, Any]:
    result = one.result
    top = max(result.scores.values())
    queue = "flagged" if result.flags else "sample" if _dice.random() < chosen.sample_share else "none"
    twice = queue != "none" and _dice.random() < chosen.double_share
    return {
        "id": number,
        "idempotency_key": one.idempotency_key,
        "recorded_by_id": recorded_by.id if recorded_by else None,
        "sent_at": one.sent_at,
        "reply": one.reply,
        "customer": one.customer,
        "language": result.language,
        "channel": one.channel,
        "thread": one.thread,
        "agent_id": author.id if author else None,
        "team": author.team if author else "",
        "import_id": one.import_id,
        "model": result.model,
        "top_score": top,
        "band": facets.band(top),
        "facets": facets.words(
            result,
            agent_id=author.id if author else None,
            team=author.team if author else "",
            channel=one.channel,
        ),
        **{f"score_{name}": score for name, score in result.scores.items()},
        **{f"flag_{name}": name in result.flags for name in result.scores},
        "needs_apology": result.needs_apology,
        "apology": result.apology,
        "steps": result.steps,
        "hints": [{"kind": hint.kind, "message": hint.message} for hint in result.hints],
        "queue": queue,
        "lot": _dice.random(),
        "status": "unqueued" if queue == "none" else "open",
        "reviews_wanted": 2 if twice else 1,
    }


def _insert_new(session: Session, rows: list[dict[str, Any]]) -> set[int]:
    if not rows:
        return set()
    statement = insert_or_skip(session, Reply, "idempotency_key").returning(Reply.id)
    new: set[int] = set()
    for batch in _batches(rows, 500):
        new.update(session.scalars(statement.values(batch)))
    return new


def _insert_details(session: Session, new: list[tuple[int, Sent]]) -> None:
    findings = [
        {
            "reply_id": number,
            "start": finding.start,
            "end": finding.end,
            "category": finding.category,
            "kind": finding.kind,
            "score": finding.score,
            "message": finding.message,
            "why": finding.why,
        }
        for number, one in new
        for finding in one.result.findings
    ]
    kinds = {(row["kind"], row["reply_id"]) for row in findings}
    contacts = {(mark, number) for number, one in new for mark in one.fingerprints}
    _insert_many(session, insert(StoredFinding), findings)
    _insert_many(session, insert(ReplyKind), [{"kind": k, "reply_id": n} for k, n in sorted(kinds)])
    _insert_many(session, insert(Contact), [{"fingerprint": f, "reply_id": n} for f, n in sorted(contacts)])


def _insert_many(session: Session, statement: Insert, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(statement, rows)


def _batches(rows: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]

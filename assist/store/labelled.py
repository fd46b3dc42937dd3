"""Stored replies as rows to take elsewhere: labelled ones in the contract's format, and all for a table."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from assist.rubric import STEPS
from assist.store import people, queue, reviews
from assist.store.filters import Filters
from assist.store.tables import Person, Reply, Settled

_BATCH: Final = 500


def labelled(session: Session, filters: Filters, viewer: Person) -> Iterator[dict[str, Any]]:
    """Each settled reply that matches, newest first, as the contract's labelled reply (code points)."""
    for reply, settled, _ in _settled(session, filters, viewer):
        if settled is None:
            continue
        row: dict[str, Any] = {
            "id": str(reply.id),
            "lang": reply.language,
            "customer": reply.customer,
            "reply": reply.reply,
            "labels": {
                "defensive": int(settled.defensive),
                "blame": int(settled.blame),
                "needs_apology": int(settled.needs_apology),
                "apology": settled.apology,
                "missing_apology": int(settled.missing_apology),
            },
            "phrases": [
                {name: phrase[name] for name in ("start", "end", "category", "kind")}
                for phrase in settled.phrases
            ],
        }
        # All nine or none, as the contract says: of those not told nobody knows.
        if settled.steps is not None and set(settled.steps) == set(STEPS):
            row["steps"] = {name: int(on) for name, on in settled.steps.items()}
        yield row


def rows(session: Session, filters: Filters, viewer: Person) -> Iterator[dict[str, Any]]:
    """Every reply that matches, newest first, with its scores and what was settled, one flat row each.

    What the model found is empty where the viewer is to judge without it.
    """
    names = {one.id: one.name for one in people.everybody(session, with_inactive=True)}
    for reply, settled, hidden in _settled(session, filters, viewer):
        yield {
            "id": str(reply.id),
            "sent_at": reply.sent_at.isoformat(),
            "agent": names.get(reply.agent_id or 0, ""),
            "team": reply.team,
            "channel": reply.channel,
            "thread": reply.thread,
            "language": reply.language,
            "customer": reply.customer,
            "reply": reply.reply,
            "model": reply.model,
            **{f"score_{name}": None if hidden else round(score, 4) for name, score in reply.scores.items()},
            "flags": "" if hidden else " ".join(reply.flags),
            "kinds": "" if hidden else " ".join(sorted({finding.kind for finding in reply.findings})),
            "queue": "" if hidden else reply.queue,
            "status": reply.status,
            **_verdict(settled),
        }


def _settled(
    session: Session, filters: Filters, viewer: Person
) -> Iterator[tuple[Reply, Settled | None, bool]]:
    """Each reply that matches with what was settled, and whether the model is hidden from the viewer."""
    after: str | None = None
    while True:
        page = queue.page(session, filters, viewer, after=after, limit=_BATCH)
        found = reviews.settled_of(session, [reply.id for reply in page.rows])
        blind = reviews.blindness_of(session, page.rows, viewer)
        for reply in page.rows:
            yield reply, found.get(reply.id), blind[reply.id].model
        session.expunge_all()  # what was written out need not be kept
        after = page.after
        if after is None:
            return


def _verdict(settled: Settled | None) -> dict[str, Any]:
    names = ("defensive", "blame", "needs_apology", "apology", "missing_apology")
    values = {f"settled_{name}": getattr(settled, name) if settled else None for name in names}
    kinds = sorted({phrase["kind"] for phrase in settled.phrases}) if settled else []
    return {
        **values,
        "settled_kinds": " ".join(kinds),
        "settled_by": settled.source if settled else "",
        "settled_at": settled.decided_at.isoformat() if settled else "",
    }

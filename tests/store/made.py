"""Small stored replies for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from assist.rubric import CATEGORY_OF_KIND, SCORES
from assist.scoring.result import Finding, Result
from assist.store import people, replies, switches
from assist.store.database import Database
from assist.store.replies import Sent
from assist.store.tables import Person

WHEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
REPLY = "Itu bukan kesalahan kami. Seharusnya Kakak cek dulu alamatnya sebelum memesan."


def result(
    text: str = REPLY,
    *,
    phrases: Sequence[tuple[str, str]] = (),
    scores: dict[str, float] | None = None,
    language: str = "id",
    model: str = "tone-1.0.0",
) -> Result:
    """A result with these (words, kind) phrases; flags follow from scores of 0.5 and more."""
    given = dict.fromkeys(SCORES, 0.1) | (scores or {})
    found = [
        Finding(
            start := text.index(words), start + len(words), words, CATEGORY_OF_KIND[kind], kind, 0.9, "m", "w"
        )
        for words, kind in phrases
    ]
    return Result(
        language=language,
        scores=given,
        flags=tuple(name for name in SCORES if given[name] >= 0.5),
        needs_apology=0.9,
        apology="none",
        findings=tuple(found),
        steps={"own": 0.1},
        hints=(),
        model=model,
        reply=text,
    )


FLAGGED = result(
    phrases=[("Itu bukan kesalahan kami", "denial"), ("Seharusnya Kakak cek dulu", "reproach")],
    scores={"defensive": 0.9, "blame": 0.8},
)
CLEAN = result("Baik Kak, kami bantu cek ya.")


def sent(made: Result = FLAGGED, key: str | None = None, when: datetime = WHEN, **more: str) -> Sent:
    """A sent reply of that result."""
    fields = {"customer": "Paket saya belum sampai!", "agent": "Sari", "channel": "chat", **more}
    return Sent(reply=made.reply, result=made, sent_at=when, idempotency_key=key, **fields)


def store(session: Session, *given: Sent) -> list[int]:
    """Record these; their ids."""
    return [one.id for one in replies.record(session, given, None)]


def steady(session: Session, lead: Person) -> None:
    """No chance in what is sampled and doubled."""
    switches.turn(session, lead, sample_share=0.0, double_share=0.0)


def staff(database: Database) -> dict[str, Person]:
    """A lead, two reviewers and two agents; nothing is left to chance."""
    with database.write() as session:
        found = {
            "lead": people.add(session, "Lena", "lead"),
            "first": people.add(session, "Rani", "reviewer"),
            "second": people.add(session, "Tomi", "reviewer"),
            "agent": people.add(session, "Sari", "agent", team="Jakarta"),
            "other": people.add(session, "Dewi", "agent", team="Bandung"),
        }
        steady(session, found["lead"])
    return found

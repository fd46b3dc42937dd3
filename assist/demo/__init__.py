"""Example conversations for looking around: scored by the model, reviewed by two made-up reviewers."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assist.scoring.scorer import Scorer
from assist.store import audit_log, people, queue, replies, reviews, work
from assist.store.database import Database
from assist.store.filters import Filters
from assist.store.intake import Intake
from assist.store.replies import Sent
from assist.store.reviews import Labels
from assist.store.tables import CoachingNote, Person, Reply

KEY: Final = "demo:"
"""What the idempotency keys of example replies begin with."""
_SPAN: Final = timedelta(weeks=12)
_REVIEWED_SINGLY: Final = 9
_REVIEWED_TWICE: Final = 6


def load(database: Database, scorer: Scorer, *, by: Person | None = None) -> int:
    """Store the example replies, their people, reviews, notes and a dispute; how many replies are new.

    What is there already stays as it is: loading twice adds nothing.
    """
    intake = Intake(scorer.settings)
    sent = list(_sent(scorer, intake))
    with database.write() as session:
        if replies.of_key(session, f"{KEY}1") is not None:
            return 0
        team = _people(session)
        recorded = replies.record(session, sent, None)
        _review(session, team, [one.id for one in recorded])
        audit_log.write(session, by, "demo", "replies", n=len(recorded))
    database.tune()
    return len(recorded)


def clear(database: Database, *, by: Person | None = None) -> int:
    """Delete the example replies and what was said of them; how many went. Their people stay, inactive."""
    with database.write() as session:
        gone = session.execute(
            delete(Reply).where(Reply.idempotency_key.startswith(KEY)).returning(Reply.id)
        ).all()
        session.execute(
            delete(CoachingNote).where(
                CoachingNote.text.in_([note["text"] for note in _told("people")["note"]])
            )
        )
        for reviewer in _told("people")["reviewer"]:
            person = people.by_name(session, reviewer["name"])
            if person is not None:
                people.deactivate(session, person)
        audit_log.write(session, by, "demo_cleared", "replies", n=len(gone))
    return len(gone)


@cache
def _told(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _sent(scorer: Scorer, intake: Intake) -> Iterator[Sent]:
    rows = _told("replies")["reply"]
    step = _SPAN / len(rows)
    for number, row in enumerate(rows, 1):
        result = scorer.score(row["reply"], row["customer"], suggest=False)
        yield intake.seal(
            result,
            row["customer"],
            datetime.now(UTC) - step * number,
            agent=row["agent"],
            channel=row["channel"],
            thread=row.get("thread", ""),
            idempotency_key=f"{KEY}{number}",
        )


def _people(session: Session) -> dict[str, Person]:
    team: dict[str, Person] = {}
    for row in _told("people")["agent"]:
        team[row["name"]] = people.authors(session, [row["name"]])[people.key(row["name"])]
        if not team[row["name"]].team:
            people.change(session, team[row["name"]], team=row["team"])
    for row in _told("people")["reviewer"]:
        known = people.by_name(session, row["name"])
        team[row["name"]] = known or people.add(session, row["name"], "reviewer", display=row["display"])
        people.reactivate(session, team[row["name"]])
    return team


def _review(session: Session, team: dict[str, Person], numbers: list[int]) -> None:
    """Some are reviewed once, some twice; in every third pair the second sees the apology otherwise."""
    one, two = (team[row["name"]] for row in _told("people")["reviewer"])
    stored = replies.by_ids(session, numbers)
    flagged = [reply for reply in stored if reply.flags]
    for reply in flagged[: _REVIEWED_SINGLY + _REVIEWED_TWICE]:
        reply.reviews_wanted = 1
    for reply in flagged[:_REVIEWED_SINGLY]:
        reviews.save(session, reply.id, one, reviews.prefilled(reply))
    for number, reply in enumerate(flagged[_REVIEWED_SINGLY : _REVIEWED_SINGLY + _REVIEWED_TWICE]):
        work.assign(session, reply.id, [one, two])
        labels = reviews.prefilled(reply)
        reviews.save(session, reply.id, one, labels)
        reviews.save(session, reply.id, two, _otherwise(labels) if number % 3 == 0 else labels)
    lead = Person(id=0, name="demo", role="lead")
    for reply in queue.page(session, Filters(flag=("none",), queue=("sample",)), lead, limit=5).rows:
        if reply.id in numbers:
            reviews.save(session, reply.id, two, reviews.prefilled(reply))
    _talk(session, team, stored)


def _otherwise(labels: Labels) -> Labels:
    return Labels(labels.defensive, labels.blame, labels.needs_apology, "full", labels.phrases)


def _talk(session: Session, team: dict[str, Person], stored: list[Reply]) -> None:
    """Coaching notes, a remark, and a dispute on the first settled reply of the agent who has one."""

    def beginning(words: str) -> Reply:
        return next(reply for reply in stored if reply.reply.startswith(words))

    told = _told("people")
    reviewer = team[told["reviewer"][0]["name"]]
    for note in told["note"]:
        own, good = beginning(note["reply"]), beginning(note["example"])
        work.coach(session, reviewer, team[note["agent"]], note["text"], reply_id=own.id, example_id=good.id)
    for remark in told["comment"]:
        reply = beginning(remark["reply"])
        start = reply.reply.index(remark["words"])
        reviews.comment(
            session, reply.id, reviewer, remark["text"], start=start, end=start + len(remark["words"])
        )
    for dispute in told["dispute"]:
        agent = team[dispute["agent"]]
        reply = beginning(dispute["reply"])
        if reviews.settled_of(session, [reply.id]):  # not where the model let it pass
            reviews.open_dispute(session, reply.id, agent, dispute["reason"])

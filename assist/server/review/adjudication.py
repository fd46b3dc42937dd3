"""Replies whose reviewers differ, side by side, for a lead to settle."""

from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from assist.server.review import marks
from assist.server.review.desk import DeskRoute, LeadDesk
from assist.store import people, reviews, verdicts
from assist.store.tables import Reply, Review
from assist.store.verdicts import Labels

router = APIRouter(route_class=DeskRoute)

_ASKED: Final = ("defensive", "blame", "needs_apology", "apology")


@dataclass(frozen=True, slots=True)
class Case:
    """A reply with what its reviewers say, and in what they differ."""

    reply: Reply
    agent: str
    snippet: list[marks.Segment]
    reviews: list[Review]
    differ: list[str]
    kinds: dict[int, list[str]]
    """The kinds of phrases that stand, by review."""


@router.get("/review/adjudication")
def page(desk: LeadDesk) -> Response:
    """The list, oldest first."""
    with desk.database.read() as session:
        found = reviews.to_adjudicate(session)
        names = {one.id: one.label for one in people.everybody(session, with_inactive=True)}
    return desk.page(
        "adjudication.html", room="adjudication", cases=[_case(reply, both, names) for reply, both in found]
    )


def common(both: list[Review], fallback: Labels) -> tuple[Labels, list[bool]]:
    """Where a lead begins: what the reviewers agree on; and for each phrase, whether they agree on it."""
    said = [verdicts.of_review(one) for one in both]
    if len(said) < 2:
        return fallback, [False] * len(fallback.phrases)
    first, second = said[0], said[1]
    phrases: list[verdicts.PhraseVerdict] = []
    agreed: list[bool] = []
    for one in (*first.phrases, *second.phrases):
        bare = replace(one, comment="")
        if bare in [replace(known, comment="") for known in phrases]:
            agreed[[replace(known, comment="") for known in phrases].index(bare)] = True
        elif one.finding_id is None or one.finding_id not in {known.finding_id for known in phrases}:
            phrases.append(one)
            agreed.append(False)
    labels = replace(
        first,
        defensive=first.defensive or second.defensive,
        blame=first.blame or second.blame,
        needs_apology=first.needs_apology or second.needs_apology,
        phrases=tuple(phrases),
        note="",
    )
    return labels, agreed


def _case(reply: Reply, both: list[Review], names: dict[int, str]) -> Case:
    said = [verdicts.of_review(one) for one in both]
    differ = [name for name in _ASKED if len({getattr(one, name) for one in said}) > 1]
    kinds = {
        review.id: sorted({phrase.kind for phrase in labels.phrases if phrase.stands})
        for review, labels in zip(both, said, strict=True)
    }
    if len({tuple(one) for one in kinds.values()}) > 1:
        differ.append("kinds")
    agent = names.get(reply.agent_id or 0, "")
    return Case(reply, agent, marks.snippet(reply.reply, reply.findings), both, differ, kinds)

"""What agreement is computed from; the arithmetic is in `assist.server.review.agreement`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from assist.rubric import KINDS, SCORES
from assist.store import ids
from assist.store.tables import Reply, ReplyKind, Review, ReviewVersion, Settled
from assist.store.verdicts import Labels

_QUESTIONS: Final = (*SCORES, "needs_apology")


@dataclass(frozen=True, slots=True)
class Rated:
    """Two reviewers' answers to one question (a label, or "is there a phrase of this kind") on one reply."""

    reply_id: int
    question: str
    first: bool
    second: bool
    first_id: int
    second_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the model's flags for one label or kind, in one language (empty: all together).

    `true` and `false` count settled replies that were flagged for it; `missed` and `clean` settled ones
    from the random sample of wholly unflagged replies; `flagged` and `unflagged` are how many replies of
    either sort there are in all. Replies flagged for something else only are in neither: they are no
    random sample of anything.
    """

    question: str
    language: str
    true: int
    false: int
    missed: int
    clean: int
    flagged: int
    unflagged: int


def rated_pairs(session: Session, since: date, until: date, *, calibration: int | None = None) -> list[Rated]:
    """Double reviews in that span (or a calibration session), one entry a reply, pair and question.

    Each answer is the last that was given before the two could see each other's.
    """
    statement = select(Review, Reply.language).join(Reply, Reply.id == Review.reply_id).order_by(Review.id)
    if calibration is not None:
        statement = statement.where(Review.round == "calibration", Review.session_id == calibration)
    else:
        statement = statement.where(Review.round == "review", Reply.reviews_wanted > 1, *_span(since, until))
    by_reply: dict[int, list[Review]] = defaultdict(list)
    languages: dict[int, str] = {}
    for review, language in session.execute(statement):
        by_reply[review.reply_id].append(review)
        languages[review.reply_id] = language
    pairs = [
        pair
        for found in by_reply.values()
        for pair in combinations(found if calibration is not None else found[:2], 2)
    ]
    answers = _independent(session, pairs, closed=calibration is None)
    return [
        Rated(
            one.reply_id,
            question,
            _answer(answers[one.id], question),
            _answer(answers[two.id], question),
            one.reviewer_id,
            two.reviewer_id,
            languages[one.reply_id],
        )
        for one, two in pairs
        for question in (*_QUESTIONS, *KINDS)
    ]


def outcomes(
    session: Session, since: date, until: date, *, model: str = "", by_kind: bool = False
) -> list[Outcomes]:
    """Per label (or kind) and language; the entry with an empty language is over all."""
    terms = [*_span(since, until), *([Reply.model == model] if model else [])]
    questions = KINDS if by_kind else SCORES
    flagged, unflagged = _totals(session, terms, by_kind=by_kind)
    fates: Counter[tuple[str, str, str]] = Counter()
    for reply, settled, kinds in _settled(session, terms):
        marked = kinds if by_kind else set(reply.flags)
        right = {p["kind"] for p in settled.phrases} if by_kind else _true_labels(settled)
        for question in questions:
            fate = _fate(question in marked, question in right, sampled=reply.queue == "sample")
            for language in ("", reply.language):
                fates[question, language, fate] += 1
    languages = sorted({language for _, language in flagged} | set(unflagged))
    return [
        Outcomes(
            question,
            language,
            *(fates[question, language, fate] for fate in ("true", "false", "missed", "clean")),
            flagged=flagged[question, language],
            unflagged=unflagged[language],
        )
        for question in questions
        for language in languages
    ]


def _span(since: date, until: date) -> list[ColumnElement[bool]]:
    return [Reply.id >= ids.first_of(since), Reply.id < ids.after(until)]


def _independent(
    session: Session, pairs: Iterable[tuple[Review, Review]], *, closed: bool
) -> dict[int, Labels]:
    """Each review as it stood when both were in (`closed`: afterwards they were shown to each other)."""
    reviews = {review.id: review for pair in pairs for review in pair}
    limit: dict[int, Any] = {}
    for one, two in pairs:
        limit[one.id] = limit[two.id] = max(one.created_at, two.created_at)
    found: dict[int, Labels] = {}
    statement = (
        select(ReviewVersion)
        .where(ReviewVersion.review_id.in_(reviews))
        .order_by(ReviewVersion.review_id, ReviewVersion.version)
    )
    for version in session.scalars(statement):
        # created_at is taken a moment before the first version is written.
        if version.version == 1 or not closed or version.at <= limit[version.review_id]:
            found[version.review_id] = Labels.from_json(version.content["labels"])
    return found


def _answer(labels: Labels, question: str) -> bool:
    if question in KINDS:
        return any(phrase.kind == question for phrase in labels.phrases if phrase.stands)
    return bool(getattr(labels, question))


def _fate(marked: bool, right: bool, *, sampled: bool) -> str:
    if marked:
        return "true" if right else "false"
    if not sampled:
        return ""
    return "missed" if right else "clean"


def _true_labels(settled: Settled) -> set[str]:
    return {label for label in SCORES if getattr(settled, label)}


def _settled(session: Session, terms: Sequence[ColumnElement[bool]]) -> list[tuple[Reply, Settled, set[str]]]:
    statement = select(Reply, Settled).join(Settled, Settled.reply_id == Reply.id).where(*terms)
    rows = [(reply, settled) for reply, settled in session.execute(statement)]
    kinds: dict[int, set[str]] = defaultdict(set)
    marked = select(ReplyKind).join(Settled, Settled.reply_id == ReplyKind.reply_id)
    for row in session.scalars(marked.join(Reply, Reply.id == ReplyKind.reply_id).where(*terms)):
        kinds[row.reply_id].add(row.kind)
    return [(reply, settled, kinds[reply.id]) for reply, settled in rows]


def _totals(
    session: Session, terms: Sequence[ColumnElement[bool]], *, by_kind: bool
) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """How many replies are flagged, by question and language, and how many have no flag, by language."""
    flagged: Counter[tuple[str, str]] = Counter()
    unflagged: Counter[str] = Counter({"": 0})
    columns = (Reply.language, Reply.flag_defensive, Reply.flag_blame, Reply.flag_missing_apology)
    counted = select(*columns, func.count()).where(*terms).group_by(*columns)
    for language, one, two, three, number in session.execute(counted):
        flags = (one, two, three)
        for where in ("", language):
            unflagged[where] += 0 if any(flags) else number
            for label, flag in zip(SCORES, flags, strict=True):
                flagged[label, where] += number if flag else 0
    if by_kind:
        kinds = (
            select(ReplyKind.kind, Reply.language, func.count())
            .join(Reply, Reply.id == ReplyKind.reply_id)
            .where(*terms)
            .group_by(ReplyKind.kind, Reply.language)
        )
        for kind, language, number in session.execute(kinds):
            for where in ("", language):
                flagged[kind, where] += number
    return flagged, unflagged

"""What a reviewer says of a reply, as a value: its labels, its phrases, and whether they fit together."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from assist.messages import say
from assist.rubric import APOLOGIES, CATEGORIES, CATEGORY_OF_KIND, STEPS
from assist.store.tables import Reply, Review, ReviewPhrase

Verdict = Literal["agree", "disagree", "change", "missed"]
MISSING: Final = "missing_apology"


class InvalidReview(ValueError):
    """The labels do not fit the reply or one another."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def message(self, language: str) -> str:
        """What is wrong, for the reviewer."""
        return say(f"verdict.{self.key}", language, **self.values)


@dataclass(frozen=True, slots=True)
class PhraseVerdict:
    """A verdict on a phrase. `missed` has no finding; `change` carries the right category and kind."""

    verdict: Verdict
    start: int
    end: int
    category: str
    kind: str
    finding_id: int | None = None
    comment: str = ""

    @property
    def stands(self) -> bool:
        """Whether the phrase does carry the fault, in the reviewer's eyes."""
        return self.verdict != "disagree" and self.category in CATEGORIES


@dataclass(frozen=True, slots=True)
class Labels:
    """What a reviewer says of a reply."""

    defensive: bool
    blame: bool
    needs_apology: bool
    apology: str
    phrases: tuple[PhraseVerdict, ...] = ()
    steps: dict[str, int] | None = None
    note: str = ""

    @property
    def missing_apology(self) -> bool:
        """Follows from the two labels before it, as the rubric says."""
        return self.needs_apology and self.apology != "full"

    def standing(self) -> list[dict[str, Any]]:
        """The phrases that carry a fault, in the contract's form."""
        spans = {(p.start, p.end, p.category, p.kind) for p in self.phrases if p.stands}
        return [{"start": s, "end": e, "category": c, "kind": k} for s, e, c, k in sorted(spans)]

    def same_as(self, other: "Labels") -> bool:
        """Whether two reviewers say the same: the reply's labels, and which kinds of phrases there are.

        Where exactly a phrase begins and ends is left out: it is seldom a disagreement about the reply.
        """

        def said(labels: Labels) -> tuple[Any, ...]:
            kinds = {phrase.kind for phrase in labels.phrases if phrase.stands}
            return labels.defensive, labels.blame, labels.needs_apology, labels.apology, kinds

        return said(self) == said(other)

    def to_json(self) -> dict[str, Any]:
        """For `review_versions`; `from_json` reads it."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Labels":
        """The labels that `to_json` wrote."""
        fields: dict[str, Any] = {**content}
        fields["phrases"] = tuple(PhraseVerdict(**phrase) for phrase in content["phrases"])
        return cls(**fields)


def prefilled(reply: Reply) -> Labels:
    """The model's own labels as a review to start from: each finding agreed with (they must be loaded)."""
    phrases = tuple(
        PhraseVerdict("agree", found.start, found.end, found.category, found.kind, found.id)
        for found in reply.findings
    )
    return Labels(
        defensive=reply.flag_defensive or any(p.category == "defensive" for p in phrases),
        blame=reply.flag_blame or any(p.category == "blame" for p in phrases),
        needs_apology=reply.flag_missing_apology or reply.needs_apology >= 0.5,
        apology="none" if reply.flag_missing_apology and reply.apology == "full" else reply.apology,
        phrases=phrases,
    )


def checked(labels: Labels, reply: Reply) -> Labels:
    """The labels as they may be stored, with selected spans trimmed; findings must be loaded.

    Raises InvalidReview where a span, a kind or a step is not one, or a phrase stands against its label.
    """
    if labels.apology not in APOLOGIES:
        raise InvalidReview("apology", value=labels.apology)
    if labels.steps is not None and not set(labels.steps) <= set(STEPS):
        raise InvalidReview("step")
    findings = {found.id: found for found in reply.findings}
    phrases: list[PhraseVerdict] = []
    for phrase in labels.phrases:
        found = findings.get(phrase.finding_id) if phrase.finding_id is not None else None
        if (phrase.verdict == "missed") == (found is not None):
            raise InvalidReview("finding")
        if found is not None:
            phrase = replace(phrase, start=found.start, end=found.end)
        if found is not None and phrase.verdict in ("agree", "disagree"):
            phrase = replace(phrase, category=found.category, kind=found.kind)
        elif CATEGORY_OF_KIND.get(phrase.kind) is None:
            raise InvalidReview("kind", value=phrase.kind)
        else:
            phrase = replace(phrase, category=CATEGORY_OF_KIND[phrase.kind])
        phrases.append(_trimmed(phrase, reply.reply) if phrase.category != MISSING else phrase)
    for category in CATEGORIES:
        if any(p.stands and p.category == category for p in phrases) and not getattr(labels, category):
            raise InvalidReview("phrase_against_label", label=category)
    return replace(labels, phrases=tuple(phrases))


def of_review(review: Review) -> Labels:
    """A stored review as a value; its phrases must be loaded."""
    return Labels(
        defensive=review.defensive,
        blame=review.blame,
        needs_apology=review.needs_apology,
        apology=review.apology,
        phrases=tuple(
            PhraseVerdict(p.verdict, p.start, p.end, p.category, p.kind, p.finding_id, p.comment)  # pyright: ignore[reportArgumentType]  a check constraint holds it
            for p in review.phrases
        ),
        steps=review.steps,
        note=review.note,
    )


def to_rows(phrases: Iterable[PhraseVerdict]) -> list[ReviewPhrase]:
    """The phrases as rows of a review."""
    return [
        ReviewPhrase(
            verdict=p.verdict,
            start=p.start,
            end=p.end,
            category=p.category,
            kind=p.kind,
            finding_id=p.finding_id,
            comment=p.comment,
        )
        for p in phrases
    ]


def _trimmed(phrase: PhraseVerdict, text: str) -> PhraseVerdict:
    """Without outer space and final punctuation, as the rubric wants spans."""
    if not 0 <= phrase.start < phrase.end <= len(text):
        raise InvalidReview("span")
    if phrase.finding_id is not None:
        return phrase
    start, end = phrase.start, phrase.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".!?,;:"):
        end -= 1
    if start == end:
        raise InvalidReview("span")
    return replace(phrase, start=start, end=end)

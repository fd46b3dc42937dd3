"""A review as the page's script holds it, and back: offsets in UTF-16 there, in code points here."""

from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from assist.rubric import STEPS
from assist.server.review.words import Words
from assist.store.tables import Reply
from assist.store.verdicts import InvalidReview, Labels, PhraseVerdict
from assist.text.offsets import utf16_offset

Round = Literal["review", "adjudication", "calibration"]
_LONGEST: Final = 10_000


class PhraseIn(BaseModel):
    """A verdict on a phrase, as sent."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["agree", "disagree", "change", "missed"]
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    category: str = Field(max_length=20)
    kind: str = Field(max_length=30)
    finding: int | None = None
    comment: str = Field("", max_length=_LONGEST)


class VerdictIn(BaseModel):
    """A whole verdict, as sent. Sending the same again changes nothing."""

    model_config = ConfigDict(extra="forbid")

    base_version: int = Field(0, ge=0)
    round: Round = "review"
    session: int = Field(0, ge=0)
    defensive: bool
    blame: bool
    needs_apology: bool
    apology: Literal["full", "hollow", "none"]
    steps: dict[str, bool] | None = None
    phrases: list[PhraseIn] = Field(max_length=200)
    note: str = Field("", max_length=_LONGEST)
    seconds: int | None = Field(None, ge=0, le=86_400)
    query: str = Field("", max_length=4000)
    """The queue that the reviewer walks, to know what comes next."""

    def labels(self, text: str) -> Labels:
        """The labels in code points of `text`. Raises InvalidReview for a place inside a character."""
        at = _from_utf16(text)
        unknown = set(self.steps or {}) - set(STEPS)
        if unknown:
            raise InvalidReview("step")
        return Labels(
            defensive=self.defensive,
            blame=self.blame,
            needs_apology=self.needs_apology,
            apology=self.apology,
            phrases=tuple(
                PhraseVerdict(
                    one.verdict,
                    at[one.start] if one.start in at else _nowhere(),
                    at[one.end] if one.end in at else _nowhere(),
                    one.category,
                    one.kind,
                    one.finding,
                    one.comment,
                )
                for one in self.phrases
            ),
            steps={name: int(on) for name, on in self.steps.items()} if self.steps is not None else None,
            note=self.note,
        )


def labels_json(labels: Labels, text: str) -> dict[str, Any]:
    """Labels for the page's script."""
    at = utf16_offset(text)
    return {
        "defensive": labels.defensive,
        "blame": labels.blame,
        "needs_apology": labels.needs_apology,
        "apology": labels.apology,
        "steps": {name: bool(on) for name, on in labels.steps.items()} if labels.steps is not None else None,
        "note": labels.note,
        "phrases": [
            {
                "verdict": one.verdict,
                "start": at(one.start),
                "end": at(one.end),
                "category": one.category,
                "kind": one.kind,
                "finding": one.finding_id,
                "comment": one.comment,
            }
            for one in labels.phrases
        ],
    }


def findings_json(reply: Reply, words: Words) -> list[dict[str, Any]]:
    """What the model found, for the page's script."""
    at = utf16_offset(reply.reply)
    return [
        {
            "id": one.id,
            "start": at(one.start),
            "end": at(one.end),
            "category": one.category,
            "kind": one.kind,
            "score": round(one.score, 3),
            **dict(zip(("message", "why"), words.told(one), strict=True)),
        }
        for one in reply.findings
    ]


def clock(moment: datetime) -> str:
    """``14:05 UTC``, as sentences say it."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"


def clock_json(moment: datetime) -> dict[str, str]:
    """The moment that a sentence holds as `clock`, for the page's script to show in the viewer's own zone."""
    return {"at": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "shown": clock(moment)}


def unlabelled() -> Labels:
    """Where a reviewer begins who is not shown what the model says."""
    return Labels(defensive=False, blame=False, needs_apology=False, apology="none")


def _from_utf16(text: str) -> dict[int, int]:
    at = utf16_offset(text)
    return {at(index): index for index in range(len(text) + 1)}


def _nowhere() -> int:
    raise InvalidReview("span")

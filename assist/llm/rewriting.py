"""Rewrite a whole reply: ask, clean what comes, hand over only what passes the scorer and keeps the facts."""

import contextlib
import re
from collections.abc import Generator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from assist.llm.client import Endpoint, LlmError, complete
from assist.rubric.tables import spoken
from assist.scoring.facts import facts
from assist.scoring.result import Result
from assist.scoring.scorer import Scorer, ScoringError, check
from assist.text.language import detect

GROWTH: Final = 2.0
"""How much longer than the draft, and 300 characters, an answer may be."""
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^```\w*\n(.*?)\n?```$", re.DOTALL)
_QUOTED: Final = (('"', '"'), ("“", "”"), ("«", "»"))


@dataclass(frozen=True)
class Piece:
    """Some more of the answer, unverified: to be shown as being written, never to be sent."""

    text: str


@dataclass(frozen=True)
class Rewritten:
    """The verified rewrite of the whole reply, and what the scorer says of it."""

    text: str
    result: Result


def rewrite(
    scorer: Scorer, endpoint: Endpoint, reply: str, customer: str = "", ui: str | None = None
) -> Generator[Piece | Rewritten]:
    """Yield pieces as they come, and at the end the verified whole.

    Raises LlmError where there is no answer, or none that passes; ScoringError for an unscorable `reply`.
    """
    before = scorer.score(reply, customer, ui, suggest=False)
    limit = GROWTH * len(reply) + 300
    answer = ""
    pieces = complete(endpoint, prompt(spoken(before.language)), material(reply, customer))
    with contextlib.closing(pieces):
        for piece in pieces:
            answer += piece
            if len(_THOUGHTS.sub("", answer)) > limit:
                raise LlmError("too_long")
            yield Piece(piece)
    text = cleaned(answer)
    yield Rewritten(text, verified(scorer, before, text, customer, ui))


@cache
def prompt(language: str) -> str:
    """The instruction in `language`."""
    return (Path(__file__).parent / f"prompt.{language}.txt").read_text(encoding="utf-8")


def material(reply: str, customer: str) -> str:
    """What the instruction is about, in marks that neither text can close."""
    fenced = [("customer", customer), ("reply", reply)]
    return "\n\n".join(
        f"<{name}>\n{text.replace('<', '‹').replace('>', '›')}\n</{name}>" for name, text in fenced if text
    )


def cleaned(answer: str) -> str:
    """`answer` without a thinking model's thoughts, code fences and quotation marks around the whole."""
    text = _THOUGHTS.sub("", answer).strip()
    if fence := _FENCE.match(text):
        text = fence[1].strip()
    for left, right in _QUOTED:
        if len(text) > 1 and text[0] == left and text[-1] == right and left not in text[1:-1]:
            text = text[1:-1].strip()
    return text.replace("‹", "<").replace("›", ">")


def verified(scorer: Scorer, before: Result, text: str, customer: str, ui: str | None) -> Result:
    """The result of `text`. Raises LlmError where it lost or added a fact, or is no better than the draft."""
    if not text:
        raise LlmError("empty")
    try:
        check(text, "reply")
    except ScoringError as error:
        raise LlmError("not_text") from error
    had, has = facts(before.reply, before.reply), facts(text, f"{before.reply}\n{text}")
    if missing := had - has:
        raise LlmError("lost_fact", fact=min(missing))
    if added := has - had - facts(customer, customer):
        raise LlmError("added_fact", fact=min(added))
    if spoken(detect(text)) != spoken(before.language):
        raise LlmError("other_language")
    after = scorer.score(text, customer, ui, suggest=False)
    limits = scorer.thresholds(detect(text), scorer.settings.sensitivity)
    if any(score >= limits[name] and score > before.scores[name] / 2 for name, score in after.scores.items()):
        raise LlmError("no_better")
    return after

"""Where an apology belongs in a reply: after the greeting and the thanks, before the explanation."""

from dataclasses import dataclass

from assist.rubric.places import place
from assist.scoring.reading import Plan
from assist.text.sentences import Span


@dataclass(frozen=True)
class ApologyPlace:
    """An offset of the reply. `sentence` holds it where it lies within one, behind ``Hi Sam,``."""

    at: int
    sentence: Span | None = None


def apology_place(plan: Plan, language: str) -> ApologyPlace:
    """Where `plan`'s reply should say sorry. `language`: whose greetings to know (``id`` or ``en``)."""
    for span in plan.spans:
        sentence = plan.reply[span.start : span.end]
        head = head_length(sentence, language)
        rest = sentence[head:]
        if not rest or _opens(rest, language):
            continue
        return ApologyPlace(span.start + head, span if head else None)
    return ApologyPlace(plan.spans[-1].end)


def head_length(sentence: str, language: str) -> int:
    """Characters of `sentence` that greet or call: ``Halo Kak Rina, `` of ``Halo Kak Rina, paketnya …``."""
    match = place(language, "greeting").pattern.match(sentence)
    if not match:
        return 0
    end = match.end()
    joined = sentence[:end].rstrip()
    marked = (
        not joined[-1:].isascii()
        or joined[-1:] in (",", ".", "!", ":", "–", "—", "-")
        or end == len(sentence)
    )
    # Without a mark behind it, only a word that greets makes a greeting: "Baik tidaknya …" calls nobody.
    return end if joined and (marked or place(language, "hello").pattern.match(sentence)) else 0


def _opens(rest: str, language: str) -> bool:
    return any(place(language, name).pattern.fullmatch(rest) for name in ("thanks", "intro"))

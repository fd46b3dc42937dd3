"""Where an apology belongs in a reply: after the greeting and the thanks, before the explanation."""

import re
from dataclasses import dataclass
from typing import Final

from assist.rubric.places import place
from assist.rubric.tables import LANGUAGES
from assist.scoring.reading import Plan
from assist.text.sentences import Span

HEADING: Final = 8
"""Words that a heading may have."""
ADDRESS: Final = 3
"""Sentences before a salutation that may be an address block: ``Peserta Program Pelatihan``."""
LETTER: Final = 6
"""Sentences from which a reply is a letter, at whose beginning no "this" is understood."""
NAMED: Final = re.compile(r"(?:[A-ZÀ-Þ][\w'’.-]*\s?){1,4},\s*")
"""A name that calls the customer at the start of a sentence: ``Febri Anto, ``."""


@dataclass(frozen=True)
class ApologyPlace:
    """An offset of the reply. `sentence` holds it where it lies within one, behind ``Hi Sam,``.

    `away`: no "this" would be understood there: a pleasantry stands before it, or a long letter begins.
    """

    at: int
    sentence: Span | None = None
    away: bool = False


def apology_place(plan: Plan, language: str) -> ApologyPlace:
    """Where `plan`'s reply should say sorry. `language`: whose greetings to know (``id`` or ``en``)."""
    away, titled = len(plan.spans) >= LETTER, False
    for index, span in enumerate(plan.spans):
        sentence = plan.reply[span.start : span.end]
        head = head_length(sentence, language)
        if titled and not head and (name := NAMED.match(sentence)):
            head = name.end()  # "Yth. Sdr." and "Febri, …" are one salutation
        titled = any(place(name, "title").pattern.fullmatch(sentence.rstrip()) for name in LANGUAGES)
        rest = sentence[head:]
        calls = bool(head) and _salutes(plan.reply, span)
        greets = not rest or calls or head_length(rest, language) == len(rest)
        addressed = index < ADDRESS and _addresses(plan, index, language)
        if greets or addressed or _opens(rest, language) or _heads(plan.reply, span, language):
            away = away or (not greets and not addressed and _elsewhere(rest, language))
            continue
        assent = place(language, "assent").pattern
        agrees = assent.fullmatch(sentence[:head]) or assent.fullmatch(rest)
        if agrees and index + 1 < len(plan.spans):
            return ApologyPlace(plan.spans[index + 1].start, None, True)  # what is agreed to comes first
        return ApologyPlace(span.start + head, span if head else None, away)
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


def _elsewhere(rest: str, language: str) -> bool:
    """Whether an opening speaks of something other than what the customer told."""
    thanks = place(language, "thanks").pattern.fullmatch(rest)
    return not thanks or not place(language, "told").pattern.fullmatch(rest)


def _heads(reply: str, span: Span, language: str) -> bool:
    """Whether the sentence is a line that says nothing itself: ``Ticket VRF-9921``."""
    line = _lone_line(reply, span)
    clause = place(language, "clause").pattern.match(line)
    return bool(line) and line[-1] != "," and len(line.split()) <= HEADING and not clause


def _addresses(plan: Plan, index: int, language: str) -> bool:
    """Whether a line is one of an address block: a salutation alone on its line follows soon."""
    if not _lone_line(plan.reply, plan.spans[index]):
        return False
    following = (plan.reply[s.start : s.end].strip() for s in plan.spans[index + 1 : index + 1 + ADDRESS])
    return any(text and head_length(text, language) == len(text) for text in following)


def _lone_line(reply: str, span: Span) -> str:
    """The sentence where it has a line to itself and no final mark, else nothing."""
    sentence = reply[span.start : span.end]
    line = sentence.rstrip()
    alone = reply[span.end :].lstrip(" ")[:1] == "\n" or line != sentence
    return line if alone and line[-1:] not in (".", "!", "?") else ""


def _salutes(reply: str, span: Span) -> bool:
    """Whether the sentence is a line of its own that ends with a comma: ``Yth. Ibu Tri di Demak,``."""
    return _lone_line(reply, span)[-1:] == ","


def _opens(rest: str, language: str) -> bool:
    return any(place(language, name).pattern.fullmatch(rest) for name in ("thanks", "intro"))

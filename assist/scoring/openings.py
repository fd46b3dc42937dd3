"""A sentence that may stay, made bearable: led in, with an opening behind it, or an apology before."""

from collections.abc import Iterator
from typing import Final

from assist.rubric.rewrites import Rewrite
from assist.rubric.situations import holding, shows
from assist.scoring.address import Voice, calls, filled, in_register
from assist.scoring.grammar import sentence_case, small_start
from assist.scoring.passage import Passage, hangs, leans, played, stands
from assist.scoring.regrets import apologies
from assist.scoring.scene import Scene

LED: Final = 2
"""Openings that are tried behind a sentence with a lead before it."""
REPEATED: Final = {"offering", "asking", "acting", "explaining"}
"""What an edited sentence may do itself, and no opening behind it does once more."""
FEWEST_KEPT: Final = 4
"""Words that a sentence needs to be worth keeping."""
FEWEST_LED: Final = 5
"""Words that one needs to bear a lead: "We know this isn't what you hoped for: policy is policy" mocks."""


def behind(
    scene: Scene,
    parts: Passage,
    body: str,
    fitting: list[tuple[Rewrite, dict[str, str]]],
    voice: Voice,
    call: str,
) -> Iterator[tuple[int, int, str]]:
    """`body` as it is, where it can stay, an opening behind it and, where one belongs, an apology before."""
    own = body == parts.body.strip()
    whole = not hangs(body) if own else stands(body, voice.language)
    if not whole or len(body.split()) < FEWEST_KEPT - own or shows(body + parts.tail, "phrase", "harsh"):
        return
    mark = played(parts)
    kept_mark = mark.strip()[:1] if mark.strip()[:1] in (".", "!", "?") else "."
    lower = voice.lower or (parts.body[:1].islower() and not parts.head)
    small = parts.head.rstrip().endswith(",") and not own
    text = f"{small_start(body) if small else sentence_case(body, lower=lower or own)}{kept_mark}"
    call = "" if calls(body, voice) else call
    says = holding(body, "reply") - holding(parts.body, "reply")
    texts = [
        filled(wording, voice, slots, call)
        for rewrite, slots in fitting
        if rewrite.place == "behind" and not rewrite.bars & says & REPEATED
        for wording in in_register(rewrite, voice.register)
    ]
    if not scene.troubled:
        texts = [t for t in texts if t and not shows(t, "reply", "sorried")]
    said = [f"{sentence_case(t, lower=voice.lower)}{'' if t.endswith('?') else '.'}" for t in texts if t]
    end = parts.end + len(mark)
    if leans(scene.reply[end:], voice.language):
        said = []
    plain = [f"{text} {wording}" for wording in said]
    led = [
        f"{_before(lead, body, voice)}{kept_mark} {wording}"
        for lead in _leads(parts, body, fitting, voice, call)
        for wording in said[:LED]
    ]
    # What is the draft's own costs nothing to judge; of what is new, the likeliest of either first.
    for found in (plain, led) if own else (plain[:1], led[:1], plain[1:], led[1:]):
        for wording in found:
            yield parts.start, end, wording
    sorried = "sorried" in scene.holding(parts)
    if scene.opening and scene.troubled and not sorried and not parts.head:
        apology = next(iter(apologies(scene.customer, voice, "")), "")
        first = f"{sentence_case(apology, lower=voice.lower)}. {sentence_case(text, lower=voice.lower)}"
        for wording in said:
            if not shows(wording, "reply", "sorried"):
                yield parts.start, end, f"{first} {wording}"
        if apology:
            yield parts.start, end, first


def _before(lead: str, body: str, voice: Voice) -> str:
    """`body` behind `lead`: a colon leads in what is told, and no request."""
    if shows(body, "phrase", "instructing", "requesting"):
        return f"{lead}. {sentence_case(body, lower=voice.lower)}"
    return f"{lead}: {small_start(body)}"


def _leads(
    parts: Passage, body: str, fitting: list[tuple[Rewrite, dict[str, str]]], voice: Voice, call: str
) -> Iterator[str]:
    """What may lead `body` in, as it begins here: nothing before a sorry or what is led in already."""
    if len(body.split()) < FEWEST_LED or shows(body, "reply", "sorried"):
        return
    if any(mark in body for mark in ":;") or shows(body, "phrase", "blaming"):
        return
    for rewrite, slots in fitting:
        if rewrite.place == "before":
            for text in in_register(rewrite, voice.register):
                if lead := filled(text, voice, slots, call):
                    small = parts.head.rstrip().endswith(",")
                    yield small_start(lead) if small else sentence_case(lead, lower=voice.lower)

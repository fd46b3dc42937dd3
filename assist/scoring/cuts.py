"""A faulty clause, or its whole sentence, simply left out."""

import re
from collections.abc import Iterator
from typing import Final

from assist.rubric.places import place
from assist.rubric.situations import shows
from assist.rubric.tables import LANGUAGES, pattern
from assist.scoring.facts import facts
from assist.scoring.grammar import sentence_case, small_start
from assist.scoring.likely import HEARING
from assist.scoring.openings import FEWEST_KEPT
from assist.scoring.passage import FEWEST, Passage, bare, comes_of, hangs, leads_in, may_stand, played
from assist.scoring.placement import head_length
from assist.scoring.scene import Scene

_NAMES: Final = re.compile(r"(?:[-–—^~*/]\s?)?(?:[xX]+ )?(?:(?:[A-ZÀ-Þ][\w'’.&-]*|of|the|di)[\s,]*){1,4}")
"""Who signs: ``-Bopha``, ``Xx Mandy``, ``Field Service``."""


_PLAYS: Final = re.compile(r"^[^\w(\"“‘@#]+")
_STUMP: Final = pattern(r"\b(?:terjadi|dikarenakan|disebabkan|karena|ialah|adalah|happened|is|was)$")
"""What tells nothing without the cause that stood behind it."""


def cut(scene: Scene, parts: Passage) -> Iterator[tuple[int, int, str]]:
    """The faulty clause, or the whole sentence, left out, where the reply says enough without it."""
    mark = played(parts)
    right = "" if comes_of(parts.right) else _PLAYS.sub("", bare(parts.right))
    for side in (parts.left.strip(" ,;:–—-("), right):
        answer = len(side.split()) >= FEWEST and facts(side, parts.body)  # "H+14 working days"
        stump = leads_in(side) if answer else side != right and _STUMP.search(side)
        if side and not stump and (may_stand(side, parts.language) or answer):
            text = side if side in parts.left and not parts.head else sentence_case(side, lower=False)
            if parts.head and parts.head.rstrip()[-1:] == ",":
                text = small_start(side)
            asks = side == right and "?" in mark
            yield parts.start, parts.end + len(mark), f"{text}{'?' if asks else '.'}"
            return
    sides = [side for side in (parts.left, right) if not shows(side, "phrase", "guessing")]
    if any(len(side.split()) >= FEWEST_KEPT for side in sides):
        return  # it tells something beside the fault
    at = next((index for index, span in enumerate(scene.spans) if span.start <= parts.start < span.end), -1)
    if at >= 0 and _says_enough(scene, parts):
        yield from _without(scene, parts, at)


def _says_enough(scene: Scene, parts: Passage) -> bool:
    """Whether the other sentences say something, a greeting, thanks and a sorry aside."""
    said = [
        len(text.split())
        for text in scene.others(parts)
        if head_length(text, parts.language) < len(text) - 8
        and not shows(text, "reply", "sorried", "thanked")
        and not _signs(text)
    ]
    return sum(said) >= FEWEST


def _without(scene: Scene, parts: Passage, at: int) -> Iterator[tuple[int, int, str]]:
    """Sentence number `at` gone: a neighbour takes its place, and the signature behind it stays."""
    reply, span = scene.reply, scene.spans[at]
    before = scene.spans[at - 1] if at else None
    after = scene.spans[at + 1] if at + 1 < len(scene.spans) else None
    following = reply[after.start : after.end] if after else ""
    asks = reply[span.start : span.end].rstrip().endswith("?") and "?" not in parts.clause
    if asks or (following and _hangs(following, scene, at, parts.language)):
        return
    signature = _signature(parts)
    if parts.head:  # the greeting greets the next sentence
        if after and not signature and "\n" not in reply[span.start : after.start]:
            small = parts.head.rstrip()[-1:] == ","
            yield parts.start, after.end, small_start(following) if small else following
        return
    lone = not after or "\n" in reply[span.end : after.start]
    if before and ("\n" not in reply[before.end : span.start] or lone):
        said = reply[before.start : before.end]
        yield before.start, span.end, f"{said} {signature}" if signature else said
    elif after and not signature and not lone:
        yield span.start, after.end, following


def _signature(parts: Passage) -> str:
    """What signs the sentence: ``^KP``."""
    rest = parts.tail[len(played(parts)) :].strip()
    return rest if any(character.isalpha() for character in rest) else ""


def _signs(sentence: str) -> bool:
    """Whether a sentence only closes a reply: ``Kind regards``, ``-Bopha``, ``Field Service``."""
    text = sentence.strip()
    closes = any(place(language, "closing").pattern.match(text) for language in LANGUAGES)
    return closes or bool(_NAMES.fullmatch(text))


def _hangs(following: str, scene: Scene, at: int, language: str) -> bool:
    """Whether `following`, the sentence behind number `at`, would hang in the air without that one."""
    if _signs(following):
        return False
    leans = ("echo", "meant") if at else ("echo", "meant", "leaning")
    if hangs(following) or any(place(language, n).pattern.match(following) for n in leans):
        return True
    known = place(language, "known").pattern.match(following)
    span = scene.spans[at]
    named = (scene.reply[: span.start] + scene.customer).casefold()
    gone = scene.reply[span.start : span.end].casefold()
    return known is not None and known[1].casefold() in gone and known[1].casefold() not in named


def left_out(scene: Scene, parts: Passage, kind: str) -> Iterator[tuple[int, int, str]]:
    """The whole sentence gone, where it says no more than that nothing will be done, or how to feel.

    Something better has to stand beside: alone it is no candidate.
    """
    beside = f"{parts.left} {parts.right}".split()
    empty = kind in HEARING or shows(parts.body, "draft", "final")
    walled = empty and not facts(parts.body, parts.body)
    before = [span.end for span in scene.spans if span.end <= parts.start]
    lone = not any(character.isalpha() for character in parts.head + parts.tail)
    if (
        walled
        and lone
        and before
        and len(beside) < FEWEST
        and "\n" not in scene.reply[before[-1] : parts.start]
    ):
        yield before[-1], parts.end + len(played(parts)), ""

"""A faulty clause, or its whole sentence, simply left out."""

from collections.abc import Iterator

from assist.rubric.places import place
from assist.rubric.situations import holding
from assist.scoring.facts import facts
from assist.scoring.grammar import sentence_case, small_start
from assist.scoring.openings import FEWEST_KEPT
from assist.scoring.passage import FEWEST, Passage, bare, comes_of, played, stands
from assist.scoring.placement import head_length
from assist.scoring.scene import Scene


def cut(scene: Scene, parts: Passage) -> Iterator[tuple[int, int, str]]:
    """The faulty clause, or the whole sentence, left out, where the reply says enough without it."""
    reply, mark = scene.reply, played(parts)
    right = "" if comes_of(parts.right) else bare(parts.right)
    for side in (parts.left.strip(" ,;:–—-("), right):
        if side and stands(side, parts.language) and len(side.split()) >= FEWEST_KEPT:
            text = side if side in parts.left and not parts.head else sentence_case(side, lower=False)
            if parts.head and parts.head.rstrip()[-1:] == ",":
                text = small_start(side)
            yield parts.start, parts.end + len(mark), f"{text}."
            return
    if any(len(side.split()) >= FEWEST_KEPT for side in (parts.left, right)):
        return  # it tells something beside the fault
    whole = not any(character.isalpha() for character in parts.tail)
    at = next((index for index, span in enumerate(scene.spans) if span.start <= parts.start < span.end), -1)
    enough = [
        text
        for text in scene.others(parts)
        if len(text.split()) >= FEWEST_KEPT - 1
        and head_length(text, parts.language) < len(text) - 8
        and not holding(text, "reply") & {"sorried", "thanked"}
    ]
    if at < 0 or not whole or not enough:
        return
    span = scene.spans[at]
    before = scene.spans[at - 1] if at else None
    after = scene.spans[at + 1] if at + 1 < len(scene.spans) else None
    asks = reply[span.start : span.end].rstrip().endswith("?") and "?" not in parts.clause
    following = reply[after.start : after.end] if after else ""
    if asks or (following and _hangs(following, scene, at, parts.language)):
        return
    if parts.head:  # the greeting greets the next sentence
        if after and "\n" not in reply[span.start : after.start]:
            small = parts.head.rstrip()[-1:] == ","
            yield parts.start, after.end, small_start(following) if small else following
    elif before and "\n" not in reply[before.end : span.start]:
        yield before.start, span.end, reply[before.start : before.end]
    elif after and "\n" not in reply[span.end : after.start]:
        yield span.start, after.end, following


def _hangs(following: str, scene: Scene, at: int, language: str) -> bool:
    """Whether `following`, the sentence behind number `at`, would hang in the air without that one."""
    leans = ("echo", "meant") if at else ("echo", "meant", "leaning")
    if not stands(following, language) or any(place(language, n).pattern.match(following) for n in leans):
        return True
    known = place(language, "known").pattern.match(following)
    named = scene.reply[: scene.spans[at].start] + scene.customer
    return known is not None and known[1].casefold() not in named.casefold()


def left_out(scene: Scene, parts: Passage) -> Iterator[tuple[int, int, str]]:
    """The whole sentence gone, where it says no more than that nothing will be done.

    Something better has to stand beside: alone it is no candidate.
    """
    beside = f"{parts.left} {parts.right}".split()
    walled = "final" in holding(parts.body, "draft") and not facts(parts.body, parts.body)
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

"""A reply cut into sentences, each with its place: the unit that is encoded, cached and marked."""

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import yasbd

LONGEST: Final = 320
"""Characters after which a run without a sentence end is cut at a clause (about 90 pieces)."""

_MISSING_SPACE = re.compile(r"(?<=[a-z\d)][.!?])(?=[A-Z][a-z])")
_UNBROKEN = re.compile(r"\S{1000}")
_ABBREVIATED = "".join(
    rf"(?<!\b{word})" for word in ("dsb", "dll", "dst", "dkk", "etc", "no", "dept", "tlp", "hlm")
)
_SMALL_START = re.compile(
    rf"""(?:(?:[^\W_]{{2}}{_ABBREVIATED}|[%)”"'])\.|[!?…][!?…)]*)\s+[a-z]""", re.IGNORECASE
)
_ENDING_WORDS: Final = ("ini", "itu", "kak", "ya", "aja", "you", "now", "out")
"""Words of fewer than four letters with which sentences end, and which abbreviate nothing."""
_CERTAIN_END = re.compile(
    rf"(?:(?<=[a-z]{{4}}[.!?])|{'|'.join(rf'(?<= {word}[.!?])' for word in _ENDING_WORDS)}) (?=[A-Z][a-z])"
)
_UNSURE = re.compile(r"[\"“”„«»()\[\]{}‘’`*…]|\.\.|(?:^|\s)'|'(?:\s|$)")
"""Marks that may span sentences, or hide their ends: what holds one is not cut beforehand."""
_PLAIN = re.compile(
    r"[^\W_](?:[\w ,'’;:/%&@#^~*=–—\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D-]|(?<=\d)\.(?=\d))*"
    r"[.!?]?\s*"
)
"""One sentence beyond doubt, for which no rules are asked: two of three parts of real replies."""
_CLAUSE = re.compile(r"[;:,)\]–—-]\s|\s")


class Span(NamedTuple):
    """A run of code points, ``text[start:end]``."""

    start: int
    end: int


def split(text: str) -> list[Span]:
    """The sentences of `text` in order, without surrounding white space; a line break always ends one.

    Sentence ends come from yasbd's Indonesian rules, which know English abbreviations as well; agents
    also forget the space after a full stop ("sorry.Please"), which ends a sentence here.
    """
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        for part in _parts(line):
            for begin, end in _ends(part) if part.strip() else ():
                spans += _bounded(text, start + begin, start + end)
            start += len(part)
    return spans


def _parts(line: str) -> list[str]:
    """`line` cut where a sentence ends beyond doubt: a keystroke has one part of it looked at again."""
    if _UNSURE.search(line):
        return [line]
    cuts = [match.end() for match in _CERTAIN_END.finditer(line)]
    return [line[start:end] for start, end in pairwise((0, *cuts, len(line)))]


def is_prose(text: str) -> bool:
    """Whether `text` has no run of a thousand characters without a space: such runs are no sentences."""
    return _UNBROKEN.search(text) is None


@lru_cache(maxsize=2048)  # a suggestion changes one part of a draft, a keystroke as well
def _ends(part: str) -> tuple[tuple[int, int], ...]:
    if _PLAIN.fullmatch(part):
        return ((0, len(part)),)
    # A run without a space is no prose, and the detector takes quadratic time over it.
    found = _detector().detect(_capitalised(part)) if is_prose(part) else ()
    ends = {*found, len(part)}
    ends |= {
        match.start() for match in _MISSING_SPACE.finditer(part) if not _inside_link(part, match.start())
    }
    ordered = sorted(end for end in ends if 0 < end <= len(part))
    return tuple(zip([0, *ordered], ordered, strict=False))


def _capitalised(line: str) -> str:
    """`line` with a capital where a sentence begins small: the rules look for one, chat has none."""
    return _SMALL_START.sub(lambda match: match[0][:-1] + match[0][-1].upper(), line)


def _inside_link(line: str, at: int) -> bool:
    word = line[: at + 1].rsplit(maxsplit=1)[-1] + line[at + 1 :].split(maxsplit=1)[0]
    return "//" in word or "@" in word or word.lower().startswith("www.")


def _bounded(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return []
    if end - start <= LONGEST:
        return [Span(start, end)]
    breaks = [m.end() for m in _CLAUSE.finditer(text, start + LONGEST // 2, start + LONGEST)]
    cut = breaks[-1] if breaks else start + LONGEST
    return [*_bounded(text, start, cut), *_bounded(text, cut, end)]


@cache
def _detector() -> yasbd.BoundaryDetector:
    return yasbd.BoundaryDetector("id")

"""What a trouble befell: of the things that a customer names, the one in the clause that tells of it.

A wrong name puts a false statement into a reply, and no name costs little: what is unsure is not named.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from assist.rubric.tables import LANGUAGES, pattern, table, whole
from assist.text.clauses import BOUNDARY
from assist.text.language import all_function_words

SUBJECT: Final = "befallen"
_PART_OF_TROUBLE, _BEHIND, _BEFORE, _LOOSE = range(4)
REACH: Final = 120
"""Characters around a trouble in which its thing is looked for, however long the clause is."""
MOST: Final = 8
"""Tellings of one trouble that are looked at: a message that repeats it says nothing new."""
_SENTENCE_END: Final = re.compile(r"[.!?…]+(?=\s|$)|[\n()|]")
_WORD: Final = re.compile(r"[\w'’-]+")
_NEXT_WORD: Final = re.compile(r"(?:['’]s)?\s+([\w'’-]+)")


class Told(NamedTuple):
    """A trouble at ``text[start:end]``, in the clause ``text[left:right]`` in which it ends."""

    text: str
    left: int
    start: int
    end: int
    right: int


def befallen(
    text: str,
    places: list[tuple[int, int]],
    things: tuple[str, ...],
    trouble: str,
    language: str,
    *,
    owned: bool,
) -> str:
    """The one of `things` that `trouble`, told at `places` of `text`, befell; empty where that is unsure.

    First comes what is part of the trouble's own words, then what stands behind them as their object, then
    the nearest before them. `language` is that of `things`; the words around them are read in both, as
    customers mix them. `owned`: it will be called the customer's.
    """
    found: list[tuple[int, int, int, str]] = []
    for start, end in places[:MOST] if things else ():
        told = _told(text, start, end)
        for rank, one in _fitting(told, _named(told, things, language), trouble):
            if not _part_or_foreign(told, one, language, owned=owned):
                gap = max(start - one.end(), one.start() - end, 0)
                found.append((rank, gap, one.start(), _said(one, language)))
    return min(found)[-1] if found else ""


def _told(text: str, start: int, end: int) -> Told:
    first, last = max(start - REACH, 0), min(end + REACH, len(text))
    cuts = [
        cut for ends in (BOUNDARY, _SENTENCE_END, _words("cut")) for cut in ends.finditer(text, first, last)
    ]
    left = max((cut.end() for cut in cuts if cut.end() < end), default=first)
    return Told(
        text, left, start, end, min((cut.start() for cut in cuts if cut.start() >= end), default=last)
    )


def _named(told: Told, things: tuple[str, ...], language: str) -> list[re.Match[str]]:
    """The things named in the clause; of two side by side the head: phone SCREEN, LAYAR hp."""
    named = list(_any_of(things).finditer(told.text, told.left, told.right))
    side_by_side = [
        (one, two) for one, two in pairwise(named) if not told.text[one.start(2) : two.start()].strip()
    ]
    modifiers = [two if language == "id" else one for one, two in side_by_side]
    return [one for one in named if one not in modifiers]


def _fitting(told: Told, named: list[re.Match[str]], trouble: str) -> Iterator[tuple[int, re.Match[str]]]:
    for one in reversed([one for one in named if one.start() < told.end]):
        if told.start < one.start() and one.end() == told.end:
            yield _PART_OF_TROUBLE, one
        elif _words("beside").search(_around(told, one)) and not _led(told, one, trouble):
            continue  # only this one may be passed over: behind any other, the trouble is that one's
        elif told.start <= one.start():
            yield _PART_OF_TROUBLE, one
        elif _undergoes(told, one.end()):
            yield _BEFORE, one
        break
    for one in named:
        if one.start() >= told.end and (rank := _rank_behind(told, one, trouble)) is not None:
            yield rank, one


def _around(told: Told, one: re.Match[str]) -> str:
    """The clause with `one` as ``<>``."""
    return f"{told.text[told.left : one.start()]}<>{told.text[one.end() : told.right]}"


def _led(told: Told, one: re.Match[str], trouble: str) -> re.Match[str] | None:
    """The words that lead `trouble` to `one`: "wrong name" **on my** "card"."""
    ways = _ways(trouble)
    return ways.search(told.text[told.left : one.start()]) if ways else None


def _undergoes(told: Told, at: int) -> bool:
    """Whether the trouble befell what ends at `at` before it."""
    gap = told.text[at : told.start]
    if _words("stop").search(_phrase().sub(" ", gap)) or _words("stop").match(told.text, told.start):
        return False
    if not _words("takes").search(told.text[told.start : told.end]) or _words("passive").search(gap):
        return True
    return _goes_on(told.text[told.end : told.right], _words("object"))


def _goes_on(rest: str, object_: re.Pattern[str]) -> bool:
    """Whether no object stands at the beginning of `rest`."""
    word = _NEXT_WORD.match(rest)
    return not word or (word[1].lower() in all_function_words() and not object_.fullmatch(word[1]))


def _rank_behind(told: Told, one: re.Match[str], trouble: str) -> int | None:
    own = _opener().search(told.text, told.start, told.end)  # "deleted my" photos
    gap = told.text[max(own.start() - 1, 0) if own else told.end : one.start()]
    led = _led(told, one, trouble)
    if led and led.start() + told.left <= told.end + 1:
        return _BEHIND
    if not gap.strip():
        if _words("takes").search(told.text[told.start : told.end]):
            return _BEHIND
        before = told.text[told.left : told.start]
        bare = all(word.lower() in all_function_words() for word in _WORD.findall(before))
        if _opener().search(before):  # "with a broken" charger
            return _BEHIND
        return _LOOSE if bare else None
    direct = _direct().fullmatch(gap)
    if direct and (direct["like"] or "").strip().lower() not in all_function_words():
        return _BEHIND
    return None


def _part_or_foreign(told: Told, one: re.Match[str], language: str, *, owned: bool) -> bool:
    """Whether `one` is well, only a part of another thing, or somebody else's where it has to be theirs."""
    if _words("well").search(_around(told, one)):
        return True
    own = table(language, SUBJECT)
    if owned and pattern(whole(own["others"], own)).search(_around(told, one)):
        return True
    word = _NEXT_WORD.match(told.text, one.end(), told.right)
    inside = one.start() == told.start or one.end() == told.end
    if not word or inside or word.start(1) == told.start:
        return False
    return word[1].lower() not in all_function_words() and not pattern(own["goes_on"]).fullmatch(word[1])


def _said(one: re.Match[str], language: str) -> str:
    """The thing as we name it: an English plural is kept."""
    return one[1].lower() + ("s" if language == "en" and one[2].lower() == "s" else "")


@cache
def _any_of(things: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(thing) for thing in sorted(things, key=len, reverse=True))
    return pattern(rf"\b({longest_first})(nya|ku|mu|s|)\b")


@cache
def _words(key: str) -> re.Pattern[str]:
    return pattern("|".join(_both(key)))


def _both(key: str) -> Iterator[str]:
    for language in LANGUAGES:
        yield f"(?:{whole(table(language, SUBJECT)[key], table(language, SUBJECT))})"


@cache
def _ways(trouble: str) -> re.Pattern[str] | None:
    found = [ways[trouble] for language in LANGUAGES if trouble in (ways := table(language, SUBJECT)["at"])]
    led = rf"\s+(?:(?:{_determiner()})\s+){{0,2}}(?:\w+\s+)?$"
    return pattern(rf"\b(?:{'|'.join(found)}){led}") if found else None


def _determiner() -> str:
    return "|".join(_both("determiner"))


@cache
def _phrase() -> re.Pattern[str]:
    return pattern(rf"\b(?:{'|'.join(_both('preposition'))})\s+(?:(?:{_determiner()})\s+)*\w+")


@cache
def _opener() -> re.Pattern[str]:
    return pattern(rf"\b(?:{'|'.join(_both('preposition'))}|{_determiner()})\s*$")


@cache
def _direct() -> re.Pattern[str]:
    determined, amount = rf"(?:(?:{_determiner()})\s+)+", "|".join(_both("amount"))
    return pattern(rf"\s+{determined}(?:(?P<like>\w+\s+)?|(?:{amount})\s+of\s+(?:{determined})?)")

"""What a rewrite must not lose: numbers, links, addresses, handles, names, dates in words, acronyms."""

import re
from functools import cache, lru_cache
from typing import Final

from assist.rubric.address import forms, titles
from assist.text.language import all_function_words
from assist.text.shouting import in_capitals

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@])[@#]\w+", re.IGNORECASE
)
_DOMAIN = re.compile(
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|id|co|io|app|gov|edu|info|me)(?:/[^\s<>\"]*)?\b", re.IGNORECASE
)
_LINKED = re.compile(r"[@#/]|\w\.\w")
"""What a link, an address or a handle has: most sentences have none."""
_NUMBER = re.compile(r"[^\s(){}\[\]\"“”]*\d[^\s(){}\[\]\"“”]*")
_TWICE = re.compile(r"^[a-z]{3,}2(?:an|nya)?$")  # "masing2": a word said twice, no number
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w'’&-]*")
_TITLED: Final = re.compile(r"(?<!\d )\b(?:mr|mrs|ms)\.? ([a-z][a-z'’-]+)\b")  # a small draft's "mrs patel"
_CALLED: Final = re.compile(r"\b(?:mr|mrs|ms|miss|dr|pak|bu|sdr|sdri)\b\.? ?(\w[\w'’-]+)", re.IGNORECASE)
"""How a draft in capitals names somebody: nothing else there tells a name from a word."""
_EDGES: Final = ".,;:!?…'\"“”‘’()[]*_~"
_GREETING: Final = """i anda kamu tim team cs admin mimin halo hai hi hello dear baik maaf sorry terima kasih
thanks thank please mohon yth"""
_CALLS: Final = frozenset((*titles(), *_GREETING.split()))
_RULES: Final = frozenset(("s&k", "sop", "sla", "t&c", "t&cs", "tnc", "faq", "dm", "cs", "id"))


@lru_cache(maxsize=1024)
def facts(text: str, around: str = "") -> frozenset[str]:
    """The facts of `text`, folded for comparison. `around` helps to tell a name at a sentence's start."""
    bare, found = text, set[str]()
    if _LINKED.search(text):
        unlinked = _LINK.sub(" ", text)
        found = {match.strip(_EDGES) for match in (*_LINK.findall(text), *_DOMAIN.findall(unlinked))}
        bare = _DOMAIN.sub(" ", unlinked)
    if any(map(str.isdigit, bare)):
        numbers = {number.strip(_EDGES) for number in _NUMBER.findall(bare)}
        found |= {number for number in numbers if not _TWICE.match(number)}
        bare = _NUMBER.sub(_mark, bare)
    found |= names(bare, around)
    return frozenset(fact.casefold().removesuffix("'s").removesuffix("’s") for fact in found if fact)


def _mark(number: re.Match[str]) -> str:
    """The final mark behind `number`: a sentence begins after it."""
    return f"{number[0][-1]} " if number[0][-1] in ".!?…" else " "


def names(text: str, around: str = "") -> set[str]:
    """Words of `text` that are written as names: capitals where no sentence begins, acronyms, titled ones."""
    if in_capitals(around or text):
        return set(_CALLED.findall(text)) if in_capitals(text) else set()
    found: set[str] = set(_TITLED.findall(text))
    for match in _NAME.finditer(text):
        word = match[0].rstrip("'’-")
        folded = word.casefold().removesuffix("'s").removesuffix("’s").removesuffix("-nya").split("'")[0]
        if folded in _CALLS or folded in _RULES or folded in _ordinary():
            continue
        if _begins(text, match.start()) and not _named_elsewhere(word, around):
            continue
        found.add(word)
    return found


def kept(old: str, new: str, around: str = "", told: str = "") -> bool:
    """Whether every fact of `old` is still in `new`, and `new` has none that is not in `old`.

    `around` is where further facts may come from: the rest of the draft. A name in `told`, the customer's own
    words, is no news and may go; a number stays all the same.
    """
    before, after = facts(old, around), facts(new, f"{old}\n{around}")
    lost = {fact for fact in before - after if not (fact.isalpha() and _said(fact, told))}
    return not lost and after - before <= facts(around, around)


def _said(word: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))


def _begins(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t\"“‘'(*-–—•")
    return not before or before[-1] in ".!?…\n:"


def _named_elsewhere(word: str, around: str) -> bool:
    """Whether `word` stands in `around` where no sentence begins."""
    at = around.find(word)
    while at >= 0:
        end = at + len(word)
        whole = not (at and around[at - 1].isalnum()) and not (end < len(around) and around[end].isalnum())
        if whole and not _begins(around, at):
            return True
        at = around.find(word, end)
    return False


@cache
def _ordinary() -> frozenset[str]:
    return all_function_words() | {form.anda.casefold() for form in forms()}

"""Cheap checks that a rewritten passage reads as one: brackets, doubled words, spacing, starts, ends."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from assist.rubric.address import titles
from assist.rubric.tables import Finder
from assist.text.language import all_function_words

_PAIRS: Final = ("()", "[]", "“”", "«»")
_DOUBLED = re.compile(r"\b(\w{2,})\s+\1\b", re.IGNORECASE)
_MAY_DOUBLE: Final = frozenset(("had", "sama"))
_SPACING = re.compile(
    r"  |\s[,.;:!?](?:\s|$)|[,;:]{2,}|,\.|\.,|(?<!\.)\.\.(?!\.)|\?\.|\.\?|[(\[]\s|\s[)\]]|\{|\}"
)
_ENDS_OPEN: Final = Finder(
    r"\b(?:dan|atau|tapi|tetapi|namun|karena|sehingga|yang|dengan|untuk|di|ke|dari|pada|bahwa|agar|supaya|"
    r"and|or|but|because|so|that|with|to|the|a|an|of|for|if|as|in|on|at|from|by|is|are|was|were|be|"
    r"(?:dan|and) (?:itu|ini|that|this))\s*[,.!?]*$"
)
_ENDS_OPEN_INSIDE: Final = Finder(
    r"\b(?:dan|atau|tapi|tetapi|karena|sehingga|yang|bahwa|agar|supaya|and|or|but|because|the|a|an|of)"
    r"\s*[.!?](?:\s|$)"
)
_CALL_TWICE: Final = Finder(rf"\b({'|'.join(titles('id'))})\b[^.!?\n]{{0,40}},? \b\1\b\s*[,.!?]*$")
_IF_ALONE: Final = Finder(r"(?:^|[^\w\s,]\s+)(?:if|when|kalau|kalo|klo|jika|bila|apabila)\b[^,.!?]*[.!]?\s*$")
_STOP = re.compile(r"[.!?]\s+")
_BEHIND_STOP = re.compile(r"(?<=[.!?])\s+")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=\w{4})(?:nya|kan|ing|ed|s)$")
_ADDRESS: Final = re.compile(r"\S*(?:@\w|://)|www\.|\S+\.(?:com|net|org|co|id|io|app)\b", re.IGNORECASE)
_PLAIN_STARTS: Final = ("we are", "we're", "i am", "i'm", "we have")
SHARED: Final = 0.6
"""Share of a sentence's meaning words in another from which it repeats it."""
_LOWER_START = re.compile(r"(?<![.\d])[.!?]\s+[a-z]")


def reads_well(old: str, new: str, *, lower: bool) -> bool:
    """Whether `new` in the place of `old` passes; `lower`: the draft begins its sentences small."""
    if len(new.split()) < 2 or (_SPACING.search(new.strip()) and not _SPACING.search(old.strip())):
        return False
    if any(new.count(a) != new.count(b) and old.count(a) == old.count(b) for a, b in _PAIRS):
        return False
    doubled = [match[1] for match in _DOUBLED.finditer(new) if match[1].lower() not in _MAY_DOUBLE]
    if doubled and not _DOUBLED.search(old):
        return False
    if _begins_alike(new) and not _begins_alike(old):
        return False
    if _IF_ALONE(new) and "," in old and not _IF_ALONE(old):
        return False  # a condition whose consequence is gone
    if _ENDS_OPEN(new) and not _ENDS_OPEN(old):
        return False
    if _ENDS_OPEN_INSIDE(new) or _CALL_TWICE(new):
        return False
    return lower or not _LOWER_START.search(new) or bool(_LOWER_START.search(old))


def _begins_alike(text: str) -> bool:
    """Whether two sentences of `text` begin with the same two words, a plain "we are" aside."""
    starts = [" ".join(part.casefold().split()[:2]) for part in _STOP.split(text)]
    starts = [start for start in starts if start not in _PLAIN_STARTS]
    return len(set(starts)) < len(starts)


def repeats(old: str, new: str, others: Iterable[str]) -> bool:
    """Whether a sentence that `new` adds to `old` says what one of `others`, or of its own, says already."""
    before = {tuple(sorted(content(part))) for part in sentences(old)}
    added = [words for part in sentences(new) if tuple(sorted(words := content(part))) not in before]
    if len(added) > len(set(added)):
        return True
    known = [content(part) for other in others for part in sentences(other)]
    known += [content(part) for part in sentences(new)]
    return any(
        words is not other and words != other and len(words & other) >= max(2, SHARED * len(words))
        for words in added
        for other in known
    ) or any(words in map(content, others) for words in added if len(words) > 1)


def says_twice(text: str) -> bool:
    """Whether four words in a row come again, or a sentence begins with the two that the last ended with."""
    said = words(text)
    runs = list(zip(said, said[1:], said[2:], said[3:], strict=False))
    twice = any(echoes(one, other) for one, other in pairwise(sentences(text)))
    return twice or len(set(runs)) < len(runs)


def echoes(before: str, text: str) -> bool:
    """Whether `text` begins with the two words with which `before`, a sentence, ends: "… this. This is"."""
    last = words(before)
    return len(last) > 2 and last[-2:] == words(text)[:2]


def sentences(text: str) -> list[str]:
    """`text` cut behind its final marks: near enough for wordings of our own."""
    return [part for part in _BEHIND_STOP.split(text.strip()) if part]


@lru_cache(maxsize=512)
def content(sentence: str) -> frozenset[str]:
    """The words of `sentence` that carry its meaning, without endings."""
    words = _LONG_WORD.findall(sentence.casefold())
    return frozenset(_ENDING.sub("", word) for word in words if word not in all_function_words())


def sentence_case(text: str, *, lower: bool) -> str:
    """`text` with the first letter as a sentence begins in this draft; an address keeps its own."""
    if _ADDRESS.match(text):
        return text
    for at, character in enumerate(text):
        if character.isalpha():
            first = character if lower or text[at : at + 2] in ("I ", "I'") else character.upper()
            return text[:at] + first + text[at + 1 :]
        if character.isdigit():
            break
    return text


def small_start(text: str) -> str:
    """`text` to go on after a comma: its first letter small, save for "I" and for names and acronyms."""
    first = text.split(maxsplit=1)[0] if text else ""
    if first.split("'")[0].split("’")[0] == "I" or first[1:] != first[1:].lower():
        return text
    return text[:1].lower() + text[1:]


def words(text: str) -> list[str]:
    """The words of `text`, without case or marks."""
    return _WORD.findall(text.casefold())

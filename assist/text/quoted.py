"""Passages that the agent did not write: earlier mail, forwarded headers, the customer's own words."""

import re
from typing import Final

from assist.text.sentences import Span

_QUOTE_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_NOBODY: Final = "on|pada|you|we|i|he|she|they|it|anda|kamu|kami|kita|kakak|bapak|ibu|dia|mereka|saya"
# Mail programs break a long attribution once: before its address or verb, or within the name behind a time.
_BEFORE_ADDRESS: Final = r"(?=[^\n]*\d)[^\n]{5,120}\n(?:[^\n]{0,100}<[^\s<>]+@[^\s<>]+>[ \t]*)?"
_WITHIN_NAME: Final = r"[^\n]{5,120}\d[.:]\d\d[^\n]{0,60}[^\s.!?]\n(?-i:[^\W\d_a-z][\w.'’,-]*[ \t]+){1,4}"
_ATTRIBUTION: Final = "|".join(
    rf"{start}\b(?:[^\n]{{5,120}}\b"
    rf"|(?![^\n]*\n(?:{_NOBODY})\b)(?:{_BEFORE_ADDRESS}|{_WITHIN_NAME})){verb}:[ \t]*$"
    for start, verb in (("on", "wrote"), ("pada", "menulis"))
)
ATTRIBUTION: Final = re.compile(rf"^(?:{_ATTRIBUTION})", re.IGNORECASE | re.MULTILINE)
"""The line or two that name who wrote what is quoted below, and when."""
_REST_IS_QUOTED = re.compile(
    r"^(?:-{2,}\s*(?:original message|pesan asli|forwarded message|pesan yang diteruskan)\s*-{2,}"
    rf"|{_ATTRIBUTION}"
    r"|(?:from|dari):[^\n]{3,120}\n(?:(?:sent|to|date|subject|cc|dikirim|kepada|tanggal|perihal):[^\n]*\n?)+)",
    re.IGNORECASE | re.MULTILINE,
)
_IN_MARKS = re.compile(r"[\"“„«]([^\"“”„«»\n]{1,400})[\"”»]")
# ’ also ends words and stands within them: it closes what ‘ opened, and opens nothing.
_SINGLE = re.compile(r"(?<!\w)‘([^‘\n]{1,400})")
_SINGLE_END = re.compile(r"’(?!\w)")
_WORDS = re.compile(r"\w+")
FEWEST_WORDS: Final = 2
"""Words that a passage in quotation marks must share, in order, with the customer's message to be theirs."""


def quoted(reply: str, customer: str = "") -> list[Span]:
    """Spans of `reply` that are quotation, in order, possibly overlapping.

    Quoted are lines that begin with ``>``, everything from the header of an earlier message on, and words
    in quotation marks that stand in the customer's message.
    """
    spans = [Span(match.start(), match.end()) for match in _QUOTE_LINE.finditer(reply)]
    if rest := _REST_IS_QUOTED.search(reply):
        spans.append(Span(rest.start(), len(reply)))
    said = f" {_plain(customer)} "
    spans += (Span(*match.span(1)) for match in _IN_MARKS.finditer(reply) if _is_theirs(match[1], said))
    for match in _SINGLE.finditer(reply):
        ends = [end.start() for end in _SINGLE_END.finditer(reply, *match.span(1))]
        # The longest: a possessive ("customers’") ends nothing.
        if end := next((e for e in reversed(ends) if _is_theirs(reply[match.start(1) : e], said)), 0):
            spans.append(Span(match.start(1), end))
    return sorted(spans)


def _is_theirs(passage: str, said: str) -> bool:
    words = _plain(passage)
    return len(words.split()) >= FEWEST_WORDS and f" {words} " in said


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))

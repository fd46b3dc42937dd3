"""Passages that the agent did not write: earlier mail, forwarded headers, the customer's own words."""

import re
from typing import Final

from assist.text.sentences import Span

_QUOTE_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_REST_IS_QUOTED = re.compile(
    r"^(?:-{2,}\s*(?:original message|pesan asli|forwarded message|pesan yang diteruskan)\s*-{2,}"
    r"|on\b.{5,120}\bwrote:[ \t]*$"
    r"|pada\b.{5,120}\bmenulis:[ \t]*$"
    r"|(?:from|dari):[^\n]{3,120}\n(?:(?:sent|to|date|subject|cc|dikirim|kepada|tanggal|perihal):[^\n]*\n?)+)",
    re.IGNORECASE | re.MULTILINE,
)
_IN_MARKS = re.compile(r"[\"“„«‘]([^\"“”„«»‘’\n]{3,400})[\"”»’]")
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
    for match in _IN_MARKS.finditer(reply):
        words = _plain(match[1])
        if len(words.split()) >= FEWEST_WORDS and f" {words} " in said:
            spans.append(Span(match.start(1), match.end(1)))
    return sorted(spans)


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))

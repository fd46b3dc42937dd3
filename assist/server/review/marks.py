"""Text cut into marked and unmarked pieces for a page, whole or as a snippet around the first mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assist.store.tables import StoredFinding

CARET: Final = "‸"
"""Stands where an apology belongs: an empty span has no text to mark."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text; `finding` is the place in the list of the span it belongs to, None between spans."""

    text: str
    finding: int | None = None


def segments(text: str, spans: Sequence[StoredFinding]) -> list[Segment]:
    """The whole text in pieces. Where spans overlap, the earlier one keeps what they share."""
    pieces: list[Segment] = []
    at = 0
    for number in sorted(range(len(spans)), key=lambda n: (spans[n].start, spans[n].end)):
        start, end = max(spans[number].start, at), spans[number].end
        if spans[number].end < at or start > len(text):
            continue
        if start > at:
            pieces.append(Segment(text[at:start]))
        if spans[number].start == end:
            pieces.append(Segment(CARET, number))
        elif end > start:
            pieces.append(Segment(text[start:end], number))
        at = max(at, end)
    if at < len(text):
        pieces.append(Segment(text[at:]))
    return pieces


def snippet(text: str, spans: Sequence[StoredFinding], *, length: int = 180) -> list[Segment]:
    """About `length` characters around the first marked phrase, on one line."""
    phrases = [span for span in spans if span.end > span.start]
    first = min((span.start for span in phrases), default=0)
    begin = 0 if first < length // 2 else _word_start(text, first - length // 3)
    finish = min(len(text), begin + length)
    if finish < len(text):
        finish = max(text.rfind(" ", begin, finish), begin + length // 2)
    kept: list[Segment] = []
    at = 0
    for piece in segments(text, spans):
        if piece.text == CARET and piece.finding is not None:
            continue  # the row's flag tells of the missing apology
        end = at + len(piece.text)
        shown = piece.text[max(begin - at, 0) : max(finish - at, 0)]
        if shown:
            kept.append(Segment(" ".join(shown.split("\n")), piece.finding))
        at = end
    if begin:
        kept.insert(0, Segment("… "))
    if finish < len(text):
        kept.append(Segment(" …"))
    return kept


def _word_start(text: str, near: int) -> int:
    found = text.find(" ", max(near, 0))
    return found + 1 if 0 <= found < near + 40 else max(near, 0)

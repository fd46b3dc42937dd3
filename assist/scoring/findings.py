"""From phrase logits to findings: the run of words that carries a fault, its category, kind and place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from assist.rubric import KINDS_OF_CATEGORY, PHRASE_LABELS
from assist.scoring.engine import Encoded, Floats
from assist.scoring.model import Cut
from assist.scoring.reading import Plan, Reading
from assist.scoring.result import Finding
from assist.text.sentences import Span

GATE: Final = 0.02
"""Sentence probability below which a sentence of a flagged reply is not searched for a phrase."""
GAP: Final = 2
"""Weaker pieces between two strong ones that do not end a phrase."""
_EDGES: Final = " \t\r\n.!?…,;:–—-\"'“”‘’«»()[]{}*_~🙏😊"


@dataclass(frozen=True, slots=True)
class _Run:
    first: int
    last: int
    strength: float


def phrases(reading: Reading, categories: Iterable[str], cut: Cut) -> list[Finding]:
    """Findings of `reading` in the order of the text, for the flagged `categories`: one each at least."""
    kept: list[Finding] = []
    for category in categories:
        found = candidates(reading, category, cut)
        best = max((finding.score for finding in found), default=0.0)
        kept += [finding for finding in found if finding.score >= min(cut.floors[category], best)]
    return sorted(kept, key=lambda finding: (finding.start, finding.end))


def candidates(reading: Reading, category: str, cut: Cut) -> list[Finding]:
    """Every run of words that could carry a fault of `category`, with its score."""
    found: list[Finding] = []
    column = PHRASE_LABELS.index(category)
    for span, encoded, segment in zip(reading.plan.spans, reading.encoded, reading.segments, strict=True):
        sentence = float(_sigmoid(segment[column]))
        if sentence >= GATE:
            found += _in_sentence(category, sentence, span, encoded, segment, reading.plan, cut)
    return found


def _in_sentence(
    category: str, sentence: float, span: Span, encoded: Encoded, segment: Floats, plan: Plan, cut: Cut
) -> list[Finding]:
    probabilities = _sigmoid(encoded.logits[:, PHRASE_LABELS.index(category)])
    for index, (start, end) in enumerate(encoded.offsets):
        inside = any(q.start <= span.start + start and span.start + end <= q.end for q in plan.quoted)
        if inside:
            probabilities[index] = 0.0
    found: list[Finding] = []
    for run in _runs(probabilities, cut):
        start = span.start + encoded.offsets[run.first][0]
        end = span.start + encoded.offsets[run.last][1]
        start, end = _on_words(plan.reply, start, end, span)
        if start >= end:
            continue
        kind = _kind(category, encoded.logits[run.first : run.last + 1], segment)
        text = plan.reply[start:end]
        found.append(Finding(start, end, text, category, kind, float(np.sqrt(sentence * run.strength))))
    return found


def _runs(probabilities: Floats, cut: Cut) -> list[_Run]:
    """Runs of strong pieces; the strongest always, others only where they stand on their own."""
    if not len(probabilities) or probabilities.max() <= 0:
        return []
    floor = cut.share * float(probabilities.max())
    runs: list[_Run] = []
    for index in np.flatnonzero(probabilities >= floor).tolist():
        strength = float(probabilities[index])
        if runs and index - runs[-1].last <= GAP + 1:
            runs[-1] = _Run(runs[-1].first, index, max(runs[-1].strength, strength))
        else:
            runs.append(_Run(index, index, strength))
    best = max(runs, key=lambda run: run.strength)
    return [run for run in runs if run is best or (run.strength >= cut.second and run.last - run.first >= 2)]


def _kind(category: str, logits: Floats, segment: Floats) -> str:
    kinds = KINDS_OF_CATEGORY[category]
    columns = [PHRASE_LABELS.index(kind) for kind in kinds]
    votes = logits[:, columns].mean(axis=0) + segment[columns]
    return kinds[int(votes.argmax())]


def _on_words(text: str, start: int, end: int, span: Span) -> tuple[int, int]:
    """`start` and `end` moved out to whole words and in over edge punctuation."""
    while start > span.start and _inside_word(text, start):
        start -= 1
    while end < span.end and _inside_word(text, end):
        end += 1
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _inside_word(text: str, at: int) -> bool:
    return (text[at - 1].isalnum() or text[at - 1] in "'’") and (text[at].isalnum() or text[at] in "'’")


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)

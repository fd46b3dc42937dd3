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
from assist.text.clauses import BOUNDARY
from assist.text.sentences import Span

GATE: Final = 0.02
"""Sentence probability below which a sentence of a flagged reply is not searched for a phrase."""
GAP: Final = 2
"""Weaker pieces between two strong ones that do not end a phrase."""
WEAK: Final = 0.7
"""A clause weaker than this share of its run's strongest (mean of its pieces) is no part of the phrase."""
SWITCH: Final = 0.2
"""Logits that a clause must gain from a kind other than its neighbour's, to be a phrase of its own. Both were
set on held-out replies, where they raise the phrases' F1 by 0.015."""
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
    text = plan.reply[span.start : span.end]
    runs = [
        part
        for run in _runs(probabilities, cut)
        for part in _parts(run, probabilities, category, encoded, text)
    ]
    for run in runs:
        start = span.start + encoded.offsets[run.first][0]
        end = span.start + encoded.offsets[run.last][1]
        start, end = _on_words(plan.reply, start, end, span)
        if start >= end:
            continue
        kind = _kind(category, encoded.logits[run.first : run.last + 1], segment)
        score = float(np.sqrt(sentence * run.strength))
        found.append(Finding(start, end, plan.reply[start:end], category, kind, score))
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


def _parts(run: _Run, probabilities: Floats, category: str, encoded: Encoded, text: str) -> list[_Run]:
    """`run` cut where one kind of fault ends and another begins, weak clauses left out."""

    def votes(part: _Run) -> Floats:
        return _votes(category, encoded.logits[part.first : part.last + 1])

    def mean(part: _Run) -> float:
        return float(probabilities[part.first : part.last + 1].mean())

    clauses = _clauses(run, probabilities, encoded, text)
    strongest = max(map(mean, clauses))
    parts: list[_Run] = []
    for clause in clauses:
        if mean(clause) < WEAK * strongest:
            continue
        before = parts[-1] if parts else None
        if before and before.last + 1 == clause.first:
            here, there = votes(clause), votes(before)
            apart = here.max() + there.max() - (here + there).max()
            if apart <= SWITCH or clause.first == clause.last or before.first == before.last:
                parts[-1] = _Run(before.first, clause.last, max(before.strength, clause.strength))
                continue
        parts.append(clause)
    return parts


def _clauses(run: _Run, probabilities: Floats, encoded: Encoded, text: str) -> list[_Run]:
    """`run` cut at every clause boundary of its sentence's `text`."""
    begin, end = encoded.offsets[run.first][0], encoded.offsets[run.last][1]
    cuts = [match.end() for match in BOUNDARY.finditer(text) if begin < match.end() < end]
    firsts = [run.first]
    for cut in cuts:
        first = next((i for i in range(firsts[-1], run.last + 1) if encoded.offsets[i][1] > cut), run.first)
        if first > firsts[-1]:
            firsts.append(first)
    lasts = [first - 1 for first in firsts[1:]] + [run.last]
    return [
        _Run(first, last, float(probabilities[first : last + 1].max()))
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _kind(category: str, logits: Floats, segment: Floats) -> str:
    votes = _votes(category, logits) + _votes(category, segment[None, :])
    return KINDS_OF_CATEGORY[category][int(votes.argmax())]


def _votes(category: str, logits: Floats) -> Floats:
    """Mean logits by kind of `category`, from `logits` (pieces, PHRASE_LABELS)."""
    columns = [PHRASE_LABELS.index(kind) for kind in KINDS_OF_CATEGORY[category]]
    return logits[:, columns].mean(axis=0)


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

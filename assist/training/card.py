"""The measured part of the model card: by language, genre, length, kind; robustness; calibration.

``python -m assist.training.card models/tone > figures.md`` prints the tables and writes ``calibration.svg``
beside the model's card.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pygal

from assist.rubric import CATEGORY_OF_KIND, KINDS, SCORES
from assist.scoring.result import Result
from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.training.evaluate import OVERLAP, measure, overlap
from assist.training.held_out import by_the_rubric, own_rows
from assist.training.labelled import Row
from assist.training.robustness import kept_flags

_CHECKOUT: Final = Path(__file__).parent.parent.parent
LENGTHS: Final = ((1, 14), (15, 39), (40, 99), (100, 10_000))
"""Words of a reply, from and to."""
LEAST: Final = 20
"""Replies that a row of a table needs."""


def tables(scorer: Scorer, rows: Sequence[Row]) -> Iterator[str]:
    """Markdown lines of all tables for `rows`, which the model must not have seen."""
    results = [scorer.score(row["reply"], row["customer"], suggest=False) for row in rows]
    yield from _by("language", rows, results, lambda row: str(row["lang"]))
    yield from _by("genre", rows, results, lambda row: str(row.get("genre") or "first lot"))
    yield from _by("length in words", rows, results, _length)
    yield from _by("customer's message", rows, results, lambda row: "known" if row["customer"] else "unknown")
    yield from _kinds(rows, results)
    yield from ("", "| change | flags kept | replies changed |", "|---|---|---|")
    for name, (kept, changed) in kept_flags(scorer, rows[::3]).items():
        yield f"| {name.replace('_', ' ')} | {kept:.3f} | {changed} |"
    calibration_plot(rows, results).render_to_file(str(_CHECKOUT / "models" / "calibration.svg"))


def _by(
    title: str, rows: Sequence[Row], results: Sequence[Result], key: Callable[[Row], str]
) -> Iterator[str]:
    yield ""
    yield f"| {title} | replies | defensive F1 | blame F1 | missing apology F1 | phrases F1 | right kind |"
    yield "|---|---|---|---|---|---|---|"
    for value in sorted({key(row) for row in rows}):
        chosen = [place for place, row in enumerate(rows) if key(row) == value]
        if len(chosen) >= LEAST:
            figures = measure([rows[i] for i in chosen], [results[i] for i in chosen])
            scores = " | ".join(_score(figures[name]) for name in SCORES)
            phrases = figures["phrases"]
            cells = [value, str(len(chosen)), scores, _number(phrases["f1"]), _number(phrases["kind"])]
            yield f"| {' | '.join(cells)} |"


def _kinds(rows: Sequence[Row], results: Sequence[Result]) -> Iterator[str]:
    yield from ("", "| kind | marked | found | found with the right kind |", "|---|---|---|---|")
    for kind in KINDS:
        marked = found = right = 0
        for row, result in zip(rows, results, strict=True):
            for phrase in row.get("phrases") or []:
                if phrase["kind"] != kind:
                    continue
                span = (phrase["start"], phrase["end"])
                same = [
                    finding
                    for finding in result.findings
                    if finding.category == CATEGORY_OF_KIND[kind]
                    and overlap(span, (finding.start, finding.end)) >= OVERLAP
                ]
                marked += 1
                found += bool(same)
                right += any(finding.kind == kind for finding in same)
        yield f"| {kind} | {marked} | {found / max(1, marked):.2f} | {right / max(1, marked):.2f} |"


def calibration_plot(rows: Sequence[Row], results: Sequence[Result], bins: int = 10) -> Any:
    """Predicted probability against the share that is true, a line per score."""
    chart = pygal.XY(
        title="Calibration on held-out replies",
        x_title="predicted probability",
        y_title="share that is true",
        range=(0, 1),
        xrange=(0, 1),
        width=640,
        height=480,
        js=[],
    )
    chart.add("perfect", [(0, 0), (1, 1)], show_dots=False)
    for name in SCORES:
        scores = np.array([result.scores[name] for result in results])
        truth = np.array([bool(row["labels"][name]) for row in rows])
        places = np.minimum((scores * bins).astype(int), bins - 1)
        points = [
            (float(scores[places == place].mean()), float(truth[places == place].mean()))
            for place in range(bins)
            if (places == place).sum() >= 5
        ]
        chart.add(name.replace("_", " "), points)
    return chart


def _length(row: Row) -> str:
    words = len(row["reply"].split())
    first, last = next((low, high) for low, high in LENGTHS if low <= max(1, words) <= high)
    return f"{first:3}–{last}" if last < LENGTHS[-1][1] else f"{first} and more"


def _score(figures: dict[str, Any]) -> str:
    spread = figures["interval"]
    return f"{_number(figures['f1'])} ({spread[0]:.2f}–{spread[1]:.2f})" if spread else "–"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    shown = Scorer(Settings.model_validate({"model": Path(sys.argv[1])}))
    sys.stdout.write("\n".join(tables(shown, by_the_rubric(own_rows()))) + "\n")

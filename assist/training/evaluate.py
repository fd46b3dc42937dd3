"""Measures on labelled replies: precision, recall, F1, AUROC, phrases, apology, steps, calibration."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assist.rubric import CATEGORIES, SCORES, STEPS
from assist.scoring.result import Result
from assist.training.labelled import Row
from assist.training.siblings import siblings

RESAMPLES: Final = 400
OVERLAP: Final = 0.5
"""Intersection over union from which a found phrase counts as the marked one."""


def measure(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, Any]:
    """All figures of `results` against the labels of `rows` (same order)."""
    report: dict[str, Any] = {"replies": len(rows)}
    for name in SCORES:
        truth = np.array([bool(row["labels"][name]) for row in rows])
        scores = np.array([result.scores[name] for result in results])
        flags = np.array([name in result.flags for result in results])
        report[name] = {
            **precision_recall(truth, flags),
            "auroc": auroc(truth, scores),
            "interval": interval(truth, flags),
            "false_alarms_per_100": 100 * float((flags & ~truth).sum()) / max(1, int((~truth).sum())),
            "calibration_error": calibration_error(truth, scores),
            "positives": int(truth.sum()),
        }
    report["phrases"] = phrases(rows, results)
    right = [result.apology == row["labels"]["apology"] for row, result in zip(rows, results, strict=True)]
    report["apology_accuracy"] = float(np.mean(right))
    report["steps_f1"] = steps_f1(rows, results)
    report["siblings"] = siblings(rows, results)
    return report


def auroc(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float | None:
    """Area under the ROC curve by ranks, ties shared; None where one class is absent."""
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return None
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def precision_recall(truth: NDArray[np.bool_], flags: NDArray[np.bool_]) -> dict[str, float | None]:
    """Precision, recall, F1 and Cohen's kappa; None where undefined."""
    hits, alarms, misses = (
        int((truth & flags).sum()),
        int((flags & ~truth).sum()),
        int((truth & ~flags).sum()),
    )
    observed = float((truth == flags).mean())
    chance = float(truth.mean() * flags.mean() + (1 - truth.mean()) * (1 - flags.mean()))
    return {
        "precision": hits / (hits + alarms) if hits + alarms else None,
        "recall": hits / (hits + misses) if hits + misses else None,
        "f1": 2 * hits / (2 * hits + alarms + misses) if hits + alarms + misses else None,
        "kappa": (observed - chance) / (1 - chance) if chance < 1 else None,
    }


def interval(truth: NDArray[np.bool_], flags: NDArray[np.bool_], seed: int = 1) -> list[float] | None:
    """95 % bootstrap interval of F1 (percentile method)."""
    generator = np.random.default_rng(seed)
    values: list[float] = []
    for _ in range(RESAMPLES):
        chosen = generator.integers(0, len(truth), len(truth))
        value = precision_recall(truth[chosen], flags[chosen])["f1"]
        if value is not None:
            values.append(value)
    return [float(np.quantile(values, q)) for q in (0.025, 0.975)] if values else None


def calibration_error(truth: NDArray[np.bool_], scores: NDArray[np.float64], bins: int = 10) -> float:
    """Expected calibration error over equally wide bins (Guo et al., 2017)."""
    places = np.minimum((scores * bins).astype(int), bins - 1)
    error = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            error += inside.mean() * abs(float(truth[inside].mean()) - float(scores[inside].mean()))
    return float(error)


def phrases(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, float | None]:
    """Precision, recall and F1 of found phrases (same category, OVERLAP); the share with the right kind."""
    marked = found = hits = right = kinds = 0
    for row, result in zip(rows, results, strict=True):
        gold = row.get("phrases") or []
        guesses = [finding for finding in result.findings if finding.category in CATEGORIES]
        for phrase in gold:
            span = (phrase["start"], phrase["end"])
            same = [
                guess
                for guess in guesses
                if guess.category == phrase["category"] and overlap(span, (guess.start, guess.end)) >= OVERLAP
            ]
            hits += bool(same)
            kinds += any(guess.kind == phrase["kind"] for guess in same)
        for guess in guesses:
            right += any(
                phrase["category"] == guess.category
                and overlap((phrase["start"], phrase["end"]), (guess.start, guess.end)) >= OVERLAP
                for phrase in gold
            )
        marked += len(gold)
        found += len(guesses)
    precision = right / found if found else None
    recall = hits / marked if marked else None
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    return {"precision": precision, "recall": recall, "f1": f1, "kind": kinds / marked if marked else None}


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union of two spans, by code points."""
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return shared / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def steps_f1(rows: Sequence[Row], results: Sequence[Result], least: int = 5) -> float | None:
    """Macro F1 over the recovery steps that `least` rows at least have."""
    known = [(row, result) for row, result in zip(rows, results, strict=True) if row.get("steps")]
    values: list[float] = []
    for step in STEPS:
        truth = np.array([bool(row["steps"][step]) for row, _ in known])
        if truth.sum() >= least:
            flags = np.array([result.steps[step] >= 0.5 for _, result in known])
            values.append(precision_recall(truth, flags)["f1"] or 0.0)
    return float(np.mean(values)) if values else None

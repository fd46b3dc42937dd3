"""Calibration and thresholds from replies that the network has not seen."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assist.rubric import CATEGORIES, SCORES, STEPS
from assist.scoring import calibration
from assist.scoring.reading import Reading
from assist.training.data import Row

LANGUAGES: Final = ("id", "en")
PRECISION: Final = {"low": 0.95, "normal": 0.90, "high": 0.80}
"""Precision on held-out replies that the threshold of each sensitivity is set for."""
LEAST, MOST = 0.3, 0.9
"""Bounds of a threshold, for a held-out set too small or too easy to set it alone."""


def calibrate(rows: Sequence[Row], readings: Sequence[Reading]) -> dict[str, Any]:
    """The manifest's ``calibration``: by language (and pooled) and score, weights and bias."""
    values = [calibration.features(reading) for reading in readings]
    fitted: dict[str, Any] = {}
    for language in (calibration.POOLED, *LANGUAGES):
        fitted[language] = {}
        for name in calibration.CALIBRATED:
            # A language's own replies count four times as much as the other's: little data, shared shape.
            weights = np.array([4.0 if row["lang"] == language else 1.0 for row in rows])
            truth = np.array([_label(row, name) for row in rows])
            known = ~np.isnan(truth)
            features = np.stack([value[name] for value in values])[known]
            fitted[language][name] = _platt(features, truth[known], weights[known])
    return fitted


def _platt(
    features: NDArray[np.float32], truth: NDArray[np.float64], weights: NDArray[np.float64]
) -> dict[str, Any]:
    scale = features.std(axis=0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=1000)
    model.fit(features / scale, truth.astype(int), sample_weight=weights)
    return {
        "weights": [float(w) for w in np.asarray(model.coef_)[0] / scale],
        "bias": float(np.asarray(model.intercept_)[0]),
    }


def _label(row: Row, name: str) -> float:
    if name in STEPS:
        steps = row.get("steps")
        return float(steps[name]) if steps else float("nan")
    return float(row["labels"][name])


def thresholds(
    rows: Sequence[Row], readings: Sequence[Reading], fitted: dict[str, Any]
) -> dict[str, dict[str, dict[str, float]]]:
    """language → sensitivity → score → the lowest threshold that reaches PRECISION on held-out rows."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for language in (calibration.POOLED, *LANGUAGES):
        chosen = [
            (row, calibration.features(reading))
            for row, reading in zip(rows, readings, strict=True)
            if language in (calibration.POOLED, row["lang"])
        ]
        found[language] = {sensitivity: {} for sensitivity in PRECISION}
        for name in SCORES:
            truth = np.array([bool(row["labels"][name]) for row, _ in chosen])
            scores = np.array(
                [calibration.probability(name, values[name], fitted[language]) for _, values in chosen]
            )
            for sensitivity, precision in PRECISION.items():
                found[language][sensitivity][name] = _threshold(truth, scores, precision)
    return found


def _threshold(truth: NDArray[np.bool_], scores: NDArray[np.float64], precision: float) -> float:
    order = np.argsort(-scores)
    hits = np.cumsum(truth[order])
    reached = np.flatnonzero(hits / np.arange(1, len(order) + 1) >= precision)
    if not len(reached):
        return MOST
    last = int(reached[-1])
    below = scores[order[last + 1]] if last + 1 < len(order) else 0.0
    return float(np.clip((scores[order[last]] + below) / 2, LEAST, MOST))


def gates(rows: Sequence[Row], readings: Sequence[Reading]) -> dict[str, float]:
    """Per category, the sentence probability that tells sentences with a marked phrase from others best (F1),
    within replies that carry the category: where to look for phrases once the reply is flagged."""
    from assist.rubric import PHRASE_LABELS

    found: dict[str, float] = {}
    for category in CATEGORIES:
        column = PHRASE_LABELS.index(category)
        truth: list[bool] = []
        scores: list[float] = []
        for row, reading in zip(rows, readings, strict=True):
            phrases = [p for p in row.get("phrases") or [] if p["category"] == category]
            if not phrases:
                continue
            for span, logits in zip(reading.plan.spans, reading.segments, strict=True):
                truth.append(any(p["start"] < span.end and span.start < p["end"] for p in phrases))
                scores.append(float(1 / (1 + np.exp(-logits[column]))))
        best = max(np.arange(0.05, 0.95, 0.05), key=lambda gate: _f1(truth, scores, float(gate)))
        found[category] = float(best)
    return found


def _f1(truth: Sequence[bool], scores: Sequence[float], gate: float) -> float:
    flags = np.array(scores) >= gate
    real = np.array(truth)
    return 2 * float((flags & real).sum()) / max(1, float(flags.sum() + real.sum()))

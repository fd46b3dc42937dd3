"""Calibration and thresholds from replies that the network has not seen."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assist.rubric import CATEGORIES, SCORES, STEPS
from assist.scoring import calibration
from assist.scoring.findings import candidates
from assist.scoring.model import Cut
from assist.scoring.reading import Reading
from assist.scoring.result import Finding
from assist.training.data import RETOLD, rubric_steps
from assist.training.evaluate import OVERLAP, overlap
from assist.training.labelled import Row

LANGUAGES: Final = ("id", "en")
PRECISION: Final = {"low": 0.95, "normal": 0.90, "high": 0.80}
"""Precision on held-out replies that the threshold of each sensitivity is set for."""
CHOSEN: Final = {
    ("id", "defensive"): 0.738,
    ("id", "blame"): 0.64,
    ("id", "missing_apology"): 0.465,
    ("en", "defensive"): 0.524,
    ("en", "blame"): 0.48,
    ("en", "missing_apology"): 0.535,
}
"""Normal thresholds set on development data by other hands, where it contradicts the held-out replies;
low sensitivity lies half-way from there to certainty at least."""
ALARMS: Final = {"low": 0.01, "normal": 0.02, "high": 0.05}
"""Share of held-out replies without a fault that may be flagged defensive or blaming: real traffic gives
three times as many (development data), so that precision alone would let too many through."""
SHARES: Final = (0.2, 0.3, 0.4, 0.5, 0.6)
SECONDS: Final = (0.3, 0.45, 0.6, 0.75)
FLOORS: Final = tuple(step / 20 for step in range(17))
PRESENT: Final = tuple(float(np.log(p / (1 - p))) for p in (0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2))
"""Where a step may begin to count as taken, as log-odds."""
RARER: Final = {
    "acknowledge": 0.5,
    "clarify": 0.8,
    "explain": -1.2,
    "apologise": 0.5,
    "offer": 0.5,
    "act": 0.5,
    "follow_up": 0.15,
}
"""By how much rarer, in log-odds, real traffic takes a step than our replies do (development data); less
than nothing: more often."""
HEARD: Final = {"en": 0.65}
"""By how much, in log-odds, other hands' customers tell their trouble less plainly than ours, so that an
apology is due sooner than held-out replies say; by so much replies without a customer make it seem due too
soon. Set on development data; on the English replies of `models/measuring` (1,154) the expected
calibration error falls from 0.046 to 0.031."""
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
            truth = _labels(rows, name)
            known = ~np.isnan(truth)
            features = np.stack([value[name] for value in values])[known]
            due = name in calibration.DUE  # the weight of its last feature is set, not fitted
            platt = _platt(features[:, :-1] if due else features, truth[known], weights[known])
            if due:
                heard = HEARD.get(language, 0.0)
                platt["weights"].append(-2 * heard)
                platt["bias"] += heard
            if name in STEPS:
                platt["bias"] -= _present_from(features, truth[known], weights[known], platt)
                platt["bias"] -= RARER.get(name, 0.0)
            fitted[language][name] = platt
    return fitted


def one_sided(rows: Sequence[Row]) -> list[str]:
    """Which of the calibrated labels are the same on all `rows`: nothing can be calibrated on them."""
    labels = {name: _labels(rows, name) for name in calibration.CALIBRATED}
    return [name for name, truth in labels.items() if len(set(truth[~np.isnan(truth)].tolist())) < 2]


def _present_from(
    features: NDArray[np.float32],
    truth: NDArray[np.float64],
    weights: NDArray[np.float64],
    platt: dict[str, Any],
) -> float:
    """The log-odds from which a step counts as taken, for the best F1: readers take 0.5 for that point.

    At even odds most of the rare ones would go unseen; RARER then moves the point for real traffic.
    """
    logits = features @ np.array(platt["weights"]) + platt["bias"]

    def f1(limit: float) -> float:
        hits = weights[(logits >= limit) & (truth > 0)].sum()
        return float(2 * hits / (weights[logits >= limit].sum() + weights[truth > 0].sum()))

    return max(PRESENT, key=f1)


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


def _labels(rows: Sequence[Row], name: str) -> NDArray[np.float64]:
    """The labels `name` of `rows`, NaN where unknown; those of RETOLD as the rubric told them, if it did."""
    if name not in STEPS:
        return np.array([float(row["labels"][name]) for row in rows])
    told = [rubric_steps(row) if name in RETOLD else row.get("steps") for row in rows]
    told = told if any(told) else [row.get("steps") for row in rows]
    return np.array([float(steps[name]) if steps else float("nan") for steps in told])


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
                threshold = _threshold(truth, scores, precision)
                if name in CATEGORIES:
                    threshold = max(threshold, _alarm_threshold(truth, scores, ALARMS[sensitivity]))
                found[language][sensitivity][name] = threshold
            if chosen_one := CHOSEN.get((language, name)):
                limits = found[language]
                limits["low"][name] = max(limits["low"][name], (chosen_one + 1) / 2)
                limits["normal"][name] = chosen_one
                limits["high"][name] = min(limits["high"][name], chosen_one)
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


def _alarm_threshold(truth: NDArray[np.bool_], scores: NDArray[np.float64], share: float) -> float:
    clean = np.sort(scores[~truth])[::-1]
    return float(np.clip(clean[int(share * len(clean))], LEAST, MOST))


def cut(
    rows: Sequence[Row],
    readings: Sequence[Reading],
    fitted: dict[str, Any],
    limits: dict[str, dict[str, dict[str, float]]],
) -> Cut:
    """How to cut phrases out: what gives the best phrase F1 on the held-out replies that are flagged."""
    best = Cut(dict.fromkeys(CATEGORIES, 0.0), 0.5, 0.5)
    flagged: dict[str, list[tuple[Row, Reading]]] = {}
    for category in CATEGORIES:
        flagged[category] = []
        for row, reading in zip(rows, readings, strict=True):
            language = row["lang"] if row["lang"] in LANGUAGES else calibration.POOLED
            score = calibration.probability(
                category, calibration.features(reading)[category], fitted[language]
            )
            if score >= limits[language]["normal"][category]:
                flagged[category].append((row, reading))
    tried: list[tuple[float, Cut]] = []
    for share, second in product(SHARES, SECONDS):
        floors: dict[str, float] = {}
        total = 0.0
        for category in CATEGORIES:
            base = replace(best, share=share, second=second)
            found = [(row, candidates(reading, category, base)) for row, reading in flagged[category]]
            floors[category] = max(FLOORS, key=lambda floor: _phrase_f1(found, category, floor))
            total += _phrase_f1(found, category, floors[category])
        tried.append((total, Cut(floors, share, second)))
    return max(tried, key=lambda item: item[0])[1]


def _phrase_f1(found: Sequence[tuple[Row, list[Finding]]], category: str, floor: float) -> float:
    hits = right = guesses = marked = 0
    for row, candidates_ in found:
        gold = [(p["start"], p["end"]) for p in row.get("phrases") or [] if p["category"] == category]
        best = max((finding.score for finding in candidates_), default=0.0)
        kept = [(f.start, f.end) for f in candidates_ if f.score >= min(floor, best)]
        hits += sum(any(overlap(span, other) >= OVERLAP for other in kept) for span in gold)
        right += sum(any(overlap(span, other) >= OVERLAP for other in gold) for span in kept)
        guesses += len(kept)
        marked += len(gold)
    precision, recall = right / max(1, guesses), hits / max(1, marked)
    return 2 * precision * recall / max(1e-9, precision + recall)

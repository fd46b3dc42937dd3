"""From logits to probabilities that mean what they say (Platt, 1999), by language.

Each score is a logistic regression on a few logits; its weights come from replies that the network
has not seen (`assist.training.calibrate`) and lie in the model's manifest.
"""

from collections.abc import Sequence
from math import exp, log
from operator import mul
from typing import Any, Final

from assist.rubric import APOLOGIES, CATEGORIES, KINDS_OF_CATEGORY, PHRASE_LABELS, STEPS
from assist.scoring.reading import Reading

DUE: Final = ("needs_apology", "missing_apology")
"""Scores that hang on what the customer wrote; where nobody knows it they have a weight for that."""
CALIBRATED: Final = (*CATEGORIES, *DUE, *STEPS)
POOLED: Final = "all"
"""Key of the calibration for replies that are neither plainly ``id`` nor ``en``."""

_COLUMNS: Final = {
    category: (
        PHRASE_LABELS.index(category),
        [PHRASE_LABELS.index(kind) for kind in KINDS_OF_CATEGORY[category]],
    )
    for category in CATEGORIES
}
"""Where the phrase logits of a category and of its kinds lie."""


def features(reading: Reading, names: Sequence[str] = CALIBRATED) -> dict[str, list[float]]:
    """For each of `names`, the logits that its probability is made of."""
    return {name: _of(name, reading) for name in names}


def _of(name: str, reading: Reading) -> list[float]:
    whole = reading.logits[name]
    if name in CATEGORIES:
        return _of_category(name, whole, reading)
    if name not in DUE:
        return [whole]
    unheard = float(not reading.plan.customer)
    if name == "needs_apology":
        return [whole, unheard]
    need = 1 / (1 + exp(-reading.logits["needs_apology"]))
    joint = min(max(need * (1 - apology_probabilities(reading)["full"]), 1e-6), 1 - 1e-6)
    return [whole, log(joint / (1 - joint)), unheard]


def _of_category(category: str, whole: float, reading: Reading) -> list[float]:
    own, kinds = _COLUMNS[category]
    tokens = max(item.peaks[own] for item in reading.encoded)
    return [whole, reading.peaks[own], max(reading.peaks[kind] for kind in kinds), tokens]


def probability(name: str, values: Sequence[float], calibration: dict[str, Any]) -> float:
    """The calibrated probability of `name` from its `features`."""
    weights = calibration[name]
    logit = sum(map(mul, weights["weights"], values), weights["bias"])
    return 1 / (1 + exp(-min(max(logit, -30.0), 30.0)))


def apology_probabilities(reading: Reading) -> dict[str, float]:
    """The softmax over ``full``, ``hollow`` and ``none``."""
    logits = [reading.logits[name] for name in APOLOGIES]
    exponentials = [exp(logit - max(logits)) for logit in logits]
    return {name: value / sum(exponentials) for name, value in zip(APOLOGIES, exponentials, strict=True)}

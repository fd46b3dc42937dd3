"""From logits to probabilities that mean what they say (Platt, 1999), by language.

Each score is a logistic regression on a few logits; its weights come from replies that the network
has not seen (`assist.training.calibrate`) and lie in the model's manifest.
"""

from collections.abc import Sequence
from math import exp
from operator import mul
from typing import Any, Final

import numpy as np

from assist.rubric import APOLOGIES, CATEGORIES, KINDS_OF_CATEGORY, PHRASE_LABELS, REPLY_LABELS, STEPS
from assist.scoring.engine import Floats
from assist.scoring.reading import Reading

CALIBRATED: Final = (*CATEGORIES, "needs_apology", "missing_apology", *STEPS)
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


def features(reading: Reading, names: Sequence[str] = CALIBRATED) -> dict[str, Floats]:
    """For each of `names`, the logits that its probability is made of."""
    whole = {name: float(value) for name, value in zip(REPLY_LABELS, reading.whole, strict=True)}
    return {name: _of(name, whole, reading) for name in names}


def _of(name: str, whole: dict[str, float], reading: Reading) -> Floats:
    if name in CATEGORIES:
        return _of_category(name, whole[name], reading)
    if name != "missing_apology":
        return np.array([whole[name]], np.float32)
    need = 1 / (1 + np.exp(-whole["needs_apology"]))
    joint = float(np.clip(need * (1 - apology_probabilities(reading)["full"]), 1e-6, 1 - 1e-6))
    return np.array([whole[name], np.log(joint / (1 - joint))], np.float32)


def _of_category(category: str, whole: float, reading: Reading) -> Floats:
    own, columns = _COLUMNS[category]
    tokens = max(item.peaks[own] for item in reading.encoded)
    return np.array(
        [whole, reading.segments[:, own].max(), reading.segments[:, columns].max(), tokens], np.float32
    )


def probability(name: str, values: Floats, calibration: dict[str, Any]) -> float:
    """The calibrated probability of `name` from its `features`."""
    weights = calibration[name]
    logit = sum(map(mul, weights["weights"], values.tolist()), weights["bias"])
    return 1 / (1 + exp(-min(max(logit, -30.0), 30.0)))


def apology_probabilities(reading: Reading) -> dict[str, float]:
    """The softmax over ``full``, ``hollow`` and ``none``."""
    logits = np.array([reading.whole[REPLY_LABELS.index(name)] for name in APOLOGIES])
    exponentials = np.exp(logits - logits.max())
    return dict(zip(APOLOGIES, (exponentials / exponentials.sum()).tolist(), strict=True))

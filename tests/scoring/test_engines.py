"""ONNX Runtime and torch run the same weights: what differs is the rounding of activations to two digits."""

import warnings

import pytest

from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.training.data import read
from tests.training.test_data import DATA

TOLERANCE = 0.01
"""Largest difference of a probability; the model card states it."""


@pytest.fixture(scope="module")
def torch_scorer() -> Scorer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns at import about its own parts
        return Scorer(Settings(engine="torch"))


def test_engines_agree(scorer: Scorer, torch_scorer: Scorer) -> None:
    rows = read(sorted(DATA.glob("*.jsonl")))[::97]
    assert len(rows) > 40
    differences, same = [], 0
    for row in rows:
        one = scorer.score(row["reply"], row["customer"], suggest=False)
        other = torch_scorer.score(row["reply"], row["customer"], suggest=False)
        differences += [abs(one.scores[name] - other.scores[name]) for name in one.scores]
        same += one.flags == other.flags
    assert max(differences) <= TOLERANCE
    assert same >= 0.98 * len(rows)

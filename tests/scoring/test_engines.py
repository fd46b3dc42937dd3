"""ONNX Runtime and torch run the same weights: what differs is the rounding of activations to two digits."""

import warnings

import pytest

from assist.scoring.engine import RUN_TOKENS, TOKENS_PER_BATCH, token_batches
from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.training.labelled import read
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


@pytest.mark.parametrize(
    "lengths", [[3], [4, 4, 4, 4], [2, 40, 3, 38, 5], [30] * 200, [*range(1, 60)], [900, 900]]
)
def test_batches_hold_every_sentence_once_and_pad_little(scorer: Scorer, lengths: list[int]) -> None:
    sentences = [f"{'pesanan ' * length}{number}" for number, length in enumerate(lengths)]
    tokenizer = scorer.model.tokenizer()
    batches = token_batches(tokenizer, sentences)
    assert sorted(place for batch in batches for place in batch.places) == list(range(len(sentences)))
    for batch in batches:
        assert batch.ids.size <= TOKENS_PER_BATCH
        assert [list(row[row != 1]) for row in batch.ids] == [encoding.ids for encoding in batch.encodings]
    alone = [len(encoding.ids) for encoding in tokenizer.encode_batch(sentences)]
    cost = sum(batch.ids.size + RUN_TOKENS for batch in batches)
    assert cost <= sum(alone) + RUN_TOKENS * len(alone)
    together = max(alone) * len(alone)
    if together <= TOKENS_PER_BATCH:
        assert cost <= together + RUN_TOKENS

"""An answer that was meant for somebody else: what it is drawn from, and what it teaches."""

import random
from typing import Any

import numpy as np
import pytest
import torch

from assist.scoring.model import Model, load_model
from assist.scoring.network import Network
from assist.scoring.torch_engine import network_from_onnx
from assist.settings import Settings
from assist.training.batches import batches_of
from assist.training.data import prepare
from assist.training.fit import Recipe, loss
from assist.training.labelled import Row
from assist.training.others import FEW, misdirect, others_of


def row(customer: str, reply: str, **labels: object) -> Row:
    clean = {"defensive": 0, "blame": 0, "needs_apology": 0, "apology": "none", "missing_apology": 0}
    return {
        "id": reply,
        "lang": "en",
        "customer": customer,
        "reply": reply,
        "phrases": [],
        "labels": {**clean, **labels},
        "steps": None,
    }


PRAISE = row("Love the new kettle", "So glad, enjoy your tea!")
TROUBLE = row("The kettle leaks again", "Sorry, we'll swap it.", needs_apology=1, apology="full")
RUDE = {**PRAISE, "phrases": [{"start": 0, "end": 7, "category": "defensive", "kind": "minimising"}]}


def test_answers_are_clean_ones_to_customers_without_trouble() -> None:
    whole = {**PRAISE, "labels": {**PRAISE["labels"], "blame": 1}}
    unknown = {**PRAISE, "customer": ""}
    others = others_of([PRAISE, TROUBLE, RUDE, whole, unknown])
    assert others.answers == {"en": [PRAISE]}
    assert others.answers_for(PRAISE) == []  # one alone would come every time


def test_there_is_something_to_draw_from_in_each_language() -> None:
    others = others_of([PRAISE] * (FEW + 1))
    assert len(others.answers_for(TROUBLE)) == FEW + 1
    assert others.answers_for({**TROUBLE, "lang": "id"}) == []


@pytest.mark.parametrize(("customer", "missing"), [(TROUBLE, 1), (PRAISE, 0)])
def test_whether_an_apology_is_missing_hangs_on_the_customer(customer: Row, missing: int) -> None:
    answer = row("When do you open?", "At nine, every day.")
    changed = misdirect(customer, [answer], random.Random(1))
    assert (changed["customer"], changed["reply"]) == (customer["customer"], answer["reply"])
    assert changed["labels"]["missing_apology"] == changed["labels"]["needs_apology"] == missing
    assert changed["labels"]["apology"] == "none"


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(Settings().model)


@pytest.fixture(scope="module")
def network(model: Model) -> Network:
    return network_from_onnx(model.folder).eval()


def test_what_nobody_read_is_not_learned_from(model: Model, network: Network) -> None:
    changed = misdirect(TROUBLE, [PRAISE], random.Random(1))
    (example,) = prepare([changed], model.tokenizer())
    assert np.isnan(example.binary[:2]).all()
    assert not np.isnan(example.binary[2:]).any()
    (batch,) = batches_of([example], 8, random.Random(1))
    losses = loss(network, batch, Recipe())
    assert losses["segment"] == losses["steps"] == 0
    assert torch.isfinite(losses["reply"])
    assert losses["reply"] > 0


def test_beside_it_others_are_learned_from_as_ever(model: Model, network: Network) -> None:
    def segment(rows: list[Any]) -> float:
        (batch,) = batches_of(prepare(rows, model.tokenizer()), 8, random.Random(1))
        return loss(network, batch, Recipe())["segment"].item()

    changed = {**misdirect(TROUBLE, [PRAISE], random.Random(1)), "id": "b"}
    assert segment([RUDE, changed]) == pytest.approx(segment([RUDE]), rel=1e-3)

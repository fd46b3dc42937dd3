"""The judge fitted once more: on the shipped encoder's vectors, and nothing but the judge."""

import copy
from dataclasses import replace

import pytest
import torch

from assist.scoring.engine import OnnxEngine
from assist.scoring.model import load_model
from assist.scoring.torch_engine import network_from_onnx
from assist.settings import Settings
from assist.training.held_out import all_rows
from assist.training.labelled import Row
from assist.training.refit import REFIT, refit, silent


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return all_rows()[:96]


def test_a_refit_moves_the_judge_and_tells_its_progress(rows: list[Row]) -> None:
    model = load_model(Settings().model)
    engine = OnnxEngine(model, threads=1)
    judge = network_from_onnx(model.folder).judge
    before = copy.deepcopy(judge.state_dict())
    seen: list[tuple[int, int, int]] = []
    refit(judge, engine, rows, model.tokenizer(), replace(REFIT, epochs=2), lambda *step: seen.append(step))
    assert any(not torch.equal(before[name], value) for name, value in judge.state_dict().items())
    assert {epoch for epoch, _, _ in seen} == {0, 1, 2}
    assert seen[-1][1] == seen[-1][2]
    assert not judge.training


def test_a_refit_comes_out_the_same_each_time(rows: list[Row]) -> None:
    model = load_model(Settings().model)
    engine = OnnxEngine(model, threads=1)
    states = []
    for _ in range(2):
        judge = network_from_onnx(model.folder).judge
        refit(judge, engine, rows[:40], model.tokenizer(), replace(REFIT, epochs=1), silent)
        states.append(judge.state_dict())
    assert all(torch.allclose(states[0][name], states[1][name], atol=1e-5) for name in states[0])

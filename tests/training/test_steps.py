"""The step heads fitted last: to steps that the rubric told, and nothing else of the judge moves."""

import copy
from itertools import islice

import pytest
import torch
from sklearn.metrics import roc_auc_score

from assist.rubric import REPLY_LABELS, STEPS
from assist.scoring.engine import OnnxEngine
from assist.scoring.model import Model, load_model
from assist.scoring.network import Judge
from assist.scoring.torch_engine import NetworkEngine, network_from_onnx
from assist.settings import Settings
from assist.training.data import RETOLD, rubric_steps
from assist.training.held_out import all_rows, readings_of
from assist.training.labelled import Row
from assist.training.refit import silent
from assist.training.steps import fit_steps


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(Settings().model)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    found = list(islice((row for row in all_rows() if rubric_steps(row)), 80))
    assert len(found) == 80
    return found


def fitted(model: Model, rows: list[Row]) -> tuple[dict[str, torch.Tensor], Judge]:
    judge = network_from_onnx(model.folder).judge
    before = copy.deepcopy(judge.state_dict())
    fit_steps(judge, OnnxEngine(model, threads=1), rows, model.tokenizer(), silent)
    return before, judge


def test_only_what_is_retold_moves(model: Model, rows: list[Row]) -> None:
    before, judge = fitted(model, rows)
    after = judge.state_dict()
    moved = {name for name, value in after.items() if not torch.equal(before[name], value)}
    assert moved == {"step_head.weight", "step_head.bias", "reply_head.weight", "reply_head.bias"}
    for head, labels in (("step_head", STEPS), ("reply_head", REPLY_LABELS)):
        still = [place for place, label in enumerate(labels) if label not in RETOLD]
        for part in ("weight", "bias"):
            name = f"{head}.{part}"
            assert torch.equal(before[name][still], after[name][still])
    assert not judge.training


def test_it_comes_out_the_same_each_time(model: Model, rows: list[Row]) -> None:
    states = [fitted(model, rows[:40])[1].state_dict() for _ in range(2)]
    assert all(torch.allclose(states[0][name], states[1][name], atol=1e-4) for name in states[0])


def test_it_learns_what_the_rubric_told(model: Model, rows: list[Row]) -> None:
    def told_apart(judge: Judge) -> list[float]:
        network = network_from_onnx(model.folder)
        network.judge.load_state_dict(judge.state_dict())
        readings = readings_of(NetworkEngine(network, model.tokenizer(), "cpu"), rows)
        return [
            float(
                roc_auc_score(
                    [row["steps"][step] for row in rows], [found.logits[step] for found in readings]
                )
            )
            for step in RETOLD
        ]

    old = told_apart(network_from_onnx(model.folder).judge)
    new = told_apart(fitted(model, rows)[1])
    assert sum(new) > sum(old)


def test_steps_that_another_page_told_teach_nothing(model: Model, rows: list[Row]) -> None:
    unread = [{key: value for key, value in row.items() if key != "steps_by"} for row in rows]
    before, judge = fitted(model, unread)
    assert all(torch.equal(before[name], value) for name, value in judge.state_dict().items())

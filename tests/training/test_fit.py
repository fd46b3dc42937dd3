"""The training loop: it learns, tells how far it is, and leaves the network as one that scores."""

import math
from dataclasses import replace

import torch

from assist.scoring.model import load_model
from assist.scoring.torch_engine import network_from_onnx
from assist.settings import Settings
from assist.training.fit import Recipe, fit
from assist.training.held_out import all_rows


def test_training_lowers_the_loss_and_leaves_a_network_in_full_precision() -> None:
    model = load_model(Settings().model)
    network = network_from_onnx(model.folder)
    torch.manual_seed(1)
    torch.nn.init.normal_(network.token_head.weight)  # something to learn anew
    steps: list[tuple[int, int, int]] = []
    means: list[dict[str, float]] = []
    fit(
        network,
        all_rows()[:32],
        model.tokenizer(),
        replace(Recipe(), epochs=3, batch=8, encoder_rate=2e-4, average=0.5, augmented=False),
        "cpu",
        lambda *step: steps.append(step),
        lambda _epoch, _network, losses: means.append(losses),
        trained=True,
    )
    assert [epoch for epoch, number, of in steps if number == of] == [1, 2, 3]
    assert all(math.isfinite(value) for losses in means for value in losses.values())
    assert means[-1]["token"] < means[0]["token"] / 2
    with torch.no_grad():
        vectors, logits = network.encode(torch.tensor([[0, 250, 2]]), torch.ones(1, 3, dtype=torch.int64))
    assert vectors.dtype == logits.dtype == torch.float32
    assert not network.training


def test_replies_whose_steps_nobody_labelled_are_learned_from_too() -> None:
    model = load_model(Settings().model)
    means: list[dict[str, float]] = []
    fit(
        network_from_onnx(model.folder),
        [{**row, "steps": None} for row in all_rows()[:8]],
        model.tokenizer(),
        replace(Recipe(), epochs=1, batch=8, augmented=False),
        "cpu",
        lambda *_: None,
        lambda _epoch, _network, losses: means.append(losses),
        trained=True,
    )
    assert means[0]["steps"] == 0
    assert means[0]["reply"] > 0

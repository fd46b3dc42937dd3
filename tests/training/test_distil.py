"""A smaller encoder comes closer to its teacher, and is no longer one of twelve layers."""

import copy
from dataclasses import replace

import torch

from assist.scoring.model import load_model
from assist.scoring.network import Network
from assist.scoring.torch_engine import NetworkEngine, network_from_onnx
from assist.settings import Settings
from assist.training.distil import PUPIL, distilled
from assist.training.held_out import all_rows
from assist.training.train import thin

SENTENCES = [
    "You should have read the terms.",
    "Mohon maaf atas keterlambatannya, Kak.",
    "A new one left today.",
]


def test_it_learns_what_sentences_are_to_its_teacher() -> None:
    model = load_model(Settings().model)
    tokenizer, rows = model.tokenizer(), all_rows()[:24]
    teacher = network_from_onnx(model.folder)
    cut = copy.deepcopy(teacher)
    thin(cut.encoder, 6)

    def vectors(network: Network) -> torch.Tensor:
        encoded = NetworkEngine(network, tokenizer, "cpu").encode([row["reply"] for row in rows])
        return torch.stack([torch.from_numpy(item.vector) for item in encoded])

    steps: list[tuple[int, int, int]] = []
    recipe = replace(PUPIL, epochs=3, batch=8, encoder_rate=4e-4, average=0.5)
    pupil = distilled(teacher, rows, tokenizer, recipe, "cpu", lambda *step: steps.append(step))
    assert [epoch for epoch, number, of in steps if number == of] == [1, 2, 3]
    assert len(pupil.encoder.encoder.layer) == 6
    assert not pupil.training
    aim = vectors(teacher)
    before, after = ((vectors(network) - aim).square().mean() for network in (cut, pupil))
    assert after < before / 2

"""A smaller encoder that learns from a trained one what each sentence is to it (Sanh et al., 2019).

``python -m assist.training.distil FOLDER LAYERS NAME OUT`` keeps LAYERS of the encoder in FOLDER, teaches
them its vectors and phrase logits on the sentences of the training replies, plain and disturbed, and writes
the model NAME into OUT, its judge fitted once more, calibrated and measured. No label is needed until then.
"""

import copy
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from assist.scoring.network import Network
from assist.scoring.torch_engine import network_from_onnx
from assist.training.data import prepare, split_rows
from assist.training.fit import Progress, Recipe, descend, narrow, set_rate
from assist.training.held_out import all_rows
from assist.training.labelled import Row
from assist.training.moving_average import MovingAverage
from assist.training.others import others_of
from assist.training.package import package
from assist.training.perturb import augment
from assist.training.refit import silent
from assist.training.train import thin

PUPIL: Final = replace(Recipe(), epochs=1, layers=6, batch=256, encoder_rate=4e-4, average=0.98)
"""Its batch is one of sentences. The sentences of 11,000 replies take seven minutes on two cores."""
_PAD: Final = 1


def distilled(
    teacher: Network,
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    recipe: Recipe,
    device: str,
    progress: Progress,
) -> Network:
    """`teacher` with ``recipe.layers`` of its layers, taught to encode sentences as all of them do.

    `progress` is called after each step.
    """
    torch.manual_seed(recipe.seed)
    rnd = random.Random(recipe.seed)  # noqa: S311 – shuffles, no secrets
    pupil = copy.deepcopy(teacher)
    thin(pupil.encoder, recipe.layers)
    teacher.to(device).eval()
    pupil.to(device).eval()  # no dropout: it would have to guess at what its teacher sees
    pupil.encoder.embeddings.requires_grad_(False)
    pupil.token_head.requires_grad_(False)  # it reads the states that the teacher has: they are to be learned
    learning = [weight for weight in pupil.encoder.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(learning, recipe.encoder_rate, weight_decay=recipe.weight_decay)
    average = MovingAverage(pupil, recipe.average)
    others = others_of(rows)
    done = 0
    for epoch in range(1, recipe.epochs + 1):
        disturbed = [augment(row, rnd, others) for row in rows]
        batches = list(_batches([*rows, *disturbed], tokenizer, recipe.batch, rnd))
        for number, (ids, mask) in enumerate(batches, 1):
            set_rate(optimiser, recipe.encoder_rate, done, len(batches) * recipe.epochs, recipe.warm_up)
            with narrow(teacher, device), narrow(pupil, device):
                losses = _loss(teacher, pupil, ids.to(device), mask.to(device))
            descend(losses, pupil, optimiser)
            average.update()
            done += 1
            progress(epoch, number, len(batches))
    average.swap_in()
    return pupil.eval()


def _loss(teacher: Network, pupil: Network, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
    """How far `pupil` is from `teacher` in the vectors, as a share of their variance, and in phrases."""
    with torch.no_grad():
        aim, phrases = teacher.encode(ids, mask)
    vectors, logits = pupil.encode(ids, mask)
    real = mask.bool()
    return {
        "vector": F.mse_loss(vectors.float(), aim.float()) / aim.float().var(),
        "token": 3
        * F.binary_cross_entropy_with_logits(logits[real].float(), phrases[real].float().sigmoid()),
    }


def _batches(
    rows: Sequence[Row], tokenizer: Tokenizer, size: int, rnd: random.Random
) -> Iterator[tuple[Tensor, Tensor]]:
    """Ids and mask (sentences, tokens) of what `rows` hold, each sentence once, among its like in length."""
    sentences = {
        tuple(segment.ids)
        for example in prepare(rows, tokenizer)
        for segment in (*example.customer, *example.reply)
    }
    by_length = sorted(sorted(sentences), key=len)
    together = [by_length[start : start + size] for start in range(0, len(by_length), size)]
    rnd.shuffle(together)
    for chosen in together:
        longest = len(chosen[-1])
        ids = torch.tensor([[*sentence, *[_PAD] * (longest - len(sentence))] for sentence in chosen])
        yield ids, (torch.arange(longest) < torch.tensor([[len(sentence)] for sentence in chosen])).long()


if __name__ == "__main__":
    source, layers, name, out = sys.argv[1:]
    rows, master = all_rows(), network_from_onnx(Path(source))
    cutter = Tokenizer.from_file(str(Path(source) / "tokenizer.json"))
    recipe = replace(PUPIL, layers=int(layers))
    pupil = distilled(master, split_rows(rows)[0], cutter, recipe, "cpu", silent)
    package(pupil, Path(source), rows, name, Path(out), silent)

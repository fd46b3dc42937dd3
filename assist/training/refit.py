"""The judge fitted once more, to what the int8 encoder gives it: minutes, where the encoder takes hours.

The judge learns on the weights that ship, so that their rounding is none of its errors; and replies that
teach what sentences add up to (recovery steps above all) need no new encoder. `assist.training.package` calls
it.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from assist.scoring.engine import Engine
from assist.scoring.network import Judge
from assist.training.batches import Batch, batches_of
from assist.training.data import Example, drawn, prepare
from assist.training.fit import Progress, Recipe, descend, judge_loss, set_rate
from assist.training.labelled import Row
from assist.training.moving_average import MovingAverage
from assist.training.others import others_of
from assist.training.perturb import augment

REFIT: Final = replace(Recipe(), epochs=6, average=0.995, step_weight=2.0)
"""An epoch takes half a minute on two cores once the sentences are encoded (thirteen minutes)."""
FORMS: Final = 2
"""Disturbed forms of each reply; it is seen as written half of the time. More make the judge steadier under
typos and chat spelling, and take four minutes each to encode."""
PORTION: Final = 512
"""Sentences that are encoded between two signs of progress."""


def silent(epoch: int, step: int, steps: int) -> None:
    """The progress that nobody watches."""


def refit(
    judge: Judge,
    engine: Engine,
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    recipe: Recipe,
    progress: Progress,
) -> None:
    """Train `judge`, and it alone, on the vectors that `engine` makes of `rows`, plain and disturbed.

    Of more than ``recipe.most`` rows, so many are drawn.

    `progress` is called after each step; epoch 0 is the encoding.
    """
    torch.manual_seed(recipe.seed)
    rnd = random.Random(recipe.seed)  # noqa: S311 – shuffles, no secrets
    rows = drawn(rows, recipe.most, rnd)
    others = others_of(rows)
    plain = prepare(rows, tokenizer)
    disturbed = [prepare([augment(row, rnd, others) for row in rows], tokenizer) for _ in range(FORMS)]
    vectors = encoded(engine, chain(plain, *disturbed), progress)
    optimiser = torch.optim.AdamW(judge.parameters(), recipe.head_rate, weight_decay=recipe.weight_decay)
    average = MovingAverage(judge, recipe.average)
    judge.train()
    done = 0
    for epoch in range(1, recipe.epochs + 1):
        seen = [
            rnd.choice((written, rnd.choice(forms)))
            for written, *forms in zip(plain, *disturbed, strict=True)
        ]
        batches = list(batches_of(seen, recipe.batch, rnd))
        for number, batch in enumerate(batches, 1):
            found = vectors(batch)
            set_rate(optimiser, recipe.head_rate, done, len(batches) * recipe.epochs, recipe.warm_up)
            descend(judge_loss(judge, found, batch, recipe), judge, optimiser)
            done += 1
            average.update()
            progress(epoch, number, len(batches))
    average.swap_in()
    judge.eval()


def encoded(engine: Engine, examples: Iterable[Example], progress: Progress) -> Callable[[Batch], Tensor]:
    """What gives a batch of `examples` the vectors of the sentences in its rows; each is encoded once."""
    texts = {
        _key(np.array(segment.ids)): segment.text
        for example in examples
        for segment in (*example.customer, *example.reply)
    }
    places = {key: place for place, key in enumerate(texts)}
    vectors = torch.from_numpy(_vectors(engine, list(texts.values()), progress))
    return lambda batch: vectors[[places[key] for key in _keys(batch)]].float()


def _vectors(engine: Engine, texts: Sequence[str], progress: Progress) -> NDArray[np.float16]:
    """The vectors of `texts` (texts, vector), in half precision: a hundred thousand lie in memory."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    parts: list[NDArray[np.float16]] = []
    for start in range(0, len(order), PORTION):
        encoded = engine.encode([texts[place] for place in order[start : start + PORTION]])
        parts.append(np.stack([item.vector for item in encoded]).astype(np.float16))
        progress(0, min(start + PORTION, len(order)), len(order))
    by_length = np.concatenate(parts)
    found = np.empty_like(by_length)
    found[order] = by_length
    return found


def _keys(batch: Batch) -> list[bytes]:
    sizes: list[int] = batch.mask.sum(dim=1).tolist()
    return [_key(ids[:size].numpy()) for ids, size in zip(batch.ids, sizes, strict=True)]


def _key(ids: NDArray[np.int64]) -> bytes:
    return ids.tobytes()

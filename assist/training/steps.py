"""What tells recovery steps, fitted last: to replies whose steps were read from the rubric alone.

Only the steps of RETOLD move, so that scores, phrases and the other steps stay as they are to the bit. The
other replies' steps, told by a stricter page of ours, taught the network what a step looks like; readers who
had the rubric's lines and nothing else agree with each other better than with that page (the data sheet has
the figures). Minutes on two cores, most of them for encoding.
"""

import random
from collections.abc import Sequence
from typing import Final

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from assist.rubric import STEPS
from assist.scoring.engine import Engine
from assist.scoring.network import Judge
from assist.training.batches import Batch, batches_of
from assist.training.data import RETOLD, prepare, rubric_steps
from assist.training.fit import Progress
from assist.training.labelled import Row
from assist.training.refit import encoded

RIDGE: Final = 0.3
"""Weight of the squared distance from where the heads began, beside the loss of each step, a mean over the
replies: chosen on the rows themselves, in five folds."""
ITERATIONS: Final = 100
BATCH: Final = 64
_COLUMNS: Final = [STEPS.index(step) for step in RETOLD]

_States = tuple[Tensor, Tensor, Tensor, Tensor]
"""Of one batch: the sentences' states beside their vectors, roles, the whole's state, steps."""


def fit_steps(
    judge: Judge, engine: Engine, rows: Sequence[Row], tokenizer: Tokenizer, progress: Progress
) -> None:
    """Fit what tells RETOLD in `judge`, and that alone, to those of `rows` whose steps the rubric told.

    `progress` is called while the sentences are encoded, as epoch 0. Without such rows nothing moves.
    """
    examples = prepare([row for row in rows if rubric_steps(row)], tokenizer)
    if not examples:
        return
    vectors = encoded(engine, examples, progress)
    judge.eval()
    with torch.no_grad():
        found = [
            _states(judge, vectors(batch), batch)
            for batch in batches_of(examples, BATCH, random.Random(0))  # noqa: S311 – shuffles, no secrets
        ]
    _descend(judge, found)


def _states(judge: Judge, vectors: Tensor, batch: Batch) -> _States:
    segments, whole = judge.states(vectors[batch.places], batch.roles, batch.positions)
    return segments, batch.roles, whole, batch.steps


def _descend(judge: Judge, found: Sequence[_States]) -> None:
    """L-BFGS down the binary cross-entropy of all of `found` at once.

    Logits may be stretched and moved on the way, by step, at no cost: calibration does that afterwards.
    """
    heads = [judge.step_head.weight, judge.step_head.bias, judge.reply_head.weight, judge.reply_head.bias]
    begin = [head.detach().clone() for head in heads]
    stretch, shift = nn.Parameter(torch.ones(len(RETOLD))), nn.Parameter(torch.zeros(len(RETOLD)))
    optimiser = torch.optim.LBFGS(
        [*heads, stretch, shift], max_iter=ITERATIONS, line_search_fn="strong_wolfe"
    )
    share = 1 / sum(len(steps) for *_, steps in found)

    def closure() -> Tensor:
        optimiser.zero_grad()
        moved = [(head - old).square().sum() for head, old in zip(heads, begin, strict=True)]
        loss = RIDGE * torch.stack(moved).sum()
        for segments, roles, whole, steps in found:
            logits = judge.steps(segments, roles, judge.reply_head(whole))[:, _COLUMNS] * stretch + shift
            loss = loss + share * F.binary_cross_entropy_with_logits(
                logits, steps[:, _COLUMNS], reduction="sum"
            )
        loss.backward()
        return loss

    optimiser.step(closure)
    judge.zero_grad()

"""The training loop, to be read top to bottom: batches, one loss, AdamW, a moving average of weights."""

import math
import random
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from assist.rubric import APOLOGIES, CATEGORIES, REPLY_LABELS, STEPS
from assist.scoring.engine import REPLY
from assist.scoring.network import Judge, Network
from assist.training.batches import Batch, batches_of
from assist.training.data import Example, drawn, prepare
from assist.training.labelled import Row
from assist.training.moving_average import MovingAverage
from assist.training.others import others_of
from assist.training.perturb import augment

Progress = Callable[[int, int, int], None]
"""Called with epoch, step and steps."""
HEADS: Final = 2.5
"""How much faster than the encoder's top layer the heads learn."""


@dataclass(frozen=True)
class Recipe:
    """What a run is made with. Rates are peak rates; both fall linearly to zero after the warm-up."""

    epochs: int = 4
    most: int = 25_500  # replies of an epoch, drawn anew each time: a quarter of an hour on two CPU cores
    batch: int = 64  # replies
    encoder_rate: float = 2e-4
    layer_decay: float = 0.9  # each encoder layer learns this much slower than the one above it
    weight_decay: float = 0.01
    warm_up: float = 0.06  # share of the steps
    average: float = 0.998  # of the moving average of weights that is kept; 0: none
    freeze: str = "embeddings"  # none, embeddings, encoder, or lora (adapters of rank 16 on query and value)
    layers: int = 12  # of the encoder's twelve, evenly spaced
    augmented: bool = True
    judge_layers: int = 1
    token_weight: float = 1.0
    segment_weight: float = 1.0
    reply_weight: float = 1.0
    step_weight: float = 0.6
    seed: int = 1

    @property
    def head_rate(self) -> float:
        """Peak rate of the heads, which start from nothing."""
        return HEADS * self.encoder_rate


MORE: Final = Recipe(epochs=1, encoder_rate=4e-5)
"""One more pass for a trained model, slow enough to keep what it knows."""

WITHOUT_BFLOAT16: Final = 15_000
"""Replies of an epoch on a CPU that does not compute in it: there a step of 64 takes thrice as long (7 s)."""

GROUP: Final = 64
"""Segments that are encoded at once; half of what a whole batch would compute is padding otherwise."""


def fit(
    network: Network,
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    recipe: Recipe,
    device: str,
    progress: Progress,
    after_epoch: Callable[[int, Network, dict[str, float]], None],
    *,
    trained: bool = False,
) -> Network:
    """Train `network` on `rows`; returns it holding the moving average of its weights.

    A `trained` one goes on from what it knows.

    `progress(epoch, step, steps)` is called after each step, `after_epoch` after each epoch.
    """
    torch.manual_seed(recipe.seed)
    rnd = random.Random(recipe.seed)  # noqa: S311 – shuffles, no secrets
    network.to(device).train()
    if not trained:
        _start_at_prior(network, prepare(rows, tokenizer))
    optimiser = torch.optim.AdamW(
        _groups(network, recipe), weight_decay=recipe.weight_decay, fused=device == "cuda"
    )
    replies = min(len(rows), recipe.most)
    steps = math.ceil(replies / recipe.batch * 1.05) * recipe.epochs  # batches are not quite full
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: peak_share(step, steps, recipe.warm_up)
    )
    average = MovingAverage(network, recipe.average)
    others = others_of(rows)
    for epoch in range(1, recipe.epochs + 1):
        started, sums = time.perf_counter(), dict[str, Tensor]()
        seen = drawn(rows, recipe.most, rnd)
        if recipe.augmented:
            seen = [augment(row, rnd, others) for row in seen]
        batches = list(batches_of(prepare(seen, tokenizer), recipe.batch, rnd))
        for number, batch in enumerate(batches, 1):
            with narrow(network, device):
                losses = loss(network, batch.to(device), recipe)
            descend(losses, network, optimiser)
            schedule.step()
            average.update()
            for name, value in losses.items():
                sums[name] = sums.get(name, torch.zeros((), device=device)) + value.detach()
            progress(epoch, number, len(batches))
        average.swap_in()
        means = {name: float(value) / len(batches) for name, value in sums.items()}
        after_epoch(epoch, network.eval(), {**means, "seconds": time.perf_counter() - started})
        if epoch < recipe.epochs:
            average.swap_out()
        network.train()
    return network.eval()


def descend(losses: dict[str, Tensor], module: nn.Module, optimiser: torch.optim.Optimizer) -> None:
    """One step of `optimiser` down the sum of `losses`, the gradient of `module` clipped."""
    total = sum(losses.values(), torch.zeros(()))
    optimiser.zero_grad(set_to_none=True)
    total.backward()  # pyright: ignore[reportUnknownMemberType]
    nn.utils.clip_grad_norm_(module.parameters(), 1.0)
    optimiser.step()


@contextmanager
def narrow(network: Network, device: str) -> Generator[None]:
    """Layers computed in bfloat16 where `device` can, and what they hand on kept in it.

    Were it not, each layer would convert what it gets: a sixth of a step goes into that.
    """
    if not computes_bfloat16(device):
        yield
        return
    embeddings = network.encoder.embeddings
    stream = embeddings.register_forward_hook(lambda _module, _inputs, states: states.bfloat16())
    try:
        with torch.autocast(device, torch.bfloat16):
            yield
    finally:
        stream.remove()


def computes_bfloat16(device: str) -> bool:
    """Whether `device` has instructions for it: then a step takes a third of the time on a CPU, too."""
    if device != "cpu":
        return True
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def loss(network: Network, batch: Batch, recipe: Recipe) -> dict[str, Tensor]:
    """The weighted parts of the loss of one batch."""
    vectors, token_logits = _encode(network, batch)
    own_rows = torch.zeros(len(batch.ids), dtype=torch.bool, device=batch.ids.device)
    own_rows[batch.places[batch.roles == REPLY]] = True
    real = batch.mask.bool() & own_rows[:, None]
    token = F.binary_cross_entropy_with_logits(token_logits[real].float(), batch.tokens[real])
    return {"token": recipe.token_weight * 3 * token, **judge_loss(network.judge, vectors, batch, recipe)}


def judge_loss(judge: Judge, vectors: Tensor, batch: Batch, recipe: Recipe) -> dict[str, Tensor]:
    """The weighted losses of what `judge` makes of `vectors`, one for each row of ``batch.ids``."""
    judged = judge(vectors[batch.places], batch.roles, batch.positions)
    read = ~batch.binary.isnan().any(dim=1, keepdim=True)  # the reply in the light of its customer
    reply = judged.reply.float()
    binary, apology, steps = reply.split([batch.binary.shape[1], len(APOLOGIES), batch.steps.shape[1]], dim=1)
    return {
        "segment": recipe.segment_weight
        * 3
        * _mean_loss(judged.segments.float(), batch.labels, (batch.roles == REPLY) & read),
        "reply": recipe.reply_weight
        * (
            _mean_loss(binary, batch.binary, ~batch.binary.isnan())
            + 0.5 * F.cross_entropy(apology, batch.apology)
        ),
        "steps": recipe.step_weight * _mean_loss(steps, batch.steps, ~batch.steps.isnan()),
    }


def _mean_loss(logits: Tensor, truth: Tensor, known: Tensor) -> Tensor:
    """The mean cross-entropy over what is `known`: a batch may hold nothing that anybody labelled."""
    chosen = truth[known]
    total = F.binary_cross_entropy_with_logits(logits[known], chosen, reduction="sum")
    return total / max(1, chosen.numel())


def _encode(network: Network, batch: Batch) -> tuple[Tensor, Tensor]:
    """Encode the segments of `batch` in groups of like length, each padded to its own longest."""
    vectors: list[Tensor] = []
    logits: list[Tensor] = []
    widths: list[int] = batch.mask.sum(1).tolist()
    # A GPU waits for calls, a CPU for padding.
    group = GROUP if batch.ids.device.type == "cpu" else len(widths)
    for start in range(0, len(widths), group):
        rows = slice(start, start + group)
        width = widths[min(start + group, len(widths)) - 1]
        vector, logit = network.encode(batch.ids[rows, :width], batch.mask[rows, :width])
        vectors.append(vector)
        logits.append(F.pad(logit, (0, 0, 0, batch.ids.shape[1] - width)))
    return torch.cat(vectors), torch.cat(logits)


def _groups(network: Network, recipe: Recipe) -> list[dict[str, object]]:
    encoder = network.encoder
    if recipe.freeze == "lora":
        parts: dict[bool, list[nn.Parameter]] = {True: [], False: []}
        for name, parameter in network.named_parameters():
            if parameter.requires_grad or not name.startswith("encoder."):
                parts[name.startswith("encoder.")].append(parameter)
        return [
            {"params": parts[False], "lr": recipe.head_rate},
            {"params": parts[True], "lr": recipe.encoder_rate * 10},
        ]
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    groups: list[dict[str, object]] = [{"params": heads, "lr": recipe.head_rate}]
    if recipe.freeze != "none":
        encoder.embeddings.requires_grad_(False)
    else:
        rate = recipe.encoder_rate * recipe.layer_decay ** len(encoder.encoder.layer)
        groups.append({"params": list(encoder.embeddings.parameters()), "lr": rate})
    for depth, layer in enumerate(reversed(encoder.encoder.layer)):
        if recipe.freeze == "encoder":
            layer.requires_grad_(False)
        else:
            rate = recipe.encoder_rate * recipe.layer_decay**depth
            groups.append({"params": list(layer.parameters()), "lr": rate})
    return groups


def _start_at_prior(network: Network, examples: Sequence[Example]) -> None:
    """Set the biases of the heads to the log-odds of the data: no step is spent on the prior."""

    def log_odds(share: np.ndarray) -> Tensor:
        share = np.clip(share, 1e-4, 1 - 1e-4)
        return torch.from_numpy(np.log(share / (1 - share)).astype(np.float32))

    segments = [segment for example in examples for segment in example.reply]
    tokens = np.concatenate([segment.tokens[1:-1] for segment in segments])
    reply = np.stack(
        [
            np.concatenate([example.binary, np.zeros(len(APOLOGIES), np.float32), example.steps])
            for example in examples
        ]
    )
    reply = np.nanmean(reply, axis=0)
    with torch.no_grad():
        network.token_head.bias.copy_(log_odds(tokens.mean(axis=0)))
        network.judge.segment_head.bias.copy_(log_odds(np.stack([s.labels for s in segments]).mean(axis=0)))
        bias = log_odds(reply)
        # A step's odds are the sum of the whole reply's and of each sentence's: half of it each.
        bias[-len(STEPS) :] -= math.log(2)
        sentences = len(segments) / len(examples)
        network.judge.step_head.bias.copy_(bias[-len(STEPS) :] - math.log(sentences))
        bias[len(CATEGORIES) + 2 : len(CATEGORIES) + 2 + len(APOLOGIES)] = 0.0
        assert len(bias) == len(REPLY_LABELS)
        network.judge.reply_head.bias.copy_(bias)


def peak_share(step: int, steps: int, warm_up: float) -> float:
    """Share of the peak rate: up in a line over `warm_up` of the steps, then down to zero."""
    warm = max(1, int(steps * warm_up))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def set_rate(optimiser: torch.optim.Optimizer, peak: float, step: int, steps: int, warm_up: float) -> None:
    """Give every group of `optimiser` the rate of `step` of `steps`, a share of `peak`; see `peak_share`."""
    for group in optimiser.param_groups:
        group["lr"] = peak * peak_share(step, steps, warm_up)

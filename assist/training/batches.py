"""Prepared replies put together as padded tensors, each sentence once."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from assist.rubric import PHRASE_LABELS
from assist.scoring.engine import CUSTOMER, PAD, REPLY
from assist.training.data import Example, Segment, scenarios

MOST_CUSTOMER_SEGMENTS: Final = 12
"""Sentences of a customer's message that are learned from; few are longer."""


@dataclass(frozen=True)
class Batch:
    """Padded tensors: unique segments once, short ones first; replies as indices into them."""

    ids: Tensor
    mask: Tensor
    tokens: Tensor
    places: Tensor  # (replies, segments), index into the rows of ids
    roles: Tensor
    positions: Tensor
    labels: Tensor  # (replies, segments, PHRASE_LABELS)
    binary: Tensor
    apology: Tensor
    steps: Tensor

    def to(self, device: str) -> "Batch":
        """The same batch on `device`."""
        return Batch(
            *(getattr(self, name).to(device, non_blocking=True) for name in self.__dataclass_fields__)
        )


def batches_of(examples: Sequence[Example], size: int, rnd: random.Random) -> Iterator[Batch]:
    """Batches of `size` replies at most, in random order.

    Siblings of a scenario share one: they differ where it matters, and what they have in common (the
    customer's message, most sentences) is encoded once.
    """
    order = scenarios(examples, lambda example: example.scenario, rnd)
    # Scenarios of like length share a batch, so that little of it is padding.
    window = size * 12
    batches: list[list[Example]] = []
    for start in range(0, len(order), window):
        pool = sorted(order[start : start + window], key=lambda group: max(map(_longest, group)))
        for group in pool:
            if batches and len(batches[-1]) + len(group) <= size:
                batches[-1] += group
            else:
                batches.append(list(group))
    rnd.shuffle(batches)
    for chosen in batches:
        yield _batch(chosen)


def _longest(example: Example) -> int:
    return max((len(segment.ids) for segment in example.reply), default=0)


def _batch(examples: Sequence[Example]) -> Batch:
    rows: list[Segment] = []
    known: dict[tuple[int, bytes, bytes], int] = {}
    layout: list[list[tuple[int, int, int]]] = []  # row, role, position
    for example in examples:
        parts = [(CUSTOMER, example.customer[:MOST_CUSTOMER_SEGMENTS]), (REPLY, example.reply)]
        placed: list[tuple[int, int, int]] = []
        for role, segments in parts:
            for position, segment in enumerate(segments):
                key = (role, np.array(segment.ids).tobytes(), segment.tokens.tobytes())
                if key not in known:
                    known[key] = len(rows)
                    rows.append(segment)
                placed.append((known[key], role, position))
        layout.append(placed)
    by_length = sorted(range(len(rows)), key=lambda row: len(rows[row].ids))
    moved = {row: place for place, row in enumerate(by_length)}
    layout = [[(moved[row], role, position) for row, role, position in placed] for placed in layout]
    rows = [rows[row] for row in by_length]
    width, longest = len(rows[-1].ids), max(len(placed) for placed in layout)
    labels = len(PHRASE_LABELS)
    ids, mask = np.ones((len(rows), width), np.int64), np.zeros((len(rows), width), np.int64)
    tokens = np.zeros((len(rows), width, labels), np.float32)
    for index, row in enumerate(rows):
        size = len(row.ids)
        ids[index, :size], mask[index, :size], tokens[index, :size] = row.ids, 1, row.tokens
    places, roles, positions = (np.zeros((len(examples), longest), np.int64) for _ in range(3))
    segment_labels = np.zeros((len(examples), longest, labels), np.float32)
    roles.fill(PAD)
    for index, placed in enumerate(layout):
        for at, (row, role, position) in enumerate(placed):
            places[index, at], roles[index, at], positions[index, at] = row, role, position
            segment_labels[index, at] = rows[row].labels
    return Batch(
        ids=torch.from_numpy(ids),
        mask=torch.from_numpy(mask),
        tokens=torch.from_numpy(tokens),
        places=torch.from_numpy(places),
        roles=torch.from_numpy(roles),
        positions=torch.from_numpy(positions),
        labels=torch.from_numpy(segment_labels),
        binary=torch.from_numpy(np.stack([example.binary for example in examples])),
        apology=torch.tensor([example.apology for example in examples]),
        steps=torch.from_numpy(np.stack([example.steps for example in examples])),
    )

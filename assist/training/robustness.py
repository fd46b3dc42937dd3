"""How often the flags stay under changes that leave the meaning alone, change by change."""

import random
from collections.abc import Sequence
from typing import Final

from assist.scoring.scorer import Scorer
from assist.training.labelled import Row
from assist.training.perturb import PERTURBATIONS, hurried, perturb

HURRIED: Final = "customer in a hurry"
"""The change that is to the customer's message; every other is to the reply."""
CHANGES: Final = (*PERTURBATIONS, HURRIED)


def kept_flags(scorer: Scorer, rows: Sequence[Row], seed: int = 1) -> dict[str, tuple[float, int]]:
    """Per change, the share of `rows` that it changes whose flags stay the same, and their number."""
    before = [scorer.score(row["reply"], row["customer"], suggest=False).flags for row in rows]
    found: dict[str, tuple[float, int]] = {}
    for name in CHANGES:
        rnd = random.Random(seed)  # noqa: S311 – typos, no secrets
        kept = changed = 0
        for row, flags in zip(rows, before, strict=True):
            other = _changed(row, name, rnd)
            if other == row:
                continue
            changed += 1
            kept += scorer.score(other["reply"], other["customer"], suggest=False).flags == flags
        found[name] = (kept / max(1, changed), changed)
    return found


def _changed(row: Row, name: str, rnd: random.Random) -> Row:
    return {**row, "customer": hurried(row["customer"], rnd)} if name == HURRIED else perturb(row, name, rnd)

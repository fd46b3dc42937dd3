"""How often the flags stay under changes that leave the meaning alone, perturbation by perturbation."""

import random
from collections.abc import Sequence

from assist.scoring.scorer import Scorer
from assist.training.data import Row
from assist.training.perturb import PERTURBATIONS, perturb


def kept_flags(scorer: Scorer, rows: Sequence[Row], seed: int = 1) -> dict[str, tuple[float, int]]:
    """Per perturbation, the share of `rows` that it changes whose flags stay the same, and their number."""
    before = [scorer.score(row["reply"], row["customer"], suggest=False).flags for row in rows]
    found: dict[str, tuple[float, int]] = {}
    for name in PERTURBATIONS:
        rnd = random.Random(seed)  # noqa: S311 – typos, no secrets
        kept = changed = 0
        for row, flags in zip(rows, before, strict=True):
            other = perturb(row, name, rnd)
            if other["reply"] == row["reply"]:
                continue
            changed += 1
            kept += scorer.score(other["reply"], other["customer"], suggest=False).flags == flags
        found[name] = (kept / max(1, changed), changed)
    return found

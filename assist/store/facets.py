"""A reply's fixed traits as words for FTS5, so that it can cross filters as it crosses words."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from assist.scoring.result import Result
from assist.store.filters import Filters

RUNGS: Final = 100
_REACH: Final = 7.0
"""Log-odds from -7 to 7 (a probability of 0.001 to 0.999) are told apart."""


def band(score: float) -> int:
    """The tenth that a score falls in, 0 to 9."""
    return min(9, int(score * 10))


def rung(score: float) -> int:
    """One of 100 steps of a score's log-odds: fine where scores crowd, near 0 and 1."""
    if score <= 0:
        return 0
    if score >= 1:
        return RUNGS - 1
    step = (math.log(score / (1 - score)) + _REACH) / (2 * _REACH) * RUNGS
    return max(0, min(RUNGS - 1, int(step)))


def words(result: Result, *, agent_id: int | None, team: str, channel: str) -> str:
    """The words of one reply."""
    top = max(result.scores.values())
    traits: list[tuple[str, str]] = [
        ("language", result.language),
        ("channel", channel),
        ("team", team),
        ("model", result.model),
        ("agent", str(agent_id)),
        ("band", str(band(top))),
        ("rung", str(rung(top))),
        ("flag", "any" if result.flags else "none"),
        *(("flag", flag) for flag in result.flags),
        *(("kind", kind) for kind in sorted({finding.kind for finding in result.findings})),
    ]
    return " ".join(_word(name, value) for name, value in traits)


def values(words: str, name: str) -> list[str]:
    """The values of one trait, read back."""
    start = f"{name}x"
    return [bytes.fromhex(w[len(start) :]).decode() for w in words.split() if w.startswith(start)]


def wanted(filters: Filters, agents: Sequence[int]) -> list[str]:
    """One FTS5 expression for each filter on a fixed trait."""
    asked: dict[str, Iterable[object]] = {
        "flag": filters.flag,
        "kind": filters.kind,
        "language": filters.language,
        "channel": filters.channel,
        "team": filters.team,
        "model": filters.model,
        "band": filters.band,
        "agent": agents,
    }
    return [expression(name, [str(value) for value in values]) for name, values in asked.items() if values]


def expression(name: str, values: Sequence[str]) -> str:
    """FTS5's expression for "this trait has one of these values"."""
    return f"facets : ({' OR '.join(_word(name, value) for value in values)})"


def _word(name: str, value: str) -> str:
    # Letters and digits only, whatever the value: FTS5's tokenizer leaves such a word whole.
    return f"{name}x{value.encode().hex()}"


EVERY: Final = expression("flag", ["any", "none"])
"""FTS5's expression for every reply."""

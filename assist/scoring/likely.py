"""Which of our rewrites suit a faulty sentence, the likeliest first."""

from collections.abc import Mapping
from typing import Final

from assist.rubric import CATEGORY_OF_KIND
from assist.rubric.rewrites import Rewrite, rewrites
from assist.scoring.address import Voice
from assist.scoring.passage import Passage

FITTING_TOPIC: Final = 0.06
"""What a topic that occurs in the clause adds to a likeness."""
NEAR: Final = 0.85
"""Likeness from which a rewrite of another kind is tried: a kind may be told wrongly."""
MOST_REWRITES: Final = 3
"""Rewrites of each place that are filled in for one finding."""
APOLOGETIC: Final = ("non_apology", "hollow")
HEARING: Final = ("dismissing_feelings", "minimising")
"""Kinds in whose place a customer should hear that they were heard."""
RULES: Final = ("policy_shield", "stonewalling")
Likenesses = Mapping[int, float]
"""By number of a rewrite, how like its faults the sentence is; empty where nobody measured."""


def likely(
    parts: Passage, kind: str, voice: Voice, likeness: Likenesses, shown: frozenset[str]
) -> list[tuple[Rewrite, dict[str, str]]]:
    """The rewrites of `kind` that the situations `shown` allow, each with its topic's named groups."""
    ranked: list[tuple[float, Rewrite, dict[str, str]]] = []
    for rewrite in rewrites(voice.language):
        value = likeness.get(rewrite.number, 0.0)
        near = (
            value >= NEAR and rewrite.place == "instead" and kind not in RULES and akin(rewrite.kinds, kind)
        )
        suits = (kind in rewrite.kinds or near) and rewrite.suits(shown)
        slots = rewrite.fits(parts.clause) if suits else None
        if slots is not None:
            ranked.append((value + FITTING_TOPIC * bool(rewrite.topic), rewrite, slots))
    ranked.sort(key=lambda item: -item[0])
    chosen: list[tuple[Rewrite, dict[str, str]]] = []
    for place in ("behind", "before", "instead"):
        chosen += [(r, slots) for _, r, slots in ranked if r.place == place][:MOST_REWRITES]
    return chosen


def akin(kinds: tuple[str, ...], kind: str) -> bool:
    """Whether one of `kinds` is of the category of `kind`, and a plain fault like it."""
    return any(
        name not in APOLOGETIC and CATEGORY_OF_KIND.get(name) == CATEGORY_OF_KIND.get(kind) for name in kinds
    )

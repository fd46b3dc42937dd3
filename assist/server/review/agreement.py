"""How far people and model agree, as estimates with 95 % intervals.

Between two reviewers: Cohen's κ, and Gwet's AC1, which does not fall where a label is rare. Of the model:
precision from the reviewed flags, and recall estimated from the random sample of unflagged replies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its 95 % interval, from `n` cases."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Table:
    """Two reviewers' yes and no on the same replies, counted."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @classmethod
    def of(cls, pairs: Sequence[tuple[bool, bool]]) -> "Table":
        """Counted from the pairs of answers."""
        return cls(
            both=sum(one and two for one, two in pairs),
            first_only=sum(one and not two for one, two in pairs),
            second_only=sum(two and not one for one, two in pairs),
            neither=sum(not one and not two for one, two in pairs),
        )

    @property
    def n(self) -> int:
        """Replies in all."""
        return self.both + self.first_only + self.second_only + self.neither


def proportion(hits: int, n: int) -> Estimate | None:
    """A share with Wilson's interval, which holds near 0 and 1 too; None of nothing."""
    if n == 0:
        return None
    share = hits / n
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return Estimate(share, min(max(0.0, centre - half), share), max(min(1.0, centre + half), share), n)


def observed(table: Table) -> Estimate | None:
    """The share of replies on which the two say the same."""
    return proportion(table.both + table.neither, table.n)


def kappa(table: Table) -> Estimate | None:
    """Cohen's κ with the interval of its large-sample variance.

    None where one of the two gave the same answer every time: κ is 0 then, whatever the other said.
    """
    if 0 in (
        table.both + table.first_only,
        table.both + table.second_only,
        table.neither + table.first_only,
        table.neither + table.second_only,
    ):
        return None
    one = (table.both + table.first_only) / table.n
    two = (table.both + table.second_only) / table.n
    chance = one * two + (1 - one) * (1 - two)

    def by_chance(first: bool, second: bool) -> float:
        return (two if first else 1 - two) + (one if second else 1 - one) - chance

    return _chance_corrected(table, chance, by_chance)


def ac1(table: Table) -> Estimate | None:
    """Gwet's AC1 with the interval of his variance."""
    if table.n == 0:
        return None
    share = (2 * table.both + table.first_only + table.second_only) / (2 * table.n)
    chance = 2 * share * (1 - share)

    def by_chance(first: bool, second: bool) -> float:
        part = (first + second) / 2
        # Twice the reply's own part less the mean: how much this reply moves the chance agreement.
        return 2 * (part * (1 - share) + (1 - part) * share) - chance

    return _chance_corrected(table, chance, by_chance)


def recall(
    *, true: int, false: int, missed: int, clean: int, flagged: int, unflagged: int
) -> Estimate | None:
    """The estimated share of faulty replies that the model flags.

    `true` and `false` are reviewed flags, `missed` and `clean` reviewed replies of the random sample of
    unflagged ones; both shares are carried over to all `flagged` and `unflagged` replies. None without a
    sample, or where nothing was found at all.
    """
    if true + false == 0 or missed + clean == 0 or true + missed == 0:
        return None
    found = flagged * true / (true + false)
    lost = unflagged * missed / (missed + clean)
    value = found / (found + lost)
    # The interval is symmetric on the log of lost : found; half a case more keeps it finite at 0 and 1.
    hit, miss = (true + 0.5) / (true + false + 1), (missed + 0.5) / (missed + clean + 1)
    if unflagged == 0:
        return Estimate(value, value, value, true + false + missed + clean)
    ratio = log(unflagged * miss) - log(max(flagged, 1) * hit)
    spread = _Z * sqrt((1 - hit) / (hit * (true + false + 1)) + (1 - miss) / (miss * (missed + clean + 1)))
    low, high = 1 / (1 + exp(ratio + spread)), 1 / (1 + exp(ratio - spread))
    return Estimate(value, min(low, value), max(high, value), true + false + missed + clean)


def _chance_corrected(
    table: Table, chance: float, by_chance: Callable[[bool, bool], float]
) -> Estimate | None:
    """(observed - chance) / (1 - chance), its variance from each reply's own part in it."""
    if chance >= 1:
        return None
    n = table.n
    value = ((table.both + table.neither) / n - chance) / (1 - chance)
    if n == 1:
        return Estimate(value, -1.0, 1.0, n)
    squares = 0.0
    cells = (
        (table.both, True, True),
        (table.first_only, True, False),
        (table.second_only, False, True),
        (table.neither, False, False),
    )
    for count, first, second in cells:
        part = ((first == second) - chance) / (1 - chance)
        part -= (1 - value) * (by_chance(first, second) - chance) / (1 - chance)
        squares += count * (part - value) ** 2
    spread = _Z * sqrt(squares / (n * (n - 1)))
    if value == 1 or spread == 0:
        # Nobody ever differed: only how often they could have is known.
        same = proportion(table.both + table.neither, n)
        low = (same.low - chance) / (1 - chance) if same else -1.0
        return Estimate(value, max(-1.0, min(low, value)), value, n)
    # Symmetric on log(1 - value): in simulations of 100 replies with rare labels the plain interval held
    # the truth 78 to 93 times in 100, this one 85 to 96 times.
    lack = 1 - value
    low, high = 1 - lack * exp(spread / lack), 1 - lack * exp(-spread / lack)
    return Estimate(value, max(-1.0, low), high, n)

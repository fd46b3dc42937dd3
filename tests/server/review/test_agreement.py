import random

import pytest

from assist.server.review.agreement import Table, ac1, kappa, observed, proportion, recall


def test_kappa_is_the_textbook_value() -> None:
    found = kappa(Table(both=20, first_only=5, second_only=10, neither=15))
    assert found is not None
    assert found.value == pytest.approx(0.4)
    assert found.low < 0.4 < found.high


def test_ac1_holds_where_kappa_collapses() -> None:
    # Gwet (2008): 125 subjects, nearly all positive; kappa is negative although the two nearly always agree.
    table = Table(both=118, first_only=5, second_only=2, neither=0)
    by_kappa, by_ac1 = kappa(table), ac1(table)
    assert by_kappa is not None
    assert by_ac1 is not None
    assert by_kappa.value < 0
    assert by_ac1.value == pytest.approx(0.9408, abs=1e-4)


def test_kappa_says_nothing_where_one_always_gives_the_same_answer() -> None:
    assert kappa(Table(both=0, first_only=0, second_only=3, neither=40)) is None
    assert kappa(Table(0, 0, 0, 0)) is None


def test_full_agreement_leaves_room_below() -> None:
    found = ac1(Table(both=10, first_only=0, second_only=0, neither=40))
    assert found is not None
    assert (found.value, found.high) == (1, 1)
    assert 0.8 < found.low < 1


@pytest.mark.parametrize("hits", [0, 1, 17, 20])
def test_a_proportion_lies_within_its_interval(hits: int) -> None:
    found = proportion(hits, 20)
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.high - found.low > 0.1


def test_nothing_has_no_proportion() -> None:
    assert proportion(0, 0) is None
    assert observed(Table(0, 0, 0, 0)) is None


def test_recall_weighs_the_sample_by_what_it_stands_for() -> None:
    # 80 % of 400 flags are right: 320. 2 of 100 of the 3,000 unflagged are missed: 60.
    found = recall(true=80, false=20, missed=2, clean=98, flagged=400, unflagged=3000)
    assert found is not None
    assert found.value == pytest.approx(320 / 380)
    assert found.low < found.value < found.high
    assert recall(true=80, false=20, missed=0, clean=0, flagged=400, unflagged=3000) is None


@pytest.mark.parametrize("cells", [(0.2, 0.05, 0.07, 0.68), (0.02, 0.03, 0.01, 0.94), (0.4, 0.1, 0.1, 0.4)])
def test_the_intervals_hold_the_truth(cells: tuple[float, ...]) -> None:
    """Drawn 400 times from a known table, AC1's interval holds the true value about 95 times in 100."""
    true = ac1(Table(*(round(share * 10**6) for share in cells)))
    assert true is not None
    dice = random.Random(5)
    held = 0
    for _ in range(400):
        drawn = dice.choices(range(4), cells, k=100)
        found = ac1(Table(*(drawn.count(cell) for cell in range(4))))
        assert found is not None
        held += found.low <= true.value <= found.high
    assert held >= 0.91 * 400


def test_recalls_interval_holds_the_truth() -> None:
    dice = random.Random(6)
    true, held = 320 / (320 + 90), 0
    for _ in range(400):
        right = sum(dice.random() < 0.8 for _ in range(120))
        missed = sum(dice.random() < 0.03 for _ in range(150))
        found = recall(
            true=right, false=120 - right, missed=missed, clean=150 - missed, flagged=400, unflagged=3000
        )
        held += found is not None and found.low <= true <= found.high
    assert held >= 0.91 * 400

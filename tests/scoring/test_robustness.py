"""What does not change the meaning does not change the flags."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist.scoring.scorer import Scorer
from assist.training.data import is_held_out
from assist.training.labelled import read
from assist.training.perturb import PERTURBATIONS, perturb
from assist.training.robustness import kept_flags
from tests.training.test_data import DATA

KEPT = 0.85
"""Least share of held-out replies whose flags stay under each perturbation; the card holds the table."""

CLEAN = [
    ("Is the shop open on Sunday?", "Yes, we are open from 9 to 5 on Sundays. See you then."),
    ("makasih min cepet banget", "Sama-sama Kak. Ditunggu pesanan berikutnya ya."),
    ("Jadwal dokter Rini hari apa ya?", "Dokter Rini praktik Senin dan Kamis, pukul 16.00 sampai 20.00."),
    (
        "How do I change my address?",
        "Open Settings, choose Addresses, and press Edit. It takes effect at once.",
    ),
]
FAULTY = [
    (
        "Barang saya rusak",
        "Itu bukan kesalahan kami. Seharusnya Kakak cek dulu sebelum memesan.",
        {"defensive", "blame"},
    ),
    (
        "The box is empty",
        "That is not our fault. You should have checked before ordering.",
        {"defensive", "blame"},
    ),
]


@given(
    case=st.sampled_from(CLEAN),
    names=st.lists(st.sampled_from(sorted(PERTURBATIONS)), min_size=1, max_size=1),
    seed=st.integers(0, 999),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clean_replies_stay_clean(scorer: Scorer, case: tuple[str, str], names: list[str], seed: int) -> None:
    row = {"customer": case[0], "reply": case[1], "phrases": []}
    for name in names:
        row = perturb(row, name, random.Random(seed))
    assert scorer.score(row["reply"], row["customer"], suggest=False).flags == (), row["reply"]


# How often a misspelt fault is still found is a matter of degree: the last test measures it.
SPELT = sorted(PERTURBATIONS.keys() - {"typos", "chat_spelling"})


@given(case=st.sampled_from(FAULTY), name=st.sampled_from(SPELT), seed=st.integers(0, 999))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_reply_full_of_plain_faults_stays_flagged(
    scorer: Scorer, case: tuple[str, str, set[str]], name: str, seed: int
) -> None:
    row = perturb({"customer": case[0], "reply": case[1], "phrases": []}, name, random.Random(seed))
    flags = scorer.score(row["reply"], row["customer"], suggest=False).flags
    assert case[2] & set(flags), row["reply"]


@pytest.mark.parametrize(
    "text", ["TERIMA KASIH KAK!!!", "THANK YOU SO MUCH!!!", "SIAP KAK, SEGERA DIKIRIM!!!"]
)
def test_loud_is_no_fault(scorer: Scorer, text: str) -> None:
    assert scorer.score(text, "mantap min, makasih").flags == ()


def test_flags_stay_on_held_out_replies(scorer: Scorer) -> None:
    rows = [row for row in read(sorted(DATA.glob("*.jsonl"))) if is_held_out(row)][::6]
    for name, (kept, changed) in kept_flags(scorer, rows).items():
        assert changed > 10, name
        assert kept >= KEPT, f"{name}: {kept:.2f} of {changed}"

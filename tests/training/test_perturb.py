import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.training.perturb import PERTURBATIONS, Edit, apologise, apply, hurried, perturb

ROW: dict[str, Any] = {
    "id": "a",
    "lang": "en",
    "customer": "",
    "reply": "Hello. You should have checked the 3 boxes before ordering. Thanks, and please call.",
    "phrases": [{"start": 7, "end": 58, "category": "blame", "kind": "reproach"}],
}


@pytest.mark.parametrize("name", PERTURBATIONS)
@pytest.mark.parametrize("seed", range(20))
def test_a_phrase_stays_on_its_words(name: str, seed: int) -> None:
    changed = perturb(ROW, name, random.Random(seed))
    phrase = changed["phrases"][0]
    words = changed["reply"][phrase["start"] : phrase["end"]].lower()
    assert words[:3] in ("you", "u s")
    assert words[-3:] in ("ing", "ign", "ng", "inn", "nng", "iing") or words.endswith(("g", "in", "ig", "gn"))
    assert not words.endswith((".", "!", " "))


@given(st.text("abc ", max_size=30), st.data())
def test_edits_far_from_a_phrase_leave_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if end == start:
        return
    edits = [Edit(0, 0, "XX"), Edit(len(text), len(text), "YY")]
    new, (phrase,) = apply(text, [{"start": start, "end": end}], edits)
    assert new[phrase["start"] : phrase["end"]] == text[start:end]


def labelled(kind: str, category: str, **labels: object) -> dict[str, Any]:
    own = {"defensive": 0, "blame": 0, "needs_apology": 1, "apology": "none", "missing_apology": 1}
    phrase = {**ROW["phrases"][0], "kind": kind, "category": category}
    return {**ROW, "phrases": [phrase], "labels": {**own, category: 1, **labels}}


def test_an_apology_before_a_fault_changes_the_apology_alone() -> None:
    row = labelled("reproach", "blame")
    changed = apologise(row, random.Random(1))
    phrase = changed["phrases"][0]
    assert changed["reply"][phrase["start"] : phrase["end"]] == ROW["reply"][7:58]
    assert changed["labels"] == {
        "defensive": 0,
        "blame": 1,
        "needs_apology": 1,
        "apology": "full",
        "missing_apology": 0,
    }


@pytest.mark.parametrize(
    "row",
    [
        labelled("excuse", "defensive"),
        labelled("reproach", "blame", needs_apology=0, missing_apology=0),
        labelled("reproach", "blame", apology="full", missing_apology=0),
        labelled("reproach", "blame", defensive=1),
    ],
    ids=["an excuse is none beside one", "not due", "already there", "a fault of the whole"],
)
def test_no_apology_where_it_would_change_other_labels(row: dict[str, Any]) -> None:
    assert apologise(row, random.Random(1)) == row


def test_a_customer_in_a_hurry_spells_as_chats_do_and_asks_the_same() -> None:
    message = "Kenapa aplikasi saya error?"
    typed = {hurried(message, random.Random(seed)) for seed in range(60)}
    assert any(text.startswith("knp ap") and text.endswith("?") for text in typed)
    assert all(len(text.split()) == len(message.split()) for text in typed)

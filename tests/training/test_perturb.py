import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.training.perturb import PERTURBATIONS, Edit, apply, perturb

ROW = {
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

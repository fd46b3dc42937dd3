import random
from collections import Counter
from pathlib import Path

import pytest

from assist.training.data import drawn, is_held_out, scenario, thinned
from assist.training.labelled import DataError, read
from assist.training.validate import faults

MODELS = Path(__file__).parent.parent.parent / "models"
DATA, MEASURING = MODELS / "data", MODELS / "measuring"


def row(**changes: object) -> dict[str, object]:
    whole = {
        "id": "a",
        "lang": "en",
        "customer": "it broke",
        "reply": "That is not our fault. Sorry if you feel so.",
        "labels": {"defensive": 1, "blame": 0, "needs_apology": 1, "apology": "hollow", "missing_apology": 1},
        "phrases": [{"start": 0, "end": 21, "category": "defensive", "kind": "denial"}],
    }
    return {**whole, **changes}


def test_the_repos_own_data_holds_to_the_rubric() -> None:
    assert list(faults(read(sorted(DATA.glob("*.jsonl"))))) == []


def test_the_data_is_as_large_and_mixed_as_its_sheet_says() -> None:
    rows = read(sorted(DATA.glob("*.jsonl")))
    languages = Counter(r["lang"] for r in rows)
    assert len(rows) >= 5000
    assert languages["id"] >= 2300
    assert languages["en"] >= 2300
    assert languages["mixed"] >= 300
    assert sum(not r["labels"]["needs_apology"] for r in rows) >= 0.33 * len(rows)
    assert sum(not r["customer"] for r in rows) >= 0.15 * len(rows)


def test_no_scenario_is_on_both_sides() -> None:
    rows = read(sorted(DATA.glob("*.jsonl")))
    held_out = {scenario(r) for r in rows if is_held_out(r)}
    assert not held_out & {scenario(r) for r in rows if not is_held_out(r)}
    assert 0.07 < sum(is_held_out(r) for r in rows) / len(rows) < 0.14
    assert {r["id"] for r in thinned(rows, 0.5) if is_held_out(r)} == {
        r["id"] for r in rows if is_held_out(r)
    }


def test_what_an_epoch_draws_holds_whole_scenarios_and_no_more_than_it_may() -> None:
    rows = [row(id=str(n), group=f"g{n // 3}") for n in range(300)]
    first, second = (drawn(rows, 100, random.Random(seed)) for seed in (1, 2))
    assert len(first) == 99
    assert {Counter(scenario(r) for r in first)[key] for key in map(scenario, first)} == {3}
    assert {r["id"] for r in first} != {r["id"] for r in second}
    assert drawn(rows, 300, random.Random(1)) == rows


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phrases": [{"start": 0, "end": 99, "category": "defensive", "kind": "denial"}]}, "outside"),
        ({"phrases": [{"start": 0, "end": 22, "category": "defensive", "kind": "denial"}]}, "edge"),
        ({"phrases": [{"start": 0, "end": 20, "category": "defensive", "kind": "denial"}]}, "cuts a word"),
        ({"phrases": [{"start": 0, "end": 21, "category": "blame", "kind": "denial"}]}, "not of category"),
        ({"lang": "nl"}, "language"),
        ({"reply": " "}, "empty"),
        ({"steps": {"apologise": 1}}, "nine"),
    ],
)
def test_the_validator_names_the_fault(changes: dict[str, object], words: str) -> None:
    assert any(words in fault for fault in faults([row(**changes)]))


def test_the_validator_finds_duplicates_and_leaks() -> None:
    other = row(id="b", customer="a wholly different customer with another trouble altogether")
    assert any("near-duplicate" in fault for fault in faults([row(), other]))
    assert any("stands 2 times" in fault for fault in faults([row(), row()]))


def test_a_broken_line_is_named_by_file_and_number(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('\n{"reply": "a"}\n', "utf-8")
    with pytest.raises(DataError, match=r"rows\.jsonl:2"):
        read([file])


def test_the_measuring_siblings_hold_to_the_rubric_and_share_no_text_with_the_data() -> None:
    measuring = read(sorted(MEASURING.glob("*.jsonl")))
    assert list(faults(measuring)) == []
    texts = {text for r in read(sorted(DATA.glob("*.jsonl"))) for text in (r["customer"], r["reply"]) if text}
    assert not texts & {text for r in measuring for text in (r["customer"], r["reply"])}

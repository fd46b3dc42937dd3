"""`assist train` as whoever remakes the model runs it: from labelled replies to a folder that scores."""

import json
from itertools import islice
from pathlib import Path

from assist.rubric import SCORES, STEPS
from assist.scoring.model import load_model
from assist.settings import Settings
from assist.training.data import split_rows
from assist.training.held_out import all_rows
from assist.training.labelled import Row
from tests.serving import run

CUSTOMER = "My parcel never arrived and nobody answers my mails!"
BLAMES = "You should have read the terms before you ordered."
CALM = "We are so sorry, Ana. A new parcel left today; I will write again tomorrow."


def few() -> list[Row]:
    """Some two hundred replies, among whose held-out ones each label stands on both sides."""
    learned, held_out = split_rows([row for row in all_rows() if row.get("steps_by") == "rubric"])
    found = {row["id"]: row for row in (*learned[::40], *held_out[::40])}
    for name in (*SCORES, "needs_apology", *STEPS):
        for side in (0, 1):
            telling = (r for r in held_out if {**r["labels"], **r["steps"]}[name] == side)
            found |= {row["id"]: row for row in islice(telling, 2)}
    return list(found.values())


def test_a_model_goes_on_from_a_few_replies_and_scores(tmp_path: Path) -> None:
    rows, out = tmp_path / "rows", tmp_path / "tone"
    rows.mkdir()
    (rows / "few.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in few()), encoding="utf-8")
    shipped = load_model(Settings().model).folder
    done = run("train", "--continue", shipped, "--rows", rows, "--name", "tone-test", "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out)
    for said in ("epoch 1  ", "judge, epoch 1  ", "held out: "):  # a log has no bar, but a line per tenth
        assert said in done.stderr
    assert json.loads((out / "metrics.json").read_text(encoding="utf-8"))["model"] == "tone-test"
    blames, calm = (
        json.loads(run("score", "--json", "--customer", CUSTOMER, reply, ASSIST_MODEL=str(out)).stdout)
        for reply in (BLAMES, CALM)
    )
    assert blames["model"] == "tone-test"
    assert blames["scores"]["blame"] > calm["scores"]["blame"]
    assert blames["scores"]["missing_apology"] > calm["scores"]["missing_apology"]


def test_a_folder_without_replies_is_named(tmp_path: Path) -> None:
    done = run("train", "--rows", tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr


def test_a_model_to_go_on_from_that_is_none_is_named(tmp_path: Path) -> None:
    done = run("train", "--continue", tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


def test_too_few_replies_are_refused_before_the_training(tmp_path: Path) -> None:
    one = next(row for row in all_rows() if not row["labels"]["blame"])
    (tmp_path / "one.jsonl").write_text(json.dumps(one), encoding="utf-8")
    done = run("train", "--rows", tmp_path)
    assert done.returncode == 1
    assert "blame" in done.stderr

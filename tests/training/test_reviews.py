"""Reviewers' verdicts on their way from the store to the network, without training anything."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assist.rubric import PHRASE_LABELS
from assist.scoring.model import load_model
from assist.settings import Settings
from assist.store import replies, reviews
from assist.store.database import open_database
from assist.training.batches import batches_of
from assist.training.data import is_held_out, prepare, scenario
from assist.training.labelled import DataError
from assist.training.others import others_of
from assist.training.perturb import augment
from assist.training.reviews import reviewed_rows
from assist.training.validate import faults
from tests.store.made import CLEAN, sent, staff, store

MODEL = Path(__file__).parent.parent.parent / "models" / "tone"
STEPS_TOLD = ({"own": 1}, None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store with a flagged and a clean reply, both settled; of the second nobody told the steps."""
    settings = Settings(data=tmp_path)
    database = open_database(settings)
    team = staff(database)
    with database.write() as session:
        numbers = store(session, sent(), sent(CLEAN, customer=""))
        for reply, steps in zip(replies.by_ids(session, numbers), STEPS_TOLD, strict=True):
            labels = replace(reviews.prefilled(reply), steps=steps)
            reviews.save(session, reply.id, team["first"], labels)
    database.close()
    return settings


def test_settled_replies_are_rows_to_train_on(settings: Settings) -> None:
    rows = reviewed_rows(settings)
    assert len(rows) == 2
    assert all("genre" not in row and "group" not in row for row in rows)
    assert list(faults(rows)) == []
    flagged = next(row for row in rows if row["phrases"])
    assert scenario(flagged) == flagged["customer"].lower()
    assert {is_held_out(row) for row in rows} <= {True, False}

    tokenizer = load_model(MODEL).tokenizer()
    (example,) = prepare([flagged], tokenizer)
    assert np.isnan(example.steps).all()  # one step of nine is told: the others nobody knows
    kinds = {PHRASE_LABELS[at] for segment in example.reply for at in np.flatnonzero(segment.labels)}
    assert kinds == {"defensive", "blame", "denial", "reproach"}

    rnd = random.Random(1)
    others = others_of(rows)
    for _ in range(40):
        seen = [augment(row, rnd, others) for row in rows]
        (batch,) = batches_of(prepare(seen, tokenizer), 64, rnd)
        assert len(batch.binary) == 2


def test_without_a_lead_there_is_nobody_to_read_as(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        reviewed_rows(Settings(data=tmp_path))

"""Calibration from held-out replies: what it makes of a customer whom nobody heard."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assist.scoring import calibration
from assist.scoring.engine import OnnxEngine
from assist.scoring.model import load_model
from assist.scoring.reading import Reading, plan
from assist.settings import Settings
from assist.training.calibrate import calibrate
from assist.training.held_out import own_rows, readings_of
from assist.training.labelled import Row

Fitted = dict[str, Any]


@pytest.fixture(scope="module")
def held_out() -> list[Row]:
    rows = own_rows()
    return [row for language in ("en", "id") for row in rows if row["lang"] == language and row["customer"]][
        ::30
    ]


@pytest.fixture(scope="module")
def readings(held_out: list[Row]) -> list[Reading]:
    return readings_of(OnnxEngine(load_model(Settings().model), threads=1), held_out)


@pytest.fixture(scope="module")
def fitted(held_out: list[Row], readings: list[Reading]) -> Fitted:
    return calibrate(held_out, readings)


def probabilities(name: str, language: str, readings: list[Reading], fitted: Fitted) -> list[float]:
    values = [calibration.features(reading)[name] for reading in readings]
    return [calibration.probability(name, value, fitted[language]) for value in values]


def unheard(readings: list[Reading]) -> list[Reading]:
    return [replace(reading, plan=plan(reading.plan.reply, "")) for reading in readings]


@pytest.mark.parametrize("name", calibration.DUE)
def test_an_english_apology_seems_less_due_where_nobody_heard_the_customer(
    name: str, readings: list[Reading], fitted: Fitted
) -> None:
    heard = probabilities(name, "en", readings, fitted)
    silent = probabilities(name, "en", unheard(readings), fitted)
    assert all(less < more for less, more in zip(silent, heard, strict=True))


@pytest.mark.parametrize("name", calibration.DUE)
def test_an_indonesian_one_hangs_on_the_logits_alone(
    name: str, readings: list[Reading], fitted: Fitted
) -> None:
    heard = probabilities(name, "id", readings, fitted)
    assert probabilities(name, "id", unheard(readings), fitted) == pytest.approx(heard)


def test_a_fault_is_one_whoever_is_written_to(readings: list[Reading], fitted: Fitted) -> None:
    heard = probabilities("defensive", "en", readings, fitted)
    assert probabilities("defensive", "en", unheard(readings), fitted) == pytest.approx(heard)


@pytest.mark.parametrize("name", ["defensive", *calibration.DUE])
def test_probabilities_tell_the_labels_apart(
    name: str, held_out: list[Row], readings: list[Reading], fitted: Fitted
) -> None:
    found = np.array(probabilities(name, calibration.POOLED, readings, fitted))
    truth = np.array([bool(row["labels"][name]) for row in held_out])
    assert found[truth].mean() > found[~truth].mean() + 0.4

"""What a network makes of the held-out replies: readings once, then calibration and figures from them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from assist.rubric import SCORES
from assist.scoring.engine import Engine
from assist.scoring.model import Model
from assist.scoring.reading import Reading, plan
from assist.scoring.result import Result
from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.training import calibrate
from assist.training.data import rubric_steps, split_rows
from assist.training.evaluate import measure
from assist.training.labelled import Row, read

DATA: Final = Path(__file__).parent.parent.parent / "models" / "data"
UNCALIBRATED: Final[dict[str, Any]] = {"name": "tone", "calibration": {}, "thresholds": {}, "cut": {}}


def all_rows() -> list[Row]:
    """The rows of the repo's own data."""
    return read(sorted(DATA.glob("*.jsonl")))


def own_rows() -> list[Row]:
    """The held-out ones of them."""
    return split_rows(all_rows())[1]


def by_the_rubric(rows: Sequence[Row]) -> list[Row]:
    """`rows`, less the steps that our stricter page told, where those of others were read from the rubric."""
    if not any(map(rubric_steps, rows)):
        return list(rows)
    return [row if rubric_steps(row) else {**row, "steps": None} for row in rows]


def readings_of(engine: Engine, rows: Sequence[Row]) -> list[Reading]:
    """Readings of `rows`, in order."""
    scorer = _scorer(engine, UNCALIBRATED)
    return [scorer.reading(plan(row["reply"], row["customer"])) for row in rows]


def manifest_of(rows: Sequence[Row], readings: Sequence[Reading], name: str = "tone") -> dict[str, Any]:
    """The manifest of the model that read `rows`: calibration, thresholds, and how phrases are cut."""
    fitted = calibrate.calibrate(rows, readings)
    limits = calibrate.thresholds(rows, readings, fitted)
    cut = asdict(calibrate.cut(rows, readings, fitted, limits))
    return {"name": name, "calibration": fitted, "thresholds": limits, "cut": cut}


def results_of(engine: Engine, manifest: dict[str, Any], readings: Sequence[Reading]) -> list[Result]:
    """Results of `readings` under `manifest`, without suggestions."""
    scorer = _scorer(engine, manifest)
    return [scorer.result(reading, None, "normal") for reading in readings]


def figures(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, Any]:
    """`assist.training.evaluate.measure` of all `rows`, and by language."""
    found = {"all": measure(rows, results)}
    for language in sorted({row["lang"] for row in rows}):
        places = [place for place, row in enumerate(rows) if row["lang"] == language]
        found[language] = measure([rows[place] for place in places], [results[place] for place in places])
    return found


def difference(results: Sequence[Result], others: Sequence[Result]) -> dict[str, float]:
    """Largest change of a score between two models' `results`, its 99th percentile, share of equal flags."""
    pairs = list(zip(results, others, strict=True))
    changes = [abs(one.scores[name] - other.scores[name]) for one, other in pairs for name in SCORES]
    return {
        "replies": len(pairs),
        "largest_change": max(changes),
        "change_p99": float(np.percentile(changes, 99)),
        "flags_equal": sum(one.flags == other.flags for one, other in pairs) / len(pairs),
    }


def _scorer(engine: Engine, manifest: dict[str, Any]) -> Scorer:
    return Scorer(Settings.model_validate({}), Model(Path(), manifest), engine)

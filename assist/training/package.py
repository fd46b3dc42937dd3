"""The model folder as it ships: ONNX files, tokenizer, manifest, metrics.

``python -m assist.training.package FOLDER`` calibrates and measures the model in a folder again; with NAME
and OUT behind it, its judge is fitted once more first (`assist.training.refit`), and OUT becomes the model
NAME. The word ``steps`` behind OUT leaves it at what tells the recovery steps (`assist.training.steps`).
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch

from assist.rubric import PHRASE_LABELS, REPLY_LABELS
from assist.scoring.engine import OnnxEngine
from assist.scoring.model import FILES, FORMAT, Model, load_model
from assist.scoring.network import Network
from assist.scoring.torch_engine import NetworkEngine, network_from_onnx
from assist.training.data import RETOLD, split_rows
from assist.training.export import export, export_judge
from assist.training.fit import Progress, Recipe
from assist.training.held_out import (
    UNCALIBRATED,
    all_rows,
    by_the_rubric,
    difference,
    figures,
    manifest_of,
    own_rows,
    readings_of,
    results_of,
)
from assist.training.labelled import Row
from assist.training.phrasebook import write_phrasebook
from assist.training.refit import REFIT, refit, silent
from assist.training.steps import fit_steps

BASE: Final = "multilingual-e5-small (MIT), cut to Indonesian, Malay and English"
METRICS: Final = "metrics.json"
"""Figures on held-out replies of the data, and int8 against fp32 on the same weights."""


def package(
    network: Network,
    base: Path,
    rows: Sequence[Row],
    name: str,
    folder: Path,
    progress: Progress,
    recipe: Recipe = REFIT,
) -> dict[str, Any]:
    """Write `network` into `folder` as the model `name`; returns its figures on the held-out of `rows`.

    Its judge is fitted once more on the rest, by `recipe`, to the int8 encoder; see `refit`.
    """
    export(network, folder)
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    write_manifest(folder, {**UNCALIBRATED, "name": name})
    _fit_judge(network, load_model(folder), rows, recipe, progress)
    return _finished(network, rows, name, folder)


def repackage(
    source: Path, rows: Sequence[Row], name: str, folder: Path, progress: Progress
) -> dict[str, Any]:
    """The model in `source` as `name` in `folder`: its encoder to the byte, its judge fitted once more.

    Nothing is written before the judge is fitted: `folder` may be `source`.
    """
    network, model = network_from_onnx(source), load_model(source)
    _fit_judge(network, model, rows, REFIT, progress)
    _copy_encoder(source, folder)
    return _finished(network, rows, name, folder)


def retell_steps(
    source: Path, rows: Sequence[Row], name: str, folder: Path, progress: Progress
) -> dict[str, Any]:
    """The model in `source` as `name` in `folder`, fitted anew in what tells RETOLD alone."""
    network, model = network_from_onnx(source), load_model(source)
    fit_steps(network.judge, OnnxEngine(model, threads=1), split_rows(rows)[0], model.tokenizer(), progress)
    _copy_encoder(source, folder)
    return _finished(network, rows, name, folder, model.manifest)


def _fit_judge(
    network: Network, model: Model, rows: Sequence[Row], recipe: Recipe, progress: Progress
) -> None:
    engine = OnnxEngine(model, torch.get_num_threads())
    learned, tokenizer = split_rows(rows)[0], model.tokenizer()
    refit(network.judge, engine, learned, tokenizer, recipe, progress)
    fit_steps(network.judge, engine, learned, tokenizer, progress)


def _copy_encoder(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != source.resolve():
        for file in ("encoder.onnx", "tokenizer.json"):
            shutil.copy(source / file, folder / file)


def _finished(
    network: Network, rows: Sequence[Row], name: str, folder: Path, kept: dict[str, Any] | None = None
) -> dict[str, Any]:
    export_judge(network, folder)
    write_manifest(folder, {**UNCALIBRATED, "name": name})
    return finish(folder, split_rows(rows)[1], kept)


def finish(folder: Path, held_out: Sequence[Row], kept: dict[str, Any] | None = None) -> dict[str, Any]:
    """Calibrate the model in `folder` on `held_out` rows, in int8, as it runs; returns its ``metrics.json``.

    It is held against torch in fp32 on the same weights. Of the manifest `kept`, if there is one, everything
    holds on but the calibration of RETOLD.
    """
    model = load_model(folder)
    engine = OnnxEngine(model, threads=1)
    readings = readings_of(engine, held_out)
    manifest = manifest_of(held_out, readings, model.name)
    if kept:
        anew = manifest["calibration"]
        calibration = {
            language: {**old, **{step: anew[language][step] for step in RETOLD}}
            for language, old in kept["calibration"].items()
        }
        manifest |= {
            "calibration": calibration,
            "thresholds": kept["thresholds"],
            "cut": kept["cut"],
        }
    write_manifest(folder, manifest)
    results = results_of(engine, manifest, readings)
    exact = NetworkEngine(network_from_onnx(folder), model.tokenizer(), "cpu")
    others = results_of(exact, manifest, readings_of(exact, held_out))
    metrics = {
        "model": model.name,
        "held_out": figures(by_the_rubric(held_out), results),
        "int8_against_fp32": difference(results, others),
    }
    _write(folder / METRICS, metrics)
    write_phrasebook(folder)
    return metrics


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write ``model.json`` beside the files it names, with their checksums."""
    whole = {
        "format": FORMAT,
        **manifest,
        "base": BASE,
        "phrase_labels": list(PHRASE_LABELS),
        "reply_labels": list(REPLY_LABELS),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
    }
    _write(folder / "model.json", whole)


def _write(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(_rounded(content), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


if __name__ == "__main__":
    if len(sys.argv) > 2:
        source, name, out, *steps = sys.argv[1:]
        (retell_steps if steps else repackage)(Path(source), all_rows(), name, Path(out), silent)
    else:
        finish(Path(sys.argv[1]), own_rows())

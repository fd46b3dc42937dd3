"""The model folder as it ships: ONNX files, tokenizer, manifest, metrics.

``python -m assist.training.package FOLDER`` calibrates and measures the model in a folder again; with NAME
and OUT behind it, its judge is fitted once more first (`assist.training.refit`), and OUT becomes the model
NAME.
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
from assist.scoring.model import FILES, FORMAT, load_model
from assist.scoring.network import Network
from assist.scoring.torch_engine import NetworkEngine, network_from_onnx
from assist.training.data import Row, split_rows
from assist.training.export import export, export_judge
from assist.training.held_out import (
    UNCALIBRATED,
    all_rows,
    difference,
    figures,
    manifest_of,
    own_rows,
    readings_of,
    results_of,
)
from assist.training.phrasebook import write_phrasebook
from assist.training.refit import REFIT, Progress, refit, silent

BASE: Final = "multilingual-e5-small (MIT), cut to Indonesian, Malay and English"
METRICS: Final = "metrics.json"
"""Figures on held-out replies of the data, and int8 against fp32."""


def package(
    network: Network, base: Path, rows: Sequence[Row], name: str, folder: Path, progress: Progress
) -> dict[str, Any]:
    """Write `network` into `folder` as the model `name`; returns its figures on the held-out of `rows`.

    Its judge is fitted once more on the rest, to the int8 encoder; `progress` is that of `refit`.
    """
    export(network, folder)
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    _fit_judge(network, rows, name, folder, progress)
    return finish(folder, split_rows(rows)[1], network)


def repackage(
    source: Path, rows: Sequence[Row], name: str, folder: Path, progress: Progress
) -> dict[str, Any]:
    """The model in `source` as `name` in `folder`: its encoder to the byte, its judge fitted once more."""
    network = network_from_onnx(source)
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("encoder.onnx", "tokenizer.json"):
        if folder != source:
            shutil.copy(source / file, folder / file)
    _fit_judge(network, rows, name, folder, progress)
    return finish(folder, split_rows(rows)[1])


def _fit_judge(network: Network, rows: Sequence[Row], name: str, folder: Path, progress: Progress) -> None:
    export_judge(network, folder)
    write_manifest(folder, {**UNCALIBRATED, "name": name})
    model = load_model(folder)
    engine = OnnxEngine(model, torch.get_num_threads())
    refit(network.judge, engine, split_rows(rows)[0], model.tokenizer(), REFIT, progress)
    export_judge(network, folder)
    write_manifest(folder, {**UNCALIBRATED, "name": name})


def finish(folder: Path, held_out: Sequence[Row], network: Network | None = None) -> dict[str, Any]:
    """Calibrate the model in `folder` on `held_out` rows, in int8, as it runs; returns its ``metrics.json``.

    It is held against torch in fp32 on the same weights, and on those of the `network` that it was made of.
    """
    model = load_model(folder)
    engine = OnnxEngine(model, threads=1)
    readings = readings_of(engine, held_out)
    manifest = manifest_of(held_out, readings, model.name)
    write_manifest(folder, manifest)
    results = results_of(engine, manifest, readings)
    metrics = {"model": model.name, "held_out": figures(held_out, results)}
    exact = {"int8_against_fp32": network_from_onnx(folder)}
    if network:
        exact["int8_against_training"] = network
    for key, other in exact.items():
        judge = NetworkEngine(other, model.tokenizer(), "cpu")
        metrics[key] = difference(results, results_of(judge, manifest, readings_of(judge, held_out)))
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
        source, name, out = sys.argv[1:]
        repackage(Path(source), all_rows(), name, Path(out), silent)
    else:
        finish(Path(sys.argv[1]), own_rows())

"""The model folder as it ships: ONNX files, tokenizer, manifest, metrics.

``python -m assist.training.package FOLDER`` calibrates and measures the model in a folder again.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from assist.rubric import PHRASE_LABELS, REPLY_LABELS
from assist.scoring.engine import OnnxEngine
from assist.scoring.model import FILES, FORMAT, load_model
from assist.scoring.network import Network
from assist.scoring.torch_engine import NetworkEngine
from assist.training.data import Row
from assist.training.export import export
from assist.training.held_out import (
    UNCALIBRATED,
    difference,
    figures,
    manifest_of,
    own_rows,
    readings_of,
    results_of,
)
from assist.training.phrasebook import write_phrasebook

BASE: Final = "multilingual-e5-small (MIT), cut to Indonesian, Malay and English"
METRICS: Final = "metrics.json"
"""Figures on held-out replies of the data, and int8 against fp32."""


def package(network: Network, base: Path, held_out: Sequence[Row], name: str, folder: Path) -> dict[str, Any]:
    """Write `network` into `folder` as the model `name`; returns its figures on `held_out` rows."""
    export(network, folder)
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    write_manifest(folder, {**UNCALIBRATED, "name": name})
    return finish(folder, held_out, network)


def finish(folder: Path, held_out: Sequence[Row], network: Network | None = None) -> dict[str, Any]:
    """Calibrate the model in `folder` on `held_out` rows, in int8, as it runs; returns its ``metrics.json``.

    With the `network` that it was made of, int8 is held against fp32; without, the figures of that stay.
    """
    model = load_model(folder)
    engine = OnnxEngine(model, threads=1)
    readings = readings_of(engine, held_out)
    manifest = manifest_of(held_out, readings, model.name)
    write_manifest(folder, manifest)
    results = results_of(engine, manifest, readings)
    metrics = {"model": model.name, "held_out": figures(held_out, results), **_known(folder / METRICS)}
    if network:
        exact = NetworkEngine(network, model.tokenizer(), "cpu")
        others = results_of(exact, manifest, readings_of(exact, held_out))
        metrics["int8_against_fp32"] = difference(results, others)
    _write(folder / METRICS, metrics)
    write_phrasebook(folder)
    return metrics


def _known(path: Path) -> dict[str, Any]:
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: known[name] for name in ("int8_against_fp32",) if name in known}


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
    finish(Path(sys.argv[1]), own_rows())
